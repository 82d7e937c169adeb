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
  /// what is higher, in the order of docs/contract.md.
  public let quantities: [ParameterReport]
  /// Margins that the model gives both settings alike, as specificity where a covariate affects sensitivity
  /// alone; there is nothing to compare.
  public let shared: Set<AccuracyMargin>
  /// What is higher, as shares of the draws.
  public let quadrants: ComparisonQuadrants
  /// Probabilities that depend on a difference which does not matter; nil where none was given.
  public let margins: ComparisonMargins?

  /// A quantity by its base.
  ///
  /// - Parameter base: as `difference_sensitivity`.
  /// - Returns: nil where there is no such quantity.
  public func quantity(_ base: String) -> ParameterReport? {
    quantities.first { $0.variable.base == base }
  }
}

/// How the accuracy of two settings differs, as shares of the draws; the four sum to 1.
public struct ComparisonQuadrants: Sendable, Equatable {
  /// Sensitivity and specificity of the first are both higher.
  public var bothHigher: Double
  /// Both are lower.
  public var bothLower: Double
  /// Sensitivity is higher, specificity lower.
  public var sensitivityOnly: Double
  /// Specificity is higher, sensitivity lower.
  public var specificityOnly: Double

  /// The share in which a margin of the first is higher, whatever the other is.
  ///
  /// - Parameter margin: sensitivity or specificity.
  /// - Returns: a probability.
  public func higher(_ margin: AccuracyMargin) -> Double {
    bothHigher + (margin == .sensitivity ? sensitivityOnly : specificityOnly)
  }
}

/// Probabilities with a margin m.
public struct ComparisonMargins: Sendable, Equatable {
  /// The margin, a share.
  public var margin: Double
  /// P(Se of the first > Se of the second - m).
  public var sensitivityNotLower: Double
  /// P(Sp of the first > Sp of the second - m).
  public var specificityNotLower: Double
  /// P(Se of the first > Se of the second + m).
  public var sensitivityHigher: Double
  /// P(Sp of the first > Sp of the second + m).
  public var specificityHigher: Double
}

extension [FiniteMoments] {
  /// Those that all have.
  fileprivate var fewest: FiniteMoments {
    contains(.none) ? .none : contains(.mean) ? .mean : .meanAndDeviation
  }
}

/// Up to so many settings every pair is compared, later with earlier; of more, each with the first.
public let mostSettingsInPairs = 8

/// Pairs of settings by their places, later with earlier.
///
/// - Parameter count: how many settings there are.
/// - Returns: none for one setting.
func comparedPairs(_ count: Int) -> [(first: Int, second: Int)] {
  guard count > 1 else { return [] }
  return (1..<count).flatMap { first in
    (0..<(count <= mostSettingsInPairs ? first : 1)).map { (first, $0) }
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
    return SettingComparison(
      first: first, second: second, label: label, quantities: quantities, shared: shared,
      quadrants: ComparisonQuadrants(share),
      margins: options.margin.map { ComparisonMargins($0, share) })
  }

  /// Whether a quantity of two settings rests on a proportion that no study observed.
  private func isUnknown(_ base: String, _ first: Int, _ second: Int) -> Bool {
    let unknown = [parts[first], parts[second]].compactMap(unobservedMargin)
    if base.hasSuffix("sensitivity") { return unknown.contains(.sensitivity) }
    if base.hasSuffix("specificity") { return unknown.contains(.specificity) }
    return !unknown.isEmpty
  }
}
