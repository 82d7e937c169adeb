import SpecialFunctions

/// Point estimates, quantiles and diagnostics of the draws of one quantity.
///
/// A number that does not exist is NaN: see `summarize(_:level:detail:)`.
public struct DrawSummary: Sendable, Equatable {
  /// Mean of all draws.
  public var mean: Double
  /// Standard deviation of all draws, divisor one less than their number.
  public var sd: Double
  /// Median of all draws.
  public var median: Double
  /// 1.4826 times the median distance from the median.
  public var mad: Double
  /// The 2.5 % quantile.
  public var quantile025: Double
  /// The 5 % quantile.
  public var quantile05: Double
  /// The 95 % quantile.
  public var quantile95: Double
  /// The 97.5 % quantile.
  public var quantile975: Double
  /// Lower end of the equal-tailed interval of the requested level.
  public var lower: Double
  /// Upper end of the equal-tailed interval of the requested level.
  public var upper: Double
  /// Rank-normalised split R-hat.
  public var splitRHat: Double
  /// Effective sample size of the bulk.
  public var bulkESS: Double
  /// Effective sample size of the tails.
  public var tailESS: Double
  /// Monte Carlo standard error of the mean.
  public var mcseOfMean: Double
  /// Monte Carlo standard error of the median.
  public var mcseOfMedian: Double
  /// Monte Carlo standard error of the 2.5 % quantile.
  public var mcseOfQuantile025: Double
  /// Monte Carlo standard error of the 97.5 % quantile.
  public var mcseOfQuantile975: Double

  /// The median with the interval of the requested level.
  public var interval: IntervalEstimate {
    IntervalEstimate(estimate: median, lower: lower, upper: upper)
  }
  /// The median with the 95 % interval.
  public var interval95: IntervalEstimate {
    IntervalEstimate(estimate: median, lower: quantile025, upper: quantile975)
  }
}

/// How much of a `DrawSummary` is computed.
public enum SummaryDetail: Sendable {
  /// Everything.
  case full
  /// Mean, sd, median, mad and quantiles; the diagnostics are NaN.
  case quantilesOnly
}
