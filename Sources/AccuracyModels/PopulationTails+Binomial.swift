import AccuracyData
import Distributions
import ModelInterface

extension PopulationTails {
  /// The tails of the bivariate binomial-normal model; see docs/statistics.md, section 7, and `MomentRule`
  /// for the bounds that they rest on.
  ///
  /// - Parameters:
  ///   - prior: of the five parameters.
  ///   - studies: the data.
  public init(prior: AccuracyPrior, studies: [AccuracyStudy]) {
    let covariance = prior.covariance
    var tiesDeviations = false
    if case .inverseWishart = covariance { tiesDeviations = true }
    self.init(
      sensitivity: ArmTails(
        mean: prior.muSensitivity, deviation: covariance.tauSensitivity,
        arms: studies.compactMap(\.diseased)),
      specificity: ArmTails(
        mean: prior.muSpecificity, deviation: covariance.tauSpecificity,
        arms: studies.compactMap(\.nondiseased)),
      tiesDeviations: tiesDeviations)
  }
}

extension ArmTails {
  fileprivate init(mean: ScalarPrior, deviation: ScalarPrior, arms: [AccuracyArm]) {
    let deviationIndex =
      switch deviation.tail {
      case .power(let index): index
      case .bounded, .normal, .exponential: Self.lightTail
      }
    let (meanIndex, meanRate) =
      switch mean.tail {
      case .power(let index): (index, 0.0)
      case .exponential(let rate): (Self.lightTail, rate)
      case .bounded, .normal: (Self.lightTail, Self.lightTail)
      }
    let used = arms.filter { $0.total > 0 }
    self.init(
      deviationIndex: deviationIndex, meanIndex: meanIndex, meanRate: meanRate,
      upperGain: Self.gain(deviation, used.map(\.incorrect)),
      lowerGain: Self.gain(deviation, used.map(\.correct)),
      twoSided: Double(used.count { $0.correct > 0 && $0.incorrect > 0 }),
      isEnclosed: used.contains { $0.correct > 0 } && used.contains { $0.incorrect > 0 })
  }

  /// What studies with these counts on the far side add to the rate of exp(-rate m).
  private static func gain(_ deviation: ScalarPrior, _ counts: [Int]) -> Double {
    let counts = counts.filter { $0 > 0 }.map { Double($0) }
    switch deviation.tail {
    case .bounded: return counts.reduce(0, +)
    case .normal(let scale):
      // v in units of scale^2.
      let square = scale * scale
      func cost(_ v: Double) -> Double {
        counts.reduce(0.5 * v) { sum, f in
          sum + (v * square * f < 1 ? f - 0.5 * f * f * square * v : 0.5 / (square * v))
        }
      }
      // Convex; where it is least, v / 2 is at most the cost at v = 0.
      var (low, high) = (0.0, 2 * counts.reduce(0, +))
      for _ in 0..<200 {
        let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
        if cost(a) < cost(b) { high = b } else { low = a }
      }
      return counts.isEmpty ? 0 : cost(0.5 * (low + high))
    case .exponential, .power: return 0
    }
  }
}
