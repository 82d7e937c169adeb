import AccuracyData
import CMath
import DenseLinearAlgebra

/// Points from which a maximum is looked for: one from moments of the observed logits, the others
/// with small and large heterogeneity and with a correlation of either sign.
///
/// - Parameter layout: the studies with their means.
/// - Returns: coordinates, the most promising ones first; all covariances are alike.
func startingPoints(_ layout: LikelihoodLayout) -> [[Double]] {
  let margins = [momentEstimate(layout, margin: 0), momentEstimate(layout, margin: 1)]
  let means = zip(margins[0].coefficients, margins[1].coefficients).map(+)
  func point(_ first: Double, _ second: Double, _ rho: Double) -> [Double] {
    let loadings = [first, rho * second, (1 - rho * rho).squareRoot() * second]
    return means + layout.groups.flatMap { _ in loadings }
  }
  let taus = margins.map { min(max($0.tau, 0.2), 3) }
  return [
    point(taus[0], taus[1], -0.3), point(taus[0], taus[1], 0.6), point(0.3, 0.3, -0.8),
    point(1.5, 1.5, -0.3),
  ]
}

/// Coefficients of one mean by least squares of the observed logits, weighted by a capped precision, and the
/// spread that sampling does not explain; the coefficients of the other mean are 0.
private func momentEstimate(
  _ layout: LikelihoodLayout, margin: Int
) -> (coefficients: [Double], tau: Double) {
  let rows = layout.groups.flatMap { $0 }
  var cells = ContinuityCorrection.all.cells(rows.flatMap(\.studies))[...]
  let observed = rows.flatMap { row in
    defer { cells = cells.dropFirst(row.studies.count) }
    return cells.prefix(row.studies.count).compactMap { arms in
      arms[margin].map {
        // Always corrected: a start must be finite.
        let logit = ObservedLogit(
          correct: max($0.correct, 0.5), incorrect: max($0.incorrect, 0.5))
        return (terms: row.margins[margin], logit: logit)
      }
    }
  }
  var information = SymmetricMatrix(order: layout.meanCount)
  var pull = [Double](repeating: 0, count: layout.meanCount)
  // A coefficient of which no study knows anything stays at 0.
  for k in pull.indices { information[k, k] = 1e-9 }
  for (terms, logit) in observed {
    let weight = 1 / (logit.variance + 0.5)
    for a in terms {
      pull[a.coordinate] += weight * a.multiplier * logit.value
      for b in terms where b.coordinate <= a.coordinate {
        information[a.coordinate, b.coordinate] += weight * a.multiplier * b.multiplier
      }
    }
  }
  guard let factor = try? choleskyFactor(of: information) else {
    return ([Double](repeating: 0, count: layout.meanCount), 0.5)
  }
  let coefficients = factor.transposeSolve(factor.solve(pull))
  let freedom = Double(observed.count - pull.count { $0 != 0 })
  guard freedom > 0 else { return (coefficients, 0.5) }
  let squares = observed.reduce(0.0) { sum, study in
    let rest = study.logit.value - study.terms.mean(at: coefficients)
    return sum + rest * rest
  }
  let explained = observed.reduce(0) { $0 + $1.logit.variance }
  return (coefficients, max(squares / freedom - explained / (freedom + 1), 0.04).squareRoot())
}
