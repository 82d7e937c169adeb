import DenseLinearAlgebra

/// An edge whose maximum is this near to the best log likelihood is reported as a boundary.
public let boundaryTolerance = 1e-3

/// An interior maximum is near the edge |rho| = 1 where the log likelihood there, the other parameters at their best,
/// is lower by less than this.
public let nearBoundaryTolerance = 0.1

/// Where a search ended, with standard errors, or why there is no estimate.
struct SearchResult: Sendable {
  var status: FitStatus
  /// The edge that each covariance is at; nil inside.
  var edges: [BoundarySpace?] = []
  /// All coordinates, loadings oriented; empty where there are no estimates.
  var coordinates: [Double] = []
  /// Those that were estimated; the others are 0.
  var free: [Int] = []
  /// Inverse of the observed information over the free coordinates.
  var covariance: SymmetricMatrix?
  var logLikelihood: Double?
  var iterations = 0
  /// The correlation of 1 or -1 that is nearly as likely as a maximum inside; nil where neither is.
  var nearbyCorrelation: Double?

  static func failed(_ reason: String) -> SearchResult {
    SearchResult(status: .failed(reason))
  }
}

/// The best point of a space from several starts: a rough climb from each, then a full one from the
/// best. A rough climb has done most of its rise after half a dozen steps.
///
/// - Parameters:
///   - likelihood: what to maximise.
///   - spaces: which loadings of each covariance are free.
///   - starts: projected into the spaces.
///   - relevant: where the rough climbs end more than 6 below this value, the rest is not climbed.
/// - Returns: the best point, or `nil` where no start has a finite value.
func bestMaximum(
  _ likelihood: some MarginalLikelihood, spaces: [CovarianceSpace], starts: [[Double]],
  relevant: Double = -.infinity
) -> LikelihoodMaximum? {
  let free = spaces.freeCoordinates(meanCount: likelihood.meanCount)
  // Each coordinate needs steps of its own before a rough climb is near its top.
  let roughSteps = max(40, 4 * free.count)
  var best: LikelihoodMaximum?
  var iterations = 0
  for start in starts {
    guard
      let found = climb(
        likelihood, from: spaces.project(start, meanCount: likelihood.meanCount), free: free,
        tolerance: 0.15, maxIterations: relevant.isFinite ? 6 : roughSteps)
    else { continue }
    iterations += found.iterations
    let agrees = best.map { abs(found.value - $0.value) < 0.02 } ?? false
    if found.value > best?.value ?? -.infinity { best = found }
    // Two ways to the same height are evidence enough.
    if agrees { break }
  }
  if let rough = best, rough.value > relevant - 6,
    let found = climb(
      likelihood, from: rough.coordinates, free: free, tolerance: 1e-5,
      maxIterations: max(200, 10 * free.count))
  {
    iterations += found.iterations
    if found.value > rough.value { best = found }
  }
  best?.iterations = iterations
  return best
}

/// The search over the whole space, then over the edges of one covariance after the other.
///
/// Where the maximum of an edge lies within `boundaryTolerance` of the best value, the smallest such edge
/// is taken.
///
/// - Parameters:
///   - likelihood: what to maximise.
///   - starts: where to look from.
/// - Returns: the maximum with standard errors of the space it was found in, or a failure.
func maximise(_ likelihood: some MarginalLikelihood, starts: [[Double]]) -> SearchResult {
  var spaces = [CovarianceSpace](repeating: .bivariate, count: likelihood.groupCount)
  var edges = [BoundarySpace?](repeating: nil, count: likelihood.groupCount)
  guard var current = bestMaximum(likelihood, spaces: spaces, starts: starts) else {
    return .failed("the likelihood is not finite at any starting point")
  }
  var iterations = current.iterations
  var nearby: Double?
  for group in spaces.indices {
    var candidates = edgeMaxima(likelihood, of: group, spaces: spaces, from: current)
    iterations += candidates.reduce(0) { $0 + $1.maximum.iterations }
    candidates.append(EdgeMaximum(space: spaces[group], boundary: nil, maximum: current))
    let best = candidates.map(\.maximum.value).max() ?? current.value
    // Smallest space first.
    guard let choice = candidates.first(where: { $0.maximum.value >= best - boundaryTolerance })
    else { continue }
    (spaces[group], edges[group], current) = (choice.space, choice.boundary, choice.maximum)
    let near = candidates.first {
      $0.boundary == .perfectCorrelation && $0.maximum.value > best - nearBoundaryTolerance
    }
    if choice.boundary == nil, let near {
      let base = likelihood.meanCount + 3 * group
      let loadings = CovarianceLoadings(near.maximum.coordinates[base..<(base + 3)])
      nearby = loadings.covariance < 0 ? -1 : 1
    }
  }
  var result = settle(likelihood, current, spaces: spaces, edges: edges)
  result.iterations = iterations
  if result.status == .converged { result.nearbyCorrelation = nearby }
  return result
}

