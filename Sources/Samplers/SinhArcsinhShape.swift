import SpecialFunctions

/// alpha + beta sinh((asinh(e) + epsilon) / delta), the sinh-arcsinh transformation of noise e.
struct SinhArcsinhShape: Sendable, Equatable {
  var alpha = 0.0
  var beta = 1.0
  var epsilon = 0.0
  var delta = 1.0

  /// Hyperbolic angles are held to this range: far outside any draw, and small enough that a product
  /// of four slopes is finite. Beyond it the density is below e^-1000 and its error of no account.
  private static let largestAngle = 140.0

  /// asinh(v) and sqrt(1 + v^2).
  ///
  /// By one logarithm of |v| + sqrt(1 + v^2); its relative error for tiny v is of no consequence.
  @inline(__always)
  static func arcsinh(_ v: EightLanes) -> (value: EightLanes, root: EightLanes) {
    let root = (1 + v * v).root
    let magnitude = (v.magnitudes + root).logarithm
    return (magnitude.replacing(with: -magnitude, where: v .< 0), root)
  }

  /// sinh and cosh by one exponential.
  @inline(__always)
  static func hyperbolic(_ angle: EightLanes) -> (sinh: EightLanes, cosh: EightLanes) {
    var h = angle.replacing(with: largestAngle, where: angle .> largestAngle)
    h.replace(with: -largestAngle, where: h .< -largestAngle)
    let grown = h.exponential
    let shrunk = 1 / grown
    return (0.5 * (grown - shrunk), 0.5 * (grown + shrunk))
  }
}
