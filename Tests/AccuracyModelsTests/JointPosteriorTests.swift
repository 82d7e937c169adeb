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

@Suite struct JointPosteriorTests {
  private func model(_ prior: AccuracyPrior, _ studies: [AccuracyStudy] = testStudies)
    -> BivariateModel
  {
    BivariateModel(likelihood: CollapsedLikelihood(studies: studies), prior: prior)
  }

  /// Points whose tau is far above what the arms know, far below, between, and beyond all data.
  private static let references = [(5.0, 5.0), (0.01, 0.01), (0.35, 0.6), (200, 80)].map { tau in
    BivariatePoint(
      muSensitivity: 1, muSpecificity: 1.8, tauSensitivity: tau.0, tauSpecificity: tau.1,
      fisherZ: -0.5)
  }

  @Test func layout() throws {
    let model = model(try AccuracyPrior.preset("default"))
    let targets = Self.references.map { JointPosterior(model: model, reference: $0) }
    var numbers = SplitMix64(seed: 80)
    let x = numbers.normals(27)
    for target in targets {
      #expect(target.dimension == 5 + 22)
      #expect(target.logDensity(at: x.span) == targets[0].logDensity(at: x.span))
    }
  }

  @Test(arguments: 0..<testPriors.count, 0..<4)
  func gradientIsTheDerivative(index: Int, reference: Int) {
    let target = JointPosterior(
      model: model(testPriors[index]), reference: Self.references[reference])
    var numbers = SplitMix64(seed: 81)
    for trial in 0..<6 {
      var x = target.start(normals: numbers.normals(target.dimension))
      for k in 0..<5 { x[k] += 0.5 * numbers.normal() }
      // Correlations near +-1 too.
      if trial >= 4 { x[4] = trial == 4 ? 5 : -5 }
      var gradient = [Double](repeating: .nan, count: target.dimension)
      var slots = gradient.mutableSpan
      let value = target.logDensity(at: x.span, gradient: &slots)
      #expect(value.isFinite)
      #expect(value == target.logDensity(at: x.span))
      for k in x.indices {
        let numeric = derivative(1e-4) { h in
          var moved = x
          moved[k] += h
          return target.logDensity(at: moved.span)
        }
        // The value is of size 1e3 to 1e6 (strong correlation); its rounding is divided by 1e-4.
        let rounding = 1e-10 * (1 + abs(value)) + 1e-6 * (1 + abs(numeric))
        #expect(abs(gradient[k] - numeric) < rounding, "coordinate \(k), trial \(trial)")
      }
    }
  }

  /// The density is the definition's at the parameters and effects of a position, times the Jacobian
  /// of the coordinates, which is triangular and taken by differences.
  @Test(arguments: 0..<testPriors.count, 0..<4)
  func densityFollowsItsDefinition(index: Int, reference: Int) {
    let prior = testPriors[index]
    let target = JointPosterior(model: model(prior), reference: Self.references[reference])
    var numbers = SplitMix64(seed: 82)
    var differences: [Double] = []
    for _ in 0..<20 {
      let x = target.start(normals: numbers.normals(target.dimension))
      let p = target.point(at: x.span)
      let (s1, s2, rho) = (p.tauSensitivity, p.tauSpecificity, p.correlation)
      var sum = logPriorUnconstrained(prior, p)
      for (item, effects) in zip(testStudies, target.studyEffects(at: x.span)) {
        for (arm, effect) in [
          (item.diseased, effects.sensitivity), (item.nondiseased, effects.specificity),
        ] {
          #expect((arm == nil) == (effect == nil))
          guard let arm, let t = effect else { continue }
          sum += Double(arm.correct) * t - Double(arm.total) * log(1 + exp(t))
        }
        let (d1, d2) = (
          effects.sensitivity.map { ($0 - p.muSensitivity) / s1 },
          effects.specificity.map { ($0 - p.muSpecificity) / s2 }
        )
        let both = d1 != nil && d2 != nil
        let square = 1 - (both ? rho * rho : 0)
        let cross = both ? 2 * rho * (d1 ?? 0) * (d2 ?? 0) : 0
        sum -= 0.5 * ((d1 ?? 0) * (d1 ?? 0) + (d2 ?? 0) * (d2 ?? 0) - cross) / square
        if d1 != nil { sum -= log(s1) }
        if d2 != nil { sum -= log(s2) + 0.5 * log(square) }
      }
      differences.append(target.logDensity(at: x.span) - sum - logJacobian(target, x))
    }
    let spread = (differences.max() ?? .infinity) - (differences.min() ?? 0)
    #expect(spread < 1e-5, "\(prior.preset ?? "own"): \(spread)")
  }

  /// Sum of the logs of d(parameter or effect k) / d(coordinate k).
  private func logJacobian(_ target: JointPosterior, _ x: [Double]) -> Double {
    func values(_ x: [Double]) -> [Double] {
      let effects = target.studyEffects(at: x.span)
      return unconstrained(target.point(at: x.span))
        + effects.flatMap { [$0.sensitivity, $0.specificity].compactMap { $0 } }
    }
    return x.indices.reduce(0) { sum, k in
      let slope = derivative(1e-2) { h in
        var moved = x
        moved[k] += h
        return values(moved)[k]
      }
      return sum + log(slope)
    }
  }

