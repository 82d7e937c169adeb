import AccuracyContrasts
import AccuracyData
import CMath
import DatasetWords
import Documents
import Fitting
import FrequentistFits
import Messages
import RegressionModels
import SpecialFunctions
import StudyDesigns
import TabularText

extension ModelFit {
  /// What a page says of a fit with covariates: what they are, accuracy of each level, the comparisons, how
  /// studies differ, and what should be known.
  func regressionSections(_ regression: any DesignedModel, width: Int?) -> [String] {
    let design = regression.design
    var sections = [covariateText(design), accuracyTable(width: width)]
    if !points.isEmpty { sections.append(pointTable(design, width: width)) }
    if !comparisons.isEmpty { sections.append(comparisonTable(width: width)) }
    if let newStudy = newStudyTable(width: width) { sections.append(newStudy) }
    if !structures.isEmpty { sections.append(structureTable(width: width)) }
    sections.append(betweenStudiesTable(width: width))
    if settings.allSatisfy({ !$0.priorTable.isEmpty }) {
      sections.append(priorRows(width: width))
    }
    return sections + [regressionNotes(design)]
  }

  private func covariateText(_ design: StudyDesign) -> String {
    let lines = design.covariates.map { SafeText.visible($0.sentence) }
    let rule =
      design.covariates.contains(where: \.isRecognised)
      ? "  (\(Covariate.ruleText))\n" : ""
    let direct = dataset.directSentence.map { $0 + "\n" } ?? ""
    return direct + lines.map { $0 + "\n" }.joined() + rule
  }

  // MARK: Accuracy

  private func label(_ setting: FitResult) -> String {
    let text = setting.setting.label
    return text == "intercept" ? "at the mean of the covariates" : SafeText.visible(text)
  }

  private func accuracyTable(width: Int?) -> String {
    var table = TextTable(
      columns: [.left, .right, .decimal, .interval, .interval], gap: 3)
    let level = shared.levelText
    table.setHeader([
      "", "studies", "median", "\(level) credible interval", "\(level) prediction, new setting",
    ])
    for (title, name, new) in [
      ("Sensitivity", "sensitivity", "sensitivity_new"),
      ("Specificity", "specificity", "specificity_new"),
    ] {
      table.add(text: title)
      for setting in settings {
        let count = NumberText.count(setting.dataset.distinctStudies)
        guard let point = setting.estimate(name), let next = setting.estimate(new) else {
          table.add(row: ["  " + label(setting), count, "", notEstimated])
          continue
        }
        table.add(row: [
          "  " + label(setting), count, NumberText.proportion(point.estimate, decimals: 3),
          shareInterval(point.lower, point.upper), shareInterval(next.lower, next.upper),
        ])
      }
    }
    return table.render(width: width)
  }

  private func pointTable(_ design: StudyDesign, width: Int?) -> String {
    var table = TextTable(columns: [.left, .decimal, .interval, .decimal, .interval], gap: 3)
    let level = shared.levelText
    table.setHeader(["", "sensitivity", level, "specificity", level])
    var last = ""
    for report in points {
      let point = report.point
      let population = settings[point.population]
      let title =
        settings.count > 1 ? "\(point.column), \(label(population))" : point.column
      if title != last { table.add(text: title) }
      last = title
      let words = point.words.isEmpty ? "" : " (\(point.words))"
      func cells(_ report: ParameterReport) -> [String] {
        let s = report.summary
        return report.isFromPriorOnly
          ? ["", notEstimated]
          : [NumberText.proportion(s.median, decimals: 3), shareInterval(s.lower, s.upper)]
      }
      table.add(
        row: ["  \(NumberText.plain(point.value))\(words)"] + cells(report.sensitivity)
          + cells(report.specificity))
    }
    return table.render(width: width) + slopeText
  }

  /// One line a slope, as an odds ratio per SD and per unit.
  private var slopeText: String {
    // Those of the HSROC scale are no odds of a right result.
    slopes.filter {
      !$0.perUnit.isFromPriorOnly && $0.perDeviation.base.hasPrefix("mu_")
    }.map { slope in
      let isSensitivity = slope.perDeviation.base == "mu_se"
      guard let own = parameters.first(where: { $0.variable == slope.perDeviation }) else {
        return ""
      }
      func odds(_ report: ParameterReport) -> String {
        NumberText.withInterval(
          exp(report.summary.median), exp(report.summary.lower), exp(report.summary.upper),
          format: NumberText.ratio)
      }
      let rest = slope.perDeviation.index.dropFirst().map { ", \($0.text)" }.joined()
      return "Odds of a right result in \(isSensitivity ? "diseased" : "non-diseased")"
        + "\(SafeText.visible(rest)): times \(odds(own)) for one SD more of "
        + "\(SafeText.visible(slope.column)), times \(odds(slope.perUnit)) for one unit more\n"
    }.joined()
  }

