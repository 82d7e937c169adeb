import AccuracyData
import CollapsedLikelihood
import RandomStreams
import RepeatableNumbers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The oracle itself, against closed forms and rules that share nothing with it.
@Suite struct DenseRuleTests {
  private let rule = DenseRule()

  @Test func empty() {
    // Without data the integral of the normal is 1, at any covariance.
    for p in [
      point(0, 0, 1, 1, fisherZ: 0), point(3, -2, 1e-3, 1e3, fisherZ: 4),
      point(-50, 9, 30, 2, fisherZ: -7),
    ] {
      #expect(abs(rule.logLikelihood(of: study(nil, nil), at: p)) < 1e-12)
      #expect(abs(rule.logLikelihood(of: study((0, 0), (0, 0)), at: p)) < 1e-12)
    }
  }

  /// Found on telomerase under the prior `cochrane`: far from the mode Newton's steps for a row's
  /// maximum went to and fro, the search for the outer end crossed the mode, and one half of the
  /// integral was counted twice.
  @Test func alternatingNewtonSteps() {
    let p = point(1.5052, 1.21943, 0.360685, 2.0226327, fisherZ: -1.8522762)
    let cheng = study((14, 3), (29, 3))
    let value = rule.logLikelihood(of: cheng, at: p)
    #expect(abs(value - DenseRule(refinement: 2).logLikelihood(of: cheng, at: p)) < 1e-10)
    let kernel = CollapsedLikelihood(studies: [cheng])
    #expect(abs(value - kernel.gradedLogLikelihood(ofStudy: 0, at: p)) < 1e-6)
  }

  /// Oracle and graded rule share no code: 6,000 study integrals over steep correlations.
  @Test func agreesWithTheGradedRuleOnSteepCorrelations() {
    var stream = RandomStream(StreamKey(seed: 411).child(.purpose(.simulation)))
    let studies = [
      study((14, 3), (29, 3)), study((25, 8), (25, 1)), study((88, 16), (31, 16)),
      study((0, 6), (17, 1)), study((19, 0), (40, 0)), study((752, 0), (2977, 3226)),
    ]
    let kernel = CollapsedLikelihood(studies: studies)
    for _ in 0..<1000 {
      let p = point(
        2 * stream.normal(), 2 * stream.normal(), exp(stream.normal()), exp(stream.normal()),
        fisherZ: 2 * stream.normal())
      for i in studies.indices {
        let value = rule.logLikelihood(of: studies[i], at: p)
        let graded = kernel.gradedLogLikelihood(ofStudy: i, at: p)
        #expect(abs(value - graded) < 2e-6 * max(1, abs(value)), "\(p) study \(i)")
      }
    }
  }

  /// One patient: E expit(t) = 1/2 for mu = 0, whatever tau.
  @Test(arguments: [1e-3, 0.3, 1.0, 10, 1000])
  func onePatient(tau: Double) {
    let p = point(0, 0, tau, 2, fisherZ: 0.7)
    #expect(abs(rule.logLikelihood(of: study((1, 0), nil), at: p) - log(0.5)) < 1e-11)
    #expect(abs(rule.logLikelihood(of: study(nil, (0, 1)), at: p) - log(0.5)) < 1e-11)
  }

  /// Two patients, one in each arm, under a wide normal: E p1 p2 tends to the orthant probability
  /// 1/4 + asin(rho) / (2 pi) (Sheppard 1899), as expit tends to a step; the error is O(1 / tau^2).
  @Test(arguments: [-3.0, -0.4, 0, 1, 2])
  func orthant(fisherZ: Double) {
    let value = rule.logLikelihood(
      of: study((1, 0), (1, 0)), at: point(0, 0, 1e4, 1e4, fisherZ: fisherZ))
    let limit = 0.25 + asin(tanh(fisherZ)) / (2 * Double.pi)
    // Logistic noise of variance pi^2 / 3 on each side lowers rho by about 3.29e-8; at
    // |rho| = 0.995 that moves the smallest probability (0.016) by 3e-6 of itself.
    #expect(abs(value - log(limit)) < 5e-6)
  }

