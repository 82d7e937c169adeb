import AccuracyContrasts
import AccuracyMeasures
import ChainStatistics
import Concurrency
import DatasetWords
import Draws
import FrequentistFits
import ModelInterface
import PosteriorMoments
import PosteriorSampling
import SpecialFunctions

/// Two settings of one fit at their summary points, compared draw by draw.
public struct SettingComparison: Sendable {
  /// The setting whose accuracy comes first in differences and ratios, by its place in the fit.
  public let first: Int
  /// The setting that it is compared with.
  public let second: Int
  /// As `MRI vs CT`, the index of its quantities.
  public let label: String
  /// Relative sensitivity and specificity, their differences, the difference of log DOR, and indicators of
  /// what is higher, in the order of docs/contract.md; behind them those of net benefits.
  public let quantities: [ParameterReport]
  /// Margins that the model gives both settings alike, as specificity where a covariate affects sensitivity
  /// alone; there is nothing to compare.
  public let shared: Set<AccuracyMargin>
  /// What is higher, as shares of the draws.
  public let quadrants: ComparisonQuadrants
  /// Probabilities that depend on a difference which does not matter; nil where none was given.
  public let margins: ComparisonMargins?
  /// Net benefits, at each prevalence one an exchange rate; none where no rate was given.
  public let netBenefits: [NetBenefitContrast]

  /// A quantity by its base.
  ///
  /// - Parameter base: as `difference_sensitivity`.
  /// - Returns: nil where there is no such quantity.
  public func quantity(_ base: String) -> ParameterReport? {
    quantities.first { $0.variable.base == base }
  }
}

extension [FiniteMoments] {
  /// Those that all have.
  fileprivate var fewest: FiniteMoments {
    contains(.none) ? .none : contains(.mean) ? .mean : .meanAndDeviation
  }
}

extension FitCompletion {
  /// All pairs of the model's settings.
  ///
  /// A pair with a proportion that no study of one of them observed has no numbers of it.
  func comparisons() -> [SettingComparison] {
    let settings = model.settings
    let chains = 0..<sample.draws.chainCount
    let accuracies = settings.map { setting in
      chains.map { chain in
        let population = model.populationColumns(
          of: setting, from: sample.draws, rows: .chain(chain))
        return ComparedAccuracy(
          logitSensitivity: population.muSensitivity, logitSpecificity: population.muSpecificity)
      }
    }
    let pairs = comparedPairs(settings.count)
    let summarizer = Summarizer()
    return inPieces(pairs.count, threads: options.threads) { k in
      let (first, second) = pairs[k]
      return comparison(
        first, second, of: accuracies, settings: settings, summarizer: summarizer)
    }
  }

  private func comparison(
    _ first: Int, _ second: Int, of accuracies: [[ComparedAccuracy]], settings: [Setting],
    summarizer: Summarizer
  ) -> SettingComparison {
    let label = "\(settings[first].label) vs \(settings[second].label)"
    let (a, b) = (accuracies[first], accuracies[second])
    func chains(_ value: (ComparedAccuracy, ComparedAccuracy, Int) -> Double) -> [[Double]] {
      zip(a, b).map { a, b in a.sensitivity.indices.map { value(a, b, $0) } }
    }
    var shared: Set<AccuracyMargin> = []
    if zip(a, b).allSatisfy({ $0.logitSensitivity == $1.logitSensitivity }) {
      shared.insert(.sensitivity)
    }
    if zip(a, b).allSatisfy({ $0.logitSpecificity == $1.logitSpecificity }) {
      shared.insert(.specificity)
    }
    let compared = ComparedAccuracy.quantities.filter { entry in
      shared.isEmpty
        || !entry.base.hasSuffix("both") && !shared.contains { entry.base.hasSuffix($0.rawValue) }
    }
    let quantities = compared.map { base, scale, value in
      let summary = summarizer.summarize(
        chains(value), level: options.level, detail: detail == .full ? .full : .quantilesOnly)
      var report = ParameterReport(
        variable: Variable(
          base, index: [IndexEntry(label, axis: "comparison")], scale: scale, role: .derived),
        summary: summary)
      // 1 / Se has the moments of the odds against it, at least those of the odds ratio.
      if scale == .ratio {
        let rules = [first, second].map { MomentRule(model.tails(of: settings[$0])) }
        report.moments = rules.map { $0.moments(.oddsRatio) }.fewest
      }
      report.isFromPriorOnly = isUnknown(base, first, second)
      return report
    }
    func share(_ condition: (ComparedAccuracy, ComparedAccuracy, Int) -> Bool) -> Double {
      let counts = zip(a, b).map { a, b in a.sensitivity.indices.count { condition(a, b, $0) } }
      return Double(counts.reduce(0, +)) / Double(max(sample.totalDraws, 1))
    }
    let benefits = netBenefits(
      of: a, over: b, label: label,
      isUnknown: isUnknown("difference_net_benefit", first, second), summarizer: summarizer)
    return SettingComparison(
      first: first, second: second, label: label, quantities: quantities + benefits.quantities,
      shared: shared,
      quadrants: ComparisonQuadrants(share),
      margins: options.margin.map { ComparisonMargins($0, share) }, netBenefits: benefits.contrasts)
  }

  /// Whether a quantity of two settings rests on a proportion that no study observed.
  private func isUnknown(_ base: String, _ first: Int, _ second: Int) -> Bool {
    let unknown = [parts[first], parts[second]].compactMap(unobservedMargin)
    if base.hasSuffix("sensitivity") { return unknown.contains(.sensitivity) }
    if base.hasSuffix("specificity") { return unknown.contains(.specificity) }
    return !unknown.isEmpty
  }
}
