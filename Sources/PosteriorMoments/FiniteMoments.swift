import AccuracyMeasures
import ModelInterface

/// Which moments of a quantity's posterior exist. A sample always has a mean and an SD; where the
/// posterior has none they mean nothing, and the output has null instead.
public enum FiniteMoments: Sendable, Equatable {
  /// Neither mean nor SD.
  case none
  /// The mean, but no variance: no SD and no standard error of the mean.
  case mean
  /// Mean and SD.
  case meanAndDeviation

  /// Whether the mean exists.
  public var hasMean: Bool { self != .none }
  /// Whether the SD exists.
  public var hasDeviation: Bool { self == .meanAndDeviation }
}

/// Decides from the prior's family and the data which moments exist; in doubt they do not.
///
/// Bounded quantities (rho, probabilities, areas, I2) have all moments, beta as the logarithm of a
/// ratio of SDs as well. The moments of lambda and theta fail where a SD is near 0, which every prior
/// here allows. The others are decided by tails, arm by arm. Write s for an arm's SD, m for its mean
/// logit.
///
/// **Tails of the prior.** P(s > x) falls as x^-a: a = 1 for half_cauchy, df for half_student_t,
/// 2 shape for inverse_gamma and gamma_precision, nu - 1 for a margin of inverse_wishart (whose two
/// SDs are large together at the cost of one); infinite for the rest. For m, a = df under student_t;
/// exp(-x / scale) under logistic; faster than any exponential under normal.
///
/// **Likelihood for a large s.** A study with right and wrong results in the arm has a likelihood
/// factor with a finite integral over its logit, so at most C / s, whatever m, rho and the other arm
/// are. A zero cell leaves the factor flat on one side: no bound but 1. So with k studies of the first
/// kind E s^r is finite if r < a + k.
///
/// **Likelihood for a large |m|.** For s well below |m| a study of the first kind falls exponentially
/// in |m|; a larger s costs |m|^-a in the prior and |m|^-1 a study. So E |m|^r is finite if
/// r < df + a + k; the same with k = 0 where one study has no right and another no wrong result; and
/// with one-sided studies, or none, only if r < df.
///
/// **Ratios.** LR+ grows as exp(m_sp), LR- as exp(-m_sp), DOR as exp(m_se + m_sp). E exp(r m) needs a
/// tail of m that falls faster than exp(-r m). As m grows, a study with f results on the far side
/// falls for s^2 = v m as exp(-m phi(v)), phi = f - f^2 v / 2 up to v = 1 / f and 1 / (2 v) beyond
/// (the largest value of -f t - (t - m)^2 / (2 v m) over t > 0). A half-normal SD of scale c costs
/// exp(-m v / (2 c^2)); so the posterior's rate exceeds the prior's by min over v of
/// sum phi(v) + v / (2 c^2). Under a uniform prior of s it is sum f. Under heavier tails of s, among
/// them the exponential, a growth of s slower than m is almost free: nothing is gained.
///
/// **Two arms at once** (DOR, and the HSROC variances, which are at most 4 s_se s_sp). The factors of
/// both arms must not be multiplied, because theta_se and theta_sp may be tied; the larger of both
/// gains is safe. Along (m_se, m_sp) = x (p, q), or the logarithms of the SDs, the total must exceed
/// r (p + q) in every direction p, q >= 0; it is convex in the direction, so its ends and corners
/// decide.
package struct MomentRule {
  private let diseased, diseaseFree: ArmTails
  /// A prior of the covariance ties both SDs.
  private let isTied: Bool

  /// - Parameter tails: of one setting's population.
  package init(_ tails: PopulationTails) {
    (diseased, diseaseFree, isTied) = (tails.sensitivity, tails.specificity, tails.tiesDeviations)
  }

  /// The moments of a quantity.
  package func moments(_ tails: Quantity.Tails) -> FiniteMoments {
    switch tails {
    case .bounded: .meanAndDeviation
    case .none: .none
    case .mean(let proportion): finite { arm(proportion).hasMeanMoment(order: $0) }
    case .deviation(let proportion): finite { arm(proportion).hasDeviationMoment(order: $0) }
    case .oddsOfSpecificity: finite { diseaseFree.upperRate > $0 }
    case .oddsAgainstSpecificity: finite { diseaseFree.lowerRate > $0 }
    case .oddsRatio: finite(hasOddsRatioMoment)
    case .variance: finite(hasVarianceMoment)
    }
  }

  private func arm(_ proportion: Proportion) -> ArmTails {
    switch proportion {
    case .sensitivity: diseased
    case .specificity: diseaseFree
    }
  }

  private func finite(_ exists: (Double) -> Bool) -> FiniteMoments {
    exists(2) ? .meanAndDeviation : exists(1) ? .mean : .none
  }

  private func hasOddsRatioMoment(order: Double) -> Bool {
    let (a, b) = (diseased, diseaseFree)
    return corners(a.upperGain, b.upperGain).allSatisfy { p, q in
      a.meanRate * p + b.meanRate * q + max(a.upperGain * p, b.upperGain * q) > order * (p + q)
    }
  }

  private func hasVarianceMoment(order: Double) -> Bool {
    let (a, b) = (diseased, diseaseFree)
    return corners(a.twoSided, b.twoSided).allSatisfy { p, q in
      let (first, second) = (a.deviationIndex * p, b.deviationIndex * q)
      let prior = isTied ? max(first, second) : first + second
      return prior + max(a.twoSided * p, b.twoSided * q) > order * (p + q)
    }
  }

  /// Both axes, the diagonal, and where the two gains are equal.
  private func corners(_ first: Double, _ second: Double) -> [(Double, Double)] {
    [(1, 0), (0, 1), (1, 1)]
      + (first > 0 && second > 0 ? [(second / (first + second), first / (first + second))] : [])
  }
}

extension ArmTails {
  fileprivate var upperRate: Double { meanRate + upperGain }
  fileprivate var lowerRate: Double { meanRate + lowerGain }

  fileprivate func hasDeviationMoment(order: Double) -> Bool { order < deviationIndex + twoSided }

  fileprivate func hasMeanMoment(order: Double) -> Bool {
    order < meanIndex + (isEnclosed ? deviationIndex + twoSided : 0)
  }
}

extension FiniteMoments {
  /// The moments that a parameter has whatever the data: those of its prior, because a likelihood is bounded.
  ///
  /// - Parameter prior: of the parameter.
  package init(of prior: ParameterPrior) {
    guard let tail = prior.scalar?.tail else {
      self = .none
      return
    }
    switch tail {
    case .bounded, .normal, .exponential: self = .meanAndDeviation
    case .power(let index): self = index > 2 ? .meanAndDeviation : index > 1 ? .mean : .none
    }
  }
}
