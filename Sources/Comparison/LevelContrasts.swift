import AccuracyContrasts
import ChainStatistics
import DatasetWords
import Fitting
import FrequentistFits
import RandomStreams
import RegressionModels
import Requests
import SpecialFunctions
import StudyDesigns

/// One margin of accuracy at one level against that at another.
public struct AccuracyContrast: Sendable, Equatable {
  /// First minus second.
  public var difference: IntervalEstimate
  /// First over second.
  public var ratio: IntervalEstimate
  /// Posterior probability that the first is higher.
  public var probabilityHigher: Double
}

/// Two levels of `--by` compared at their summary points.
public struct LevelContrast: Sendable, Equatable {
  /// The level whose accuracy comes first in differences and ratios.
  public var first: String
  /// The level it is compared with.
  public var second: String
  /// Sensitivity; nil where no study of one of the levels observed it.
  public var sensitivity: AccuracyContrast?
  /// Specificity; nil where no study of one of the levels observed it.
  public var specificity: AccuracyContrast?
  /// Posterior probability that both sensitivity and specificity of the first are higher; NaN where one
  /// of them is not known.
  public var probabilityBothHigher: Double
  /// Margins that the model gives both levels alike, which have no contrast.
  public var shared: Set<AccuracyMargin> = []
  /// Net benefits, at each prevalence one an exchange rate; none where no rate was given.
  public var netBenefits: [NetBenefitContrast] = []
}

/// The sentence that has to stand beside every comparison of separate fits.
public let separateFitsRemark =
  "Each level was fitted on its own, which ignores pairing within studies: where a study reports "
  + "several levels for the same patients, what it says of their difference is not used."

/// Compares all levels, the later with the earlier one: every pair for up to `mostSettingsInPairs` levels,
/// else each with the first.
///
/// The posteriors of separate fits are independent, and so are their draws, because each level has random
/// streams of its own: draws of one number are a draw of both. Levels that shared their streams would have
/// draws that are correlated by 0.8 to 0.9 (`scheidler`), and intervals of differences of 0.3 to 0.7 of
/// their width. The settings of one fit have their draws in common, so that draws of one number belong
/// together.
///
/// - Parameter fits: levels and fits, in the order of the data, with equal numbers of draws.
/// - Returns: one contrast a pair; none for one level.
/// - Complexity: O(draws) a level and a pair.
public func contrastLevels(_ fits: [(level: String, fit: FitResult)]) -> [LevelContrast] {
  guard fits.count > 1, let options = fits.first?.fit.options else { return [] }
  let draws = fits.map { accuracyDraws($0.fit) }
  var contrasts: [LevelContrast] = []
  for (first, second) in comparedPairs(fits.count) {
    let (a, b) = (draws[first], draws[second])
    let unknown = [fits[first].fit.unobservedMargin, fits[second].fit.unobservedMargin]
    var shared: Set<AccuracyMargin> = []
    if a.sensitivity == b.sensitivity { shared.insert(.sensitivity) }
    if a.specificity == b.specificity { shared.insert(.specificity) }
    func known(_ margin: AccuracyMargin, _ values: ([Double], [Double])) -> AccuracyContrast? {
      unknown.contains(margin) || shared.contains(margin)
        ? nil : contrast(values.0, values.1, level: options.level)
    }
    let both = a.sensitivity.indices.count { index in
      a.sensitivity[index] > b.sensitivity[index] && a.specificity[index] > b.specificity[index]
    }
    contrasts.append(
      LevelContrast(
        first: fits[first].level, second: fits[second].level,
        sensitivity: known(.sensitivity, (a.sensitivity, b.sensitivity)),
        specificity: known(.specificity, (a.specificity, b.specificity)),
        probabilityBothHigher: unknown.contains { $0 != nil } || !shared.isEmpty
          ? .nan : Double(both) / Double(a.sensitivity.count), shared: shared,
        netBenefits: netBenefits(
          a, b, isKnown: !unknown.contains { $0 != nil }, options: options)))
  }
  return contrasts
}

