import CMath
import DenseLinearAlgebra
import Draws
import ModelInterface
import SpecialFunctions

/// How a density's coordinates stretch the space of the parameters, found by differences, so that nothing
/// has to be known of a model but its draws.
struct CoordinateVolume {
  let model: any AccuracyModel
  let density: any BlockLogDensity & DecodableDensity

  /// The step of the differences, in standardised coordinates. With Richardson's extrapolation the error
  /// of a derivative is of the order of its fourth power.
  private static let step = 1e-2

  /// The parameters at positions, as a table of one chain.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - count: number of points.
  /// - Returns: NaN outside the range of the parameters.
  func draws(at positions: [Double], count: Int) -> DrawTable {
    DrawTable(
      variables: density.variables, drawsPerChain: count,
      blocks: [density.block(of: positions.span, drawsPerChain: count)])
  }

  /// log |d parameters / d coordinates| at a position.
  ///
  /// A correlation is differentiated as atanh rho, because rho itself may round to +-1.
  ///
  /// - Parameter position: in the coordinates of the density.
  /// - Returns: nil where there are not as many parameters as coordinates, or where the parameters do
  ///   not follow the coordinates smoothly.
  func logVolume(at position: [Double]) -> Double? {
    let d = density.dimension
    let parameters = model.parameters
    guard parameters.count == d else { return nil }
    // For each coordinate h and -h, then h / 2 and -h / 2.
    let steps = [1, -1, 0.5, -0.5].map { $0 * Self.step }
    let n = 4 * d
    var points = [Double](repeating: 0, count: d * n)
    for k in 0..<d {
      for j in 0..<n { points[k * n + j] = position[k] + (j / 4 == k ? steps[j % 4] : 0) }
    }
    let moved = draws(at: points, count: n)
    let own = draws(at: position, count: 1)
    var logFactor = 0.0
    var slopes = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    for (row, parameter) in parameters.enumerated() {
      let variable = parameter.monitor ?? parameter.variable
      guard moved.contains(variable) else { return nil }
      let values = moved.column(variable, chain: 0)
      for k in 0..<d {
        let wide = (values[4 * k] - values[4 * k + 1]) / (2 * Self.step)
        let narrow = (values[4 * k + 2] - values[4 * k + 3]) / Self.step
        slopes[row][k] = (4 * narrow - wide) / 3
      }
      if parameter.monitor != nil {
        // d rho = (1 - rho^2) d atanh rho.
        logFactor -= 2 * logCosh(own.column(variable, chain: 0)[0])
      }
      // Rows of one size, for the product below.
      let size = slopes[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0, size.isFinite else { return nil }
      for k in 0..<d { slopes[row][k] /= size }
      logFactor += log(size)
    }
    // log |det J| is half of log det J J'.
    let product = slopes.map { row in
      slopes.map { other in zip(row, other).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    guard let factor = try? choleskyFactor(of: SymmetricMatrix(rows: product)) else { return nil }
    return logFactor + factor.logDeterminant
  }

  /// What has to be added to the density for it to be likelihood times prior, both normalised, in its
  /// coordinates; found at several points, which have to agree.
  ///
  /// - Parameter positions: points of density, three or so.
  /// - Returns: nil where it cannot be found.
  func logConstant(at positions: [[Double]]) -> Double? {
    var constants: [Double] = []
    for position in positions {
      guard let volume = logVolume(at: position) else { return nil }
      let value = density.logDensity(at: position.span)
      let whole = model.logPosteriors(
        of: draws(at: position, count: 1), at: [DrawPlace(chain: 0, draw: 0)])
      guard let logPosterior = whole.first, logPosterior.isFinite, value.isFinite else {
        return nil
      }
      constants.append(logPosterior + volume - value)
    }
    let sorted = constants.sorted()
    guard let least = sorted.first, let most = sorted.last, most - least < 0.002 else { return nil }
    return sorted[sorted.count / 2]
  }
}
