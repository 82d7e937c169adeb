import AccuracyData
import ComparisonReport
import DatasetWords
import Documents
import FitPages
import Fitting
import FrequentistFits
import Messages
import SpecialFunctions

/// One thing that decides how far a result can be trusted.
struct TrustItem {
  var topic: HTML
  /// Sentences.
  package var words: HTML
  var isCaution: Bool
  /// The section of the report that has more of it, with what it is called.
  package var section: (anchor: String, title: String)?
}

extension FitResult {
  /// How far the answer can be trusted: studies, prior, missing arms, maximum likelihood, sampling.
  var trustSection: HTML {
    let items = trustItems
    let cautions = items.count(where: \.isCaution)
    let summary: HTML =
      cautions == 0
      ? "Nothing below calls for caution."
      : "\(cautions) of \(items.count) points call for caution."
    let list = items.map { item -> HTML in
      let link: HTML =
        item.section.map { " <a href=\"#\($0.anchor)\">\(ReportText.capitalized($0.title))</a>" }
        ?? ""
      return """
        <div class="\(item.isCaution ? "caution" : "fine")"><dt>\
        <span class="mark">\(item.isCaution ? "Caution" : "Good")</span> \(item.topic)</dt>
        <dd>\(item.words)\(link)</dd></div>

        """
    }
    return """
      <section id="trust" aria-labelledby="trust-title">
      <h2 id="trust-title">How far to trust it</h2>
      <p>\(summary)</p>
      <dl class="trust">
      \(list)</dl>
      </section>

      """
  }

  /// The points in the order in which they are shown.
  var trustItems: [TrustItem] {
    [modelItem, studiesItem, priorItem, armsItem, boundaryItem, samplingItem, dataItem].compactMap {
      $0
    }
  }

  /// What the model takes for granted beyond the bivariate one with an exact likelihood.
  private var modelItem: TrustItem? {
    let remark = model.words.remark
    return remark.isEmpty ? nil : TrustItem(topic: "Model", words: "\(remark)", isCaution: true)
  }

  private var studiesItem: TrustItem {
    let count = dataset.distinctStudies
    let people: HTML = "\(reportCounts)."
    if hasFewStudies {
      return TrustItem(topic: "Studies", words: "\(fewStudiesText)", isCaution: true)
    }
    if count < 10 {
      return TrustItem(
        topic: "Studies",
        words: "\(people) Fewer than ten studies cannot pin down \(uncertainParts).",
        isCaution: true)
    }
    if dataset.hasDependentTables {
      return TrustItem(
        topic: "Studies",
        words:
          "\(people) Tables of one study are taken as independent, so the intervals are too narrow.",
        isCaution: true)
    }
    return TrustItem(topic: "Studies", words: people, isCaution: false)
  }

  /// What few studies leave open.
  private var uncertainParts: String {
    model.parts.contains(.correlation)
      ? "heterogeneity and correlation"
      : model.parts.contains(.deviations) ? "heterogeneity" : "accuracy"
  }

  private var priorItem: TrustItem {
    if let unobservedMarginText {
      return TrustItem(topic: "Prior", words: "\(unobservedMarginText)", isCaution: true)
    }
    let pulls = warnings.filter { $0.code == .priorPull }.map(\.message)
    if !pulls.isEmpty {
      return TrustItem(
        topic: "Prior",
        words: "\(pulls.joined(separator: " "))", isCaution: true,
        section: ("priors", "other priors"))
    }
    guard let shift = largestPriorShift else {
      return TrustItem(
        topic: "Prior", words: "No other prior was sampled reliably.", isCaution: true)
    }
    if let change = largestWidthChange, change > 2 {
      return TrustItem(
        topic: "Prior",
        words: """
          The medians move by at most \(NumberText.percent(shift)) of an interval’s width, but under \
          another prior an interval is \(NumberText.ratio(change)) times as wide or as narrow.
          """, isCaution: true, section: ("priors", "other priors"))
    }
    let others = priorTable.filter(\.isReliable).map(\.prior)
    return TrustItem(
      topic: "Prior",
      words: """
        Under the \(others.count == 1 ? "prior" : "priors") \(ReportText.list(others)) the medians \
        move by at most \(NumberText.percent(shift)) of an interval’s width.
        """, isCaution: hasFewStudies, section: ("priors", "other priors"))
  }

