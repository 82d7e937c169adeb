import DatasetWords
import Documents
import Drawing
import FitPages
import Fitting
import FrequentistFits
import SpecialFunctions

extension FitResult {
  /// The posterior of a parameter by its name; nil where it is the prior's alone.
  package func interval(_ name: String) -> IntervalEstimate? {
    estimate(name)
  }

  /// Summary and prediction of sensitivity and specificity in sentences.
  var summarySentences: String {
    let margins = margins.map(\.rawValue)
    guard margins.allSatisfy({ parameter($0) != nil }) else { return "" }
    var credible = "\(levelText) credible interval "
    let summaries = margins.map { name -> String in
      guard let value = interval(name) else { return "\(name) \(missingText)" }
      defer { credible = "" }
      return "\(name) \(shareText(value.estimate)) (\(credible)"
        + "\(shareInterval(value.lower, value.upper)))"
    }
    let predictions = margins.compactMap { name in
      interval(name + "_new").map { "\(name) \(shareInterval($0.lower, $0.upper))" }
    }
    var text = summaries.joined(separator: ", summary ")
    text = "Summary \(text)."
    if !predictions.isEmpty {
      text +=
        " In a new setting, \(levelText) prediction interval: "
        + predictions.joined(separator: ", ") + "."
    }
    return text
  }

  /// What the one-arm studies are, in a sentence; empty where there are none.
  var oneArmSentence: String {
    guard hasBothMargins else { return "" }
    let counts = AccuracyMargin.allCases.map { ($0.rawValue, dataset.tablesOnly($0)) }
    let parts = counts.filter { $0.1 > 0 }.map {
      "\($0.1) \($0.1 == 1 ? "study reports" : "studies report") \($0.0) only"
    }
    return parts.isEmpty ? "" : parts.joined(separator: "; ") + "."
  }
}

/// Sentences one after another, without the empty ones.
package func joined(_ sentences: [String]) -> String {
  sentences.filter { !$0.isEmpty }.joined(separator: " ")
}
