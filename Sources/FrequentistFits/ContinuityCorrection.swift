import AccuracyData
import CMath

/// Which 2x2 tables get 0.5 added to each cell before logits are taken, as `mada` defines it.
public enum ContinuityCorrection: String, Sendable, CaseIterable {
  /// Every study, as soon as one cell of one study is zero.
  case all
  /// Each study that has a zero cell.
  case single
  /// None; a zero cell then leaves no logit.
  case none

  /// The corrected cells of all studies as (correct, incorrect) of each arm.
  ///
  /// - Parameter studies: the studies.
  /// - Returns: one entry a study; `nil` for a missing or empty arm.
  package func cells(_ studies: [AccuracyStudy]) -> [[(correct: Double, incorrect: Double)?]] {
    func hasZero(_ study: AccuracyStudy) -> Bool {
      [study.diseased, study.nondiseased].contains { arm in
        arm.map { $0.total > 0 && min($0.correct, $0.incorrect) == 0 } ?? false
      }
    }
    let any = studies.contains(where: hasZero)
    return studies.map { study in
      let corrected =
        switch self {
        case .all: any
        case .single: hasZero(study)
        case .none: false
        }
      let added = corrected ? 0.5 : 0
      return [study.diseased, study.nondiseased].map { arm in
        guard let arm, arm.total > 0 else { return nil }
        return (Double(arm.correct) + added, Double(arm.incorrect) + added)
      }
    }
  }
}

/// An observed logit and its sampling variance, log(y / (n - y)) and 1 / y + 1 / (n - y).
package struct ObservedLogit: Sendable, Equatable {
  package var value: Double
  package var variance: Double

  package init(correct: Double, incorrect: Double) {
    value = log(correct / incorrect)
    variance = 1 / correct + 1 / incorrect
  }
}
