import AccuracyData
import FrequentistFits

extension AccuracyDataset {
  /// The tables that inform a margin: those with people of its arm.
  ///
  /// - Parameter margin: sensitivity or specificity.
  /// - Returns: distinct studies, and participants of that arm.
  package func informing(_ margin: AccuracyMargin) -> (studies: Int, participants: Int) {
    func arm(_ study: AccuracyStudy) -> AccuracyArm? {
      margin == .sensitivity ? study.diseased : study.nondiseased
    }
    let tables = studies.filter { arm($0) != nil }
    return (countDistinctStudies(tables), tables.compactMap(arm).reduce(0) { $0 + $1.total })
  }

  /// Tables that report one margin alone.
  ///
  /// - Parameter margin: the one that they report.
  /// - Returns: their number.
  package func tablesOnly(_ margin: AccuracyMargin) -> Int {
    studies.count {
      switch margin {
      case .sensitivity: $0.nondiseased == nil && $0.diseased != nil
      case .specificity: $0.diseased == nil && $0.nondiseased != nil
      }
    }
  }
}

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
