import AccuracyData
import CMath
import ChainStatistics
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import SpecialFunctions

/// What two tables that chance may make equal have in common.
private struct Size: Hashable {
  let setting: Int
  let diseased: Int
  let nondiseased: Int
}

/// How many pairs of tables with equal counts chance alone would make among studies of these sizes.
///
/// Of two studies of equal sizes n1 and n0 the counts agree with probability
///
///     (sum_y p(y | n1)^2) (sum_y p(y | n0)^2),
///
/// p the posterior predictive distribution of TP and TN; E adds up all pairs.
///
/// - Parameters:
///   - model: data and prior.
///   - sample: of its posterior.
///   - studies: the tables.
///   - key: of the fit.
/// - Returns: E.
package func expectedEqualTables(
  _ model: some AccuracyModel, sample: PosteriorSample, studies: [AccuracyStudy], key: StreamKey
) -> Double {
  var groups: [Size: [Int]] = [:]
  let settings = model.settings
  for (place, study) in studies.enumerated() {
    guard let ill = study.diseased?.total, let well = study.nondiseased?.total else { continue }
    let setting = settings.firstIndex { $0.studies.contains(place) } ?? 0
    groups[Size(setting: setting, diseased: ill, nondiseased: well), default: []].append(place)
  }
  let places = sample.draws.thinned(limit: 300)
  var expected = 0.0
  for group in groups.values.sorted(by: { $0[0] < $1[0] }) where group.count > 1 {
    let table = group[0]
    var stream = RandomStream(key.child(.purpose(.equalTables), .index(table)))
    let effects = model.replicatedEffects(of: table, from: sample.draws, at: places, using: &stream)
    let (ill, well) = (studies[table].diseased?.total ?? 0, studies[table].nondiseased?.total ?? 0)
    let pairs = 0.5 * Double(group.count) * Double(group.count - 1)
    expected +=
      pairs * agreement(ill, effects.logitSensitivities)
      * agreement(well, effects.logitSpecificities)
  }
  return expected
}

/// The warnings without those on equal counts that chance may have made: kept are rows of one label, and all where
/// chance makes a pair in fewer than 5 % of such reviews.
///
/// - Parameters:
///   - warnings: of reading the data.
///   - studies: the tables.
///   - expected: pairs that chance alone would make; asked for only where it matters.
/// - Returns: those that stand.
package func withoutChanceDuplicates(
  _ warnings: [DataWarning], studies: [AccuracyStudy], expected: () -> Double
) -> [DataWarning] {
  guard warnings.contains(where: { $0.code == .duplicateRow }) else { return warnings }
  let isRare = -expm1(-expected()) < 0.05
  func hasNamesake(_ warning: DataWarning) -> Bool {
    guard let own = studies.first(where: { $0.row == warning.row }) else { return false }
    return studies.contains {
      $0.row < own.row && $0.label == own.label && $0.diseased == own.diseased
        && $0.nondiseased == own.nondiseased
    }
  }
  return warnings.filter { $0.code != .duplicateRow || isRare || hasNamesake($0) }
}

/// The sum over counts of their squared probabilities, the mean over draws of binomial ones.
///
/// Arms above 2,000 are taken as such of 2,000, less a factor of sqrt(2000 / n), which is the most that there can be.
private func agreement(_ total: Int, _ logits: [Double]) -> Double {
  let n = min(total, 2000)
  var sums = [Double](repeating: 0, count: n + 1)
  let coefficients = (0...n).map {
    lgamma(Double(n) + 1) - lgamma(Double($0) + 1) - lgamma(Double(n - $0) + 1)
  }
  for x in logits {
    let none = -Double(n) * (max(x, 0) + log1p(exp(-abs(x))))
    for k in 0...n { sums[k] += exp(coefficients[k] + none + Double(k) * x) }
  }
  let count = Double(max(logits.count, 1))
  return sums.reduce(0) { $0 + $1 * $1 } / (count * count)
    * (Double(n) / Double(max(total, 1))).squareRoot()
}
