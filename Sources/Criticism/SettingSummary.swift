import CMath
import Draws
import ModelInterface
import SpecialFunctions

/// What is said of a setting when its posterior is weighed anew; NaN where the model has no such thing.
package struct SettingSummary: Sendable, Equatable {
  /// Sensitivity of the median study, with its interval of the run's level.
  package var sensitivity: IntervalEstimate
  /// Specificity of the median study, with its interval of the run's level.
  package var specificity: IntervalEstimate
  /// Widths of both 95 % intervals, whatever the level.
  package var widths: Widths
  /// Medians of the between-study SDs.
  package var tauSensitivity: Double
  package var tauSpecificity: Double
  /// Median of the between-study correlation.
  package var rho: Double
  /// Median sensitivity on the Rutter-Gatsonis curve at one specificity, the same for all summaries that
  /// are compared.
  package var curveSensitivity: Double

  /// Widths of the 95 % intervals of both proportions.
  package struct Widths: Sendable, Equatable {
    package var sensitivity: Double
    package var specificity: Double
  }

  /// How far sensitivity or specificity lies from another summary's, whichever moves further: the
  /// difference of medians over the width of the other's 95 % interval.
  ///
  /// - Parameter other: what to compare with.
  /// - Returns: a share of the width, not negative.
  package func shift(from other: SettingSummary) -> (sensitivity: Double, specificity: Double) {
    (
      abs(sensitivity.estimate - other.sensitivity.estimate) / other.widths.sensitivity,
      abs(specificity.estimate - other.specificity.estimate) / other.widths.specificity
    )
  }
}

extension SettingSummary {
  /// Keeps what a model knows.
  fileprivate mutating func keep(_ parts: PopulationParts) {
    let none = IntervalEstimate(estimate: .nan, lower: .nan, upper: .nan)
    if !parts.contains(.sensitivity) { (sensitivity, widths.sensitivity) = (none, .nan) }
    if !parts.contains(.specificity) { (specificity, widths.specificity) = (none, .nan) }
    if !parts.isSuperset(of: [.sensitivity, .deviations]) { tauSensitivity = .nan }
    if !parts.isSuperset(of: [.specificity, .deviations]) { tauSpecificity = .nan }
    if !parts.contains(.correlation) { (rho, curveSensitivity) = (.nan, .nan) }
  }
}

/// The draws of one setting's population, sorted once, to be summarised under many weights.
package struct SettingColumns: Sendable {
  private let muSensitivity: SortedColumn
  private let muSpecificity: SortedColumn
  private let tauSensitivity: SortedColumn
  private let tauSpecificity: SortedColumn
  private let rho: SortedColumn
  private let curve: SortedColumn
  private let parts: PopulationParts
  /// The specificity at which the curve is read.
  package let curveSpecificity: Double

  /// Sorts the draws.
  ///
  /// - Parameters:
  ///   - population: of one setting.
  ///   - logWeights: those that the curve's specificity is the median under.
  ///   - curveSpecificity: where the curve is read; nil for the median specificity.
  package init(
    _ population: PopulationColumns, logWeights: [Double], curveSpecificity: Double? = nil
  ) {
    muSensitivity = SortedColumn(population.muSensitivity)
    muSpecificity = SortedColumn(population.muSpecificity)
    tauSensitivity = SortedColumn(population.tauSensitivity)
    tauSpecificity = SortedColumn(population.tauSpecificity)
    rho = SortedColumn(population.rho)
    parts = population.parts
    let shares = relativeWeights(logWeights).shares
    let place =
      curveSpecificity.map { logit($0) }
      ?? muSpecificity.quantiles(shares: shares, [0.5]).reduce(0, +)
    self.curveSpecificity = inverseLogit(place)
    curve = SortedColumn(
      (0..<population.count).map { j in
        let slope = population.tauSensitivity[j] / population.tauSpecificity[j]
        let value = population.muSensitivity[j] + slope * (population.muSpecificity[j] - place)
        return value.isNaN ? population.muSensitivity[j] : value
      })
  }

  /// Medians and intervals under weights.
  ///
  /// - Parameters:
  ///   - logWeights: one a draw, up to a constant.
  ///   - level: probability of the intervals.
  /// - Returns: the summary.
  package func summary(logWeights: [Double], level: Double) -> SettingSummary {
    let shares = relativeWeights(logWeights).shares
    func interval(_ column: SortedColumn, _ level: Double) -> IntervalEstimate {
      let q = column.quantiles(shares: shares, [0.5 * (1 - level), 0.5, 0.5 * (1 + level)])
      return IntervalEstimate(estimate: q[1], lower: q[0], upper: q[2]).mapped(inverseLogit)
    }
    func width(_ column: SortedColumn) -> Double {
      let wide = interval(column, 0.95)
      return wide.upper - wide.lower
    }
    func median(_ column: SortedColumn) -> Double { column.quantiles(shares: shares, [0.5])[0] }
    var summary = SettingSummary(
      sensitivity: interval(muSensitivity, level), specificity: interval(muSpecificity, level),
      widths: .init(sensitivity: width(muSensitivity), specificity: width(muSpecificity)),
      tauSensitivity: median(tauSensitivity), tauSpecificity: median(tauSpecificity),
      rho: median(rho), curveSensitivity: inverseLogit(median(curve)))
    if parts != .all { summary.keep(parts) }
    return summary
  }
}

/// A column of draws with its order.
package struct SortedColumn: Sendable {
  /// Ascending.
  package let values: [Double]
  /// Where each stood.
  package let places: [Int]

  /// Sorts a column.
  ///
  /// - Parameter column: none of it NaN.
  package init(_ column: [Double]) {
    places = column.indices.sorted { column[$0] < column[$1] }
    values = places.map { column[$0] }
  }

  /// Weighted quantiles as `weightedQuantiles` has them: each draw stands in the middle of its share.
  ///
  /// - Parameters:
  ///   - shares: one a draw in the order of the column, adding up to 1.
  ///   - probabilities: ascending, each in (0, 1).
  /// - Returns: one quantile a probability; NaN without a weight.
  package func quantiles(shares: [Double], _ probabilities: [Double]) -> [Double] {
    var results: [Double] = []
    var below = 0.0
    var last: (value: Double, middle: Double)?
    for (value, place) in zip(values, places) where shares[place] > 0 {
      let middle = below + 0.5 * shares[place]
      below += shares[place]
      while results.count < probabilities.count, middle >= probabilities[results.count] {
        guard let last else {
          results.append(value)
          continue
        }
        let share = (probabilities[results.count] - last.middle) / (middle - last.middle)
        results.append(last.value + share * (value - last.value))
      }
      if results.count == probabilities.count { break }
      last = (value, middle)
    }
    while results.count < probabilities.count { results.append(last?.value ?? .nan) }
    return results
  }
}
