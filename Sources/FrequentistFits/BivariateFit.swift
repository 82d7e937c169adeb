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
  let start = ContinuousClock.now
  let groups = covariateGroups(studies, covariate: covariate)
  let levels = groups.map(\.studies)
  var fit: FrequentistFit
  let reason = reasonAgainstEstimation(
    groups, correction: method.isNormalApproximation ? correction : nil)
  if let reason {
    fit = FrequentistFit(method: method, status: .failed(reason))
  } else {
    let starts = startingPoints(levels: levels)
    switch method {
    case .maximumLikelihood:
      let likelihood = ExactLikelihood(levels: levels)
      fit = maximise(likelihood, method: method, starts: starts)
      fit.profileMeans(likelihood, level: profileLevel)
    case .laplace:
      let likelihood = LaplaceLikelihood(levels: levels)
      fit = maximise(likelihood, method: method, starts: starts)
      fit.profileMeans(likelihood, level: profileLevel)
    case .restrictedNormal, .normalMaximumLikelihood:
      let likelihood = NormalApproximation(
        levels: levels, correction: correction, restricted: method == .restrictedNormal)
      fit = maximise(likelihood, method: method, starts: starts)
      fit.takeMeansByLeastSquares(likelihood)
      // A restricted likelihood is none of the means.
      if method == .normalMaximumLikelihood { fit.profileMeans(likelihood, level: profileLevel) }
    }
  }
  fit.levels = covariate == nil ? [] : groups.map(\.name)
  fit.seconds = (ContinuousClock.now - start).inSeconds - fit.profileSeconds
  return fit
}

/// An edge whose maximum is this near to the best log likelihood is reported as a boundary.
public let boundaryTolerance = 1e-3

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

/// The best point of a space from several starts: a rough climb from each, then a full one from the
/// best. A rough climb has done most of its rise after half a dozen steps.
///
/// - Parameters:
///   - likelihood: what to maximise.
///   - space: which loadings are free.
///   - starts: projected into the space.
///   - relevant: where the rough climbs end more than 6 below this value, the rest is not climbed.
/// - Returns: the best point, or `nil` where no start has a finite value.
func bestMaximum(
  _ likelihood: some MarginalLikelihood, space: CovarianceSpace, starts: [EstimatedPoint],
  relevant: Double = -.infinity
) -> LikelihoodMaximum? {
  let free = space.freeCoordinates(levelCount: likelihood.levelCount)
  var best: LikelihoodMaximum?
  var iterations = 0
  for start in starts {
    guard
      let found = climb(
        likelihood, from: space.project(start).coordinates, free: free, tolerance: 0.15,
        maxIterations: relevant.isFinite ? 6 : 40)
    else { continue }
    iterations += found.iterations
    let agrees = best.map { abs(found.value - $0.value) < 0.02 } ?? false
    if found.value > best?.value ?? -.infinity { best = found }
    // Two ways to the same height are evidence enough.
    if agrees { break }
  }
  if let rough = best, rough.value > relevant - 6,
    let found = climb(likelihood, from: rough.coordinates, free: free, tolerance: 1e-5)
  {
    iterations += found.iterations
    if found.value > rough.value { best = found }
  }
  best?.iterations = iterations
  return best
}

/// The search of `fitBivariate` over the whole space and its edges.
func maximise(
  _ likelihood: some MarginalLikelihood, method: FrequentistMethod, starts: [EstimatedPoint]
) -> FrequentistFit {
  guard let whole = bestMaximum(likelihood, space: .bivariate, starts: starts) else {
    return FrequentistFit(
      method: method, status: .failed("the likelihood is not finite at any starting point"))
  }
  var nearest = starts[0]
  nearest.coordinates = whole.coordinates
  var mirrored = nearest
  mirrored.cross.negate()
  let isDecided = abs(nearest.correlation ?? 0) > 0.7
  let edges: [(CovarianceSpace, BoundarySpace, [EstimatedPoint])] = [
    (.bothTausZero, .bothTausZero, [nearest]),
    (.tauSensitivityZero, .tauSensitivityZero, [nearest]),
    (.tauSpecificityZero, .tauSpecificityZero, [nearest]),
    (.perfectCorrelation, .perfectCorrelation, isDecided ? [nearest] : [nearest, mirrored]),
  ]
  var candidates: [(CovarianceSpace, FitStatus, LikelihoodMaximum)] = []
  for (space, boundary, points) in edges
  where likelihood.upperBound(in: space) >= whole.value - boundaryTolerance {
    let found = bestMaximum(likelihood, space: space, starts: points, relevant: whole.value)
    if let found { candidates.append((space, .boundary(boundary), found)) }
  }
  candidates.append((.bivariate, .converged, whole))
  let best = candidates.map(\.2.value).max() ?? whole.value
  let iterations = candidates.reduce(0) { $0 + $1.2.iterations }
  // Smallest space first.
  for (space, status, found) in candidates where found.value >= best - boundaryTolerance {
    var fit = settle(likelihood, found, space: space, method: method, status: status, starts[0])
    fit.iterations = iterations
    return fit
  }
  return FrequentistFit(method: method, status: .failed("no maximum was found"))
}

/// Turns a maximum into a fit with standard errors, or into a failure.
func settle(
  _ likelihood: some MarginalLikelihood, _ found: LikelihoodMaximum, space: CovarianceSpace,
  method: FrequentistMethod, status: FitStatus, _ template: EstimatedPoint
) -> FrequentistFit {
  let free = space.freeCoordinates(levelCount: likelihood.levelCount)
  if SearchLimits.areReached(found.coordinates, loadings: 3) {
    return FrequentistFit(
      method: method, status: .failed("the likelihood has no maximum: estimates grow without end"))
  }
  guard let polished = polish(likelihood, found, free: free) else {
    return FrequentistFit(
      method: method,
      status: .failed("the information matrix at the maximum is not positive definite"))
  }
  var point = template
  point.coordinates = polished.maximum.coordinates
  if polished.decrement > 1e-6 {
    return FrequentistFit(
      method: method,
      status: .failed("no convergence: the likelihood still rises at the last point"))
  }
  var fit = FrequentistFit(method: method, status: status)
  fit.point = point.oriented
  fit.freeCoordinates = free
  fit.covariance = polished.covariance.withSigns(
    zip(point.coordinates, point.oriented.coordinates).map { $0 == $1 ? 1 : -1 }, over: free)
  fit.logLikelihood = polished.maximum.value
  return fit
}

extension EstimatedPoint {
  /// The same covariance with `first` and `second` not negative.
  var oriented: EstimatedPoint {
    var result = self
    if first < 0 || (first == 0 && cross < 0) { (result.first, result.cross) = (-first, -cross) }
    result.second = abs(second)
    return result
  }
}

extension SymmetricMatrix {
  /// The covariance after some coordinates changed their sign.
  fileprivate func withSigns(_ signs: [Double], over free: [Int]) -> SymmetricMatrix {
    var result = self
    for row in 0..<order {
      for column in 0...row { result[row, column] *= signs[free[row]] * signs[free[column]] }
    }
    return result
  }
}

extension FrequentistFit {
  /// Puts the covariance of the means by generalised least squares in place of the observed one, as
  /// `mada` and `metafor` report it; the loadings keep theirs and count as independent of the means.
  fileprivate mutating func takeMeansByLeastSquares(_ likelihood: NormalApproximation) {
    guard let point, var covariance else { return }
    let means = 2 * likelihood.levelCount
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
