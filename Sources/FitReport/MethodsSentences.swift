import AccuracyData
import ComparisonReport
import Documents
import Requests
import StudyDesigns

/// A sentence or two of the methods, with the publications that they cite.
struct MethodsSentence: Sendable {
  package private(set) var text = ""
  private(set) var references: [ReportReference] = []

  init(_ text: String = "") { self.text = text }

  package mutating func add(_ more: String) { text += more }

  /// Adds ` (Smith et al. 2010; Jones 2011)`.
  mutating func cite(_ more: ReportReference...) {
    text += " (\(more.map(\.short).joined(separator: "; ")))"
    references += more
  }
}

extension MethodsFacts {
  /// The paragraph, sentence by sentence; every one is true of the facts.
  package var sentences: [MethodsSentence] {
    [
      modelSentence, dataSentence, priorSentence, otherPriorsSentence, reportedSentence,
      curveSentence, samplingSentence, checkSentence,
    ].filter { !$0.text.isEmpty }
  }

  /// Whether several tables are of one study.
  private var isDependent: Bool { distinctStudies < tables }

  private var studies: String {
    distinctStudies == 1 ? "1 study" : "\(NumberText.count(distinctStudies)) studies"
  }

  private var modelSentence: MethodsSentence {
    if let methods {
      var sentence = MethodsSentence("We fitted \(methods.model)")
      if parts == .all { sentence.cite(.reitsma) }
      sentence.add(" to \(tablesWords) (\(participantsWords)). \(methods.effects)")
      return sentence
    }
    var sentence = MethodsSentence()
    if isHierarchical {
      sentence.add("We fitted the hierarchical summary ROC model")
      sentence.cite(.rutterGatsonis, .harbord)
    } else {
      sentence.add("We fitted the bivariate random-effects model")
      sentence.cite(.reitsma)
    }
    sentence.add(" with exact binomial likelihoods")
    sentence.cite(.chuCole)
    sentence.add(" to \(tablesWords) (\(participantsWords)). The logits of true sensitivity and ")
    sentence.add(
      "specificity are \(studyEffects) across studies; no continuity correction was used.")
    if let covariates { sentence.add(" " + Self.words(covariates)) }
    return sentence
  }

  /// What depends on covariates, and what was fitted together.
  private static func words(_ covariates: CovariateFacts) -> String {
    let formula = ReportText.listed(covariates.formula)
    var text =
      covariates.isHierarchical
      ? "Accuracy, threshold or shape depend on covariates (\(formula))"
      : "The means depend on covariates (\(formula))"
    text +=
      covariates.isHierarchical
      ? ", the variances of accuracy and of the threshold are the same for all studies"
      : covariates.separateBy.map {
        ", SDs and correlation on \(ReportText.listed($0)), so that each level has its own"
      } ?? ", SDs and correlation are the same for all studies"
    text += "."
    if !covariates.population.isEmpty {
      let tables =
        "\(NumberText.count(covariates.tables)) tables of "
        + "\(NumberText.count(covariates.studies)) studies"
      text +=
        " All \(tables) were fitted together; the numbers here are those of "
        + "\(ReportText.listed(covariates.population))."
    }
    if let prior = covariates.coefficientPrior {
      text +=
        " Differences between levels and slopes per standard deviation have the prior \(prior)"
        + (covariates.isHierarchical ? ", those of accuracy twice as wide." : ".")
    }
    return text
  }

  /// "the 2x2 tables of 14 studies", "20 2x2 tables of 10 studies", or what stands in for a 2x2 table
  /// where one of its columns is nowhere.
  private var tablesWords: String {
    let counts =
      diseased == 0
      ? "true negatives and false positives"
      : nondiseased == 0 ? "true positives and false negatives" : nil
    if let counts {
      return "the \(counts) of \(isDependent ? "\(NumberText.count(tables)) samples of " : "")"
        + studies
    }
    if isDependent { return "\(NumberText.count(tables)) 2x2 tables of \(studies)" }
    return "the 2x2 table\(tables == 1 ? "" : "s") of \(studies)"
  }

  private var participantsWords: String {
    func people(_ count: Int) -> String {
      "\(NumberText.count(count)) participant\(count == 1 ? "" : "s")"
    }
    var words =
      diseased == 0
      ? "\(people(nondiseased)) without the target condition"
      : nondiseased == 0
        ? "\(people(diseased)) with the target condition"
        : "\(people(diseased)) with and \(NumberText.count(nondiseased)) without the target condition"
    if isDependent { words += ", some perhaps counted more than once" }
    return words
  }

  /// What the data themselves call something may hold the marks of a list.
  private static func list(_ items: [String]) -> String {
    ReportText.list(items.map(ReportText.listed))
  }

