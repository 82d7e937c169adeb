import AccuracyData
import CMath

/// Points from which a maximum is looked for: one from moments of the observed logits, the others
/// with small and large heterogeneity and with a correlation of either sign.
///
/// - Parameter levels: the studies of each level of the covariate.
/// - Returns: the points, the most promising one first.
func startingPoints(levels: [[AccuracyStudy]]) -> [EstimatedPoint] {
  let cells = levels.map { ContinuityCorrection.all.cells($0) }
  func logits(_ arm: Int) -> [[ObservedLogit]] {
    cells.map { level in
      level.compactMap { arms in
        arms[arm].map {
          // Always corrected: a start must be finite.
          ObservedLogit(correct: max($0.correct, 0.5), incorrect: max($0.incorrect, 0.5))
        }
      }
    }
  }
  let margins = [momentEstimate(logits(0)), momentEstimate(logits(1))]
  let means = levels.indices.map { SIMD2(margins[0].means[$0], margins[1].means[$0]) }
  func point(_ first: Double, _ second: Double, _ rho: Double) -> EstimatedPoint {
    EstimatedPoint(
      means: means, first: first, cross: rho * second, second: (1 - rho * rho).squareRoot() * second
    )
  }
  let taus = margins.map { min(max($0.tau, 0.2), 3) }
  return [
    point(taus[0], taus[1], -0.3), point(taus[0], taus[1], 0.6), point(0.3, 0.3, -0.8),
    point(1.5, 1.5, -0.3),
  ]
}

/// Means of the levels, weighted by a capped precision, and the spread that sampling does not
/// explain.
private func momentEstimate(_ levels: [[ObservedLogit]]) -> (means: [Double], tau: Double) {
  var (squares, explained, freedom) = (0.0, 0.0, 0.0)
  let means = levels.map { logits -> Double in
    guard !logits.isEmpty else { return 0 }
    let weights = logits.map { 1 / ($0.variance + 0.5) }
    let sum = weights.reduce(0, +)
    let mean = zip(weights, logits).reduce(0) { $0 + $1.0 * $1.1.value } / sum
    for logit in logits {
      squares += (logit.value - mean) * (logit.value - mean)
      explained += logit.variance
    }
    freedom += Double(logits.count - 1)
    return mean
  }
  guard freedom > 0 else { return (means, 0.5) }
  return (means, max(squares / freedom - explained / (freedom + 1), 0.04).squareRoot())
}
