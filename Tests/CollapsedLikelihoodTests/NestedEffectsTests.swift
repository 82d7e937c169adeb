import AccuracyData
import RandomStreams
import RepeatableNumbers
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The draws that serve where the radial envelope is poor: huge SDs, one-sided arms.
@Suite struct NestedEffectsTests {
  private static func draws(
    _ item: AccuracyStudy, _ p: BivariatePoint, count: Int, index: Int
  ) -> [SIMD2<Double>] {
    var stream = RandomStream(StreamKey(seed: 51).child(.purpose(.studyEffects), .index(index)))
    return (0..<count).map { _ in
      var nested = NestedEffects(StudyEffectDensity(study: item, point: p))
      return nested.draw(using: &stream)
    }
  }

  /// On ordinary cases both ways must give one distribution: the same z-tests at 5 errors (170 of
  /// them, 1e-4 false alarms a choice of seed) against the same lattice.
  @Test(arguments: 0..<10)
  func drawsHaveTheirDistribution(index: Int) {
    let (item, p) = StudyEffectSamplerTests.cases[index]
    let draws = Self.draws(item, p, count: 20_000, index: index)
    let largest = StudyEffectSamplerTests.largestScore(
      StudyEffectSamplerTests.lattice(item, p), draws: draws)
    #expect(largest < 5, "case \(index): \(largest) standard errors")
  }

  /// Under a huge SD a study without wrong results cuts a normal distribution at zero, exactly up to
  /// 1 / SD. With z the standardised effects, both positive, and P = 1/4 + asin(rho) / (2 pi):
  ///
  ///     P E z1 = (1 + rho) / (2 sqrt(2 pi)),  P E z1 z2 = rho P + sqrt(1 - rho^2) / (2 pi),
  ///
  /// and z1 < z2 with probability 1/2. Compared at 5 errors, 45 times: 3e-5 false alarms.
  @Test(arguments: [1e5, 1e8, 1e13], [-3.0, -0.7, 0, 1.5, 6])
  func hugeDeviationsCutANormalDistribution(deviation: Double, fisherZ: Double) {
    let p = point(0, 0, deviation, deviation, fisherZ: fisherZ)
    let (rho, count) = (tanh(fisherZ), 8_000)
    let draws = Self.draws(study((1, 0), (1, 0)), p, count: count, index: 20)
    let positive = 0.25 + asin(rho) / (2 * Double.pi)
    let scaled = draws.map { $0 / deviation }
    func check(_ expected: Double, _ name: String, _ statistic: (SIMD2<Double>) -> Double) {
      let values = scaled.map(statistic)
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
      let error = sqrt(variance / Double(count)) + 20 / deviation
      #expect(abs(mean - expected) < 5 * error, "\(name): \(mean), expected \(expected)")
    }
    check((1 + rho) / (2 * sqrt(2 * Double.pi)) / positive, "E z1") { $0.x }
    check(rho + 1 / cosh(fisherZ) / (2 * Double.pi) / positive, "E z1 z2") { $0.x * $0.y }
    check(0.5, "P(z1 < z2)") { $0.x < $0.y ? 1 : 0 }
    // The mutant: a bound that forgets the correlation.
    if abs(rho) > 0.5 {
      let free = Self.draws(
        study((1, 0), (1, 0)), point(0, 0, deviation, deviation, fisherZ: 0), count: count,
        index: 21)
      let product = free.reduce(0) { $0 + $1.x * $1.y / (deviation * deviation) } / Double(count)
      let expected = rho + 1 / cosh(fisherZ) / (2 * Double.pi) / positive
      #expect(abs(product - expected) > 0.05)
    }
  }

  /// No point of any size makes many trials: SDs from 1e-6 to 1e13, means as large as they, arms from
  /// one participant to a million.
  @Test func trialsAreBounded() {
    var numbers = SplitMix64(seed: 52)
    var (worst, total, cases) = (0, 0, 0)
    for index in 0..<3000 {
      func deviation() -> Double { exp(log(10) * (-6 + 19 * numbers.uniform())) }
      let (s1, s2) = (deviation(), deviation())
      let p = point(
        3 * numbers.normal() + s1 * numbers.normal(), 3 * numbers.normal() + s2 * numbers.normal(),
        s1, s2, fisherZ: 4 * numbers.normal())
      func arm() -> (Int, Int) {
        let n = Int(exp(14 * numbers.uniform()))
        let kind = numbers.uniform()
        let right = kind < 0.3 ? n : kind < 0.6 ? 0 : Int(Double(n) * numbers.uniform())
        return (right, n - right)
      }
      let item = study(arm(), numbers.uniform() < 0.1 ? nil : arm())
      var nested = NestedEffects(StudyEffectDensity(study: item, point: p))
      var stream = RandomStream(StreamKey(seed: 53).child(.purpose(.studyEffects), .index(index)))
      var trials = 1
      while trials < 1000 {
        let trial = nested.trial(using: &stream)
        if trial.isAccepted {
          #expect(trial.effects.x.isFinite && trial.effects.y.isFinite)
          break
        }
        trials += 1
      }
      worst = max(worst, trials)
      total += trials
      cases += 1
    }
    print("nested draws: mean trials \(Double(total) / Double(cases)), most \(worst)")
    #expect(worst < 60)
    #expect(Double(total) < 6 * Double(cases))
  }

  /// The area of the margin's bound lies between the integral and exp(slack) times it. The integral by
  /// the trapezoid rule over 40 reaches to either side.
  @Test func boundOfAMarginIsCloseFromAbove() {
    for (correct, total) in [(0.0, 0.0), (1, 1), (0, 7), (3, 9), (400, 401), (1e5, 2e5)] {
      for (mean, sd) in [(0.0, 0.01), (2, 0.8), (-30, 3), (5, 50), (-400, 900)] {
        let margin = EffectMargin(arm: (correct, total), mean: mean, sd: sd)
        let peak = margin.mode
        var sum = 0.0
        let (below, above) = margin.reach
        let count = 200_000
        for k in 0...count {
          let x = peak - 40 * below + 40 * (below + above) * Double(k) / Double(count)
          sum += exp(-margin.drop(at: x))
        }
        let integral = sum * 40 * (below + above) / Double(count)
        let q = margin.score(peak)
        let t = margin.logit(peak)
        let top =
          correct * t - total * (max(t, 0) + log1p(exp(-abs(t)))) - 0.5 * q * q
        let excess = margin.logBoundedIntegral - top - log(integral)
        #expect(excess > -1e-3 && excess < EffectMargin.logSlack, "\(correct)/\(total): \(excess)")
      }
    }
  }

  /// The bound lies above every value that it may be given; without the slack it does not.
  @Test func secantsBoundAFunctionKnownUpToAFactor() {
    func value(_ x: Double) -> Double {
      // log-concave, with a cliff at 0 and noise within the slack.
      let exact = -0.5 * x * x * 1e-4 - (x < 0 ? -50 * x : 0)
      return exact + 0.23 * (1 + sin(37 * x))
    }
    for (slack, holds) in [(0.46, true), (0.0, false)] {
      var bound = SecantBound(slack: slack)
      for x in [-3.0, 1, 20, 90, 300] { bound.insert(x, value(x)) }
      var numbers = SplitMix64(seed: 54)
      var violations = 0
      for _ in 0..<400 {
        let (x, logBound) = bound.propose(choice: numbers.uniform(), uniform: numbers.uniform())
        if value(x) > logBound + 1e-9 { violations += 1 }
        if bound.count < 40 { bound.insert(x, value(x)) }
      }
      #expect((violations == 0) == holds, "slack \(slack): \(violations)")
    }
  }
}
