import AccuracyData
import CMath
import SpecialFunctions

/// What a binomial likelihood cannot exceed, from closed forms: a margin without heterogeneity has
/// its maximum at the proportion over all studies, a margin with heterogeneity stays below the model
/// in which each study has its own proportion. Spares the search of edges that are out of reach.
struct SaturatedBound: Sendable {
  /// log likelihood of each margin with a proportion for each study.
  private let saturated: SIMD2<Double>
  /// log likelihood of each margin with a proportion for each level.
  private let common: SIMD2<Double>

  /// - Parameter levels: the studies of each level of the covariate.
  init(levels: [[AccuracyStudy]]) {
    var (saturated, common) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    for studies in levels {
      for (margin, arms) in [studies.map(\.diseased), studies.map(\.nondiseased)].enumerated() {
        let used = arms.compactMap { $0 }.filter { $0.total > 0 }
        let (correct, incorrect) = used.reduce((0, 0)) {
          ($0.0 + $1.correct, $0.1 + $1.incorrect)
        }
        for arm in used {
          let coefficient = logBinomialCoefficient(trials: arm.total, successes: arm.correct)
          saturated[margin] += coefficient + logPowers(arm, share: arm)
          common[margin] +=
            coefficient
            + logPowers(arm, share: AccuracyArm(correct: correct, incorrect: incorrect))
        }
      }
    }
    (self.saturated, self.common) = (saturated, common)
  }

  func value(in space: CovarianceSpace) -> Double {
    switch space {
    case .tauSensitivityZero: common.x + saturated.y
    case .tauSpecificityZero: saturated.x + common.y
    case .bothTausZero: common.sum()
    case .bivariate, .zeroCorrelation, .perfectCorrelation: saturated.sum()
    }
  }
}

/// y log p + (n - y) log(1 - p), with p the proportion of `share`.
private func logPowers(_ arm: AccuracyArm, share: AccuracyArm) -> Double {
  func part(_ count: Int, _ of: Int) -> Double {
    count == 0 ? 0 : Double(count) * log(Double(of) / Double(share.total))
  }
  return part(arm.correct, share.correct) + part(arm.incorrect, share.incorrect)
}
