import DatasetWords
import Documents
import Drawing
import FigureNumbers
import Figures
import FitPages
import Fitting
import SpecialFunctions

extension FitResult {
  /// Posterior over prior densities of the parameters.
  ///
  /// - Parameter options: title and size.
  /// - Returns: one figure.
  func parameterFigures(_ options: FigureOptions) -> [Figure] {
    let densities = parameterDensities
    guard !densities.isEmpty else { return [] }
    func panels(_ isIncluded: (ParameterReport) -> Bool) -> [DensityPlot.Panel] {
      ownParameters.filter(isIncluded).compactMap { report in
        densities.first { $0.name == report.name }.map { densityPanel(report, density: $0) }
      }
    }
    var plot = DensityPlot(
      title: options.heading ?? "Posterior and prior of the parameters",
      description: ownParameters.map(parameterSentence).joined(separator: " "),
      rows: [panels(\.isMean), panels { !$0.isMean }].filter { !$0.isEmpty },
      intervalLabel: "\(levelText) credible interval")
    plot.notes = [
      "Differs from its prior: the largest difference of the probabilities that posterior and prior "
        + "give to one statement; 0 % is the prior alone."
    ]
    plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return [plot.figure()]
  }

  private func densityPanel(
    _ report: ParameterReport, density: ParameterDensity
  ) -> DensityPlot.Panel {
    var panel = DensityPlot.Panel(
      heading: report.figureHeading, domain: density.domain, posterior: density.posterior,
      interval: report.isFromPriorOnly ? nil : report.summary.interval)
    panel.prior = density.prior
    panel.footnote = "prior \(report.priorText ?? "")"
    if let name = report.probabilityName { panel.probabilityLabel = "as \(name)" }
    guard let interval = panel.interval else {
      panel.lines = [notEstimated]
      return panel
    }
    panel.lines = [interval.logitText]
    if let name = report.probabilityName {
      panel.lines[0] += ", as \(name) " + interval.mapped(inverseLogit).proportionText
    }
    if let distance = report.priorDistance {
      panel.lines.append("differs from its prior by \(priorDistanceText(distance))")
    }
    return panel
  }

  private func parameterSentence(_ report: ParameterReport) -> String {
    let (heading, prior) = (report.figureHeading, report.priorText ?? "")
    if report.isFromPriorOnly {
      return "\(heading): \(notEstimated); prior \(prior)."
    }
    let interval = report.summary.interval
    var text =
      "\(heading): "
      + interval.sentence(levelText) { NumberText.fixed($0, decimals: 2) }
    if let name = report.probabilityName {
      text += ", a \(name) of "
      text += interval.mapped(inverseLogit).sentence(levelText, format: shareText)
    }
    if let distance = report.priorDistance {
      text += ", differs from its prior by \(priorDistanceText(distance))"
    }
    return text + "; prior \(prior)."
  }
}

extension IntervalEstimate {
  /// As `2.51 (1.98-3.11)`; large numbers without decimals that mean nothing.
  fileprivate var logitText: String {
    let decimals = logitDecimals(lower, upper)
    return NumberText.withInterval(estimate, lower, upper) {
      abs($0) >= 100 ? NumberText.ratio($0) : NumberText.fixed($0, decimals: decimals)
    }
  }
}

extension ParameterReport {
  /// As "Mean logit sensitivity (mu_se)".
  fileprivate var figureHeading: String { heading.map { "\($0) (\(name))" } ?? name }

  /// What the inverse logit of it is, if that is a probability.
  fileprivate var probabilityName: String? {
    switch variable.base {
    case "mu_se": "sensitivity"
    case "mu_sp": "specificity"
    default: nil
    }
  }

  /// Whether it is a mean of logits.
  fileprivate var isMean: Bool { probabilityName != nil }
}
