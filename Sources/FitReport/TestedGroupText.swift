import AccuracyMeasures
import ComparisonReport
import Documents
import Fitting
import Requests
import SpecialFunctions

/// How a report writes what a test does to a group of people.
extension TestedGroup {
  /// In the order in which tables show them; the page's script uses the same.
  static let keys = ["tp", "fn", "fp", "tn", "ppv", "npv"]

  /// The six numbers of a setting with their intervals, by `keys`.
  func cells(inNewSetting isNew: Bool) -> [(key: String, text: String)] {
    let people = isNew ? frequencies.inNewSetting : frequencies.atSummary
    let shares = isNew ? inNewSetting : atSummary
    let texts =
      people.all.map { ReportText.withInterval($0) }
      + [shares.positive, shares.negative].map { ReportText.withInterval($0) }
    return zip(Self.keys, texts).map { (key: $0, text: $1) }
  }

  /// The pieces of the sentence by name, which the page's script replaces one by one.
  ///
  /// - Parameters:
  ///   - prevalence: at which the group is tested.
  ///   - isIllustrative: nobody asked for it.
  /// - Returns: a text for every `data-text` of the page.
  func texts(prevalence: Prevalence, isIllustrative: Bool) -> [String: String] {
    let cells = frequencies.atSummary
    var onAverage = ""
    if case .beta = prevalence { onAverage = "on average " }
    let people = NumberText.count(frequencies.people)
    var texts = [
      "article": isIllustrative ? "an illustrative" : "a",
      "prevalence": ReportText.unbroken(prevalence.phrase), "people": people,
      "group": frequencies.people == 1000 ? "" : "of \(people) people tested, ",
      "diseased": onAverage + NumberText.count(cells.diseased),
      "have": cells.diseased == 1 ? "has" : "have",
      "healthy": NumberText.count(cells.nondiseased),
      "tp-are": cells.truePositives.estimate == 1 ? "is" : "are",
      "fp-words": cells.falsePositives.estimate == 1
        ? "is a false positive" : "are false positives",
      "tn-words": cells.trueNegatives.estimate == 1 ? "true negative" : "true negatives",
    ]
    for (key, value) in zip(Self.keys, cells.all) {
      texts[key] = NumberText.count(value.estimate)
      texts[key + "-ends"] = ReportText.ends(value)
    }
    return texts
  }
}

extension FitResult {
  /// What the page's script starts from, as a block of data.
  func embeddedAccuracy(
    _ accuracy: (summary: AccuracyIntervals, newSetting: AccuracyIntervals)
  ) -> HTML {
    let data = JSONValue.object([
      ("summary", accuracy.summary.json), ("new", accuracy.newSetting.json),
    ])
    let text = String(decoding: data.serializedBytes(), as: UTF8.self)
    // Numbers only: nothing in it can end the element.
    return "<script type=\"application/json\" id=\"accuracy\">\(HTML.trusted(text))</script>\n"
  }
}

extension AccuracyIntervals {
  /// As the page's script reads it: median, lower and upper end of each.
  fileprivate var json: JSONValue {
    func ends(_ value: IntervalEstimate) -> JSONValue {
      // JSON has no infinity, and no predictive value tells 1e300 from it.
      JSONValue([value.estimate, value.lower, value.upper].map { min($0, 1e300) })
    }
    return .object([
      ("se", ends(sensitivity)), ("sp", ends(specificity)), ("positive", ends(positiveRatio)),
      ("negative", ends(negativeRatio)),
    ])
  }
}
