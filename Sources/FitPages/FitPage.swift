import AccuracyData
import DatasetWords
import Distributions
import Documents
import Fitting
import FrequentistFits
import Messages
import PosteriorMoments
import SpecialFunctions
import TabularText

extension ModelFit {
  /// The page a reviewer reads in the terminal.
  ///
  /// - Parameters:
  ///   - verbose: adds the sampling details.
  ///   - width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: the text, ended by a line feed.
  public func page(verbose: Bool = false, width: Int? = nil) -> String {
    var sections = [heading]
    if let regression {
      sections += regressionSections(regression, width: width)
    } else {
      for result in settings {
        if settings.count > 1 { sections.append(result.settingHeading) }
        sections += result.sections(
          width: width, scale: options.model == .hsroc ? betweenStudiesTable(width: width) : "")
      }
    }
    sections.append(outlierText)
    var text = sections.filter { !$0.isEmpty }.joined(separator: "\n")
    if verbose { text += "\n" + samplingText(width: width) }
    return text
  }

  private var heading: String {
    let total = NumberText.count(shared.totalDraws)
    let data = options.isPriorOnly ? "the prior alone, no count is used" : counts
    return """
      \(dataset.heading)   \(data)
      \(model.words.heading) · prior \(shared.priorName) · seed \(options.seed) · \(total) draws

      """
  }

  /// All studies, and the participants that the model is of.
  package var counts: String { shared.hasBothMargins ? dataset.counts : shared.counts }

  /// Of the robust model, the studies that it weighs down; what is described, not judged.
  private var outlierText: String {
    guard let weights = studyWeights() else { return "" }
    let outlying = zip(dataset.studies, weights).filter { $0.1.outlierProbability > 0.5 }
      .sorted { $0.1.outlierProbability > $1.1.outlierProbability }
    let prior = priorOutlierProbability.map { ", \(simulated($0)) before the data" } ?? ""
    guard !outlying.isEmpty else {
      return
        "No study is weighed down: none is more likely than not to deviate twice as much as the "
        + "others\(prior.isEmpty ? "" : " (\(prior.dropFirst(2)))").\n"
    }
    let names = outlying.prefix(5).map {
      "\(SafeText.visible($0.0.label)) (weight \(NumberText.fixed($0.1.mean, decimals: 2)), "
        + "P \(simulated($0.1.outlierProbability)))"
    }
    let rest = outlying.count > 5 ? " and \(outlying.count - 5) more" : ""
    return "Weighed down, with the probability to deviate more than twice as much as the others"
      + "\(prior): \(names.joined(separator: ", "))\(rest).\n"
  }

  private func samplingText(width: Int?) -> String {
    var table = TextTable(columns: [.left, .decimal, .right, .right, .right], gap: 3)
    table.setHeader(["Sampling", "R-hat", "bulk ESS", "tail ESS", "MCSE of mean"])
    for report in parameters where report.summary.bulkESS.isFinite {
      let s = report.summary
      table.add(row: [
        report.name, NumberText.fixed(s.splitRHat, decimals: 4),
        NumberText.count(Int(s.bulkESS)),
        s.tailESS.isFinite ? NumberText.count(Int(s.tailESS)) : NumberText.notAvailable,
        report.moments.hasDeviation ? NumberText.ratio(s.mcseOfMean) : NumberText.notAvailable,
      ])
    }
    return table.render(width: width) + shared.samplingLines
  }
}

extension FitResult {
  /// The studies, and the participants that the model is of.
  package var counts: String {
    guard !hasBothMargins, let margin = margins.first else { return dataset.counts }
    let people =
      margin == .sensitivity
      ? "\(NumberText.count(dataset.diseasedTotal)) diseased"
      : "\(NumberText.count(dataset.nondiseasedTotal)) non-diseased"
    return "\(dataset.studyCount) · \(people)"
  }

  /// What stands above a setting's part of a page with several.
  fileprivate var settingHeading: String {
    "\(SafeText.visible(setting.label))   \(dataset.counts)\n"
  }

  /// What a page says of one setting; `scale` has the parameters of the HSROC scale, where they are the
  /// model's.
  fileprivate func sections(width: Int?, scale: String) -> [String] {
    var sections = [answer(width: width), heterogeneity(width: width), scale]
    if !prevalences.isEmpty && hasBothMargins { sections.append(predictiveText) }
    if !priorTable.isEmpty { sections.append(priorText(width: width)) }
    return sections + [notes]
  }

