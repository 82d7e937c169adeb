import AccuracyMeasures
import ChainStatistics
import FrequentistFits
import RandomStreams
import SpecialFunctions

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
}

/// The sentence that has to stand beside every comparison of separate fits.
public let separateFitsRemark =
  "Each level was fitted on its own, which ignores pairing within studies: where a study reports "
  + "several levels for the same patients, what it says of their difference is not used."

/// Compares the fits of all levels, the later with the earlier one: every pair for up to four levels,
/// else each with the first.
///
/// The posteriors of separate fits are independent, so any pairing of their draws is a draw of both. But
/// fits with one seed propose from the same random numbers, which makes draws of one number correlated
/// (by 0.8 to 0.9 in `scheidler`, where intervals of differences come out at 0.3 to 0.7 of their width);
/// hence the draws of all levels but the first are put into a random order, fixed by the seed.
///
/// - Parameter fits: levels and fits, in the order of the data, with equal numbers of draws.
/// - Returns: one contrast a pair; none for one level.
/// - Complexity: O(draws) a level and a pair.
public func contrastLevels(_ fits: [(level: String, fit: FitResult)]) -> [LevelContrast] {
  guard fits.count > 1, let options = fits.first?.fit.options else { return [] }
  let draws = fits.enumerated().map { index, entry in
    accuracyDraws(entry.fit, order: index == 0 ? nil : index)
  }
  var contrasts: [LevelContrast] = []
  for first in 1..<fits.count {
    for second in 0..<(fits.count <= 4 ? first : 1) {
      let (a, b) = (draws[first], draws[second])
      let unknown = [fits[first].fit.unobservedMargin, fits[second].fit.unobservedMargin]
      func known(_ margin: AccuracyMargin, _ values: ([Double], [Double])) -> AccuracyContrast? {
        unknown.contains(margin) ? nil : contrast(values.0, values.1, level: options.level)
      }
      let both = a.sensitivity.indices.count { index in
        a.sensitivity[index] > b.sensitivity[index] && a.specificity[index] > b.specificity[index]
      }
      contrasts.append(
        LevelContrast(
          first: fits[first].level, second: fits[second].level,
          sensitivity: known(.sensitivity, (a.sensitivity, b.sensitivity)),
          specificity: known(.specificity, (a.specificity, b.specificity)),
          probabilityBothHigher: unknown.contains { $0 != nil }
            ? .nan : Double(both) / Double(a.sensitivity.count)))
    }
  }
  return contrasts
}

/// Draws of sensitivity and specificity at the summary point.
///
/// - Parameters:
///   - fit: one level's.
///   - order: number of the random order; nil leaves the draws as they are.
/// - Returns: as many values as draws, in one order for both.
func accuracyDraws(
  _ fit: FitResult, order: Int?
) -> (sensitivity: [Double], specificity: [Double]) {
  let population = fit.population
  let sensitivity = population.muSensitivity.map(inverseLogit)
  let specificity = population.muSpecificity.map(inverseLogit)
  guard let order else { return (sensitivity, specificity) }
  let permutation = shuffledIndices(sensitivity.count, seed: fit.options.seed, number: order)
  return (permutation.map { sensitivity[$0] }, permutation.map { specificity[$0] })
}

/// Fisher and Yates, as Durstenfeld wrote it (1964, Commun. ACM 7(7), 420).
private func shuffledIndices(_ count: Int, seed: UInt64, number: Int) -> [Int] {
  // Behind the streams of new studies and of prevalences; see `prevalenceDraws`.
  var stream = RandomStream(seed: seed, index: 2_000_000 + number, purpose: .prediction)
  var indices = Array(0..<count)
  for last in stride(from: count - 1, to: 0, by: -1) {
    indices.swapAt(last, stream.index(below: last + 1))
  }
  return indices
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
