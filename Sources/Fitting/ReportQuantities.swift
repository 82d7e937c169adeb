import AccuracyData
import AccuracyMeasures
import CMath
import ChainStatistics
import Concurrency
import Draws
import ModelInterface
import PosteriorMoments
import RegressionModels
import Requests
import SpecialFunctions

extension FitCompletion {
  /// Summaries of a setting's quantities with moments, and for the parameters prior intervals and how far the
  /// posterior has come from the prior.
  func reportQuantities(
    _ columns: ParameterColumns, setting: Setting, part: AccuracyDataset
  ) -> [ParameterReport] {
    var reports = quantitySummaries(columns, setting: setting, part: part)
    let chains = known(columns).map(\.chains)
    clock.time(.priors) { addPriorColumns(&reports, chains: chains) }
    return reports
  }

  /// The quantities of a model that does not know all of a population.
  private func known(
    _ columns: ParameterColumns
  ) -> [(quantity: Quantity, variable: Variable, chains: [[Double]])] {
    columns.all.filter { $0.quantity.needs.isSubset(of: model.parts) }
  }

  /// Summaries of a setting's quantities with moments.
  func quantitySummaries(
    _ columns: ParameterColumns, setting: Setting, part: AccuracyDataset
  ) -> [ParameterReport] {
    let known = known(columns)
    var reports = clock.time(.diagnostics) {
      summarize(known.map { ($0.variable, $0.chains) })
    }
    let rule = MomentRule(model.tails(of: setting))
    for (k, entry) in known.enumerated() {
      reports[k].moments = rule.moments(entry.quantity.tails)
      // What settings have in common is known where any of them observed it.
      let isOwn = entry.variable.index == setting.index && !(model is any DesignedModel)
      let data = isOwn ? part : dataset
      if entry.quantity.variable.base == "i2" { reports[k].withheld = iSquaredRemark(columns) }
      reports[k].isFromPriorOnly =
        !options.isPriorOnly && data.isFromPriorOnly(entry.quantity)
    }
    return reports
  }

  /// Why I2 is withheld: it tends to 0 as rho nears -1 or 1, whatever the SDs between studies.
  private func iSquaredRemark(_ columns: ParameterColumns) -> String? {
    let chains = columns.chains("rho")
    let near = chains.reduce(0) { $0 + $1.count { abs($0) > 0.9 } }
    let share = Double(near) / Double(max(1, chains.reduce(0) { $0 + $1.count }))
    return share > 0.2
      ? "withheld: I2 tends to 0 as rho nears -1 or 1, which these data allow" : nil
  }

  /// Summaries of the parameters that no setting's quantities are, as the slope of a covariate, with their
  /// priors.
  func reportOtherParameters(besides reports: [ParameterReport]) -> [ParameterReport] {
    var reports = otherParameterSummaries(besides: reports)
    addPriorColumns(&reports, chains: [])
    return reports
  }

  /// Summaries of the parameters that no setting's quantities are.
  func otherParameterSummaries(besides reports: [ParameterReport]) -> [ParameterReport] {
    let known = Set(reports.map(\.variable))
    let others = model.parameters.map(\.variable).filter { !known.contains($0) }
    var reports = summarize(others.map { ($0, sample.draws.chains(of: $0)) })
    for k in reports.indices {
      reports[k].moments =
        model.parameter(reports[k].variable).map { FiniteMoments(of: $0.prior) } ?? .none
      reports[k].isFromPriorOnly = isFromPriorOnly(reports[k].variable)
    }
    return reports
  }

  /// Summaries; convergence only for the parameters unless everything is wanted.
  private func summarize(
    _ columns: [(variable: Variable, chains: [[Double]])]
  ) -> [ParameterReport] {
    let summarizer = Summarizer()
    var reports = inPieces(columns.count, threads: options.threads) { k in
      let (variable, chains) = columns[k]
      let isWhole = detail == .full || variable.role == .parameter
      return ParameterReport(
        variable: variable,
        summary: summarizer.summarize(
          chains, level: options.level, detail: isWhole ? .full : .quantilesOnly))
    }
    for k in reports.indices {
      // Where many draws of rho round to +-1 its tail indicator is constant; atanh rho, monotone in rho,
      // still tells them apart.
      if let monitor = reports[k].variable.monitor, sample.draws.contains(monitor),
        reports[k].summary.tailESS.isNaN || reports[k].summary.splitRHat.isNaN
      {
        let other = ChainStatistics.summarize(
          sample.draws.chains(of: monitor), level: options.level, detail: .full)
        reports[k].summary.splitRHat = other.splitRHat
        reports[k].summary.bulkESS = other.bulkESS
        reports[k].summary.tailESS = other.tailESS
      }
    }
    return reports
  }

  /// Fills in the priors of the parameters, their intervals, `priorDistance` and `learnt`.
  ///
  /// Both come from mean m and SD s of the prior's normal scores Phi^-1(F_prior(x)) of at most 10,000 evenly
  /// thinned draws: the distance of N(m, s^2) and N(0, 1), and 1 - s^2, which leaves out that the posterior
  /// may have moved as a whole; see docs/statistics.md, section 7.
  ///
  /// - Parameters:
  ///   - reports: of quantities.
  ///   - chains: their draws, where they are not all of the model's own variables.
  private func addPriorColumns(_ reports: inout [ParameterReport], chains: [[[Double]]]) {
    let parameters = model.parameters + model.priorBearers
    let places = reports.map { report in
      parameters.firstIndex { $0.variable == report.variable }
    }
    let draws = sample.draws.thinned(limit: 10_000)
    let edge = normalQuantile(0.5 * (1 + options.level))
    let found = places.indices.filter { places[$0] != nil }
    let moments = inPieces(found.count, threads: options.threads) {
      k -> (mean: Double, variance: Double)? in
      places[found[k]].flatMap {
        let parameter = parameters[$0]
        let isSampled = sample.draws.contains(parameter.variable)
        return self.scoreMoments(
          of: parameter, at: draws, values: isSampled ? nil : chains[found[k]])
      }
    }
    for (k, index) in found.enumerated() {
      guard let place = places[index] else { continue }
      let parameter = parameters[place]
      reports[index].heading = parameter.heading
      reports[index].priorText = parameter.priorText
      guard let prior = parameter.prior.scalar else { continue }
      // The prior's own draws are no distance from it, whatever their noise says.
      if !options.isPriorOnly, let moments = moments[k] {
        reports[index].learnt = 1 - moments.variance
        reports[index].priorDistance = normalDistance(
          mean: moments.mean, deviation: moments.variance.squareRoot())
      }
      reports[index].priorInterval = (
        prior.quantile(normalScore: -edge), prior.quantile(normalScore: edge)
      )
    }
  }

  /// Mean and variance of a parameter's prior normal scores; `values` are the draws of one that is not sampled.
  private func scoreMoments(
    of parameter: Parameter, at draws: [DrawPlace], values own: [[Double]]?
  ) -> (mean: Double, variance: Double)? {
    guard let prior = parameter.prior.scalar else { return nil }
    // rho itself rounds to +-1 where atanh rho still tells draws apart.
    let monitor = own == nil ? parameter.monitor : nil
    let values =
      own.map { chains in draws.map { chains[$0.chain][$0.draw] } }
      ?? sample.draws.column(monitor ?? parameter.variable, .places(draws))
    let scores =
      (monitor == nil
      ? prior.normalScores(values) : prior.normalScores(fisherZ: values)).filter(\.isFinite)
    guard scores.count > 1 else { return nil }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let squares = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(scores.count - 1))
  }
}