  /// One step size fits at every tau: the curvature along each mean and each effect has the size of
  /// a standard normal's, from tau far below the data to far above (12 at most: an arm with one error
  /// in 138 falls off exponentially on one side). Non-centred effects fail this by a factor
  /// tau^2 n / 4 for large tau, centred ones by 1 / (n tau^2) for small tau, and an arm without
  /// errors fails by tau^2 if its effect is not folded.
  @Test(arguments: [1e-4, 0.01, 0.3, 1, 4, 30, 1000, 1e5])
  func curvatureDoesNotDependOnTau(tau: Double) throws {
    let model = model(try AccuracyPrior.preset("midas"))
    let reference = BivariatePoint(
      muSensitivity: 1, muSpecificity: 2, tauSensitivity: tau, tauSpecificity: tau, fisherZ: -0.3)
    let target = JointPosterior(model: model, reference: reference)
    let centre = target.start(normals: [Double](repeating: 0, count: target.dimension))
    var numbers = SplitMix64(seed: 84)
    for _ in 0..<20 {
      var x = centre
      for k in x.indices where k < 2 || k > 4 { x[k] = 1.5 * numbers.normal() }
      for k in x.indices where k < 2 || k > 4 {
        func value(_ h: Double) -> Double {
          var moved = x
          moved[k] += h
          return target.logDensity(at: moved.span)
        }
        let curvature = -(value(0.01) - 2 * value(0) + value(-0.01)) / 1e-4
        #expect(abs(curvature) < 25, "coordinate \(k), x \(x[k])")
        // A mean on a fixed scale has next to no curvature where tau is large.
        if k < 2 { #expect(curvature > 0.02, "coordinate \(k), x \(x[k])") }
      }
    }
  }

  /// Integrated over the effects of one study, the joint density is the collapsed one: the sum over
  /// a lattice of the study's coordinates, at several parameters and with arms of every kind.
  @Test(arguments: [0, 1, 2, 3])
  func integratesToTheCollapsedDensity(kind: Int) throws {
    let item = [
      study((17, 4), (11, 3)), study((9, 0), (14, 2)), study((17, 3), nil), study(nil, (6, 0)),
    ][kind]
    let prior = try AccuracyPrior.preset("default")
    let model = model(prior, [item])
    let target = JointPosterior(model: model, reference: Self.references[0])
    var constants: [Double] = []
    for parameters in [
      [0.5, 1, -0.2, 0.3, 0.8], [1.5, 0.3, 0.4, -0.5, -1.5], [0, 0, -0.7, 0.1, 0],
      [2, 2.5, 0.9, 0.6, 3], [-1, 0.5, 3, 2.5, 1], [0.3, -0.4, -4, -3, -2],
    ] {
      let p = target.point(at: (parameters + [0, 0]).span)
      let axis = stride(from: -16.0, through: 16, by: 0.08).map { $0 }
      var sum = 0.0
      for first in axis {
        if target.dimension == 6 {
          sum += exp(target.logDensity(at: (parameters + [first]).span))
        } else {
          for second in axis {
            sum += exp(target.logDensity(at: (parameters + [first, second]).span))
          }
        }
      }
      let cell = target.dimension == 6 ? 0.08 : 0.0064
      let means = [
        target.muSensitivity.scale(tau: p.tauSensitivity),
        target.muSpecificity.scale(tau: p.tauSpecificity),
      ].reduce(0) { $0 + $1.logScale }
      constants.append(
        log(sum * cell) - model.likelihood.logLikelihood(at: p)
          - logPriorUnconstrained(prior, p) - means)
    }
    let spread = (constants.max() ?? .infinity) - (constants.min() ?? 0)
    #expect(spread < 2e-6, "kind \(kind): \(spread)")
  }

  @Test(arguments: 0..<testPriors.count)
  func startsAreDispersedAroundTheReference(index: Int) {
    let model = model(testPriors[index])
    let reference = GradientPosterior(model: model).point(at: model.mode().span)
    let target = JointPosterior(model: model, reference: reference)
    let centre = target.start(normals: [Double](repeating: 0, count: target.dimension))
    let at = target.point(at: centre.span)
    for (a, b) in zip(unconstrained(at), unconstrained(reference)) { #expect(abs(a - b) < 1e-6) }
    for (item, effects) in zip(testStudies, target.studyEffects(at: centre.span)) {
      let mode = conditionalMode(of: item, at: reference)
      if let t = effects.sensitivity { #expect(abs(t - mode.x) < reference.tauSensitivity) }
      if let t = effects.specificity { #expect(abs(t - mode.y) < reference.tauSpecificity) }
    }
    var numbers = SplitMix64(seed: 83)
    for _ in 0..<20 {
      let x = target.start(normals: numbers.normals(target.dimension))
      #expect(target.logDensity(at: x.span).isFinite)
      #expect(x.indices.allSatisfy { x[$0] != centre[$0] })
    }
  }
}
