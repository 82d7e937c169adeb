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
