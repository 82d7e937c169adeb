import AccuracyAnalysis
import ChainStatistics
import Figures
import Reports

extension FigureInterval {
  /// A posterior median with its interval.
  init(_ estimate: IntervalEstimate) {
    self.init(estimate.median, estimate.lower, estimate.upper)
  }
}

extension FitResult {
  /// The posterior of a parameter by its name.
  func interval(_ name: String) -> FigureInterval? {
    parameter(name).map { FigureInterval(IntervalEstimate($0.summary)) }
  }

  /// Summary and prediction of sensitivity and specificity in sentences.
  var summarySentences: String {
    guard let sensitivity = interval("sensitivity"), let specificity = interval("specificity")
    else { return "" }
    var text =
      "Summary sensitivity \(shareText(sensitivity.estimate)) (\(levelText) credible interval "
      + "\(shareInterval(sensitivity.lower, sensitivity.upper))), summary specificity "
      + "\(shareText(specificity.estimate)) "
      + "(\(shareInterval(specificity.lower, specificity.upper)))."
    if let newSensitivity = interval("sensitivity_new"),
      let newSpecificity = interval("specificity_new")
    {
      text +=
        " In a new setting, \(levelText) prediction interval: sensitivity "
        + "\(shareInterval(newSensitivity.lower, newSensitivity.upper)), specificity "
        + "\(shareInterval(newSpecificity.lower, newSpecificity.upper))."
    }
    return text
  }

  /// What the one-arm studies are, in a sentence; empty where there are none.
  var oneArmSentence: String {
    let counts = [
      ("sensitivity", dataset.studies.count { $0.nondiseased == nil && $0.diseased != nil }),
      ("specificity", dataset.studies.count { $0.diseased == nil && $0.nondiseased != nil }),
    ]
    let parts = counts.filter { $0.1 > 0 }.map {
      "\($0.1) \($0.1 == 1 ? "study reports" : "studies report") \($0.0) only"
    }
    return parts.isEmpty ? "" : parts.joined(separator: "; ") + "."
  }
}

/// Sentences one after another, without the empty ones.
func joined(_ sentences: [String]) -> String {
  sentences.filter { !$0.isEmpty }.joined(separator: " ")
}
