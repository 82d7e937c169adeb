import AccuracyData
import Documents
import Messages

/// A line of criticism of a fit, with the codes of what it says.
package struct CriticalRemark: Sendable {
  package let codes: [DataWarning.Code]
  package let message: Message
}

/// A study that holds most of the information in a setting, in words.
package struct DominanceWords: Sendable {
  package let study: String
  /// As "S1 holds 20 % of the diseased but 61 % of the information on sensitivity".
  package let words: String

  package init(study: String, words: String) { (self.study, self.words) = (study, words) }
}

extension Screening {
  /// What there is to say, a sentence each.
  ///
  /// - Parameters:
  ///   - settings: labels of the model's settings, in order; those of one setting are not named.
  ///   - dominant: of each setting, the study that dominates it; none where it is empty.
  /// - Returns: at most three; a study that dominates and moves the result has one.
  package func remarks(settings: [String], dominant: [DominanceWords?] = []) -> [CriticalRemark] {
    var remarks: [CriticalRemark] = []
    func label(_ setting: Int) -> String { settings.count > 1 ? " in \(settings[setting])" : "" }
    if let influential {
      let (se, sp) = (influential.without.sensitivity, influential.without.specificity)
      let own = dominant.indices.contains(influential.setting) ? dominant[influential.setting] : nil
      let isDominant = own?.study == influential.study
      let opening = isDominant ? own?.words ?? "" : "One study carries much"
      let without = isDominant ? "it" : influential.study
      remarks.append(
        CriticalRemark(
          codes: isDominant ? [.influentialStudy, .dominantStudy] : [.influentialStudy],
          message: "\(opening): without \(without) sensitivity\(label(influential.setting)) is "
            + "\(NumberText.proportion(se.estimate, decimals: 2)), specificity "
            + "\(NumberText.proportion(sp.estimate, decimals: 2)) (see \(request: .influence))."))
    }
    if let differing {
      let swap = differing.prediction.swap
      let advice: String =
        swap.map { "are \($0.rawValue) exchanged?" } ?? "check its data and methods"
      remarks.append(
        CriticalRemark(
          codes: swap == nil ? [.differingStudy] : [.differingStudy, .swappedCells],
          message: "\(differing.study) differs from what the other studies predict; \(advice) "
            + "(see \(request: .influence))."))
    }
    let others = dominant.enumerated().first {
      $0.element != nil && $0.element?.study != influential?.study
    }
    if let others, let words = others.element?.words {
      remarks.append(
        CriticalRemark(
          codes: [.dominantStudy],
          message: "\(words)\(label(others.offset)) (see \(request: .influence))."))
    }
    if let failed {
      remarks.append(
        CriticalRemark(
          codes: [.failedCheck],
          message: "The model does not reproduce the \(failed.words) of these studies (see "
            + "\(request: .influence))."))
    }
    return Array(remarks.prefix(3))
  }
}

extension CheckedStatistic {
  /// What a sentence calls it.
  package var words: String {
    switch self {
    case .sensitivitySpread: "spread of sensitivity"
    case .specificitySpread: "spread of specificity"
    case .correlation: "correlation"
    case .lowestSensitivity: "lowest sensitivity"
    case .highestSensitivity: "highest sensitivity"
    case .lowestSpecificity: "lowest specificity"
    case .highestSpecificity: "highest specificity"
    case .zeroCells: "number of zero cells"
    case .largestDeviation: "largest deviation"
    }
  }
}
