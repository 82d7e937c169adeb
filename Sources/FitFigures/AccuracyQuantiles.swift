import Documents
import Fitting

/// Quantiles from which every prevalence's numbers follow.
///
/// At a fixed prevalence p, with odds o = p / (1 - p), PPV = o LR+ / (1 + o LR+) rises with LR+,
/// NPV = 1 / (1 + o LR-) falls with LR-, and the counts are linear in sensitivity or specificity; so
/// their medians and equal-tailed intervals are those of the four carried along, without a pass over
/// the draws. The page's script has the same numbers, to their last digit.
package struct AccuracyQuantiles {
  package var sensitivity: IntervalEstimate
  package var specificity: IntervalEstimate
  var positiveRatio: IntervalEstimate
  var negativeRatio: IntervalEstimate

  /// PPV and NPV.
  package func predictiveValues(prevalence: Double) -> [IntervalEstimate] {
    let odds = prevalence / (1 - prevalence)
    return [
      positiveRatio.mapped { 1 / (1 + 1 / (odds * $0)) },
      negativeRatio.mapped(isIncreasing: false) { 1 / (1 + odds * $0) },
    ]
  }

  /// As the page's script reads it: median, lower and upper end of each.
  fileprivate var json: JSONValue {
    func ends(_ value: IntervalEstimate) -> JSONValue {
      // JSON has no infinity, and no predictive value tells 1e300 from it.
      JSONValue([value.median, value.lower, value.upper].map { min($0, 1e300) })
    }
    return .object([
      ("se", ends(sensitivity)), ("sp", ends(specificity)), ("positive", ends(positiveRatio)),
      ("negative", ends(negativeRatio)),
    ])
  }
}

extension FitResult {
  /// Quantiles at the summary point and in a new setting; nil without their parameters, or where no
  /// study observed one of the arms.
  package func accuracyQuantiles() -> (summary: AccuracyQuantiles, newSetting: AccuracyQuantiles)? {
    guard let se = estimate("sensitivity"), let sp = estimate("specificity"),
      let positive = estimate("lr_positive"), let negative = estimate("lr_negative"),
      let newSe = estimate("sensitivity_new"), let newSp = estimate("specificity_new"),
      let newPositive = estimate("lr_positive_new"), let newNegative = estimate("lr_negative_new")
    else { return nil }
    return (
      AccuracyQuantiles(
        sensitivity: se, specificity: sp, positiveRatio: positive, negativeRatio: negative),
      AccuracyQuantiles(
        sensitivity: newSe, specificity: newSp, positiveRatio: newPositive,
        negativeRatio: newNegative)
    )
  }

  /// The quantiles as a block of data that the page's script reads.
  package func embeddedQuantiles(
    _ quantiles: (summary: AccuracyQuantiles, newSetting: AccuracyQuantiles)
  ) -> HTML {
    let data = JSONValue.object([
      ("summary", quantiles.summary.json), ("new", quantiles.newSetting.json),
    ])
    let text = String(decoding: data.serializedBytes(), as: UTF8.self)
    // Numbers only: nothing in it can end the element.
    return "<script type=\"application/json\" id=\"accuracy\">\(HTML.trusted(text))</script>\n"
  }
}
