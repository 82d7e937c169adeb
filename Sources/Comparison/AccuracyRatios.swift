import CMath
import FrequentistFits
import SpecialFunctions
import StudyDesigns

/// Two levels of a covariate compared by maximum likelihood, at their summary points: the first level
/// against the second, with intervals by the delta method on the log scale (differences on their own).
public struct AccuracyRatios: Sendable {
  /// One margin compared.
  public struct Margin: Sendable, Equatable {
    /// First over second.
    public let ratio: IntervalEstimate
    /// First minus second.
    public let difference: IntervalEstimate
  }

  /// The level whose accuracy comes first in ratios and differences.
  public let first: String
  /// The level it is compared with.
  public let second: String
  /// Sensitivity.
  public let sensitivity: Margin
  /// Specificity.
  public let specificity: Margin
  /// Diagnostic odds ratio of the first over that of the second.
  public let oddsRatio: IntervalEstimate
}

/// A level of a covariate by maximum likelihood, at its summary point: Wald intervals on the logit scale, of DOR
/// on the log scale.
public struct LevelAccuracy: Sendable {
  /// The level.
  public let level: String
  /// Summary sensitivity.
  public let sensitivity: IntervalEstimate
  /// Summary specificity.
  public let specificity: IntervalEstimate
  /// Diagnostic odds ratio.
  public let oddsRatio: IntervalEstimate
}

/// Up to so many levels every pair is compared, later with earlier; of more, each with the first.
public let mostLevelsInPairs = 8

/// The slopes of a continuous covariate: odds ratios from one standard deviation of it to the next.
public struct AccuracySlopes: Sendable, Equatable {
  /// Of a positive result among the diseased.
  public let sensitivity: IntervalEstimate
  /// Of a negative result among the non-diseased.
  public let specificity: IntervalEstimate
  /// Of the diagnostic odds ratio, their product.
  public let oddsRatio: IntervalEstimate
}

extension CovariateModels {
  /// The levels compared by model B, the later against the earlier; beyond `mostLevelsInPairs` each with the
  /// first.
  ///
  /// - Parameter level: interval probability in (0, 1).
  /// - Returns: one element a pair; none without estimates or of a continuous covariate.
  public func ratios(level: Double) -> [AccuracyRatios] {
    guard covariate.kind == .categorical, let fit = self[.bothMeans] else { return [] }
    let populations = fit.design.populations
    return populations.indices.dropFirst().flatMap { a in
      (0..<(populations.count <= mostLevelsInPairs ? a : 1)).compactMap {
        fit.ratios(of: populations[a], to: populations[$0], level: level)
      }
    }
  }

  /// Each level by model B.
  ///
  /// - Parameter level: interval probability in (0, 1).
  /// - Returns: one element a level; none without estimates or of a continuous covariate.
  public func accuracy(level: Double) -> [LevelAccuracy] {
    guard covariate.kind == .categorical, let fit = self[.bothMeans] else { return [] }
    return fit.design.populations.compactMap { population in
      func interval(
        _ quantity: (SIMD2<Double>) -> Double, _ transform: (Double) -> Double
      ) -> IntervalEstimate? {
        fit.waldInterval(
          level: level, of: { quantity($0.means(of: population.row)) }, transform: transform)
      }
      guard let sensitivity = interval({ $0.x }, expit),
        let specificity = interval({ $0.y }, expit),
        let odds = interval({ $0.sum() }, { exp($0) })
      else { return nil }
      return LevelAccuracy(
        level: population.index.map(\.text).joined(separator: ", "), sensitivity: sensitivity,
        specificity: specificity, oddsRatio: odds)
    }
  }

  /// The slopes of model B.
  ///
  /// - Parameter level: interval probability in (0, 1).
  /// - Returns: nil without estimates or of a categorical covariate.
  public func slopes(level: Double) -> AccuracySlopes? {
    guard covariate.kind == .continuous, let fit = self[.bothMeans] else { return nil }
    // Intercept first.
    func odds(_ slope: (DesignPoint) -> Double) -> IntervalEstimate? {
      fit.waldInterval(level: level, of: slope, transform: { exp($0) })
    }
    guard let sensitivity = odds({ $0.sensitivity[1] }),
      let specificity = odds({ $0.specificity[1] }),
      let both = odds({ $0.sensitivity[1] + $0.specificity[1] })
    else { return nil }
    return AccuracySlopes(
      sensitivity: sensitivity, specificity: specificity, oddsRatio: both)
  }
}

extension DesignFit {
  /// Two populations of the design compared.
  ///
  /// - Parameters:
  ///   - first: comes first in ratios and differences.
  ///   - second: what it is compared with.
  ///   - level: interval probability in (0, 1).
  /// - Returns: nil without estimates.
  public func ratios(
    of first: StudyDesign.Population, to second: StudyDesign.Population, level: Double
  ) -> AccuracyRatios? {
    func interval(
      _ quantity: (SIMD2<Double>, SIMD2<Double>) -> Double, _ transform: (Double) -> Double
    ) -> IntervalEstimate? {
      waldInterval(
        level: level, of: { quantity($0.means(of: first.row), $0.means(of: second.row)) },
        transform: transform)
    }
    func margin(_ k: Int) -> AccuracyRatios.Margin? {
      guard let ratio = interval({ log(expit($0[k])) - log(expit($1[k])) }, { exp($0) }),
        let difference = interval({ expit($0[k]) - expit($1[k]) }, { $0 })
      else { return nil }
      return AccuracyRatios.Margin(ratio: ratio, difference: difference)
    }
    guard let sensitivity = margin(0), let specificity = margin(1),
      let odds = interval({ ($0 - $1).sum() }, { exp($0) })
    else { return nil }
    func name(_ population: StudyDesign.Population) -> String {
      population.index.map(\.text).joined(separator: ", ")
    }
    return AccuracyRatios(
      first: name(first), second: name(second), sensitivity: sensitivity,
      specificity: specificity, oddsRatio: odds)
  }
}
