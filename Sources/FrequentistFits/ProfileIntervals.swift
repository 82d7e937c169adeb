import CMath
import SpecialFunctions

extension FrequentistFit {
  /// Works out the profile intervals of all means: the values of a logit mean at which twice the fall of
  /// the profile log likelihood is within the quantile of chi-squared with one degree of freedom. An end is
  /// infinite where the likelihood never falls so far.
  mutating func profileMeans(_ likelihood: some MarginalLikelihood, level: Double?) {
    guard let level, let point, let maximum = logLikelihood else { return }
    let start = ContinuousClock.now
    let reach = normalQuantile(0.5 * (1 + level))
    let search = ProfileSearch(
      likelihood: likelihood, point: point, ownFree: freeCoordinates, maximum: maximum,
      reach: reach)
    profileIntervals = (0..<likelihood.meanCount).map { index in
      let estimate = point.coordinates[index]
      let error = covariance?[index, index].squareRoot() ?? 1
      return IntervalEstimate(
        estimate: estimate, lower: search.end(of: index, step: -reach * error),
        upper: search.end(of: index, step: reach * error))
    }
    profileSeconds = (ContinuousClock.now - start).inSeconds
  }
}

/// Looks for the ends of profile intervals.
private struct ProfileSearch<Likelihood: MarginalLikelihood> {
  let likelihood: Likelihood
  let point: EstimatedPoint
  /// Free coordinates of the space that the fit was reported in.
  let ownFree: [Int]
  let maximum: Double
  let reach: Double

  /// Beyond this logit an end counts as infinite.
  private static var farthestLogit: Double { 40 }

  /// The signed root sqrt(2 (max - profile)), nearly linear in the mean, is brought to `reach` by
  /// Newton's method inside a bracket; its slope is known from the gradient at the inner maximum.
  func end(of index: Int, step: Double) -> Double {
    let all = [CovarianceSpace.bivariate].freeCoordinates(meanCount: likelihood.meanCount)
    let own = root(of: index, free: ownFree, step: step, from: point.coordinates)
    guard ownFree.count < all.count, own.value.isFinite else { return own.value }
    // Away from the maximum the likelihood may leave the boundary.
    let inner = climbWithout(index, at: own.value, free: all, from: offEdge(own.coordinates))
    guard let inner, inner.value > maximum - 0.5 * reach * reach + boundaryTolerance else {
      return own.value
    }
    let wide = own.value - point.coordinates[index]
    return root(of: index, free: all, step: wide, from: inner.coordinates).value
  }

  private func root(
    of index: Int, free: [Int], step: Double, from start: [Double]
  ) -> (value: Double, coordinates: [Double]) {
    let center = point.coordinates[index]
    let direction = step < 0 ? -1.0 : 1
    var (inside, outside) = (0.0, Double.infinity)
    var offset = abs(step)
    var coordinates = start
    for _ in 0..<60 {
      let mean = center + direction * offset
      if abs(mean) > Self.farthestLogit { return (direction * .infinity, coordinates) }
      guard let found = climbWithout(index, at: mean, free: free, from: coordinates) else {
        return (.nan, coordinates)
      }
      coordinates = found.coordinates
      let height = max(2 * (maximum - found.value), 0).squareRoot()
      if abs(height - reach) < 1e-5 { return (mean, coordinates) }
      if height < reach { inside = offset } else { outside = offset }
      var gradient = [Double](repeating: 0, count: coordinates.count)
      _ = likelihood.evaluate(coordinates, gradient: &gradient)
      let slope = height > 0 ? -direction * gradient[index] / height : 0
      var next = offset - (height - reach) / slope
      if !(next > inside && next < outside) {
        next = outside.isFinite ? 0.5 * (inside + outside) : 2 * offset
      }
      offset = min(next, 3 * offset + 0.1)
      if outside - inside < 1e-9 { return (center + direction * offset, coordinates) }
    }
    return (center + direction * offset, coordinates)
  }

  private func climbWithout(
    _ index: Int, at mean: Double, free: [Int], from start: [Double]
  ) -> LikelihoodMaximum? {
    var moved = start
    moved[index] = mean
    return climb(likelihood, from: moved, free: free.filter { $0 != index }, tolerance: 1e-4)
  }

  /// The likelihood is even in `second` and, with `cross` 0, in `first`: at 0 no gradient leads away.
  private func offEdge(_ coordinates: [Double]) -> [Double] {
    var moved = coordinates
    let base = likelihood.meanCount
    let tau = hypot(moved[base + 1], moved[base + 2])
    if moved[base] == 0 { moved[base] = 0.1 }
    if moved[base + 2] == 0 { moved[base + 2] = max(0.2 * tau, 0.1) }
    return moved
  }
}
