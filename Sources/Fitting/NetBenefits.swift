import AccuracyContrasts
import ChainStatistics
import Draws
import Requests

extension FitCompletion {
  /// Net benefits of one setting over another at each prevalence and exchange rate that was asked for, with
  /// the quantities of files; draws chain by chain.
  ///
  /// A prevalence that is a distribution has the draws that the predictive values have of it.
  ///
  /// - Parameters:
  ///   - first: draws of each chain.
  ///   - second: those of the setting that it is compared with.
  ///   - label: of the pair.
  ///   - isUnknown: whether one of the proportions is the prior's alone.
  ///   - summarizer: of draws.
  /// - Returns: the contrasts, and two quantities each.
  func netBenefits(
    of first: [ComparedAccuracy], over second: [ComparedAccuracy], label: String, isUnknown: Bool,
    summarizer: Summarizer
  ) -> (contrasts: [NetBenefitContrast], quantities: [ParameterReport]) {
    var contrasts: [NetBenefitContrast] = []
    var quantities: [ParameterReport] = []
    for (place, prevalence) in options.prevalences.enumerated() where !options.exchangeRates.isEmpty
    {
      var shares = prevalenceDraws(
        prevalence, count: sample.totalDraws,
        key: key.child(.purpose(.prevalence), .index(place)))[...]
      let byChain = first.map { chain in
        let own = shares.prefix(chain.sensitivity.count)
        shares = shares.dropFirst(chain.sensitivity.count)
        return own
      }
      for rate in options.exchangeRates {
        let chains = zip(zip(first, second), byChain).map { pair, own in
          ComparedAccuracy.netBenefit(
            of: pair.0, over: pair.1, prevalences: own, exchangeRate: rate)
        }
        let index = [
          IndexEntry(label, axis: "comparison"),
          IndexEntry(prevalence.optionText, column: "prevalence"),
          IndexEntry(ExchangeRates.optionText(rate), column: "exchange_rate"),
        ]
        func report(
          _ base: String, _ scale: Variable.Scale, _ value: (Double) -> Double
        ) -> ParameterReport {
          var report = ParameterReport(
            variable: Variable(base, index: index, scale: scale, role: .derived),
            summary: summarizer.summarize(
              chains.map { $0.map(value) }, level: options.level,
              detail: detail == .full ? .full : .quantilesOnly))
          report.isFromPriorOnly = isUnknown
          return report
        }
        let difference = report("difference_net_benefit", .real) { $0 }
        quantities += [difference, report("p_higher_net_benefit", .probability) { $0 > 0 ? 1 : 0 }]
        let higher = chains.reduce(0) { $0 + $1.count { $0 > 0 } }
        contrasts.append(
          NetBenefitContrast(
            prevalence: prevalence, exchangeRate: rate,
            difference: isUnknown ? .unknown : difference.summary.interval,
            probabilityHigher: isUnknown
              ? .nan : Double(higher) / Double(max(sample.totalDraws, 1))))
      }
    }
    return (contrasts, quantities)
  }
}
