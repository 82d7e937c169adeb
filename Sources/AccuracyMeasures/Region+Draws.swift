/// Credible region of the summary point.
///
/// - Parameters:
///   - muSensitivity: draws of the mean logit sensitivity.
///   - muSpecificity: draws of the mean logit specificity, in the same order.
///   - level: probability content, in (0, 1).
/// - Returns: the region; see `empiricalRegion`.
/// - Throws: what `empiricalRegion` throws.
public func credibleRegion(
  muSensitivity: [Double], muSpecificity: [Double], level: Double
) throws(AccuracyMeasuresError) -> Region {
  try empiricalRegion(
    logitSensitivities: muSensitivity, logitSpecificities: muSpecificity, level: level)
}

/// Elliptical region that holds the stated share of the draws.
///
/// The center is the componentwise median, the shape the covariance of the draws, and the squared
/// radius that order statistic of the squared Mahalanobis distance which makes the share of draws
/// inside equal to `level` within `1 / n`. A chi-squared radius would be right for normal draws
/// only.
///
/// - Parameters:
///   - logitSensitivities: `n` draws, finite.
///   - logitSpecificities: `n` draws, finite, in the same order.
///   - level: probability content, in (0, 1).
/// - Returns: the region.
/// - Throws: `AccuracyMeasuresError`: `.levelOutOfRange`, `.tooFewDraws` for fewer than three,
///   `.nonFiniteDraw`, or `.degenerateCovariance` for draws on a line.
/// - Complexity: O(n).
public func empiricalRegion(
  logitSensitivities: [Double], logitSpecificities: [Double], level: Double
) throws(AccuracyMeasuresError) -> Region {
  guard level > 0, level < 1 else { throw .levelOutOfRange(level: level) }
  let covariance = try covarianceOfDraws(logitSensitivities, logitSpecificities)
  let count = logitSensitivities.count
  var statistics = OrderStatistics()
  let center = (
    logitSensitivity: statistics.quantiles([0.5], of: logitSensitivities)[0],
    logitSpecificity: statistics.quantiles([0.5], of: logitSpecificities)[0]
  )
  var distances = [Double](repeating: 0, count: count)
  for index in 0..<count {
    distances[index] = covariance.squaredDistance(
      logitSensitivities[index] - center.logitSensitivity,
      logitSpecificities[index] - center.logitSpecificity)
  }
  let rank = coverageRank(level: level, count: count)
  return try Region(
    center: center, covariance: covariance,
    squaredRadius: statistics.select(ranks: [rank], from: distances)[0], level: level)
}

/// The covariance of paired draws that can make a region.
///
/// - Parameters:
///   - first: draws.
///   - second: as many, in the same order.
/// - Returns: a positive definite matrix.
/// - Throws: `.tooFewDraws` for fewer than three, `.nonFiniteDraw`, or `.degenerateCovariance`.
func covarianceOfDraws(
  _ first: [Double], _ second: [Double]
) throws(AccuracyMeasuresError) -> LogitCovariance {
  precondition(first.count == second.count, "draws must come in pairs")
  guard first.count >= 3 else { throw .tooFewDraws(count: first.count) }
  for index in first.indices where !(first[index].isFinite && second[index].isFinite) {
    throw .nonFiniteDraw(index: index)
  }
  let covariance = LogitCovariance(logitSensitivities: first, logitSpecificities: second)
  guard covariance.isPositiveDefinite else { throw .degenerateCovariance }
  return covariance
}