  /// A missing arm leaves a one-dimensional integral: a plain trapezoid sum on the logit axis.
  @Test func missingArm() {
    var numbers = SplitMix64(seed: 11)
    for k in 0..<40 {
      let (y, n) = ([0, 3, 20, 45][k % 4], [5, 9, 20, 50][k % 4])
      let (mu, tau) = (2 * numbers.normal(), exp(0.8 * numbers.normal()))
      let step = 1e-3 * tau
      var sum = 0.0
      for i in -12_000...12_000 {
        let z = Double(i) * 1e-3
        let t = mu + tau * z
        sum += exp(
          Double(y) * t - Double(n) * (max(t, 0) + log1p(exp(-abs(t)))) - 0.5 * z * z)
      }
      let choose = lgamma(Double(n) + 1) - lgamma(Double(y) + 1) - lgamma(Double(n - y) + 1)
      let direct = log(sum * step / tau) - 0.5 * log(2 * Double.pi) + choose
      let z = 2 * numbers.normal()
      let first = rule.logLikelihood(
        of: study((y, n - y), nil), at: point(mu, 1, tau, 3, fisherZ: z))
      let second = rule.logLikelihood(
        of: study(nil, (y, n - y)), at: point(-1, mu, 0.2, tau, fisherZ: z))
      #expect(abs(first - direct) < 1e-10)
      #expect(abs(second - direct) < 1e-10)
    }
  }

  /// The double integral as a plain sum over a square lattice of standardised effects, without any
  /// search for maxima, windows or panels.
  @Test func bruteForce() {
    var numbers = SplitMix64(seed: 12)
    for item in [sodiumFluoride[0], sodiumFluoride[1], telomerase[6], telomerase[9]] {
      let p = numbers.scatteredPoint(telomerase)
      func logFactor(_ arm: AccuracyArm?, _ t: Double) -> Double {
        guard let arm else { return 0 }
        let (y, n) = (Double(arm.correct), Double(arm.total))
        return y * t - n * (max(t, 0) + log1p(exp(-abs(t)))) + lgamma(n + 1) - lgamma(y + 1)
          - lgamma(n - y + 1)
      }
      var sum = 0.0
      let step = 0.025
      for i in -400...400 {
        let z1 = Double(i) * step
        let t1 = p.muSensitivity + p.tauSensitivity * z1
        let outer = logFactor(item.diseased, t1) - 0.5 * z1 * z1
        if outer < -60 { continue }
        for j in -400...400 {
          let z2 = Double(j) * step
          let t2 =
            p.muSpecificity + p.tauSpecificity * (p.correlation * z1 + p.complement * z2)
          sum += exp(outer + logFactor(item.nondiseased, t2) - 0.5 * z2 * z2)
        }
      }
      let direct = log(sum * step * step / (2 * Double.pi))
      #expect(abs(rule.logLikelihood(of: item, at: p) - direct) < 1e-10)
    }
  }

  /// Halving every spacing does not move the value: lattices and panels, flat factors, wide normals.
  @Test func refinement() {
    let finer = DenseRule(refinement: 2)
    var worst = 0.0
    for item in [
      study((18, 0), (5, 0)), study((752, 0), (2977, 3226)), study((3, 1), nil),
      study((0, 7), (40, 1)), study((900_000, 100_000), (10, 3)),
    ] {
      for p in [
        point(2, 1, 0.7, 1.2, fisherZ: -0.5), point(1, 2, 20, 0.05, fisherZ: 1),
        point(0, 3, 300, 4, fisherZ: 3), point(4, -4, 1e-3, 0.4, fisherZ: -6),
      ] {
        worst = max(
          worst, abs(rule.logLikelihood(of: item, at: p) - finer.logLikelihood(of: item, at: p)))
      }
    }
    // Measured 2.6e-10, at n = 10^6, where log L itself is 7e5 (rounding).
    #expect(worst < 2e-9, "\(worst)")
  }

  /// Exchanging the arms together with their parameters changes nothing.
  @Test func exchange() {
    var numbers = SplitMix64(seed: 13)
    for item in telomerase {
      let p = numbers.scatteredPoint(telomerase)
      let mirrored = point(
        p.muSpecificity, p.muSensitivity, p.tauSpecificity, p.tauSensitivity, fisherZ: p.fisherZ)
      var swapped = item
      (swapped.diseased, swapped.nondiseased) = (item.nondiseased, item.diseased)
      let difference =
        rule.logLikelihood(of: item, at: p) - rule.logLikelihood(of: swapped, at: mirrored)
      #expect(abs(difference) < 1e-10)
    }
  }
}
