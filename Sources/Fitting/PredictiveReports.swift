import AccuracyMeasures
import ChainStatistics
import RandomStreams
import Requests
import SpecialFunctions

/// PPV, NPV and results per 1,000 tested at each prevalence, at the summary point and in a new setting.
///
/// A Beta prevalence is drawn once a posterior draw, independently of accuracy.
///
/// - Parameters:
///   - prevalences: in the order of the option; each distribution has draws of its own.
///   - summary: paired draws of sensitivity and specificity at the summary point.
///   - newSetting: the same in a new setting.
///   - level: probability of the intervals.
///   - key: of the fit.
/// - Returns: one report a prevalence.
package func predictiveReports(
  _ prevalences: [Prevalence], summary: (sensitivity: [Double], specificity: [Double]),
  newSetting: (sensitivity: [Double], specificity: [Double]), level: Double, key: StreamKey
) -> [PrevalenceReport] {
  prevalences.enumerated().map { index, prevalence in
    let shares = prevalenceDraws(
      prevalence, count: summary.sensitivity.count,
      key: key.child(.purpose(.prevalence), .index(index)))
    return PrevalenceReport(
      prevalence: prevalence,
      atSummary: estimates(summary, shares: shares, level: level),
      inNewSetting: estimates(newSetting, shares: shares, level: level),
      meanAtSummary: mean(summary, prevalence), meanInNewSetting: mean(newSetting, prevalence))
  }
}

private func mean(
  _ accuracy: (sensitivity: [Double], specificity: [Double]), _ prevalence: Prevalence
) -> TestedAccuracy {
  func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
  return TestedAccuracy(
    sensitivity: mean(accuracy.sensitivity), specificity: mean(accuracy.specificity),
    prevalence: prevalence.mean)
}

extension PrevalenceReport {
  /// The report without its numbers, for data in which no study observed one of the arms.
  package var withheld: PrevalenceReport {
    var report = self
    func withhold(_ entries: inout [(name: String, estimate: IntervalEstimate)]) {
      for k in entries.indices {
        entries[k].estimate = IntervalEstimate(estimate: .nan, lower: .nan, upper: .nan)
      }
    }
    withhold(&report.atSummary)
    withhold(&report.inNewSetting)
    return report
  }
}

/// Draws of a prevalence, as many as there are of the accuracy.
///
/// - Parameters:
///   - prevalence: one value, or a distribution.
///   - count: of draws.
///   - key: of its stream.
/// - Returns: shares.
package func prevalenceDraws(
  _ prevalence: Prevalence, count: Int, key: StreamKey
) -> [Double] {
  switch prevalence {
  case .fixed(let value): return [Double](repeating: value, count: count)
  case .beta(let a, let b):
    var stream = RandomStream(key)
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(stream.beta(a, b)) }
    return values
  }
}

private func estimates(
  _ accuracy: (sensitivity: [Double], specificity: [Double]), shares: [Double], level: Double
) -> [(name: String, estimate: IntervalEstimate)] {
  let columns = PredictiveColumns(
    sensitivities: accuracy.sensitivity, specificities: accuracy.specificity, prevalences: shares)
  let named = [
    ("ppv", columns.positivePredictiveValues), ("npv", columns.negativePredictiveValues),
    ("true_positives_per_1000", columns.counts.map(\.truePositives)),
    ("false_negatives_per_1000", columns.counts.map(\.falseNegatives)),
    ("false_positives_per_1000", columns.counts.map(\.falsePositives)),
    ("true_negatives_per_1000", columns.counts.map(\.trueNegatives)),
  ]
  return named.map {
    ($0, summarize([$1], level: level, detail: .quantilesOnly).interval)
  }
}
