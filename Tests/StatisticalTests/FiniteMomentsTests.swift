import AccuracyData
import AccuracyMeasures
import AccuracyModels
import CollapsedLikelihood
import Distributions
import ModelInterface
import PosteriorMoments
import Testing

@testable import Comparison
@testable import Fitting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension MomentRule {
  /// By the name in the output.
  fileprivate func moments(of name: String) -> FiniteMoments {
    guard let quantity = Quantity.named(name) else { preconditionFailure("no quantity \(name)") }
    return moments(quantity.tails)
  }
}

/// When means and SDs exist, case by case, and the rates behind the rule by numeric integration.
@Suite struct FiniteMomentsTests {
  private static let tight = (10, 2, 3, 20)
  private static let zeroCells = (10, 0, 0, 20)

  private static func rule(
    mu: ScalarPrior = .normal(mean: 0, sd: 1.5), tau: ScalarPrior = .halfNormal(scale: 1),
    _ rows: [(Int, Int, Int, Int)]
  ) -> MomentRule {
    let prior = AccuracyPrior(
      preset: nil, muSensitivity: mu, muSpecificity: mu,
      covariance: .separate(tauSensitivity: tau, tauSpecificity: tau, rho: .lkj(eta: 2)))
    return MomentRule(PopulationTails(prior: prior, studies: studies(rows)))
  }

  private static func studies(_ rows: [(Int, Int, Int, Int)]) -> [AccuracyStudy] {
    rows.map {
      AccuracyStudy(
        label: "s", truePositives: $0.0, falsePositives: $0.1, falseNegatives: $0.2,
        trueNegatives: $0.3)
    }
  }

  @Test func theDefaultPriorHasAllButTheAsymmetricOnes() {
    let rule = Self.rule([Self.zeroCells])
    for name in [
      "mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "sensitivity", "fpr", "lr_positive",
      "lr_negative", "dor", "sensitivity_new", "beta", "var_accuracy", "var_threshold", "auc", "i2",
    ] {
      #expect(rule.moments(of: name) == .meanAndDeviation, "\(name)")
    }
    #expect(rule.moments(of: "lambda") == .none)
    #expect(rule.moments(of: "theta") == .none)
  }

  /// r < a + k, with a the power of the prior's tail and k the studies without a zero in the arm.
  @Test func deviationsNeedALightTailOrData() {
    func tau(_ prior: ScalarPrior, _ rows: [(Int, Int, Int, Int)]) -> FiniteMoments {
      Self.rule(tau: prior, rows).moments(of: "tau_se")
    }
    let (tight, zero) = (Self.tight, Self.zeroCells)
    let cauchy = ScalarPrior.halfCauchy(scale: 2.5)
    #expect(tau(cauchy, [zero]) == .none)
    #expect(tau(cauchy, [zero, zero, zero]) == .none)
    #expect(tau(cauchy, [zero, tight]) == .mean)
    #expect(tau(cauchy, [tight, tight]) == .meanAndDeviation)
    #expect(tau(.halfStudentT(df: 0.2, scale: 1), [tight]) == .mean)
    #expect(tau(.halfStudentT(df: 0.2, scale: 1), [tight, tight]) == .meanAndDeviation)
    #expect(tau(.halfStudentT(df: 1.5, scale: 1), [zero]) == .mean)
    #expect(tau(.halfStudentT(df: 2, scale: 1), [zero]) == .mean)
    #expect(tau(.halfStudentT(df: 2.5, scale: 1), [zero]) == .meanAndDeviation)
    #expect(tau(.inverseGammaVariance(shape: 0.25, rate: 0.025), [zero]) == .none)
    #expect(tau(.gammaPrecision(shape: 2, rate: 0.5), [zero]) == .meanAndDeviation)
    #expect(tau(.exponential(rate: 1), [zero]) == .meanAndDeviation)
    #expect(tau(.uniform(lower: 0, upper: 10), [zero]) == .meanAndDeviation)
    // The other arm's cells do not matter.
    #expect(tau(cauchy, [(10, 0, 3, 20)]) == .mean)
  }

  @Test func variancesNeedBothDeviationsAtOnce() {
    func moments(_ prior: ScalarPrior, _ rows: [(Int, Int, Int, Int)]) -> FiniteMoments {
      Self.rule(tau: prior, rows).moments(of: "var_accuracy")
    }
    let cauchy = ScalarPrior.halfCauchy(scale: 1)
    #expect(moments(cauchy, [Self.zeroCells]) == .none)
    // Tied effects let one study bound only one of both: 2 a + k = 3 > 2 r for r = 1 alone.
    #expect(moments(cauchy, [Self.tight]) == .mean)
    #expect(moments(cauchy, [Self.tight, Self.tight, Self.tight]) == .meanAndDeviation)
    let wishart = InverseWishartPrior(degreesOfFreedom: 3, s11: 1, s12: 0, s22: 1)
    let normal = ScalarPrior.normal(mean: 0, sd: 10)
    let prior = AccuracyPrior(
      preset: nil, muSensitivity: normal, muSpecificity: normal,
      covariance: .inverseWishart(wishart))
    // Both SDs are large together at the price of one: 2 + k must exceed 2 r.
    for (count, expected) in [
      (0, FiniteMoments.none), (1, .mean), (2, .mean), (3, .meanAndDeviation),
    ] {
      let rows = [Self.zeroCells] + [(Int, Int, Int, Int)](repeating: Self.tight, count: count)
      let rule = MomentRule(PopulationTails(prior: prior, studies: Self.studies(rows)))
      #expect(rule.moments(of: "var_threshold") == expected, "\(count) studies")
      #expect(rule.moments(of: "tau_sp") == (count == 0 ? .mean : .meanAndDeviation))
    }
  }