  private var dataSentence: MethodsSentence {
    var parts: [String] = []
    if let direct { parts.append(direct) }
    if !conditions.isEmpty {
      parts.append("Only rows with \(Self.list(conditions)) were analysed.")
    }
    if !excluded.isEmpty {
      parts.append("Left out by name: \(Self.list(excluded)).")
    }
    switch rows {
    case .independent where !isDependent: break
    case .independent:
      parts.append("Several tables of one study were taken as though they were independent.")
    case .exchangeable:
      parts.append(
        "Several tables of one study were taken to be alike to a degree that was estimated.")
    case .shared:
      parts.append(
        "Several tables of one study were taken to share one effect and to differ by the means of "
          + "their tests alone.")
    case .sharedAndWithin:
      parts.append(
        "Several tables of one study were taken to share one effect and to have one of their own "
          + "each.")
    }
    let isOfBoth = self.parts.isSuperset(of: [.sensitivity, .specificity])
    if isOfBoth, diseased == 0 || nondiseased == 0 {
      let (people, quantity) =
        diseased == 0
        ? ("with the target condition", "sensitivity")
        : ("without the target condition", "specificity")
      parts.append(
        "No study reported participants \(people), so what is said of \(quantity) rests on the prior "
          + "alone.")
    } else if oneArmStudies > 0 {
      let one = oneArmStudies == 1
      let count = one ? "One study" : "\(NumberText.count(oneArmStudies)) studies"
      parts.append(
        dropsOneArm
          ? "\(count) with one arm only \(one ? "was" : "were") left out."
          : "\(count) with one arm only contributed that arm, on the assumption that which arm is "
            + "missing is unrelated to accuracy.")
    }
    return MethodsSentence(parts.joined(separator: " "))
  }

  private var otherPriorsSentence: MethodsSentence {
    var ways: [String] = []
    if !otherPriors.isEmpty {
      ways.append(
        "under the prior\(otherPriors.count == 1 ? "" : "s") \(ReportText.list(otherPriors))")
    }
    switch likelihood {
    case .ok: ways.append("by maximum likelihood")
    case .boundary:
      ways.append("by maximum likelihood, whose maximum lies on the edge of the parameter space")
    case .failed: break
    }
    guard !ways.isEmpty else { return MethodsSentence() }
    return MethodsSentence(
      "As a sensitivity analysis we also report the results \(ways.joined(separator: ", and ")).")
  }

  private var reportedSentence: MethodsSentence {
    var sentence = MethodsSentence(
      "We report posterior medians with equal-tailed \(level) credible intervals, and \(level) "
        + "prediction intervals for the true accuracy in a new setting. Intervals of single studies "
        + "are \(studyInterval == .exact ? "exact" : "score intervals")")
    sentence.cite(studyInterval == .exact ? .clopperPearson : .wilson)
    sentence.add(".")
    return sentence
  }

  private var curveSentence: MethodsSentence {
    var sentence = MethodsSentence()
    switch threshold {
    case .common:
      sentence.add("The studies shared a threshold, so the summary point is the main result")
    case .varies:
      sentence.add(
        reportsCurve
          ? "Thresholds varied between studies, so the curve is the main result"
          : "Thresholds varied between studies, so a summary point averages over them")
    case .unknown: sentence.add("Whether the studies shared a threshold was not known")
    }
    sentence.cite(.handbook)
    sentence.add(".")
    if reportsCurve {
      sentence.add(" The summary ROC curve is the hierarchical one")
      sentence.cite(.rutterGatsonis)
      sentence.add(" in the bivariate parameters")
      sentence.cite(.harbord)
      sentence.add(
        ", with pointwise and simultaneous bands over the observed range of false positive rates.")
    }
    return sentence
  }

  private var samplingSentence: MethodsSentence {
    var sentence = MethodsSentence(
      "We drew \(NumberText.count(chains)) chain\(chains == 1 ? "" : "s") of "
        + "\(NumberText.count(draws)) draws")
    let collapsed =
      parts.contains(.deviations)
      ? " on the posterior from which the study effects were integrated out"
        + (integratesNumerically ? " numerically" : "") : " on the posterior"
    switch sampler {
    case .independence, .quasiRandomBlocks:
      sentence.add(" by an independence Metropolis-Hastings sampler")
      if sampler == .quasiRandomBlocks { sentence.add(" of whole blocks of quasi-random points") }
      sentence.add(
        "\(collapsed), its proposal fitted beforehand with \(NumberText.count(warmup)) evaluations of "
          + "that density")
    case .collapsedNoUTurn, .jointNoUTurn:
      sentence.add(" by the No-U-Turn sampler")
      sentence.cite(.hoffman)
      sentence.add(
        sampler == .jointNoUTurn
          ? " on the joint posterior of parameters and study effects" : collapsed)
      sentence.add(", each after \(NumberText.count(warmup)) iterations of warm-up")
    }
    sentence.add(" (sroc \(programVersion), seed \(seed)).")
    return sentence
  }

  private var checkSentence: MethodsSentence {
    let smallest = diagnostics.minESS
    guard diagnostics.ok, smallest.isFinite, diagnostics.maxRHat.isFinite else {
      var sentence = MethodsSentence("Checks of the sampling failed")
      sentence.cite(.vehtari)
      let problems = diagnostics.problems.map { $0.spelled(by: spelling) }
      sentence.add(problems.isEmpty ? "." : ": \(problems.joined(separator: "; ")).")
      return sentence
    }
    var sentence = MethodsSentence(
      "R-hat was at most \(NumberText.fixedUp(max(diagnostics.maxRHat, 1), decimals: 3)), bulk and "
        + "tail effective sample sizes were at least \(NumberText.countDown(smallest, unit: 100))")
    sentence.cite(.vehtari)
    sentence.add(".")
    return sentence
  }
}
