import AccuracyData
import CollapsedLikelihood
import Distributions
import RepeatableNumbers
import Testing

@testable import AccuracyModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The densities that samplers see are the same posterior in different coordinates:
/// log L + log prior + log Jacobian of the map, up to one constant. The Jacobian is taken by
/// differences of the map alone, so a forgotten or wrong one cannot pass.
@Suite struct PosteriorDensityTests {
  /// log p(x) minus (log L + log prior of the unconstrained parameters + log |d psi / d x|).
  private func excess(
    _ x: [Double], logDensity: Double, likelihood: CollapsedLikelihood, prior: AccuracyPrior,
    map: ([Double]) -> BivariatePoint?
  ) -> Double? {
    guard let p = map(x) else { return nil }
    let jacobian = (0..<5).map { row in
      (0..<5).map { column in
        derivative(2e-3) { h in
          var moved = x
          moved[column] += h
          return map(moved).map { unconstrained($0)[row] } ?? .nan
        }
      }
    }
    return logDensity - likelihood.logLikelihood(at: p) - logPriorUnconstrained(prior, p)
      - logDeterminant(jacobian)
  }

  private func spread(_ values: [Double]) -> Double {
    (values.max() ?? .infinity) - (values.min() ?? 0)
  }

  @Test(arguments: 0..<testPriors.count)
  func collapsedPosterior(index: Int) {
    let prior = testPriors[index]
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies), prior: prior)
    let target = CollapsedPosterior(model: model)
    var numbers = SplitMix64(seed: 71)
    let values = (0..<40).compactMap { _ in
      let x = zip(target.start, numbers.normals(5)).map { $0 + $1 }
      return excess(
        x, logDensity: target.logDensity(at: x.span), likelihood: model.likelihood, prior: prior,
        map: { target.point(at: $0.span) })
    }
    #expect(values.count == 40)
    // The splines' slopes are exact to 1e-5 relative, and the differences to 1e-6.
    #expect(spread(values) < 1e-4, "\(prior.preset ?? "own"): \(spread(values))")
  }

  /// The ratio of two priors at many points against the difference of their densities.
  @Test(arguments: 0..<testPriors.count, 0..<testPriors.count)
  func priorRatios(index: Int, other: Int) {
    let (prior, chosen) = (testPriors[index], testPriors[other])
    var numbers = SplitMix64(seed: 73)
    let points = (0..<60).map { _ in
      BivariatePoint(
        muSensitivity: 3 * numbers.normal(), muSpecificity: 3 * numbers.normal(),
        tauSensitivity: 5 * numbers.uniform(), tauSpecificity: 5 * numbers.uniform(),
        fisherZ: 2 * numbers.normal())
    }.filter { chosen.logDensity(at: $0) > -.infinity }
    let ratios = prior.logRatios(to: chosen, at: points)
    #expect(!points.isEmpty && ratios.count == points.count)
    for (ratio, point) in zip(ratios, points) {
      let (own, others) = (prior.logDensity(at: point), chosen.logDensity(at: point))
      #expect(ratio == own - others || abs(ratio - (own - others)) < 1e-11 * max(1, abs(others)))
    }
  }

  @Test(arguments: 0..<testPriors.count)
  func gradientPosterior(index: Int) {
    let prior = testPriors[index]
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies), prior: prior)
    let target = GradientPosterior(model: model)
    let mode = model.mode()
    var numbers = SplitMix64(seed: 72)
    var values: [Double] = []
    for _ in 0..<40 {
      let x = zip(mode, numbers.normals(5)).map { $0 + 0.7 * $1 }
      let value = excess(
        x, logDensity: target.logDensity(at: x.span), likelihood: model.likelihood, prior: prior,
        map: { target.point(at: $0.span) })
      values.append(value ?? .nan)
      var gradient = [Double](repeating: 0, count: 5)
      var slots = gradient.mutableSpan
      let withGradient = target.logDensity(at: x.span, gradient: &slots)
      #expect(abs(withGradient - target.logDensity(at: x.span)) < 1e-8)
      for k in 0..<5 {
        let numeric = derivative(0.02) { h in
          var moved = x
          moved[k] += h
          return target.logDensity(at: moved.span)
        }
        // The value's quadrature error (1e-7 of each study) is divided by the step.
        #expect(abs(gradient[k] - numeric) < 2e-4 * (1 + abs(numeric)), "\(k) at \(x)")
      }
    }
    #expect(spread(values) < 1e-4, "\(prior.preset ?? "own"): \(spread(values))")
  }

  /// A mode has no slope, and its value is not below that of any point nearby.
  @Test(arguments: 0..<testPriors.count)
  func modeIsAMaximum(index: Int) {
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies), prior: testPriors[index])
    let target = GradientPosterior(model: model)
    let mode = model.mode()
    let top = target.logDensity(at: mode.span)
    var numbers = SplitMix64(seed: 73)
    for _ in 0..<200 {
      let x = zip(mode, numbers.normals(5)).map { $0 + 0.3 * $1 }
      #expect(target.logDensity(at: x.span) < top + 1e-4)
    }
  }

  /// The prior density of a model is the sum of its parts on the scales (mu, tau, rho).
  @Test(arguments: 0..<testPriors.count)
  func logPrior(index: Int) {
    let prior = testPriors[index]
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies), prior: prior)
    for z in [-0.3, 0, 0.5] {
      let p = BivariatePoint(
        muSensitivity: 0.7, muSpecificity: 1.1, tauSensitivity: 0.4, tauSpecificity: 1.3,
        fisherZ: z)
      let (s1, s2, rho) = (p.tauSensitivity, p.tauSpecificity, p.correlation)
      var expected =
        prior.muSensitivity.logDensity(p.muSensitivity)
        + prior.muSpecificity.logDensity(p.muSpecificity)
      switch prior.covariance {
      case .separate(let first, let second, let third):
        expected += first.logDensity(s1) + second.logDensity(s2) + third.logDensity(rho)
      case .inverseWishart(let wishart):
        expected += wishart.logDensity(tauSe: s1, tauSp: s2, rho: rho)
      }
      let found = model.logPrior(at: p)
      #expect(found == expected || abs(found - expected) < 1e-10)
    }
  }

  @Test func blocksEqualSinglePoints() throws {
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies),
      prior: try AccuracyPrior.preset("default"))
    let target = CollapsedPosterior(model: model)
    var numbers = SplitMix64(seed: 74)
    let points = (0..<7).map { _ in numbers.normals(5) }
    let positions = (0..<5).flatMap { k in points.map { $0[k] } }
    var values = [Double](repeating: 0, count: 7)
    var slots = values.mutableSpan
    target.logDensities(at: positions.span, into: &slots)
    for (point, value) in zip(points, values) {
      #expect(abs(target.logDensity(at: point.span) - value) < 1e-5)
    }
  }

  /// Where a floor is given, a value is either near the exact one or a bound of it below the floor.
  @Test func boundsLieBetweenValueAndFloor() throws {
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies),
      prior: try AccuracyPrior.preset("default"))
    let target = CollapsedPosterior(model: model)
    var numbers = SplitMix64(seed: 75)
    let n = 1200
    let points = (0..<n).map { _ in numbers.normals(5).map { 3 * $0 } }
    let positions = (0..<5).flatMap { k in points.map { $0[k] } }
    var exact = [Double](repeating: 0, count: n)
    var bounded = exact
    var exactSlots = exact.mutableSpan
    target.logDensities(at: positions.span, into: &exactSlots)
    let best = exact.max() ?? 0
    let floors = (0..<n).map { best - 5 - 0.02 * Double($0) }
    var boundedSlots = bounded.mutableSpan
    target.logDensities(at: positions.span, floors: floors.span, into: &boundedSlots)
    var settled = 0
    for j in 0..<n where abs(bounded[j] - exact[j]) > 1e-5 * max(1, abs(exact[j]) / 100) {
      #expect(bounded[j] > exact[j] && bounded[j] < floors[j])
      settled += 1
    }
    #expect(settled > 20)
  }

  /// Under a t prior with one degree of freedom and a study that says nothing about a mean, the
  /// coordinate of that mean is close to standard normal: the density falls like a normal's.
  @Test func heavyTailedMeansAreDrawnIn() throws {
    let mean = ScalarPrior.studentT(df: 1, location: 0, scale: 1.5)
    let prior = AccuracyPrior(
      muSensitivity: mean, muSpecificity: mean,
      covariance: try AccuracyPrior.preset("default").covariance)
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: [study((17, 3), nil)]), prior: prior)
    let target = CollapsedPosterior(model: model)
    let base = target.logDensity(at: [0, 0, 0, target.start[3], 0].span)
    for x in [2.0, 4, 6, 7] {
      for sign in [1.0, -1] {
        let value = target.logDensity(at: [0, 0, 0, target.start[3], sign * x].span) - base
        // log of the t_1 density times the slope of the stretch, to leading order -x^2 / 2 + log x.
        #expect(abs(value - (-0.5 * x * x)) < 3, "\(x): \(value)")
        // The mutant without the stretch would lose 2 log x only.
        #expect(value < -0.3 * x * x)
      }
    }
    let far = target.point(at: [0, 0, 0, target.start[3], 6].span)?.muSpecificity ?? 0
    #expect(far > 1e6)
  }

  @Test func outsideTheRangeOfDoublesTheDensityIsZero() throws {
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies),
      prior: try AccuracyPrior.preset("meta4diag"))
    let gradient = GradientPosterior(model: model)
    let joint = JointPosterior(model: model, reference: gradient.point(at: model.mode().span))
    for extreme in [1e5, -1e5, 1e300, .infinity, -.infinity, .nan] {
      for k in 0..<5 {
        var x = [0.0, 0, 0, 0, 0]
        x[k] = extreme
        #expect(!(gradient.logDensity(at: x.span) > -1e4))
        var y = [Double](repeating: 0, count: joint.dimension)
        y[k] = extreme
        let value = joint.logDensity(at: y.span)
        #expect(value < -1e3 && !value.isNaN)
      }
    }
  }
}
