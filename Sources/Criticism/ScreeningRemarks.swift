import Documents
import Messages

extension Screening {
  /// What there is to say, a sentence each.
  ///
  /// - Parameter settings: labels of the model's settings, in order; those of one setting are not named.
  /// - Returns: at most three.
  package func remarks(settings: [String]) -> [Message] {
    var remarks: [Message] = []
    if let influential {
      let (se, sp) = (influential.without.sensitivity, influential.without.specificity)
      let label = settings.count > 1 ? " in \(settings[influential.setting])" : ""
      remarks.append(
        "One study carries much: without \(influential.study) sensitivity\(label) is "
          + "\(NumberText.proportion(se.estimate, decimals: 2)), specificity "
          + "\(NumberText.proportion(sp.estimate, decimals: 2)) (see \(request: .influence)).")
    }
    if let differing {
      let advice: String =
        differing.prediction.swap.map { "are \($0.rawValue) exchanged?" }
        ?? "check its data and methods"
      remarks.append(
        "\(differing.study) differs from what the other studies predict; \(advice) "
          + "(see \(request: .influence)).")
    }
    if let failed {
      remarks.append(
        "The model does not reproduce the \(failed.words) of these studies (see "
          + "\(request: .influence)).")
    }
    return remarks
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
