import AccuracyData
import DenseLinearAlgebra

/// Estimates the bivariate model of sensitivity and specificity by one method; see docs/statistics.md,
/// section 8.
///
/// The maximum is looked for from several starting points in coordinates in which the edges of the
/// parameter space are at finite points, and on each edge by itself. Where the maximum of an edge
/// lies within `boundaryTolerance` of the best value, the smallest such edge is reported.
///
/// - Parameters:
///   - studies: the 2x2 tables; a missing arm contributes nothing.
///   - method: what is maximised.
///   - correction: of the normal approximation; without effect on the others.
///   - covariate: name of a categorical column; each level gets its own two means, and all share
///     the covariance between studies. Studies without a value form the level `(missing)`.
///   - profileLevel: probability of profile-likelihood intervals of the means; `nil` for none.
/// - Returns: the fit; failure is a status with its reason, never a number.
/// - Complexity: some hundred evaluations of the likelihood.
public func fitBivariate(
  _ studies: [AccuracyStudy], method: FrequentistMethod,
  correction: ContinuityCorrection = .all, covariate: String? = nil, profileLevel: Double? = nil
) -> FrequentistFit {
  fitLevels(
    covariateGroups(studies, covariate: covariate), method: method, correction: correction,
    profileLevel: profileLevel)
}

/// The same of studies that are in their levels already.
///
/// - Parameters:
///   - groups: name and studies of each level, at least one level and none empty; a single nameless one is
///     the model without a covariate.
///   - method: what is maximised.
///   - correction: of the normal approximation; without effect on the others.
///   - profileLevel: probability of profile-likelihood intervals of the means; `nil` for none.
/// - Returns: the fit; failure is a status with its reason, never a number.
public func fitLevels(
  _ groups: [(name: String, studies: [AccuracyStudy])], method: FrequentistMethod,
  correction: ContinuityCorrection = .all, profileLevel: Double? = nil
) -> FrequentistFit {
  let start = ContinuousClock.now
  let levels = groups.map(\.studies)
  var fit: FrequentistFit
  let reason = reasonAgainstEstimation(
    groups, correction: method.isNormalApproximation ? correction : nil)
  if let reason {
    fit = FrequentistFit(method: method, .failed(reason))
  } else {
    let layout = LikelihoodLayout(levels: levels)
    let starts = startingPoints(layout)
    switch method {
    case .maximumLikelihood:
      let likelihood = ExactLikelihood(layout)
      fit = FrequentistFit(method: method, maximise(likelihood, starts: starts))
      fit.profileMeans(likelihood, level: profileLevel)
    case .laplace:
      let likelihood = LaplaceLikelihood(levels: levels)
      fit = FrequentistFit(method: method, maximise(likelihood, starts: starts))
      fit.profileMeans(likelihood, level: profileLevel)
    case .restrictedNormal, .normalMaximumLikelihood:
      let likelihood = NormalApproximation(
        levels: levels, correction: correction, restricted: method == .restrictedNormal)
      fit = FrequentistFit(method: method, maximise(likelihood, starts: starts))
      fit.takeMeansByLeastSquares(likelihood)
      // A restricted likelihood is none of the means.
      if method == .normalMaximumLikelihood { fit.profileMeans(likelihood, level: profileLevel) }
    }
  }
  fit.levels = groups.count == 1 && groups[0].name.isEmpty ? [] : groups.map(\.name)
  fit.seconds = (ContinuousClock.now - start).inSeconds - fit.profileSeconds
  return fit
}

/// The studies by level of a covariate, in the order of the levels' names; one nameless group
/// without a covariate.
func covariateGroups(
  _ studies: [AccuracyStudy], covariate: String?
) -> [(name: String, studies: [AccuracyStudy])] {
  guard let covariate else { return [("", studies)] }
  var groups: [String: [AccuracyStudy]] = [:]
  for study in studies {
    let value = study.covariate(covariate) ?? ""
    groups[value.isEmpty ? "(missing)" : value, default: []].append(study)
  }
  return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}

extension FrequentistFit {
  /// Puts the covariance of the means by generalised least squares in place of the observed one, as
  /// `mada` and `metafor` report it; the loadings keep theirs and count as independent of the means.
  fileprivate mutating func takeMeansByLeastSquares(_ likelihood: NormalApproximation) {
    guard let point, var covariance else { return }
    let means = likelihood.meanCount
    for row in 0..<covariance.order {
      for column in 0..<min(row + 1, means) { covariance[row, column] = 0 }
    }
    for (level, block) in likelihood.covariancesOfMeans(at: point).enumerated() {
      covariance[2 * level, 2 * level] = block.0
      covariance[2 * level + 1, 2 * level] = block.1
      covariance[2 * level + 1, 2 * level + 1] = block.2
    }
    self.covariance = covariance
  }
}

extension Duration {
  /// Seconds as a number.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
