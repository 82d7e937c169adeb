import AccuracyData
import CollapsedLikelihood
import ModelInterface
import RandomStreams

extension DependentTables {
  /// log L of a block of points.
  ///
  /// - Parameters:
  ///   - points: columns as the likelihood of one covariance group takes them.
  ///   - values: phi, or kappa_se and kappa_sp: columns.
  ///   - count: of points.
  ///   - floors: nothing, or one a point: a value below its floor may be replaced by a bound. The likelihood
  ///     of what is not yet worked out is at most 1, so that a study's floor is what those before it leave.
  /// - Returns: one value a point.
  func logLikelihoods(
    points: [Double], values: [Double], count: Int, floors: [Double]
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    if let singles {
      let own = structure == .sharedAndWithin ? marginal(points, values, count) : points
      var span = sums.mutableSpan
      _ = singles.logLikelihoods(at: own.span, floors: floors.span, into: &span)
    }
    let covariances = splitCovariances(points, values, count)
    let means = points.span.extracting((6 * count)..<points.count)
    var own = [Double](repeating: 0, count: count)
    for study in studies {
      let left = floors.indices.map { floors[$0] - sums[$0] }
      var span = own.mutableSpan
      study.likelihood.logLikelihoods(
        means: means, covariances: covariances.span, floors: left, into: &span)
      for j in 0..<count { sums[j] += own[j] }
    }
    return sums
  }

  /// Points of single tables, whose covariance has the variances within studies added.
  private func marginal(_ points: [Double], _ values: [Double], _ count: Int) -> [Double] {
    var own = points
    for j in 0..<count {
      let (tau1, tau2) = (points[2 * count + j], points[3 * count + j])
      let (rho, root) = (points[4 * count + j], points[5 * count + j])
      let (own1, own2) = (values[j] * values[j], values[count + j] * values[count + j])
      let (first, second) = (tau1 * tau1 + own1, tau2 * tau2 + own2)
      let scale = 1 / (first * second).squareRoot()
      let determinant =
        tau1 * tau1 * (tau2 * tau2) * (root * root) + tau1 * tau1 * own2 + tau2 * tau2 * own1
        + own1 * own2
      own[2 * count + j] = first.squareRoot()
      own[3 * count + j] = second.squareRoot()
      own[4 * count + j] = rho * tau1 * tau2 * scale
      own[5 * count + j] = determinant.squareRoot() * scale
    }
    return own
  }

  /// What tables of a study share, then what each has around it: SDs, correlation and its complement.
  private func splitCovariances(
    _ points: [Double], _ values: [Double], _ count: Int
  ) -> [Double] {
    var split = [Double](repeating: 0, count: 8 * count)
    for j in 0..<count {
      let own = (2..<6).map { points[$0 * count + j] }
      var (shared, within) = (own, [0, 0, 0, 1.0])
      switch structure {
      case .independent, .shared: break
      case .exchangeable:
        let phi = values[j]
        let (common, rest) = ((1 - phi).squareRoot(), phi.squareRoot())
        (shared[0], shared[1]) = (common * own[0], common * own[1])
        within = [rest * own[0], rest * own[1], own[2], own[3]]
      case .sharedAndWithin: within = [values[j], values[count + j], 0, 1]
      }
      if max(within[0], within[1]) < SharedEffectLikelihood.leastDeviation {
        within = [0, 0, 0, 1]
      }
      for k in 0..<4 {
        split[k * count + j] = shared[k]
        split[(4 + k) * count + j] = within[k]
      }
    }
    return split
  }
}

extension RegressionModel {
  /// log L_i at a point, of a study with several tables at its first; with `tables`, of these alone.
  func dependentLogLikelihoods(
    _ dependence: DependentTables, at point: RegressionPoint, among tables: Set<Int>? = nil
  ) -> (values: [Double], graded: Int) {
    var values = [Double](repeating: 0, count: studies.count)
    var graded = 0
    let covariance = point.covariances[0]
    func isAsked(_ table: Int) -> Bool { tables?.contains(table) ?? true }
    if let singles = dependence.singles, dependence.singleStudies.contains(where: isAsked) {
      let own = singles.studyLogLikelihoods(
        at: dependence.marginal(covariance, point.structure),
        means: means(ofGroup: 0, coefficients: point.coefficients))
      graded = own.graded
      for (study, value) in zip(dependence.singleStudies, own.values) { values[study] = value }
    }
    let effects = dependence.effects(covariance, point.structure)
    for study in dependence.studies where isAsked(study.tables[0]) {
      values[study.tables[0]] = study.likelihood.logLikelihood(
        at: effects, means: means(ofTables: study.tables, at: point))
    }
    return (values, graded)
  }

  /// mu_se and mu_sp of some tables.
  func means(ofTables tables: [Int], at point: RegressionPoint) -> [Double] {
    tables.flatMap { table in
      let own = self.point(ofStudy: table, at: point)
      return [own.muSensitivity, own.muSpecificity]
    }
  }

  /// The lattice against one with a tolerance of a thousandth, and single tables against the dense rule.
  func integrationError(
    of dependence: DependentTables, at point: RegressionPoint
  ) -> IntegrationError {
    let (values, graded) = dependentLogLikelihoods(dependence, at: point)
    let marginal = dependence.marginal(point.covariances[0], point.structure)
    let dense = DenseRule()
    var error = 0.0
    for study in dependence.singleStudies {
      var own = self.point(ofStudy: study, at: point)
      (own.tauSensitivity, own.tauSpecificity) = (marginal.tauSensitivity, marginal.tauSpecificity)
      own.fisherZ = marginal.fisherZ
      error += values[study] - dense.logLikelihood(of: studies[study], at: own)
    }
    let effects = dependence.effects(point.covariances[0], point.structure)
    for study in dependence.studies {
      let fine = SharedEffectLikelihood(
        tables: study.tables.map { studies[$0] }, rows: Array(study.tables.indices),
        tolerance: 1e-3 * integrationTolerance, tabulated: false)
      error +=
        values[study.tables[0]]
        - fine.logLikelihood(at: effects, means: means(ofTables: study.tables, at: point))
    }
    return IntegrationError(error: abs(error), fallbacks: graded)
  }
}
