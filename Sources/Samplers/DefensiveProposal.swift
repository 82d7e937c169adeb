import DenseLinearAlgebra
import RandomStreams

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fitted proposal plus a small share of a wide one around the origin, so that weights stay bounded.
///
///     q = (1 - share) fitted + share t_8(0, diag(scale)^2),  scale_k = max(1.1, sd_k + |mean_k|)
///
/// The target's coordinates are standardised (its tails are at most normal), which is what makes a
/// t around the origin a defence.
struct DefensiveProposal: Sendable {
  static let share = 0.06
  private let fitted: TriangularProposal
  private let defence: TriangularProposal?

  /// With a defence whose scales follow the fitted proposal's moments.
  init(fitted: TriangularProposal, mean: [Double], standardDeviations: [Double]) {
    self.fitted = fitted
    let d = fitted.dimension
    var diagonal = [Double](repeating: 0, count: d * d)
    for k in 0..<d { diagonal[k * d + k] = max(1.1, standardDeviations[k] + abs(mean[k])) }
    defence = TriangularProposal(
      mean: [Double](repeating: 0, count: d),
      factor: LowerTriangularMatrix(order: d, rowMajor: diagonal), degreesOfFreedom: 8)
  }

  /// Without a defence, for the first pilot stage.
  init(pilot: TriangularProposal) {
    fitted = pilot
    defence = nil
  }

  var dimension: Int { fitted.dimension }

  /// Draws one point; consumes one uniform, one chi-squared and d normals, whichever part is drawn.
  func draw(
    into position: inout MutableSpan<Double>, workspace: inout MutableSpan<Double>,
    using stream: inout RandomStream
  ) {
    if let defence, stream.uniform() < Self.share {
      defence.draw(into: &position, workspace: &workspace, using: &stream)
    } else {
      fitted.draw(into: &position, workspace: &workspace, using: &stream)
    }
  }

  /// The normalised log density of the mixture.
  func logDensity(at position: Span<Double>, workspace: inout MutableSpan<Double>) -> Double {
    let main = fitted.logDensity(at: position, workspace: &workspace)
    guard let defence else { return main }
    let wide = defence.logDensity(at: position, workspace: &workspace)
    let (a, b) = (main + log(1 - Self.share), wide + log(Self.share))
    return max(a, b) + log1p(exp(-abs(a - b)))
  }
}
