import AccuracyAnalysis
import Reports

/// What a test does to 1,000 people at one prevalence, in both settings.
struct TestedGroup {
  /// In order: PPV, NPV, then TP, FN, FP, TN per 1,000.
  static let keys = ["ppv", "npv", "tp", "fn", "fp", "tn"]

  /// Six estimates at the summary point.
  var atSummary: [IntervalEstimate]
  /// Six estimates in a new setting.
  var inNewSetting: [IntervalEstimate]
}

/// Quantiles from which every prevalence's numbers follow.
///
/// At a fixed prevalence p, with odds o = p / (1 - p), PPV = o LR+ / (1 + o LR+) rises with LR+,
/// NPV = 1 / (1 + o LR-) falls with LR-, and the counts are linear in sensitivity or specificity; so
/// their medians and equal-tailed intervals are those of the four carried along, without a pass over
/// the draws.
struct AccuracyQuantiles {
  var sensitivity: IntervalEstimate
  var specificity: IntervalEstimate
  var positiveRatio: IntervalEstimate
  var negativeRatio: IntervalEstimate

  /// The six estimates in the order of `TestedGroup.keys`.
  func estimates(prevalence: Double) -> [IntervalEstimate] {
    let odds = prevalence / (1 - prevalence)
    let (diseased, healthy) = (1000 * prevalence, 1000 * (1 - prevalence))
    return [
      positiveRatio.mapped { $0.isInfinite ? 1 : odds * $0 / (1 + odds * $0) },
      negativeRatio.mapped(isIncreasing: false) { 1 / (1 + odds * $0) },
      sensitivity.mapped { diseased * $0 },
      sensitivity.mapped(isIncreasing: false) { diseased * (1 - $0) },
      specificity.mapped(isIncreasing: false) { healthy * (1 - $0) },
      specificity.mapped { healthy * $0 },
    ]
  }
}

extension FitResult {
  /// Quantiles at the summary point and in a new setting; nil without their parameters.
  func accuracyQuantiles() -> (summary: AccuracyQuantiles, newSetting: AccuracyQuantiles)? {
    guard let se = estimate("sensitivity"), let sp = estimate("specificity"),
      let positive = estimate("lr_positive"), let negative = estimate("lr_negative"),
      let newSe = estimate("sensitivity_new"), let newSp = estimate("specificity_new"),
      let newPositive = estimate("lr_positive_new"), let newNegative = estimate("lr_negative_new")
    else { return nil }
    return (
      AccuracyQuantiles(
        sensitivity: se, specificity: sp, positiveRatio: positive, negativeRatio: negative),
      AccuracyQuantiles(
        sensitivity: newSe, specificity: newSp, positiveRatio: newPositive,
        negativeRatio: newNegative)
    )
  }

  /// The prevalence at which the report begins: the first that was asked for, or 10 %, which is
  /// marked as an illustration.
  var firstPrevalence: (value: Double, prevalence: Prevalence, isIllustrative: Bool) {
    switch options.prevalences.first {
    case .fixed(let value): (value, .fixed(value), false)
    case .beta(let a, let b): (a / (a + b), .beta(a, b), false)
    case nil: (0.1, .fixed(0.1), true)
    }
  }

  /// The numbers at a prevalence: those of the fit where it has them.
  func testedGroup(
    _ prevalence: Prevalence,
    quantiles: (summary: AccuracyQuantiles, newSetting: AccuracyQuantiles)
  ) -> TestedGroup? {
    if let known = prevalences.first(where: { $0.prevalence == prevalence }) {
      return TestedGroup(
        atSummary: known.atSummary.map(\.estimate), inNewSetting: known.inNewSetting.map(\.estimate)
      )
    }
    guard case .fixed(let value) = prevalence else { return nil }
    return TestedGroup(
      atSummary: quantiles.summary.estimates(prevalence: value),
      inNewSetting: quantiles.newSetting.estimates(prevalence: value))
  }

  /// What becomes of 1,000 people tested: a sentence, a slider for the prevalence, and a table.
  var testedSection: HTML {
    let first = firstPrevalence
    guard let quantiles = accuracyQuantiles(),
      let group = testedGroup(first.prevalence, quantiles: quantiles)
    else { return "" }
    return """
      <section id="tested" aria-labelledby="tested-title">
      <h2 id="tested-title">Of 1,000 people tested</h2>
      <p class="lead" id="tested-sentence">\(sentence(group, at: first))</p>
      \(slider(first: first.value))\(table(group))\(note(first))\(embeddedDraws)</section>

      """
  }

