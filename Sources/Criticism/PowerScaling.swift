import CMath
import ChainStatistics
import Concurrency
import Distributions
import Draws
import ModelInterface
import PosteriorSampling

/// What of the posterior is raised to a power.
package enum ScaledPart: Hashable, Sendable {
  /// The whole prior.
  case prior
  /// One part of it.
  case part(PriorPart)
  /// The likelihood.
  case likelihood
}

/// How one parameter answers when a part of the posterior is scaled.
package struct PowerSensitivity: Sendable, Equatable {
  /// The parameter, with the index of its setting.
  package var variable: Variable
  /// For each part, the distance per doubling of its power; nil for a part that the model has not.
  package var distances: [ScaledPart: Double]

  /// A distance that is worth a word.
  package static let notable = 0.05

  /// What the distances of prior and likelihood say together.
  package enum Verdict: Sendable, Equatable {
    /// The prior does little.
    case fine
    /// The prior does something, the data little.
    case weakData
    /// Both do something: they pull in different directions.
    case conflict
  }

  package var verdict: Verdict {
    guard distances[.prior] ?? 0 > Self.notable else { return .fine }
    return distances[.likelihood] ?? 0 > Self.notable ? .conflict : .weakData
  }
}

/// Power-scaling of prior and likelihood at draws of the posterior.
///
/// A part's density p is replaced by p^a, a = 1.01 and 1 / 1.01, by weighing the draws with (a - 1) log p;
/// the answer is the cumulative Jensen-Shannon distance of each parameter's marginal per doubling of a,
///
///     (d(1.01) + d(1 / 1.01)) / (2 log2 1.01).
///
/// Densities are taken on the parameters' own scales. Source: Kallioinen, Paananen, Bürkner and Vehtari
/// (2024), Stat. Comput. 34:57.
///
/// - Parameters:
///   - model: data and prior.
///   - sample: of its posterior.
///   - limit: draws taken, evenly thinned.
///   - threads: at work at once; never changes the numbers.
/// - Returns: one entry for each parameter of each setting's population that is not constant.
package func powerScaling(
  _ model: some AccuracyModel, sample: PosteriorSample, limit: Int = 4000, threads: Int
) -> [PowerSensitivity] {
  let places = sample.draws.thinned(limit: limit)
  var parts: [(part: ScaledPart, logDensities: [Double])] = PriorPart.allCases.compactMap {
    let values = model.logPriors(of: $0, at: places, of: sample.draws)
    return values.contains { $0 != values[0] } ? (.part($0), values) : nil
  }
  func sum(_ parts: [(part: ScaledPart, logDensities: [Double])]) -> [Double] {
    places.indices.map { j in parts.reduce(0.0) { $0 + $1.logDensities[j] } }
  }
  let likelihood = zip(model.logPosteriors(of: sample.draws, at: places), sum(parts)).map(-)
  parts.removeAll { $0.part == .part(.jacobian) }
  let prior = sum(parts)
  parts += [(.prior, prior), (.likelihood, likelihood)]
  let columns = populationVariables(model, sample.draws, places)
  let all = parts
  let distances = inPieces(all.count, threads: threads) { index in
    columns.map { powerDistance($0.column, scaling: all[index].logDensities) }
  }
  return columns.indices.map { k in
    PowerSensitivity(
      variable: columns[k].variable,
      distances: Dictionary(
        uniqueKeysWithValues: zip(all.map(\.part), distances.map { $0[k] })))
  }
}

/// The population's parameters of each setting, each once, sorted.
private func populationVariables(
  _ model: some AccuracyModel, _ draws: DrawTable, _ places: [DrawPlace]
) -> [(variable: Variable, column: SortedColumn)] {
  var known: Set<Variable> = []
  return model.settings.flatMap { setting in
    let population = model.populationColumns(of: setting, from: draws, rows: .places(places))
    return zip(
      Variable.population,
      [
        population.muSensitivity, population.muSpecificity, population.tauSensitivity,
        population.tauSpecificity, population.rho,
      ]
    ).compactMap { base, values -> (variable: Variable, column: SortedColumn)? in
      let variable = model.variable(base, in: setting)
      guard known.insert(variable).inserted, values.contains(where: { $0 != values[0] }) else {
        return nil
      }
      return (variable, SortedColumn(values))
    }
  }
}

/// The distance of a parameter's marginal per doubling of a density's power.
func powerDistance(_ column: SortedColumn, scaling logDensities: [Double]) -> Double {
  let power = 1.01
  let equal = [Double](repeating: 1 / Double(logDensities.count), count: logDensities.count)
  let sum = [power, 1 / power].reduce(0.0) { sum, a in
    let scaled = relativeWeights(logDensities.map { (a - 1) * $0 }).shares
    return sum + cumulativeJensenShannon(column, equal, scaled)
  }
  return sum / (2 * log2(power))
}

/// The cumulative Jensen-Shannon distance of two sets of weights of the same draws.
///
/// With distribution functions P and Q, the square root of
///
///     sum of [ P log2(P / M) + Q log2(Q / M) ] dx over the sum of (P + Q) dx,   M = (P + Q) / 2,
///
/// over the gaps dx between neighbouring draws; the larger of the values for x and -x. The terms of the
/// definition that are linear in Q - P cancel. Source: Nguyen and Vreeken (2015), ECML PKDD.
///
/// - Parameters:
///   - column: the draws.
///   - first: shares that add up to 1, one a draw.
///   - second: the others.
/// - Returns: in [0, 1].
package func cumulativeJensenShannon(
  _ column: SortedColumn, _ first: [Double], _ second: [Double]
) -> Double {
  func half(isRising: Bool) -> Double {
    var (p, q) = (0.0, 0.0)
    var (sum, bound) = (0.0, 0.0)
    let n = column.values.count
    for step in 0..<(n - 1) {
      let j = isRising ? step : n - 1 - step
      p += first[column.places[j]]
      q += second[column.places[j]]
      let gap = abs(column.values[isRising ? j + 1 : j - 1] - column.values[j])
      guard gap > 0 else { continue }
      let middle = 0.5 * (p + q)
      if p > 0 { sum += gap * p * log2(p / middle) }
      if q > 0 { sum += gap * q * log2(q / middle) }
      bound += gap * (p + q)
    }
    return bound > 0 ? (max(sum, 0) / bound).squareRoot() : 0
  }
  return max(half(isRising: true), half(isRising: false))
}
