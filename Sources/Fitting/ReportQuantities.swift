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
  /// Summaries of a setting's quantities with moments, and for the parameters prior intervals and what was
  /// learnt.
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
      reports[k].isFromPriorOnly =
        !options.isPriorOnly && data.isFromPriorOnly(entry.quantity)
    }
    return reports
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

  /// Fills in the priors of the parameters, their intervals and `learnt`.
  ///
  /// learnt = 1 - Var(Phi^-1(F_prior(x)) | data), over at most 10,000 evenly thinned draws, which puts
  /// its Monte Carlo error near 0.014 where nothing is learnt, and the lower the more is; see
  /// docs/statistics.md, section 7.
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
    let learnt = inPieces(found.count, threads: options.threads) { k -> Double? in
      places[found[k]].flatMap {
        let parameter = parameters[$0]
        let isSampled = sample.draws.contains(parameter.variable)
        return self.learnt(
          of: parameter, at: draws, values: isSampled ? nil : chains[found[k]])
      }
    }
    for (k, index) in found.enumerated() {
      guard let place = places[index] else { continue }
      let parameter = parameters[place]
      reports[index].heading = parameter.heading
      reports[index].priorText = parameter.priorText
      guard let prior = parameter.prior.scalar else { continue }
      // Of the prior's own draws nothing is learnt, whatever their noise says.
      reports[index].learnt = options.isPriorOnly ? nil : learnt[k]
      reports[index].priorInterval = (
        prior.quantile(normalScore: -edge), prior.quantile(normalScore: edge)
      )
    }
  }

  /// What was learnt of a parameter; `values` are the draws of one that is not sampled.
  private func learnt(
    of parameter: Parameter, at draws: [DrawPlace], values own: [[Double]]?
  ) -> Double? {
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
    return 1 - scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
  }
}