  private func sentence(
    _ group: TestedGroup,
    at first: (value: Double, prevalence: Prevalence, isIllustrative: Bool)
  ) -> HTML {
    func number(_ key: String) -> HTML {
      guard let index = TestedGroup.keys.firstIndex(of: key) else { return "" }
      let value = group.atSummary[index]
      return """
        <strong data-median="\(key)">\(ReportText.people(value.median))</strong> \
        <span data-ends="\(key)">(\(ReportText.ends(value.lower, value.upper, format: ReportText.people)))\
        </span>
        """
    }
    let prevalence: HTML
    // The number of diseased people varies with a prevalence that is drawn; its mean stands here.
    var onAverage: HTML = ""
    switch first.prevalence {
    case .fixed(let value): prevalence = "of \(ReportText.prevalence(value))"
    case .beta(let a, let b):
      prevalence = "drawn from beta(\(NumberText.plain(a)), \(NumberText.plain(b)))"
      onAverage = "on average "
    }
    let illustrative: HTML = first.isIllustrative ? "an illustrative" : "a"
    return """
      At <span data-article="">\(illustrative)</span> prevalence <span data-prevalence="">\(prevalence)</span>, \
      <span data-diseased="">\(onAverage)\(ReportText.people(1000 * first.value))</span> have the \
      disease: \
      \(number("tp")) are found and \(number("fn")) missed. Of the \
      <span data-healthy="">\(ReportText.people(1000 * (1 - first.value)))</span> others, \
      \(number("fp")) are false positives and \(number("tn")) true negatives.
      """
  }

  private func slider(first: Double) -> HTML {
    let stops = prevalenceStops(with: first)
    let index = stops.firstIndex(of: first) ?? 0
    let list = stops.map { NumberText.fixed($0, decimals: 6) }.joined(separator: " ")
    return """
      <div class="slider" id="slider" role="group" aria-label="Prevalence" hidden="">
      <label for="prevalence">Prevalence</label>
      <input type="range" id="prevalence" min="0" max="\(stops.count - 1)" step="1" \
      value="\(index)" data-stops="\(list)" aria-valuetext="\(ReportText.prevalence(first))" autocomplete="off"/>
      <label class="exact"><input type="number" id="prevalence-percent" min="0.01" max="99.99" \
      step="any" value="\(NumberText.ratio(100 * first))" aria-label="Prevalence in percent" autocomplete="off"/> %</label>
      <p class="hidden" id="tested-live" aria-live="polite"></p>
      </div>

      """
  }

  /// Where the slider stops: finely where screening lives, evenly from 10 % on.
  private func prevalenceStops(with first: Double) -> [Double] {
    var perTenThousand: [Int] = [1, 2, 5]
    perTenThousand += Array(stride(from: 10, to: 100, by: 10))
    perTenThousand += Array(stride(from: 100, to: 1000, by: 50))
    perTenThousand += Array(stride(from: 1000, through: 9500, by: 100))
    let stops = perTenThousand.map { Double($0) / 10_000 }
    if stops.contains(first) { return stops }
    return (stops + [first]).sorted()
  }

  private func table(_ group: TestedGroup) -> HTML {
    let names: [(key: String, name: HTML)] = [
      ("tp", "Found (true positives)"), ("fn", "Missed (false negatives)"),
      ("fp", "False positives"), ("tn", "True negatives"),
      ("ppv", "Probability of disease after a positive result (PPV)"),
      ("npv", "Probability of no disease after a negative result (NPV)"),
    ]
    var table = ReportTable(
      caption: """
        Results per 1,000 people tested: posterior median and \(reportLevel) interval
        """,
      columns: [("", .text), ("At the summary point", .number), ("In a new setting", .number)])
    for (key, name) in names {
      guard let index = TestedGroup.keys.firstIndex(of: key) else { continue }
      let format = index < 2 ? shareText : ReportText.people
      let cells = [("summary", group.atSummary), ("new", group.inNewSetting)].map {
        setting, values -> HTML in
        """
        <span data-cell="\(key)-\(setting)">\
        \(ReportText.withInterval(values[index], format: format))</span>
        """
      }
      table.add([name] + cells)
    }
    return table.html
  }

  private func note(
    _ first: (value: Double, prevalence: Prevalence, isIllustrative: Bool)
  ) -> HTML {
    var source: HTML =
      first.isIllustrative
      ? "No prevalence was given (<code>--prevalence</code>), and none is taken from the studies. "
      : ""
    if case .beta = first.prevalence {
      source = "Under a prevalence that is drawn, counts are medians and need not add up. "
    }
    return """
      <p class="note">\(source)Prevalence is taken as independent of accuracy. “In a new setting” \
      adds how much studies differ to what is not known of their average.</p>

      """
  }
}