/// The maximum on an edge of one covariance.
struct EdgeMaximum {
  let space: CovarianceSpace
  let boundary: BoundarySpace?
  let maximum: LikelihoodMaximum
}

/// The maxima on the edges of one covariance that can reach the best value, smallest space first.
private func edgeMaxima(
  _ likelihood: some MarginalLikelihood, of group: Int, spaces: [CovarianceSpace],
  from current: LikelihoodMaximum
) -> [EdgeMaximum] {
  let nearest = current.coordinates
  let base = likelihood.meanCount + 3 * group
  var mirrored = nearest
  mirrored[base + 1].negate()
  let loadings = CovarianceLoadings(nearest[base..<(base + 3)])
  let isDecided = abs(loadings.correlation ?? 0) > 0.7
  let edges: [(CovarianceSpace, BoundarySpace, [[Double]])] = [
    (.bothTausZero, .bothTausZero, [nearest]),
    (.tauSensitivityZero, .tauSensitivityZero, [nearest]),
    (.tauSpecificityZero, .tauSpecificityZero, [nearest]),
    (.perfectCorrelation, .perfectCorrelation, isDecided ? [nearest] : [nearest, mirrored]),
  ]
  return edges.compactMap { space, boundary, points in
    var own = spaces
    own[group] = space
    guard likelihood.upperBound(in: own) >= current.value - boundaryTolerance else { return nil }
    return bestMaximum(likelihood, spaces: own, starts: points, relevant: current.value).map {
      EdgeMaximum(space: space, boundary: boundary, maximum: $0)
    }
  }
}

/// Turns a maximum into estimates with standard errors, or into a failure.
func settle(
  _ likelihood: some MarginalLikelihood, _ found: LikelihoodMaximum, spaces: [CovarianceSpace],
  edges: [BoundarySpace?]
) -> SearchResult {
  let free = spaces.freeCoordinates(meanCount: likelihood.meanCount)
  if SearchLimits.areReached(found.coordinates, loadings: likelihood.loadingCount) {
    return .failed("the likelihood has no maximum: estimates grow without end")
  }
  guard let polished = polish(likelihood, found, free: free) else {
    return .failed("the information matrix at the maximum is not positive definite")
  }
  if polished.decrement > 1e-6 {
    return .failed("no convergence: the likelihood still rises at the last point")
  }
  let position = polished.maximum.coordinates
  var oriented = position
  for group in spaces.indices {
    let range = (likelihood.meanCount + 3 * group)..<(likelihood.meanCount + 3 * group + 3)
    oriented.replaceSubrange(range, with: CovarianceLoadings(position[range]).oriented.values)
  }
  return SearchResult(
    status: edges.compactMap { $0 }.first.map { .boundary($0) } ?? .converged, edges: edges,
    coordinates: oriented, free: free,
    covariance: polished.covariance.withSigns(
      zip(position, oriented).map { $0 == $1 ? 1 : -1 }, over: free),
    logLikelihood: polished.maximum.value)
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
