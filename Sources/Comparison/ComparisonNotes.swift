import AccuracyData
import DatasetWords
import Documents
import Fitting
import FrequentistFits
import Messages
import Requests

extension Comparison {
  /// How the door that asked spells arguments.
  var spelling: Spelling { options.fit.spelling }

  /// Why rows have no estimates: one line a reason, with all that failed for it.
  var failureLines: [String] {
    let failures = rows.filter { $0.status == .failed }
    var reasons: [String] = []
    for row in failures where !reasons.contains(row.note) { reasons.append(row.note) }
    return reasons.map { reason in
      let failed = failures.filter { $0.note == reason }
      let isWholeLadder =
        failed.count { $0.method == .ladder } == rows.count { $0.method == .ladder }
      var names: [String] = []
      for row in failed {
        let name = failureName(row, isWholeLadder: isWholeLadder)
        if !names.contains(name) { names.append(name) }
      }
      return SafeText.visible("\(names.joined(separator: "; ")) failed: \(reason)")
    }
  }

  /// The label as it can stand without the rows around it.
  private func failureName(_ row: ComparisonRow, isWholeLadder: Bool) -> String {
    let label = String(row.label.drop { $0 == " " })
    // The levels are one fit, which failed as a whole.
    if row.level != nil, let method = row.method {
      let name = method.label(options, hasZeroCell: dataset.studies.contains(where: \.hasZeroCell))
      return "\(name), by \(options.covariate?.column ?? "")"
    }
    guard row.method == .ladder else { return label }
    if isWholeLadder { return "Ladder" }
    return label.hasPrefix("Ladder") ? label : "Ladder: \(label)"
  }

  /// The warnings of the data; that studies are few is said by the recommendation.
  var dataWarningLines: [String] {
    warningLines(
      dataset.warnings.filter { $0.code != .fewStudies }, spelling: spelling,
      zeroCellRemark: zeroCellRemark)
  }

  private var zeroCellRemark: String {
    let corrected: [ComparisonMethod] = [
      .restrictedNormal, .normalMaximumLikelihood, .univariate, .fixed,
    ]
    guard options.correction != .none, options.methods.contains(where: corrected.contains) else {
      return "No correction was added."
    }
    let correction = spelling.text(of: ArgumentValue(.correction, options.correction.rawValue))
    return "Methods on observed logits add 0.5 (\(correction)), the others nothing."
  }
}
