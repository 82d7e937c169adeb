import FrequentistFits

/// The smallest and the largest of what the studies observed.
package struct ObservedRange: Sendable {
  /// Smallest proportion with its study.
  package var lowest: (value: Double, study: String)
  /// Largest proportion with its study.
  package var highest: (value: Double, study: String)
  /// Tables with people of the arm.
  package var tables: Int
}

extension FitResult {
  /// What the studies observed of a margin; nil where none did, and without the studies' posteriors.
  package func observedRange(_ margin: AccuracyMargin) -> ObservedRange? {
    let observed = studies.compactMap { report in
      zip(AccuracyMargin.allCases, report.arms).first { $0.0 == margin }?.1.observed.map {
        (value: $0, study: report.study.label)
      }
    }
    guard let lowest = observed.min(by: { $0.value < $1.value }),
      let highest = observed.max(by: { $0.value < $1.value })
    else { return nil }
    return ObservedRange(lowest: lowest, highest: highest, tables: observed.count)
  }
}
