import AccuracyContrasts
import AccuracyData
import AccuracyMeasures
import ChainStatistics
import Concurrency
import DatasetWords
import Draws
import FrequentistFits
import ModelInterface
import PosteriorMoments
import PosteriorSampling
import RandomStreams
import RegressionModels
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
  /// what is higher, in the order of docs/contract.md; behind them differences and indicators in one new
  /// study where studies of the data compare levels, then those of net benefits.
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

extension SettingComparison {
  /// Whether there is something to say of both settings in one new study.
  public var hasNewStudy: Bool { quantities.contains { $0.variable.base.hasSuffix("_new") } }
}

extension [FiniteMoments] {
  /// Those that all have.
  fileprivate var fewest: FiniteMoments {
    contains(.none) ? .none : contains(.mean) ? .mean : .meanAndDeviation
  }
}

/// Draws of two settings, chain by chain.
private struct ComparedDraws {
  let first: [ComparedAccuracy]
  let second: [ComparedAccuracy]

  func chains(_ value: ComparedAccuracy.Value) -> [[Double]] {
    zip(first, second).map { a, b in a.sensitivity.indices.map { value(a, b, $0) } }
  }

  func share(_ condition: ComparedAccuracy.Condition) -> Double {
    let counts = zip(first, second).map { a, b in
      a.sensitivity.indices.count { condition(a, b, $0) }
    }
    let draws = first.reduce(0) { $0 + $1.sensitivity.count }
    return Double(counts.reduce(0, +)) / Double(max(draws, 1))
  }

  /// Margins whose draws are the same in both.
  var shared: Set<AccuracyMargin> {
    var shared: Set<AccuracyMargin> = []
    let pairs = zip(first, second)
    if pairs.allSatisfy({ $0.logitSensitivity == $1.logitSensitivity }) {
      shared.insert(.sensitivity)
    }
    if pairs.allSatisfy({ $0.logitSpecificity == $1.logitSpecificity }) {
      shared.insert(.specificity)
    }
    return shared
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
    let newStudies = pairs.isEmpty ? nil : accuraciesInNewStudy()
    return inPieces(pairs.count, threads: options.threads) { k in
      let (first, second) = pairs[k]
      return comparison(
        first, second,
        at: ComparedDraws(first: accuracies[first], second: accuracies[second]),
        inNewStudy: newStudies.map { ComparedDraws(first: $0[first], second: $0[second]) },
        summarizer: summarizer)
    }
  }

  /// Accuracy of every setting in one new study, chain by chain; nil where no study of the data has several
  /// settings, so that nothing is known of how they depend on each other within a study.
  private func accuraciesInNewStudy() -> [[ComparedAccuracy]]? {
    guard let regression = model as? any DesignedModel,
      dataset.comparesWithinStudies(model.settings)
    else { return nil }
    let chains = inPieces(sample.draws.chainCount, threads: options.threads) { chain in
      var stream = RandomStream(key.child(.chain(chain), .purpose(.newStudyTables)))
      return regression.newStudyTables(from: sample.draws, rows: .chain(chain), using: &stream)
    }
    return model.settings.indices.map { setting in
      chains.map {
        ComparedAccuracy(
          logitSensitivity: $0[setting].logitSensitivities,
          logitSpecificity: $0[setting].logitSpecificities)
      }
    }
  }

  private func comparison(
    _ first: Int, _ second: Int, at summary: ComparedDraws, inNewStudy newStudy: ComparedDraws?,
    summarizer: Summarizer
  ) -> SettingComparison {
    let settings = model.settings
    let label = "\(settings[first].label) vs \(settings[second].label)"
    func reports(
      _ entries: [(base: String, scale: Variable.Scale, value: ComparedAccuracy.Value)],
      of draws: ComparedDraws, suffix: String = ""
    ) -> [ParameterReport] {
      let shared = draws.shared
      let compared = entries.filter { entry in
        shared.isEmpty
          || !entry.base.hasSuffix("both" + suffix)
            && !shared.contains { entry.base.hasSuffix($0.rawValue + suffix) }
      }
      return compared.map { base, scale, value in
        var report = ParameterReport(
          variable: Variable(
            base, index: [IndexEntry(label, axis: "comparison")], scale: scale,
            role: suffix.isEmpty ? .derived : .newSetting),
          summary: summarizer.summarize(
            draws.chains(value), level: options.level,
            detail: detail == .full ? .full : .quantilesOnly))
        // 1 / Se has the moments of the odds against it, at least those of the odds ratio.
        if scale == .ratio {
          let rules = [first, second].map { MomentRule(model.tails(of: settings[$0])) }
          report.moments = rules.map { $0.moments(.oddsRatio) }.fewest
        }
        report.isFromPriorOnly = isUnknown(String(base.dropLast(suffix.count)), first, second)
        return report
      }
    }
    let benefits = netBenefits(
      of: summary.first, over: summary.second, label: label,
      isUnknown: isUnknown("difference_net_benefit", first, second), summarizer: summarizer)
    let inNewStudy =
      newStudy.map {
        reports(ComparedAccuracy.quantitiesInNewStudy, of: $0, suffix: "_new")
      } ?? []
    return SettingComparison(
      first: first, second: second, label: label,
      quantities: reports(ComparedAccuracy.quantities, of: summary) + inNewStudy
        + benefits.quantities,
      shared: summary.shared, quadrants: ComparisonQuadrants(summary.share),
      margins: options.margin.map { ComparisonMargins($0, summary.share) },
      netBenefits: benefits.contrasts)
  }

  /// Whether a quantity of two settings rests on a proportion that no study observed.
  private func isUnknown(_ base: String, _ first: Int, _ second: Int) -> Bool {
    let unknown = [parts[first], parts[second]].compactMap(unobservedMargin)
    if base.hasSuffix("sensitivity") { return unknown.contains(.sensitivity) }
    if base.hasSuffix("specificity") { return unknown.contains(.specificity) }
    return !unknown.isEmpty
  }
}

extension AccuracyDataset {
  /// Whether a study has rows of two settings.
  fileprivate func comparesWithinStudies(_ settings: [Setting]) -> Bool {
    var found: [String: Int] = [:]
    for (number, setting) in settings.enumerated() {
      for place in setting.studies {
        if found.updateValue(number, forKey: studies[place].label) ?? number != number {
          return true
        }
      }
    }
    return false
  }
}
