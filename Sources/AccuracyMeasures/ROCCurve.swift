/// A summary ROC curve with its posterior bands over a range of false positive rates.
public struct ROCCurve: Sendable {
  /// The curve at one false positive rate; all ordinates are sensitivities in [0, 1].
  public struct Point: Sendable, Equatable {
    /// Abscissa, in (0, 1).
    public let falsePositiveRate: Double
    /// Posterior median of the curve at this rate.
    public let median: Double
    /// Lower end of the pointwise equal-tailed interval.
    public let lower: Double
    /// Upper end of the pointwise equal-tailed interval.
    public let upper: Double
    /// Lower edge of the band that holds whole curves with the stated probability.
    public let simultaneousLower: Double
    /// Upper edge of the band that holds whole curves with the stated probability.
    public let simultaneousUpper: Double
    /// `lineAtMedians` at this rate; NaN for lines other than Rutter-Gatsonis.
    public let atMedians: Double
  }

  /// Which line is drawn.
  public let kind: SummaryLineKind
  /// Probability content of the bands.
  public let level: Double
  /// The curve from the smallest to the largest rate, equally spaced in logit rate.
  public let points: [Point]
  /// The line at the posterior medians of lambda and beta, what RevMan would draw; nil for lines
  /// other than Rutter-Gatsonis, and where no draw has a lambda.
  public let lineAtMedians: RutterGatsonisLine?
  /// Number of draws for which the line exists and that entered the curve.
  public let usableDraws: Int
  /// Share of the usable draws whose line falls instead of rising.
  public let shareOfFallingLines: Double
}
