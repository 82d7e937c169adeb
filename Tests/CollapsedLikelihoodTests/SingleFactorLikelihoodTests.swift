import AccuracyData
import CollapsedLikelihood
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The rank-one limit of the collapsed likelihood against a plain sum over an even grid, against the
/// collapsed likelihood near the limit, and its derivatives against differences.
@Suite struct SingleFactorLikelihoodTests {
  static let loadings: [SIMD2<Double>] = [
    SIMD2(0, 0), SIMD2(0.4, 0), SIMD2(0, -0.7), SIMD2(0.5, 0.9), SIMD2(1.6, -0.6), SIMD2(-2.5, 1),
    SIMD2(6, -6),
  ]

  /// log L by 48,001 nodes on [-12, 12], without any of the rule's choices.
  private func plain(
    _ studies: [AccuracyStudy], _ means: SIMD2<Double>, _ loadings: SIMD2<Double>
  ) -> Double {
    let step = 5e-4
    return studies.reduce(0) { total, study in
      var sum = 0.0
      for node in -24_000...24_000 {
        let z = Double(node) * step
        var term = -0.5 * z * z - 0.5 * log(2 * Double.pi)
        for (k, arm) in [study.diseased, study.nondiseased].enumerated() {
          guard let arm else { continue }
          let t = means[k] + loadings[k] * z
          let n = Double(arm.total)
          term +=
            lgamma(n + 1) - lgamma(Double(arm.correct) + 1) - lgamma(Double(arm.incorrect) + 1)
            + Double(arm.correct) * t - n * (max(t, 0) + log1p(exp(-abs(t))))
        }
        sum += exp(term)
      }
      return total + log(sum * step)
    }
  }

  @Test(arguments: loadings)
  func equalsAPlainSum(_ loadings: SIMD2<Double>) {
    let studies =
      telomerase + sodiumFluoride + [study(nil, (9, 3)), study((4, 0), nil), study((0, 7), (0, 2))]
    let rule = SingleFactorLikelihood(studies: studies)
    for means in [SIMD2(1.2, 2.3), SIMD2(-1, 0.5), SIMD2(4, -2)] {
      let value = rule.evaluate(means: means, loadings: loadings).value
      let expected = plain(studies, means, loadings)
      #expect(abs(value - expected) < 2e-8 * abs(expected), "\(means): \(value) \(expected)")
    }
  }

  @Test(arguments: loadings)
  func derivativesAreThoseOfTheValue(_ loadings: SIMD2<Double>) {
    let rule = SingleFactorLikelihood(studies: telomerase + [study((4, 0), nil)])
    let means = SIMD2(2.0, 1.1)
    let at = rule.evaluate(means: means, loadings: loadings)
    let step = 1e-4
    for k in 0..<2 {
      var unit = SIMD2<Double>.zero
      unit[k] = step
      let byMean =
        (rule.evaluate(means: means + unit, loadings: loadings).value
          - rule.evaluate(means: means - unit, loadings: loadings).value) / (2 * step)
      let byLoading =
        (rule.evaluate(means: means, loadings: loadings + unit).value
          - rule.evaluate(means: means, loadings: loadings - unit).value) / (2 * step)
      let scale = 1e-5 * (1 + abs(at.value))
      #expect(abs(at.meanGradient[k] - byMean) < scale)
      #expect(abs(at.loadingGradient[k] - byLoading) < scale)
    }
  }

  /// The difference falls with 1 - rho^2; a wrong sign of a loading would leave it at some units.
  @Test(arguments: [SIMD2(0.5, 0.9), SIMD2(1.6, -0.6), SIMD2(0.4, -1.8)])
  func isTheLimitOfTheCollapsedLikelihood(_ loadings: SIMD2<Double>) {
    let collapsed = CollapsedLikelihood(studies: telomerase, tolerance: 1e-10)
    let rule = SingleFactorLikelihood(studies: telomerase)
    let means = SIMD2(1.2, 2.3)
    let limit = rule.evaluate(means: means, loadings: loadings).value
    let sign = loadings.x * loadings.y < 0 ? -1.0 : 1
    var last = Double.infinity
    for fisherZ in [4.0, 5, 6, 7] {
      let near = collapsed.logLikelihood(
        at: point(
          means.x, means.y, abs(loadings.x), abs(loadings.y), fisherZ: sign * fisherZ))
      #expect(abs(near - limit) < 0.2 * last)
      last = abs(near - limit)
    }
    #expect(last < 1e-3)
    let mirrored = rule.evaluate(means: means, loadings: SIMD2(loadings.x, -loadings.y)).value
    #expect(abs(mirrored - limit) > 0.5)
  }

  @Test func bothSignsTogetherChangeNothing() {
    let rule = SingleFactorLikelihood(studies: auditC)
    let one = rule.evaluate(means: SIMD2(2, 1), loadings: SIMD2(1.3, -0.4))
    let other = rule.evaluate(means: SIMD2(2, 1), loadings: SIMD2(-1.3, 0.4))
    #expect(abs(one.value - other.value) < 1e-9)
    #expect(abs(one.loadingGradient.x + other.loadingGradient.x) < 1e-6)
  }
}
