import ComparisonReport
import Documents
import Fitting
import ReportPaper
import Requests

extension FitResult {
  /// What becomes of a group of people tested: a sentence, a slider for the prevalence, and a table.
  var testedSection: HTML {
    let first = firstPrevalence
    guard unobservedMargin == nil else { return withheldSection }
    guard let accuracy = accuracyIntervals, let group = testedGroup(first.prevalence) else {
      return ""
    }
    let texts = group.texts(prevalence: first.prevalence, isIllustrative: first.isIllustrative)
    func text(_ key: String) -> HTML {
      "<span data-text=\"\(key)\">\(texts[key] ?? "")</span>"
    }
    return """
      <section id="tested" aria-labelledby="tested-title">
      <h2 id="tested-title">Of \(text("people")) people tested</h2>
      <p class="lead" id="tested-sentence">\(sentence(texts))</p>
      \(slider(first: first.prevalence.mean))\(table(group, people: text("people")))\(note(first))\
      \(embeddedAccuracy(accuracy))</section>

      """
  }

  private var withheldSection: HTML {
    """
    <section id="tested" aria-labelledby="tested-title">
    <h2 id="tested-title">Of 1,000 people tested</h2>
    <p>Results per 1,000 and predictive values are \(missingText): \
    they need both sensitivity and specificity.</p>
    </section>

    """
  }

  package func sentence(_ texts: [String: String]) -> HTML {
    func text(_ key: String) -> HTML {
      "<span data-text=\"\(key)\">\(texts[key] ?? "")</span>"
    }
    func number(_ key: String) -> HTML {
      "<strong data-text=\"\(key)\">\(texts[key] ?? "")</strong> \(text(key + "-ends"))"
    }
    return """
      At \(text("article")) prevalence \(text("prevalence")), \(text("group"))\(text("diseased")) \
      \(text("have")) the disease: \(number("tp")) \(text("tp-are")) found and \(number("fn")) missed. \
      Of the \(text("healthy")) others, \(number("fp")) \(text("fp-words")) and \(number("tn")) \
      \(text("tn-words")).
      """
  }

  private func slider(first: Double) -> HTML {
    let stops = prevalenceStops(with: first)
    let index = stops.firstIndex(of: first) ?? 0
    let list = stops.map(NumberText.plain).joined(separator: " ")
    let percent = Prevalence.percentText(first)
    return """
      <div class="slider" id="slider" role="group" aria-label="Prevalence" hidden="">
      <label for="prevalence">Prevalence</label>
      <input type="range" id="prevalence" min="0" max="\(stops.count - 1)" step="1" \
      value="\(index)" data-stops="\(list)" aria-valuetext="\(ReportText.unbroken(percent))" autocomplete="off"/>
      <label class="exact"><input type="number" id="prevalence-percent" min="0.01" max="99.99" \
      step="any" value="\(String(percent.dropLast(2)))" aria-label="Prevalence in percent" autocomplete="off"/> %</label>
      <p class="hidden" id="tested-live" aria-live="polite"></p>
      </div>

      """
  }

  /// Where the slider stops: finely where screening lives, evenly from 10 % on.
  func prevalenceStops(with first: Double) -> [Double] {
    var perTenThousand: [Int] = [1, 2, 5]
    perTenThousand += Array(stride(from: 10, to: 100, by: 10))
    perTenThousand += Array(stride(from: 100, to: 1000, by: 50))
    perTenThousand += Array(stride(from: 1000, through: 9500, by: 100))
    let stops = perTenThousand.map { Double($0) / 10_000 }
    if stops.contains(first) { return stops }
    return (stops + [first]).sorted()
  }

  private func table(_ group: TestedGroup, people: HTML) -> HTML {
    let names: [HTML] = [
      "Found (true positives)", "Missed (false negatives)", "False positives", "True negatives",
      "Probability of disease after a positive result (PPV)",
      "Probability of no disease after a negative result (NPV)",
    ]
    var table = ReportTable(
      caption: """
        Results per \(people) people tested, in whole people that add up to them, with \
        \(reportLevel) intervals
        """,
      columns: [("", .text), ("At the summary point", .number), ("In a new setting", .number)])
    let settings = zip(group.cells(inNewSetting: false), group.cells(inNewSetting: true))
    for (name, (summary, new)) in zip(names, settings) {
      table.add([
        name, "<span data-cell=\"\(summary.key)-summary\">\(summary.text)</span>",
        "<span data-cell=\"\(new.key)-new\">\(new.text)</span>",
      ])
    }
    return table.html
  }

  private func note(_ first: (prevalence: Prevalence, isIllustrative: Bool)) -> HTML {
    var source: HTML =
      first.isIllustrative
      ? "No prevalence was given (<code>\(options.spelling.name(of: .prevalence))</code>), "
        + "and none is taken from the studies. "
      : ""
    if case .beta = first.prevalence {
      source = """
        Under a prevalence that is drawn, numbers of people are averages, and their intervals include \
        what is not known of the prevalence. 
        """
    }
    return """
      <p class="note">\(source)Prevalence is taken as independent of accuracy. “In a new setting” \
      adds how much studies differ to what is not known of their average.</p>

      """
  }
}