  package var levelText: String { NumberText.percent(options.level, decimals: levelDecimals) }
  private var levelDecimals: Int { (options.level * 100).rounded() == options.level * 100 ? 0 : 1 }

  package var priorName: String {
    options.overrides.isEmpty ? (prior.preset ?? "custom") : "\(options.preset), changed"
  }

  private func answer(width: Int?) -> String {
    var table = TextTable(columns: [.left, .decimal, .interval, .interval], gap: 3)
    table.setHeader([
      "", "median", "\(levelText) credible interval", "\(levelText) prediction, new setting",
    ])
    for (label, name, new) in [
      ("Sensitivity", "sensitivity", "sensitivity_new"),
      ("Specificity", "specificity", "specificity_new"),
    ] {
      guard let point = estimate(name), let next = estimate(new) else {
        if parameter(name) != nil { table.add(row: [label, "", notEstimated]) }
        continue
      }
      table.add(row: [
        label, NumberText.proportion(point.estimate, decimals: 3),
        shareInterval(point.lower, point.upper), shareInterval(next.lower, next.upper),
      ])
    }
    for (label, name) in [("LR+", "lr_positive"), ("LR-", "lr_negative"), ("DOR", "dor")] {
      guard let ratio = estimate(name) else {
        if parameter(name) != nil { table.add(row: [label, "", notEstimated]) }
        continue
      }
      table.add(row: [
        label, NumberText.ratio(ratio.estimate),
        NumberText.interval(ratio.lower, ratio.upper) {
          $0 < 1 ? shareText($0) : NumberText.ratio($0)
        },
      ])
    }
    guard hasBothMargins else { return table.render(width: width) }
    guard unobservedMargin == nil else {
      return table.render(width: width) + "\(bothAbove.targets.headline): \(notEstimated)\n"
    }
    return table.render(width: width)
      + "\(bothAbove.targets.headline): probability "
      + "\(simulated(bothAbove.summary)) at the summary point, "
      + "\(simulated(bothAbove.newSetting)) in a new setting\n"
  }

  private func heterogeneity(width: Int?) -> String {
    var table = TextTable(columns: [.left, .decimal, .interval, .interval, .right], gap: 3)
    table.setHeader([
      "Between studies (logit)", "median", levelText, "prior \(levelText)", "differs from prior by",
    ])
    let reports = Self.betweenStudies.compactMap(parameter)
    if reports.isEmpty { return "" }
    for report in reports {
      let decimals = logitDecimals(report.summary.lower, report.summary.upper)
      func own(_ value: Double) -> String {
        abs(value) >= 100 ? NumberText.ratio(value) : NumberText.fixed(value, decimals: decimals)
      }
      func ends(_ value: Double) -> String {
        abs(value) >= 100 ? NumberText.ratio(value) : NumberText.fixed(value, decimals: 2)
      }
      let isPrior = report.isFromPriorOnly
      table.add(row: [
        report.name, isPrior ? "" : NumberText.fixed(report.summary.median, decimals: decimals),
        isPrior
          ? notEstimated
          : NumberText.interval(report.summary.lower, report.summary.upper, format: own),
        report.priorInterval.map { NumberText.interval($0.lower, $0.upper, format: ends) }
          ?? "implied",
        report.priorDistance.map(priorDistanceText) ?? "",
      ])
    }
    return table.render(width: width)
  }

  private func priorText(width: Int?) -> String {
    let matters = priorMatters && !options.isPriorOnly
    var table = TextTable(
      columns: [.left] + margins.map { _ in .left }, gap: 5, indent: 0)
    table.setHeader(
      [matters ? "The prior matters here" : "Under other priors"]
        + margins.map { $0 == .sensitivity ? "Se" : "Sp" })
    func cell(_ estimate: IntervalEstimate, _ margin: AccuracyMargin) -> String {
      unobservedMargin == margin
        ? notEstimated
        : shareWithInterval(estimate.estimate, estimate.lower, estimate.upper)
    }
    for row in priorTable {
      let name = row.prior == "uniform" ? "uniform Se, Sp" : row.prior
      let label = row.isReliable ? name : name + " (sampling NOT reliable)"
      table.add(
        row: ["  " + label]
          + margins.map {
            cell($0 == .sensitivity ? row.sensitivity : row.specificity, $0)
          })
    }
    if options.isPriorOnly { return table.render(width: width) }
    let (label, cells) = maximumLikelihoodCells
    // The reason for a failure is a sentence, which would push the columns off the screen.
    if cells.isEmpty {
      table.add(text: "  " + label)
    } else {
      table.add(row: ["  " + label] + cells)
    }
    return table.render(width: width)
  }

