import AccuracyData
import CMath
import SpecialFunctions

/// What a binomial likelihood cannot exceed, from closed forms: a margin without heterogeneity has
/// its maximum at the proportion over all studies of a mean, a margin with heterogeneity stays below the
/// model in which each study has its own proportion. Spares the search of edges that are out of reach.
package struct SaturatedBound: Sendable {
  /// One covariance's log likelihood of each margin, with a proportion for each study and for each mean.
  private struct Group: Sendable {
    var saturated = SIMD2<Double>.zero
    var common = SIMD2<Double>.zero

    func value(in space: CovarianceSpace) -> Double {
      switch space {
      case .tauSensitivityZero: common.x + saturated.y
      case .tauSpecificityZero: saturated.x + common.y
      case .bothTausZero: common.sum()
      case .bivariate, .zeroCorrelation, .perfectCorrelation: saturated.sum()
      }
    }
  }

  private let groups: [Group]

  /// - Parameter layout: the studies with their means.
  package init(_ layout: LikelihoodLayout) {
    groups = layout.groups.map { rows in
      var group = Group()
      for margin in 0..<2 {
        var byMean: [[LikelihoodLayout.Term]: [AccuracyArm]] = [:]
        for row in rows {
          byMean[row.margins[margin], default: []] += row.studies.compactMap {
            margin == 0 ? $0.diseased : $0.nondiseased
          }.filter { $0.total > 0 }
        }
        // In the order of the rows, so that rounding is the same in every run.
        for row in rows {
          guard let arms = byMean.removeValue(forKey: row.margins[margin]) else { continue }
          let (correct, incorrect) = arms.reduce((0, 0)) {
            ($0.0 + $1.correct, $0.1 + $1.incorrect)
          }
          for arm in arms {
            let coefficient = logBinomialCoefficient(trials: arm.total, successes: arm.correct)
            group.saturated[margin] += coefficient + logPowers(arm, share: arm)
            group.common[margin] +=
              coefficient
              + logPowers(arm, share: AccuracyArm(correct: correct, incorrect: incorrect))
          }
        }
      }
      return group
    }
  }

  package func value(in spaces: [CovarianceSpace]) -> Double {
    zip(groups, spaces).reduce(0) { $0 + $1.0.value(in: $1.1) }
  }
}

/// y log p + (n - y) log(1 - p), with p the proportion of `share`.
private func logPowers(_ arm: AccuracyArm, share: AccuracyArm) -> Double {
  func part(_ count: Int, _ of: Int) -> Double {
    count == 0 ? 0 : Double(count) * log(Double(of) / Double(share.total))
  }
  return part(arm.correct, share.correct) + part(arm.incorrect, share.incorrect)
}