  // MARK: Comparisons

  private func comparisonTable(width: Int?) -> String {
    let interval = "\(shared.levelText) credible interval"
    var table = TextTable(
      columns: [.left, .decimal, .interval, .decimal, .interval, .right], gap: 3)
    table.setHeader(["", "ratio", interval, "difference", interval, "P(higher)"])
    for comparison in comparisons {
      table.add(
        text: "\(settings[comparison.first].setting.label) against "
          + "\(settings[comparison.second].setting.label): \(verdict(comparison))")
      for (title, margin) in [
        ("  Sensitivity", AccuracyMargin.sensitivity), ("  Specificity", .specificity),
      ] {
        guard let ratio = comparison.quantity("relative_\(margin.rawValue)"),
          !ratio.isFromPriorOnly,
          let difference = comparison.quantity("difference_\(margin.rawValue)")
        else {
          let isShared = comparison.shared.contains(margin)
          table.add(row: [title, "", isShared ? sameInModel : notEstimated])
          continue
        }
        table.add(row: [
          title, plainRatio(ratio.summary.median),
          NumberText.interval(ratio.summary.lower, ratio.summary.upper, format: plainRatio),
          signed(difference.summary.median),
          NumberText.interval(difference.summary.lower, difference.summary.upper, format: signed),
          simulated(comparison.quadrants.higher(margin)),
        ])
      }
    }
    let rest = settings.count > mostSettingsInPairs ? pairsRemark : ""
    return "Comparison at the summary points\n" + table.render(width: width)
      + (comparisons.count <= Self.mostQuadrants ? comparisons.map(quadrantText).joined() : "")
      + comparisons.map(marginText).joined()
      + prevalenceText + netBenefitText(comparisons.map { ($0.label, $0.netBenefits) }) + rest
  }

  /// With more pairs the four shares of each stand in the JSON alone.
  static let mostQuadrants = 6

  private var pairsRemark: String {
    "Of \(settings.count) levels each is compared with the first only.\n"
  }

  /// What the comparison says, in words that leave the choice to the reader.
  func verdict(_ comparison: SettingComparison) -> String {
    guard comparison.shared.count < AccuracyMargin.allCases.count else { return sameInModel }
    func interval(_ base: String) -> IntervalEstimate? {
      comparison.quantity(base).flatMap { $0.isFromPriorOnly ? nil : $0.summary.interval }
    }
    return accuracyVerdict(
      sensitivity: interval("difference_sensitivity"),
      specificity: interval("difference_specificity"))
  }

  private func quadrantText(_ comparison: SettingComparison) -> String {
    guard comparison.shared.isEmpty, comparison.quantities.allSatisfy({ !$0.isFromPriorOnly })
    else { return "" }
    let q = comparison.quadrants
    return
      "\(SafeText.visible(comparison.label)): P(both higher) \(simulated(q.bothHigher)), "
      + "both lower \(simulated(q.bothLower)), only sensitivity higher "
      + "\(simulated(q.sensitivityOnly)), only specificity higher \(simulated(q.specificityOnly))\n"
  }

  /// What the comparison says of differences that matter, of the proportions that differ in the model.
  private func marginText(_ comparison: SettingComparison) -> String {
    guard let m = comparison.margins else { return "" }
    func isKnown(_ margin: AccuracyMargin) -> Bool {
      !comparison.shared.contains(margin)
        && comparison.quantity("difference_\(margin.rawValue)")?.isFromPriorOnly == false
    }
    let shares: [(AccuracyMargin, String, Double)] = [
      (.sensitivity, "not less sensitive", m.sensitivityNotLower),
      (.specificity, "not less specific", m.specificityNotLower),
      (.sensitivity, "more sensitive by it", m.sensitivityHigher),
      (.specificity, "more specific by it", m.specificityHigher),
    ]
    let known = shares.filter { isKnown($0.0) }.enumerated().map { number, share in
      (number == 0 ? "P(\(share.1))" : share.1) + " \(simulated(share.2))"
    }
    guard !known.isEmpty else { return "" }
    return "\(SafeText.visible(comparison.label)), with a margin of \(NumberText.plain(m.margin)): "
      + known.joined(separator: ", ") + "\n"
  }

