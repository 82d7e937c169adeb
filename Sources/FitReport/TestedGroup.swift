import Documents
import Fitting
import Requests

/// What a test does to a group of people at one prevalence, in both settings.
struct TestedGroup {
  /// In the order in which tables show them.
  package static let keys = ["tp", "fn", "fp", "tn", "ppv", "npv"]

  /// Whole people.
  package var frequencies: FrequencyReport
  /// PPV and NPV at the summary point.
  package var atSummary: [IntervalEstimate]
  /// PPV and NPV in a new setting.
  package var inNewSetting: [IntervalEstimate]

  /// The six numbers of a setting with their intervals, by `keys`.
  package func cells(inNewSetting isNew: Bool) -> [(key: String, text: String)] {
    let people = isNew ? frequencies.inNewSetting : frequencies.atSummary
    let shares = isNew ? inNewSetting : atSummary
    let texts =
      [people.truePositives, people.falseNegatives, people.falsePositives, people.trueNegatives]
      .map { ReportText.withInterval($0) } + shares.map { ReportText.withInterval($0) }
    return zip(Self.keys, texts).map { (key: $0, text: $1) }
  }

  /// The pieces of the sentence by name, which the page's script replaces one by one.
  ///
  /// - Parameters:
  ///   - prevalence: at which the group is tested.
  ///   - isIllustrative: nobody asked for it.
  /// - Returns: a text for every `data-text` of the page.
  package func texts(prevalence: Prevalence, isIllustrative: Bool) -> [String: String] {
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
    for (key, value) in [
      ("tp", cells.truePositives), ("fn", cells.falseNegatives), ("fp", cells.falsePositives),
      ("tn", cells.trueNegatives),
    ] {
      texts[key] = NumberText.count(value.estimate)
      texts[key + "-ends"] = ReportText.ends(value)
    }
    return texts
  }
}

extension FitResult {
  /// The prevalence at which the report begins: the first that was asked for, or 10 %, which is
  /// marked as an illustration.
  var firstPrevalence: (prevalence: Prevalence, isIllustrative: Bool) {
    options.prevalences.first.map { ($0, false) } ?? (.fixed(0.1), true)
  }

  /// The numbers at a prevalence, PPV and NPV as the fit has them where it was asked for; nil where no
  /// study observed one of the arms, and for a distribution that was not asked for.
  func testedGroup(_ prevalence: Prevalence) -> TestedGroup? {
    guard let frequencies = frequencies(at: prevalence) else { return nil }
    if let known = prevalences.first(where: { $0.prevalence == prevalence }) {
      return TestedGroup(
        frequencies: frequencies, atSummary: known.atSummary.prefix(2).map(\.estimate),
        inNewSetting: known.inNewSetting.prefix(2).map(\.estimate))
    }
    guard case .fixed(let value) = prevalence, let quantiles = accuracyQuantiles() else {
      return nil
    }
    return TestedGroup(
      frequencies: frequencies, atSummary: quantiles.summary.predictiveValues(prevalence: value),
      inNewSetting: quantiles.newSetting.predictiveValues(prevalence: value))
  }
}
