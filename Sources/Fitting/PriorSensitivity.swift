import OtherPriors
import SpecialFunctions

/// How much the results hang on the prior, from the rows of the prior table whose draws are reliable.
extension FitResult {
  /// The largest ratio of an interval's widths under two priors, on the logit scale, at least 1.
  package var largestWidthChange: Double? {
    let changes = Self.priorMargins.flatMap { name, path -> [Double] in
      guard let summary = parameter(name)?.summary else { return [] }
      return priorTable.filter(\.isReliable).map {
        let other = $0[keyPath: path]
        let ratio = logitWidth(other.lower, other.upper) / logitWidth(summary.lower, summary.upper)
        return max(ratio, 1 / ratio)
      }
    }
    return changes.max()
  }

  private func logitWidth(_ lower: Double, _ upper: Double) -> Double {
    logit(upper) - logit(lower)
  }

  /// The largest move of a median under another prior, as a share of the interval's width.
  package var largestPriorShift: Double? {
    let shifts = Self.priorMargins.flatMap { name, path -> [Double] in
      guard let summary = parameter(name)?.summary else { return [] }
      let width = summary.quantile975 - summary.quantile025
      return priorTable.filter(\.isReliable).map {
        abs($0[keyPath: path].estimate - summary.median) / width
      }
    }
    return shifts.max()
  }

  private static var priorMargins: [(String, KeyPath<PriorRow, IntervalEstimate>)] {
    [("sensitivity", \.sensitivity), ("specificity", \.specificity)]
  }
}