  @Test func meansUnderStudentT() {
    func mu(
      df: Double, _ tau: ScalarPrior, _ rows: [(Int, Int, Int, Int)]
    ) -> FiniteMoments {
      Self.rule(mu: .studentT(df: df, location: 0, scale: 1), tau: tau, rows).moments(of: "mu_se")
    }
    let (tight, zero) = (Self.tight, Self.zeroCells)
    let (light, cauchy) = (ScalarPrior.halfNormal(scale: 1), ScalarPrior.halfCauchy(scale: 1))
    #expect(mu(df: 1, light, [zero]) == .none)
    #expect(mu(df: 1.5, light, [zero, zero]) == .mean)
    #expect(mu(df: 3, light, [zero]) == .meanAndDeviation)
    #expect(mu(df: 0.5, light, [tight]) == .meanAndDeviation)
    #expect(mu(df: 0.5, light, [zero, (0, 1, 4, 9)]) == .meanAndDeviation)
    // df + a + k, with 1 for the half-Cauchy.
    #expect(mu(df: 0.5, cauchy, [tight]) == .meanAndDeviation)
    #expect(mu(df: 0.5, cauchy, [zero, (0, 1, 4, 9)]) == .mean)
  }

  @Test func ratiosUnderExponentialTails() {
    func moments(
      _ name: String, _ mu: ScalarPrior, _ tau: ScalarPrior, _ rows: [(Int, Int, Int, Int)]
    ) -> FiniteMoments {
      Self.rule(mu: mu, tau: tau, rows).moments(of: name)
    }
    let uniform = ScalarPrior.logistic(location: 0, scale: 1)
    let (light, cauchy) = (ScalarPrior.halfNormal(scale: 1), ScalarPrior.halfCauchy(scale: 1))
    let tight = Self.tight
    let many = [(Int, Int, Int, Int)](repeating: tight, count: 12)
    // Without a false positive specificity may be 1: LR+ has the prior's tail, LR- not.
    for tau in [light, cauchy, .uniform(lower: 0, upper: 5)] {
      #expect(moments("lr_positive", uniform, tau, [(10, 0, 3, 20)]) == .none)
    }
    #expect(moments("lr_negative", uniform, light, [(10, 0, 3, 20)]) != .none)
    #expect(moments("lr_positive", uniform, light, many) == .meanAndDeviation)
    #expect(moments("lr_positive", uniform, cauchy, many) == .none)
    #expect(moments("lr_positive", uniform, .exponential(rate: 1), many) == .none)
    // Under a bounded SD the false positives themselves count: rate 1 + 2 > 2.
    #expect(
      moments("lr_positive", uniform, .uniform(lower: 0, upper: 5), [tight]) == .meanAndDeviation)
    #expect(
      moments("lr_positive", .logistic(location: 0, scale: 0.4), cauchy, [tight])
        == .meanAndDeviation)
    #expect(moments("dor", uniform, light, [Self.zeroCells]) == .none)
    #expect(moments("dor", uniform, light, many) == .meanAndDeviation)
    let student = ScalarPrior.studentT(df: 5, location: 0, scale: 1)
    #expect(moments("dor", student, cauchy, many) == .none)
    #expect(moments("lr_negative", student, cauchy, many) == .none)
    #expect(moments("lr_negative", .normal(mean: 0, sd: 9), cauchy, many) == .meanAndDeviation)
  }

  /// The likelihood's powers in a large SD: -1 a study with both kinds of results, 0 otherwise.
  @Test func likelihoodFallsWithThePowerOfTheRule() {
    for (rows, power) in [
      ([Self.tight], 1.0), ([Self.tight, Self.tight, Self.zeroCells], 2), ([Self.zeroCells], 0),
    ] {
      let likelihood = CollapsedLikelihood(studies: Self.studies(rows))
      func value(_ deviation: Double) -> Double {
        likelihood.logLikelihood(
          at: BivariatePoint(
            muSensitivity: 1, muSpecificity: 1, tauSensitivity: deviation, tauSpecificity: 1,
            fisherZ: 0))
      }
      let slope = (value(1e7) - value(1e6)) / log(10)
      #expect(abs(slope + power) < 0.01, "\(slope), expected \(-power)")
    }
  }

  /// The rate in a large mean under a half-normal SD: min over v of phi(v) + v / (2 c^2), here with
  /// phi = 2 - 2 v up to v = 1/2, then 1 / (2 v). With c = 1: at v = 1 the rate is 1; c = 3: 1/3.
  @Test func likelihoodFallsWithTheRateOfTheRule() {
    let arm = AccuracyStudy(
      label: "s", row: 1, diseased: nil, nondiseased: AccuracyArm(correct: 5, incorrect: 2))
    let likelihood = CollapsedLikelihood(studies: [arm])
    for (scale, rate) in [(1.0, 1.0), (3, 1 / 3.0)] {
      func logIntegral(_ mean: Double) -> Double {
        let terms = (1...4000).map { k -> Double in
          let deviation = 0.02 * Double(k)
          return likelihood.logLikelihood(
            at: BivariatePoint(
              muSensitivity: 0, muSpecificity: mean, tauSensitivity: 1, tauSpecificity: deviation,
              fisherZ: 0)) - 0.5 * deviation * deviation / (scale * scale)
        }
        let largest = terms.max() ?? 0
        return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
      }
      let slope = (logIntegral(600) - logIntegral(300)) / 300
      #expect(abs(slope + rate) < 0.03 * rate + 0.01, "\(slope), expected \(-rate)")
    }
  }
}
