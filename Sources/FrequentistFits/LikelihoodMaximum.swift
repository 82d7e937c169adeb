import DenseLinearAlgebra
import SpecialFunctions

/// A local maximum of a likelihood over its free coordinates.
struct LikelihoodMaximum: Sendable {
  /// All coordinates; those that are not free are as they were at the start.
  var coordinates: [Double]
  var value: Double
  var iterations: Int
}

/// Climbs to a local maximum by BFGS.
///
/// A climb that is beyond the limits of a credible maximum after `patience` line searches ends there:
/// the likelihood rises without end, and every further step costs more than the one before, as the
/// integrand gets steeper with the loadings.
///
/// - Parameters:
///   - likelihood: what to maximise.
///   - start: all coordinates.
///   - free: indices of the coordinates that move.
///   - tolerance: of the Euclidean norm of the gradient.
///   - maxIterations: line searches at most.
/// - Returns: the best point found, or `nil` where the value at the start is not finite.
func climb(
  _ likelihood: some MarginalLikelihood, from start: [Double], free: [Int],
  tolerance: Double, maxIterations: Int = 200
) -> LikelihoodMaximum? {
  var coordinates = start
  var full = [Double](repeating: 0, count: start.count)
  guard !free.isEmpty else {
    let value = likelihood.evaluate(coordinates, gradient: &full)
    return value.isFinite
      ? LikelihoodMaximum(coordinates: coordinates, value: value, iterations: 0) : nil
  }
  let patience = 15
  func isEndless(_ position: [Double], _ iterations: Int) -> Bool {
    guard iterations >= patience else { return false }
    var point = start
    for (k, index) in free.enumerated() { point[index] = position[k] }
    return SearchLimits.areReached(point, loadings: likelihood.loadingCount)
  }
  let result = minimizeBFGS(
    start: free.map { start[$0] }, stepSize: 0.1, tolerance: tolerance,
    maxIterations: maxIterations, stopping: isEndless
  ) { position, gradient in
    for (k, index) in free.enumerated() { coordinates[index] = position[k] }
    let value = likelihood.evaluate(coordinates, gradient: &full)
    for (k, index) in free.enumerated() { gradient[k] = -full[index] }
    return -value
  }
  guard result.reason != .nonFiniteStart else { return nil }
  for (k, index) in free.enumerated() { coordinates[index] = result.position[k] }
  return LikelihoodMaximum(
    coordinates: coordinates, value: -result.value, iterations: result.iterations)
}

/// Minus the matrix of second derivatives over the free coordinates: the observed information.
///
/// Central differences of the gradient, good for seven digits of a standard error.
func observedInformation(
  _ likelihood: some MarginalLikelihood, at coordinates: [Double], free: [Int]
) -> SymmetricMatrix {
  let n = free.count
  var rows = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
  var gradient = [Double](repeating: 0, count: coordinates.count)
  for k in 0..<n {
    let step = 3e-4 * max(abs(coordinates[free[k]]), 0.1)
    for (offset, weight) in [(-1.0, -6.0), (1, 6)] {
      var moved = coordinates
      moved[free[k]] += offset * step
      _ = likelihood.evaluate(moved, gradient: &gradient)
      for j in 0..<n { rows[k][j] -= weight * gradient[free[j]] / (12 * step) }
    }
  }
  var information = SymmetricMatrix(order: n)
  for k in 0..<n {
    for j in 0...k { information[k, j] = 0.5 * (rows[k][j] + rows[j][k]) }
  }
  return information
}

/// What the information at a point says.
struct PolishedMaximum: Sendable {
  var maximum: LikelihoodMaximum
  /// Inverse of the observed information over the free coordinates.
  var covariance: SymmetricMatrix
  /// Twice the log likelihood that a Newton step would still gain.
  var decrement: Double
}

/// Newton steps from a point that BFGS found, until the next one would gain nothing.
///
/// - Parameters:
///   - likelihood: what to maximise.
///   - maximum: where to start.
///   - free: at least one index.
/// - Returns: the point with its covariance; `nil` where the information is not positive definite.
func polish(
  _ likelihood: some MarginalLikelihood, _ maximum: LikelihoodMaximum, free: [Int]
) -> PolishedMaximum? {
  var current = maximum
  var gradient = [Double](repeating: 0, count: maximum.coordinates.count)
  var result: PolishedMaximum?
  for _ in 0..<4 {
    let information = observedInformation(likelihood, at: current.coordinates, free: free)
    guard information.values.allSatisfy(\.isFinite),
      let factor = try? choleskyFactor(of: information)
    else { return result }
    let value = likelihood.evaluate(current.coordinates, gradient: &gradient)
    let slope = free.map { gradient[$0] }
    let step = factor.transposeSolve(factor.solve(slope))
    let decrement = zip(slope, step).reduce(0) { $0 + $1.0 * $1.1 }
    current.value = value
    result = PolishedMaximum(
      maximum: current, covariance: factor.inverseOfProduct(), decrement: decrement)
    if decrement < 1e-11 { break }
    var next = current
    for (k, index) in free.enumerated() { next.coordinates[index] += step[k] }
    next.value = likelihood.evaluate(next.coordinates, gradient: &gradient)
    guard next.value > current.value - 1e-9 else { break }
    current = next
    // So small a step leaves the information as it was, to six digits.
    if decrement < 3e-10 {
      result?.maximum = next
      break
    }
  }
  return result
}