  /// Warnings, grouped so that a page stays a page, then whether the draws can be trusted.
  private var notes: String {
    var lines = warningLines(
      warnings.filter { $0.code != .fewStudies }, spelling: options.spelling,
      zeroCellRemark: model.words.zeroCells
    ).map { "! " + $0 }
    if options.isPriorOnly { return (lines + trustLines).joined(separator: "\n") + "\n" }
    if hasFewStudies { lines.insert("! " + fewStudiesText, at: 0) }
    if let unobservedMarginText { lines.insert("! " + unobservedMarginText, at: 0) }
    if !model.words.remark.isEmpty { lines.insert("! " + model.words.remark, at: 0) }
    if options.threshold == .varies {
      lines.append(
        "! Thresholds vary between studies: the curve is the summary, not the point "
          + "(\(options.spelling.text(of: ArgumentValue(.out, "DIR"))) writes it to sroc.csv).")
      if !hasFewStudies, tradeOff == .open {
        lines.append("! \(openTradeOffText)")
      }
    }
    return (lines + trustLines).joined(separator: "\n") + "\n"
  }

  /// Whether the draws can be trusted, and what could come next.
  var trustLines: [String] {
    guard diagnostics.ok else {
      return ["! Sampling NOT reliable:"] + problemLines.map { "!   \($0)" }
    }
    let remarks = remarks.map { "! " + SafeText.visible(spelled($0)) }
    let shown = NumberText.countDown(diagnostics.minESS, unit: 100)
    return remarks + [
      "Sampling reliable (R-hat at most \(NumberText.fixedUp(diagnostics.maxRHat, decimals: 3)), "
        + "smallest ESS \(shown)).\(next)"
    ]
  }

  private var next: String {
    let prevalence = [ArgumentValue(.prevalence, "0.3")]
    let settings =
      (prevalences.isEmpty && unobservedMargin == nil ? prevalence : [])
      + [ArgumentValue(.out, "DIR")]
    return "   Next: " + settings.map(options.spelling.text).joined(separator: "   ")
  }

  /// What says how studies differ.
  static let betweenStudies = ["tau_se", "tau_sp", "rho"]

  package var fewStudiesText: String {
    let distances = Self.betweenStudies.compactMap { parameter($0)?.priorDistance }
    let isWeak = (distances.max() ?? 0) < 1 / 3.0
    guard model.parts.contains(.correlation) else {
      return "\(dataset.studyCount): heterogeneity "
        + (isWeak ? "is essentially the prior." : "leans heavily on the prior.")
    }
    let strength = isWeak ? "are essentially the prior" : "lean heavily on the prior"
    return "\(dataset.studyCount): heterogeneity and rho \(strength). Do not draw an SROC curve."
  }

  fileprivate var samplingLines: String {
    let quality = proposalQuality.map {
      ", importance efficiency \(NumberText.fixed($0.efficiency, decimals: 2)), largest weight "
        + "\(NumberText.ratio($0.largestWeight)) times the mean, Pareto k "
        + NumberText.fixed($0.paretoK, decimals: 2)
    }
    return """
      kernel \(kernel.rawValue): \(spelled(kernelReason))
      \(NumberText.count(options.chains)) chains of \(NumberText.count(options.draws)) draws, \
      warm-up \(NumberText.count(warmup)), acceptance \
      \(NumberText.fixed(acceptanceRate, decimals: 2))\(quality ?? "")
      integration error \(integration.quadratureError) over \(integration.points) posterior points, \
      fallback \(NumberText.percent(integration.fallbackShare, decimals: 1)) of integrals
      warm-up \(NumberText.duration(seconds: timings.warmup)), sampling \
      \(NumberText.duration(seconds: timings.sampling)), all \
      \(NumberText.duration(seconds: timings.total))

      """
  }
}

/// A probability counted over draws: never 0 or 1, which no simulation shows.
package func simulated(_ value: Double) -> String {
  value < 0.01 ? "<0.01" : value > 0.99 ? ">0.99" : NumberText.fixed(value, decimals: 2)
}