  private var armsItem: TrustItem? {
    guard hasBothMargins else { return nil }
    let count = dataset.oneArmStudies
    if count == 0 {
      return TrustItem(
        topic: "Arms", words: "Every study has diseased and non-diseased participants.",
        isCaution: false)
    }
    let studies = count == 1 ? "1 study has" : "\(count) studies have"
    // Where no study has both arms, leaving these out would leave none.
    let withoutThem: HTML =
      count == dataset.studies.count
      ? ""
      : "; <code>\(options.spelling.text(of: ArgumentValue(.oneArm, "drop")))</code> leaves \(count == 1 ? "it" : "them") out"
    let words: HTML =
      options.selection.oneArm == .drop
      ? "\(studies) one arm only and \(count == 1 ? "was" : "were") left out."
      : """
      \(studies) one arm only and \(count == 1 ? "is" : "are") used. That is right only if which arm \
      is missing has nothing to do with accuracy\(withoutThem).
      """
    return TrustItem(topic: "Arms", words: words, isCaution: true)
  }

  private var boundaryItem: TrustItem {
    let row = maximumLikelihoodRow
    switch row.status {
    case .failed:
      return TrustItem(
        topic: "Maximum likelihood", words: "No estimate: \(row.note).", isCaution: true)
    case .boundary:
      return TrustItem(
        topic: "Maximum likelihood",
        words: """
          The maximum lies on the edge of the parameter space (\(row.boundaryWords)): the data alone \
          do not tell all parameters, and its intervals claim too much.
          """, isCaution: true)
    case .ok where row.isNearBoundary:
      return TrustItem(
        topic: "Maximum likelihood",
        words: """
          The maximum lies near the edge of the parameter space: \(row.boundaryWords) is nearly as likely \
          (log likelihood lower by less than 0.1), so that its intervals may claim too much.
          """, isCaution: true)
    case .ok:
      let values = [row.sensitivity, row.specificity].compactMap { $0?.estimate }.map(shareText)
      return TrustItem(
        topic: "Maximum likelihood",
        words: "An interior maximum, at \(ReportText.list(values)), without a prior.",
        isCaution: false)
    }
  }

  private var samplingItem: TrustItem {
    guard diagnostics.ok else {
      return TrustItem(
        topic: "Sampling",
        words: "Not reliable: \(problemLines.joined(separator: "; ")).", isCaution: true,
        section: ("diagnostics", "diagnostics"))
    }
    let smallest = diagnostics.minESS
    return TrustItem(
      topic: "Sampling",
      words: """
        Reliable: R-hat at most \(NumberText.fixedUp(diagnostics.maxRHat, decimals: 3)), at least \
        \(NumberText.countDown(smallest, unit: 100)) effective draws.
        """, isCaution: false, section: ("diagnostics", "diagnostics"))
  }

  private var dataItem: TrustItem? {
    let lines = dataRemarks
    guard !lines.isEmpty else { return nil }
    let count = lines.count == 1 ? "1 remark" : "\(lines.count) remarks"
    let serious: Set<DataWarning.Code> = [
      .belowChance, .dependentRows, .design, .duplicateRow, .halfArm, .largeArm, .priorTruncated,
      .oneLevel, .beyondData,
    ]
    return TrustItem(
      topic: "Data", words: "\(count) on the data.",
      isCaution: (warnings + (regression?.design.warnings ?? [])).contains {
        serious.contains($0.code)
      }, section: ("data", "data"))
  }

  /// The warnings that no other point of the trust box says.
  var dataRemarks: [String] {
    warningLines(
      warnings.filter { ![.fewStudies, .priorPull, .againstTradeOff].contains($0.code) }
        + (regression?.design.warnings ?? []),
      spelling: options.spelling, zeroCellRemark: model.words.zeroCells)
  }
}