  /// People per 1,000 at the prevalences that were asked for.
  private var prevalenceText: String {
    var text = ""
    for prevalence in options.prevalences {
      guard case .fixed(let share) = prevalence else { continue }
      for comparison in comparisons {
        guard let first = comparison.quantity("difference_sensitivity"), !first.isFromPriorOnly,
          let second = comparison.quantity("difference_specificity"), !second.isFromPriorOnly
        else { continue }
        func people(_ report: ParameterReport, _ diseased: Double) -> String {
          let s = report.summary
          func whole(_ value: Double) -> String {
            let rounded = Int((1000 * diseased * value).rounded())
            return rounded > 0 ? "+\(rounded)" : "\(rounded)"
          }
          return "\(whole(s.median)) (\(whole(s.lower)) to \(whole(s.upper)))"
        }
        text +=
          "Of 1,000 people at a prevalence \(prevalence.phrase), "
          + "\(SafeText.visible(comparison.label)): true positives \(people(first, share)), "
          + "true negatives \(people(second, 1 - share))\n"
      }
    }
    return text
  }

  // MARK: Between studies

  /// SDs and correlation, or the parameters of the HSROC scale with their differences.
  func betweenStudiesTable(width: Int?) -> String {
    var table = TextTable(columns: [.left, .decimal, .interval, .interval, .right], gap: 3)
    let level = shared.levelText
    table.setHeader([
      options.model == .hsroc ? "HSROC scale (logit)" : "Between studies (logit)", "median", level,
      "prior \(level)", "differs from prior by",
    ])
    func two(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
    for report in betweenStudies {
      let decimals = logitDecimals(report.summary.lower, report.summary.upper)
      func own(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }
      table.add(row: [
        SafeText.visible(report.name), own(report.summary.median),
        NumberText.interval(report.summary.lower, report.summary.upper, format: own),
        report.priorInterval.map { NumberText.interval($0.lower, $0.upper, format: two) }
          ?? "implied",
        report.priorDistance.map(priorDistanceText) ?? "",
      ])
    }
    return table.render(width: width)
  }

  private func priorRows(width: Int?) -> String {
    var table = TextTable(columns: [.left, .left, .left], gap: 5, indent: 0)
    let matters = settings.contains(where: \.priorMatters) && !options.isPriorOnly
    table.setHeader([matters ? "The prior matters here" : "Under other priors", "Se", "Sp"])
    for number in shared.priorTable.indices {
      let name = shared.priorTable[number].prior
      table.add(text: "  " + (name == "uniform" ? "uniform Se, Sp" : name))
      for setting in settings {
        let row = setting.priorTable[number]
        func cell(_ estimate: IntervalEstimate, _ margin: AccuracyMargin) -> String {
          setting.unobservedMargin == margin
            ? notEstimated
            : shareWithInterval(estimate.estimate, estimate.lower, estimate.upper)
        }
        table.add(row: [
          "    " + label(setting) + (row.isReliable ? "" : " (sampling NOT reliable)"),
          cell(row.sensitivity, .sensitivity), cell(row.specificity, .specificity),
        ])
      }
    }
    return table.render(width: width)
  }

  // MARK: Notes

  private func regressionNotes(_ design: StudyDesign) -> String {
    var warnings =
      (options.isPriorOnly ? [] : dataset.warnings.filter { $0.code != .dependentRows })
      + design.warnings
    for setting in settings {
      let own = setting.warnings.filter { DataWarning.fromAnalysis.contains($0.code) }
      for warning in own where warning.code != .priorTruncated {
        // What all settings share is said once.
        if settings.allSatisfy({ $0.warnings.contains(warning) }) {
          if !warnings.contains(warning) { warnings.append(warning) }
          continue
        }
        var own = warning
        own.message = "\(setting.setting.label): \(warning.message)"
        warnings.append(own)
      }
    }
    var lines = warningLines(warnings, spelling: options.spelling).map { "! " + $0 }
    if let remark = regression?.pairedRowsRemark { lines.append("! \(remark)") }
    let unadjusted = unadjustedRemark(pairs: comparisons.count).dropLast()
    if !unadjusted.isEmpty { lines.append(String(unadjusted)) }
    return (lines + shared.trustLines).joined(separator: "\n") + "\n"
  }
}
