import AccuracyModels
import CMath
import ChainStatistics
import Distributions
import Documents
import Drawing
import Draws
import Figures
import FitPages
import Fitting
import ModelInterface
import PosteriorSampling
import SpecialFunctions

extension FitResult {
  /// Posterior over prior densities of the five basic parameters.
  ///
  /// - Parameter options: title and size.
  /// - Returns: one figure.
  func parameterFigures(_ options: FigureOptions) -> [Figure] {
    let shown = BasicParameter.all(prior: prior)
    let panels = zip(shown, sample.basicColumns).compactMap { parameter, chains in
      self.parameter(parameter.name).map {
        densityPanel(parameter, report: $0, draws: chains.flatMap { $0 })
      }
    }
    guard panels.count == shown.count else { return [] }
    var plot = DensityPlot(
      title: options.heading ?? "Posterior and prior of the parameters",
      description: shown.compactMap(parameterSentence).joined(separator: " "),
      rows: [Array(panels[0..<2]), Array(panels[2..<5])],
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
    _ parameter: BasicParameter, report: ParameterReport, draws: [Double]
  ) -> DensityPlot.Panel {
    let domain = parameter.domain(FigureInterval(report.summary))
    let density = KernelDensity(
      draws, support: parameter.support, effectiveCount: report.summary.bulkESS)
    var panel = DensityPlot.Panel(
      heading: parameter.heading, domain: domain,
      posterior: density.curve(over: domain, count: DensityGrid.count),
      interval: report.isFromPriorOnly ? nil : FigureInterval(report.summary))
    panel.prior = DensityGrid.points(domain, support: parameter.support) {
      exp(parameter.logPriorDensity($0))
    }
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
    let interval = FigureInterval(report.summary)
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

extension FigureInterval {
  /// As `2.51 (1.98-3.11)`; large numbers without decimals that mean nothing.
  fileprivate var logitText: String {
    NumberText.withInterval(estimate, lower, upper) {
      abs($0) >= 100 ? NumberText.ratio($0) : NumberText.fixed($0, decimals: 2)
    }
  }
}

extension PosteriorSample {
  /// Draws of the parameters in the order of docs/contract.md, one array a chain.
  var basicColumns: [[[Double]]] { Variable.population.map { draws.chains(of: $0) } }
}

/// Where densities are drawn.
private enum DensityGrid {
  static let count = 161

  /// A prior density over a panel, up to the ends of its support.
  static func points(
    _ domain: ClosedRange<Double>, support: (lower: Double, upper: Double),
    density: (Double) -> Double
  ) -> [(x: Double, density: Double)] {
    let low = max(domain.lowerBound, support.lower)
    let high = min(domain.upperBound, support.upper)
    guard low < high else { return [] }
    let inside = 1e-6 * (high - low)
    return (0..<count).compactMap { index in
      let x = low + (high - low) * Double(index) / Double(count - 1)
      // At the ends the density is taken a little inside, where it is defined.
      let value = density(min(max(x, low + inside), high - inside))
      return value.isNaN ? nil : (x, value)
    }
  }
}

/// What a figure needs to know of one of the five basic parameters.
struct BasicParameter {
  package var name: String
  package var heading: String
  /// What the inverse logit of it is, if that is a probability.
  var probabilityName: String?
  package var support: (lower: Double, upper: Double)
  package var priorText: String
  var logPriorDensity: (Double) -> Double

  /// All five in the order of docs/contract.md.
  package static func all(prior: AccuracyPrior) -> [BasicParameter] {
    let covariance = prior.covariance
    func scalar(
      _ name: String, _ heading: String, _ prior: ScalarPrior, as probability: String? = nil,
      text: String? = nil
    ) -> BasicParameter {
      BasicParameter(
        name: name, heading: heading, probabilityName: probability, support: prior.support,
        priorText: text ?? prior.expression, logPriorDensity: prior.logDensity)
    }
    let rho: BasicParameter
    switch covariance {
    case .separate(_, _, let prior): rho = scalar("rho", "Correlation (rho)", prior)
    case .inverseWishart(let matrix):
      rho = BasicParameter(
        name: "rho", heading: "Correlation (rho)", probabilityName: nil, support: (-1, 1),
        priorText: matrix.expression, logPriorDensity: matrix.logMarginalDensity(correlation:))
    }
    return [
      scalar(
        "mu_se", "Mean logit sensitivity (mu_se)", prior.muSensitivity, as: "sensitivity"),
      scalar(
        "mu_sp", "Mean logit specificity (mu_sp)", prior.muSpecificity, as: "specificity"),
      scalar(
        "tau_se", "SD of sensitivity (tau_se)", covariance.tauSensitivity,
        text: covariance.expression),
      scalar(
        "tau_sp", "SD of specificity (tau_sp)", covariance.tauSpecificity,
        text: covariance.expression),
      rho,
    ]
  }

  /// The range that a panel shows: the interval with room for the prior on both sides; all of (-1, 1)
  /// for a correlation.
  package func domain(_ interval: FigureInterval) -> ClosedRange<Double> {
    if name == "rho" { return -1...1 }
    let (lower, upper) = (interval.lower, interval.upper)
    guard lower.isFinite, upper.isFinite else { return 0...1 }
    let room = max(0.9 * (upper - lower), 1e-3 * max(1, abs(lower)))
    let low = name.hasPrefix("tau") && lower < 2 * room ? 0 : lower - room
    return max(low, support.lower)...min(upper + room, support.upper)
  }
}
