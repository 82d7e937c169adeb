import AccuracyMeasures
import Documents
import Fitting
import SpecialFunctions

extension FitResult {
  /// Predictive values and natural frequencies at the prevalences that were asked for.
  var predictiveText: String {
    prevalences.map(lines).joined()
  }

  private func lines(_ report: PrevalenceReport) -> String {
    let title = "At a prevalence \(report.prevalence.phrase)"
    guard let frequencies = frequencies(at: report.prevalence) else {
      return "\(title): PPV, NPV and results per 1,000 \(notEstimated)\n"
    }
    var onAverage = ""
    if case .beta = report.prevalence { onAverage = "on average " }
    func share(
      _ name: String, _ entries: [(name: String, estimate: IntervalEstimate)]
    ) -> String {
      guard let value = entries.first(where: { $0.name == name })?.estimate else {
        return NumberText.notAvailable
      }
      return NumberText.withInterval(value.estimate, value.lower, value.upper, format: shareText)
    }
    var text = ""
    for (setting, entries, cells) in [
      ("summary point", report.atSummary, frequencies.atSummary),
      ("new setting", report.inNewSetting, frequencies.inNewSetting),
    ] {
      text += "\(title), \(setting): PPV \(share("ppv", entries)), NPV \(share("npv", entries))\n"
      text +=
        "  Of \(NumberText.count(frequencies.people)) tested, "
        + "\(onAverage)\(NumberText.count(cells.diseased)) diseased: "
        + "\(cells.truePositives.text) found, \(cells.falseNegatives.text) missed, "
        + "\(cells.falsePositives.text) false positives, "
        + "\(cells.trueNegatives.text) true negatives\n"
    }
    return text
  }
}

extension PeopleEstimate {
  /// As `274 (245-288)`.
  fileprivate var text: String {
    "\(NumberText.count(estimate)) (\(NumberText.count(lower))-\(NumberText.count(upper)))"
  }
}
