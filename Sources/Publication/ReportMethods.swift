import AccuracyAnalysis
import Distributions
import Reports

extension FitResult {
  /// A paragraph for the methods of a paper, with the references that it cites.
  var methodsSection: HTML {
    let list = citedReferences.map { reference -> HTML in "<li>\(reference.entry)</li>\n" }
    return """
      <section id="methods" aria-labelledby="methods-title">
      <h2 id="methods-title">Methods, ready to paste</h2>
      <p class="paste">\(methodsParagraph)</p>
      <h3>References</h3>
      <ul class="references">
      \(list)</ul>
      </section>

      """
  }

  /// What the run did, in the sentences of a methods section.
  var methodsParagraph: String {
    [
      modelSentences, priorSentences, reportedSentences, curveSentences, samplingSentences,
      checkSentences,
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func cite(_ references: ReportReference...) -> String {
    "(\(references.map(\.short).joined(separator: "; ")))"
  }

  private var modelSentences: String {
    var text =
      "We fitted the bivariate random-effects model \(cite(.reitsma)) with exact binomial likelihoods "
      + "\(cite(.chuCole)) to the 2x2 tables of \(dataset.studyCount) "
      + "(\(NumberText.count(dataset.diseasedTotal)) participants with and "
      + "\(NumberText.count(dataset.nondiseasedTotal)) without the target condition). The logits of "
      + "true sensitivity and specificity are bivariate normal across studies; no continuity "
      + "correction was used."
    let filters = dataset.filters + [dataset.level].compactMap { $0 }
    if !filters.isEmpty {
      let conditions = filters.map { "\($0.column) = \($0.value)" }
      text += " Only rows with \(ReportText.list(conditions)) were analysed."
    }
    let oneArm = dataset.oneArmStudies
    if oneArm > 0 {
      let studies = oneArm == 1 ? "One study" : "\(ReportText.capitalized(String(oneArm))) studies"
      text +=
        options.selection.oneArm == .drop
        ? " \(studies) with one arm only \(oneArm == 1 ? "was" : "were") left out."
        : " \(studies) with one arm only contributed that arm, on the assumption that which arm is "
          + "missing is unrelated to accuracy."
    }
    if options.selection.allowDependent {
      text += " Several tables of one study, where there were any, were taken as independent."
    }
    return text
  }

  private var priorSentences: String {
    let expressions = priorExpressions
    var text: String
    if expressions[0] == expressions[1] {
      text = "Priors were \(expressions[0]) for both mean logits"
    } else {
      text =
        "Priors were \(expressions[0]) for the mean logit sensitivity, \(expressions[1]) for the "
        + "mean logit specificity"
    }
    if prior.covariance.expression != nil {
      text += " and \(expressions[2]) for the between-study covariance matrix."
    } else {
      let taus =
        expressions[2] == expressions[3]
        ? "\(expressions[2]) for both between-study standard deviations"
        : "\(expressions[2]) and \(expressions[3]) for the between-study standard deviations of "
          + "sensitivity and specificity"
      let source = usesLKJ ? " \(cite(.lewandowski))" : ""
      text += ", \(taus), and \(expressions[4]) for the correlation\(source)."
    }
    let others = priorTable.map(\.prior)
    if !others.isEmpty {
      text +=
        " As a sensitivity analysis we also report the results under the prior"
        + "\(others.count == 1 ? "" : "s") \(ReportText.list(others)), and by maximum likelihood."
    }
    return text
  }

  private var usesLKJ: Bool { priorExpressions[4].hasPrefix("lkj") }

  private var reportedSentences: String {
    let interval = options.studyInterval == .exact ? cite(.clopperPearson) : cite(.wilson)
    return "We report posterior medians with equal-tailed \(levelText) credible intervals, and "
      + "\(levelText) prediction intervals for the true accuracy in a new setting. Intervals of single "
      + "studies are \(options.studyInterval == .exact ? "exact" : "score intervals") \(interval)."
  }

  private var reportsCurve: Bool { curve != nil && dataset.studies.count >= 5 }

  private var curveSentences: String {
    let threshold =
      switch options.threshold {
      case .common: "The studies shared a threshold, so the summary point is the main result"
      case .varies: "Thresholds varied between studies, so the curve is the main result"
      case .unknown: "Whether the studies shared a threshold was not known"
      }
    let curve =
      reportsCurve
      ? " The summary ROC curve is that of \(ReportReference.rutterGatsonis.short) in the bivariate "
        + "parameters \(cite(.harbord)), with pointwise and simultaneous bands over the observed "
        + "range of false positive rates."
      : ""
    return "\(threshold) \(cite(.handbook)).\(curve)"
  }

  private var samplingSentences: String {
    let way =
      kernel == "nuts"
      ? "the No-U-Turn sampler \(cite(.hoffman))"
      : "an adapted independence Metropolis-Hastings sampler"
        + (kernel == "independence-quasi" ? " of whole blocks of quasi-random points" : "")
        + " on the posterior from which the study effects were integrated out numerically"
    return
      "We drew \(NumberText.count(options.chains)) chains of \(NumberText.count(options.draws)) "
      + "draws by \(way) (sroc \(programVersion), seed \(options.seed))."
  }

  private var checkSentences: String {
    let ess = min(diagnostics.minBulkESS, diagnostics.minTailESS)
    guard diagnostics.ok, ess.isFinite else {
      return "Convergence checks failed \(cite(.vehtari)): "
        + "\(diagnostics.problems.joined(separator: "; "))."
    }
    return
      "R-hat was at most \(NumberText.fixed(max(diagnostics.maxRHat, 1), decimals: 3)), bulk and "
      + "tail effective sample sizes were at least "
      + "\(NumberText.count(Int((ess / 100).rounded(.down)) * 100)) \(cite(.vehtari))."
  }

  /// Those that the paragraph or the tables of this run rest on.
  var citedReferences: [ReportReference] {
    ReportReference.allCases.filter { reference in
      switch reference {
      case .rutterGatsonis, .harbord: true
      case .zhou: estimate("i2")?.median.isFinite ?? false
      case .prisma: true
      default: methodsParagraph.contains(reference.short)
      }
    }
  }
}
