import Distributions
import Documents
import Drawing
import Figures
import FitPages
import Fitting
import SpecialFunctions

extension FitResult {
  /// Posterior over prior densities of the five basic parameters.
  ///
  /// - Parameter options: title and size.
  /// - Returns: one figure.
  func parameterFigures(_ options: FigureOptions) -> [Figure] {
    let shown = BasicParameter.all(prior: prior)
    let densities = parameterDensities
    guard densities.count == shown.count else { return [] }
    func panels(_ isIncluded: (BasicParameter) -> Bool) -> [DensityPlot.Panel] {
      zip(shown, densities).filter { isIncluded($0.0) }.compactMap { words, density in
        parameter(words.name).map { densityPanel(words, density: density, report: $0) }
      }
    }
    var plot = DensityPlot(
      title: options.heading ?? "Posterior and prior of the parameters",
      description: shown.compactMap(parameterSentence).joined(separator: " "),
      rows: [panels(\.isMean), panels { !$0.isMean }],
      intervalLabel: "\(levelText) credible interval")
    plot.notes = [
      "Learnt from data: how much smaller the variance of the prior's normal score has become; "
        + "0 % is the prior alone."
    ]
    plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return [plot.figure()]
  }

  private func densityPanel(
    _ parameter: BasicParameter, density: ParameterDensity, report: ParameterReport
  ) -> DensityPlot.Panel {
    var panel = DensityPlot.Panel(
      heading: parameter.heading, domain: density.domain, posterior: density.posterior,
      interval: report.isFromPriorOnly ? nil : report.summary.interval)
    panel.prior = density.prior
    panel.footnote = "prior \(parameter.priorText)"
    if let name = parameter.probabilityName { panel.probabilityLabel = "as \(name)" }
    guard let interval = panel.interval else {
      panel.lines = [notEstimated]
      return panel
    }
    panel.lines = [interval.logitText]
    if let name = parameter.probabilityName {
      panel.lines[0] += ", as \(name) " + interval.mapped(inverseLogit).proportionText
    }
    if let learnt = report.learnt {
      panel.lines.append("\(NumberText.percent(max(learnt, 0))) learnt from data")
    }
    return panel
  }

  private func parameterSentence(_ parameter: BasicParameter) -> String? {
    guard let report = self.parameter(parameter.name) else { return nil }
    if report.isFromPriorOnly {
      return "\(parameter.heading): \(notEstimated); prior \(parameter.priorText)."
    }
    let interval = report.summary.interval
    var text =
      "\(parameter.heading): "
      + interval.sentence(levelText) { NumberText.fixed($0, decimals: 2) }
    if let name = parameter.probabilityName {
      text += ", a \(name) of "
      text += interval.mapped(inverseLogit).sentence(levelText, format: shareText)
    }
    if let learnt = report.learnt {
      text += ", \(NumberText.percent(max(learnt, 0))) learnt from data"
    }
    return text + "; prior \(parameter.priorText)."
  }
}

extension IntervalEstimate {
  /// As `2.51 (1.98-3.11)`; large numbers without decimals that mean nothing.
  fileprivate var logitText: String {
    NumberText.withInterval(estimate, lower, upper) {
      abs($0) >= 100 ? NumberText.ratio($0) : NumberText.fixed($0, decimals: 2)
    }
  }
}

/// The words of one of the five basic parameters.
private struct BasicParameter {
  var name: String
  var heading: String
  /// What the inverse logit of it is, if that is a probability.
  var probabilityName: String?
  /// Whether it is a mean of logits.
  var isMean: Bool { probabilityName != nil }
  var priorText: String

  /// All five in the order of docs/contract.md.
  static func all(prior: AccuracyPrior) -> [BasicParameter] {
    let words: [(name: String, heading: String, probability: String?)] = [
      ("mu_se", "Mean logit sensitivity (mu_se)", "sensitivity"),
      ("mu_sp", "Mean logit specificity (mu_sp)", "specificity"),
      ("tau_se", "SD of sensitivity (tau_se)", nil), ("tau_sp", "SD of specificity (tau_sp)", nil),
      ("rho", "Correlation (rho)", nil),
    ]
    return zip(words, prior.basicExpressions).map { words, prior in
      BasicParameter(
        name: words.name, heading: words.heading, probabilityName: words.probability,
        priorText: prior)
    }
  }
}
