import Documents
import Fitting
import FrequentistFits
import SpecialFunctions
import StudyDesigns

/// How two levels differ in one proportion of a new study that has both.
package struct NewStudyDifference: Sendable, Equatable {
  /// The first level's proportion less the second's.
  package let difference: IntervalEstimate
  /// The share of draws in which the first is higher.
  package let probabilityHigher: Double
}

extension SettingComparison {
  /// How both settings differ in one new study that has both.
  ///
  /// - Parameter margin: sensitivity or specificity.
  /// - Returns: nil where there is no such quantity, or nothing known of it.
  package func inNewStudy(_ margin: AccuracyMargin) -> NewStudyDifference? {
    guard let difference = quantity("difference_\(margin.rawValue)_new"),
      let higher = quantity("p_higher_\(margin.rawValue)_new"), !difference.isFromPriorOnly
    else { return nil }
    return NewStudyDifference(
      difference: difference.summary.interval, probabilityHigher: higher.summary.mean)
  }
}

extension ModelFit {
  /// Differences in one new study that has both levels; nil where nothing is known of that. Of many pairs
  /// they stand in the JSON alone.
  func newStudyTable(width: Int?) -> String? {
    let pairs = comparisons.filter(\.hasNewStudy)
    guard !pairs.isEmpty, pairs.count <= Self.mostQuadrants else { return nil }
    var table = TextTable(columns: [.left, .decimal, .interval, .right], gap: 3)
    table.setHeader([
      "In one new study", "difference", "\(shared.levelText) prediction interval", "P(higher)",
    ])
    for pair in pairs {
      table.add(text: SafeText.visible(pair.label))
      for (title, margin) in [
        ("  Sensitivity", AccuracyMargin.sensitivity), ("  Specificity", .specificity),
      ] {
        guard let found = pair.inNewStudy(margin) else {
          table.add(row: [title, "", pair.shared.contains(margin) ? sameInModel : notEstimated])
          continue
        }
        let d = found.difference
        table.add(row: [
          title, signed(d.estimate), NumberText.interval(d.lower, d.upper, format: signed),
          simulated(found.probabilityHigher),
        ])
      }
    }
    return table.render(width: width) + "  Rows of that study \(newStudyWords).\n"
  }

  /// What is taken for granted of the rows of a new study, which ...
  package var newStudyWords: String { (regression?.tables ?? .independent).words }

  /// The same for JSON.
  func newStudyJSON(_ comparison: SettingComparison) -> JSONValue {
    func proportion(_ margin: AccuracyMargin) -> JSONValue {
      guard let found = comparison.inNewStudy(margin) else { return .null }
      return .object([
        ("difference", found.difference.json),
        ("probability_first_higher", .number(found.probabilityHigher)),
      ])
    }
    let both = comparison.quantity("p_higher_both_new").flatMap {
      $0.isFromPriorOnly ? nil : $0.summary.mean
    }
    return .object([
      ("sensitivity", proportion(.sensitivity)), ("specificity", proportion(.specificity)),
      ("probability_both_higher", JSONValue(both)),
    ])
  }
}