/// What has to stand beside a comparison of levels: of separate fits that they are separate, of levels
/// fitted together what the rows of one study are taken for.
///
/// - Parameter fits: levels and fits.
/// - Returns: one or more sentences.
package func levelsRemark(_ fits: [(level: String, fit: FitResult)]) -> String {
  guard let regression = fits.first?.fit.regression else { return separateFitsRemark }
  return "All levels were fitted together: \(regression.design.formula.text)."
    + (regression.pairedRowsRemark.map { " " + $0 } ?? "")
}

/// What levels are levels of.
///
/// - Parameter fits: levels and fits.
/// - Returns: the column, or several.
package func levelsColumn(_ fits: [(level: String, fit: FitResult)]) -> String {
  guard let first = fits.first?.fit else { return "level" }
  let columns = first.regression?.design.covariates.filter { $0.kind == .categorical }.map(\.column)
  return first.dataset.level?.column ?? columns?.joined(separator: " and ") ?? "level"
}

extension DesignedModel {
  /// What must be said where studies have several rows; nil where none has.
  package var pairedRowsRemark: String? {
    var rows: [String: [Int]] = [:]
    for (place, study) in studies.enumerated() { rows[study.label, default: []].append(place) }
    let several = rows.values.filter { $0.count > 1 }
    guard !several.isEmpty else { return nil }
    var text =
      "\(several.count) of \(rows.count) studies \(several.count == 1 ? "has" : "have") several rows, which \(tables.words)."
    var level: [Int: Int] = [:]
    for (number, population) in design.populations.enumerated() {
      for place in population.studies { level[place] = number }
    }
    if several.contains(where: { Set($0.map { level[$0] }).count > 1 }) {
      text +=
        " The 2x2 tables do not show which patients both tests got right: within a study the interval "
        + "of a difference is too wide where the results of two tests go together."
    }
    return text
  }
}

/// Draws of sensitivity and specificity at the summary point, in the order of the chains.
func accuracyDraws(_ fit: FitResult) -> ComparedAccuracy {
  let population = fit.population
  return ComparedAccuracy(
    logitSensitivity: population.muSensitivity, logitSpecificity: population.muSpecificity)
}

/// Net benefits of one level over another. A prevalence that is a distribution has draws of its own, which
/// are those of no level.
private func netBenefits(
  _ first: ComparedAccuracy, _ second: ComparedAccuracy, isKnown: Bool, options: FitOptions
) -> [NetBenefitContrast] {
  let rates = options.exchangeRates
  return options.prevalences.enumerated().flatMap { place, prevalence -> [NetBenefitContrast] in
    guard !rates.isEmpty else { return [] }
    let shares = prevalenceDraws(
      prevalence, count: first.sensitivity.count,
      key: StreamKey(seed: options.seed).child(.purpose(.prevalence), .index(place)))
    return rates.map { rate in
      let values = ComparedAccuracy.netBenefit(
        of: first, over: second, prevalences: shares, exchangeRate: rate)
      let higher = Double(values.count { $0 > 0 }) / Double(max(values.count, 1))
      return NetBenefitContrast(
        prevalence: prevalence, exchangeRate: rate,
        difference: isKnown
          ? summarize([values], level: options.level, detail: .quantilesOnly).interval : .unknown,
        probabilityHigher: isKnown ? higher : .nan)
    }
  }
}

private func contrast(_ first: [Double], _ second: [Double], level: Double) -> AccuracyContrast {
  func estimate(_ combine: (Double, Double) -> Double) -> IntervalEstimate {
    summarize([zip(first, second).map(combine)], level: level, detail: .quantilesOnly).interval
  }
  let higher = zip(first, second).reduce(0) { $0 + ($1.0 > $1.1 ? 1 : 0) }
  return AccuracyContrast(
    difference: estimate(-), ratio: estimate(/),
    probabilityHigher: Double(higher) / Double(first.count))
}
