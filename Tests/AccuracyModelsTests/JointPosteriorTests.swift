import AccuracyData
import CollapsedLikelihood
import Distributions
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

  /// References that make all arms centred, none, and some.
  private static let references = [(5.0, 5.0), (0.01, 0.01), (0.35, 0.6)].map { tau in
    BivariatePoint(
      muSensitivity: 1, muSpecificity: 1.8, tauSensitivity: tau.0, tauSpecificity: tau.1,
      fisherZ: -0.5)
  }

  @Test func layout() throws {
    let model = model(try AccuracyPrior.preset("default"))
    let targets = Self.references.map { JointPosterior(model: model, reference: $0) }
    for target in targets {
      #expect(target.dimension == 5 + 22)
      #expect(target.centredArms.count == 22)
    }
    // At tau = 5 only the arm without errors (12 of 12) may know less than the normal.
    #expect(targets[0].centredArms.count { $0 } >= 20)
    #expect(targets[1].centredArms.allSatisfy { !$0 })
    let mixed = targets[2].centredArms
    #expect(mixed.contains(true) && mixed.contains(false))
  }

  @Test(arguments: 0..<testPriors.count, 0..<3)
  func gradientIsTheDerivative(index: Int, reference: Int) {
    let target = JointPosterior(
      model: model(testPriors[index]), reference: Self.references[reference])
    var numbers = TestNumbers(state: 81)
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

  /// Both parameterisations are one density: at the same parameters and effects they differ by the
  /// log of the scales alone, here checked through the definition.
  @Test(arguments: 0..<testPriors.count, 0..<3)
  func densityFollowsItsDefinition(index: Int, reference: Int) {
    let prior = testPriors[index]
    let target = JointPosterior(model: model(prior), reference: Self.references[reference])
    var numbers = TestNumbers(state: 82)
    var differences: [Double] = []
    for _ in 0..<20 {
      let x = target.start(normals: numbers.normals(target.dimension))
      let p = target.point(at: x.span)
      // Normal densities of the effects times the Jacobian of the non-centred coordinates.
      let (s1, s2, rho) = (p.tauSensitivity, p.tauSpecificity, p.correlation)
      let root = sqrt(1 - rho * rho)
      var sum = logPriorUnconstrained(prior, p)
      var flags = target.centredArms[...]
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
        if d1 != nil, flags.removeFirst() { sum -= log(s1) }
        if d2 != nil, flags.removeFirst() { sum -= log(s2 * (both ? root : 1)) }
      }
      // The map of the covariance's coordinates, by differences.
      for k in 2..<5 {
        let slope = derivative(1e-2) { h in
          var moved = x
          moved[k] += h
          return unconstrained(target.point(at: moved.span))[k]
        }
        sum += log(slope)
      }
      differences.append(target.logDensity(at: x.span) - sum)
    }
    let spread = (differences.max() ?? .infinity) - (differences.min() ?? 0)
    #expect(spread < 1e-6, "\(prior.preset ?? "own"): \(spread)")
  }

  /// Integrated over the effects of one study, the joint density is the collapsed one: the sum over
  /// a lattice of the study's coordinates, at several parameters and in every parameterisation.
  @Test(arguments: [0, 1, 2, 3])
  func integratesToTheCollapsedDensity(kind: Int) throws {
    let item = [
      study((17, 4), (11, 3)), study((9, 0), (14, 2)), study((17, 3), nil), study(nil, (6, 0)),
    ][kind]
    let prior = try AccuracyPrior.preset("default")
    let model = model(prior, [item])
    for reference in Self.references {
      let target = JointPosterior(model: model, reference: reference)
      var constants: [Double] = []
      for parameters in [
        [0.5, 1, -0.2, 0.3, 0.8], [1.5, 0.3, 0.4, -0.5, -1.5], [0, 0, -0.7, 0.1, 0],
        [2, 2.5, 0.9, 0.6, 3],
      ] {
        let p = target.point(at: (parameters + [0, 0]).span)
        let axis = stride(from: -14.0, through: 16, by: 0.08).map { $0 }
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
        constants.append(
          log(sum * cell) - model.likelihood.logLikelihood(at: p)
            - logPriorUnconstrained(prior, p))
      }
      let spread = (constants.max() ?? .infinity) - (constants.min() ?? 0)
      #expect(spread < 2e-6, "kind \(kind): \(spread)")
    }
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
      if let t = effects.sensitivity { #expect(abs(t - mode.x) < 1e-6) }
      if let t = effects.specificity { #expect(abs(t - mode.y) < 1e-6) }
    }
    var numbers = TestNumbers(state: 83)
    for _ in 0..<20 {
      let x = target.start(normals: numbers.normals(target.dimension))
      #expect(target.logDensity(at: x.span).isFinite)
      #expect(x.indices.allSatisfy { x[$0] != centre[$0] })
    }
  }
}
