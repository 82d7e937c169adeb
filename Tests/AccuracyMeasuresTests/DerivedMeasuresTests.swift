import AccuracyMeasures
import Foundation
import Testing

/// One output of metandi: its estimates, and what it derives from them.
struct MetandiCase: Sendable {
  let parameters: BivariateParameters
  let hierarchical: [Double]
  let ratios: [Double]
  let summary: [Double]
}

@Suite struct DerivedMeasuresTests {
  static let telomerase = MetandiCase(
    parameters: BivariateParameters(
      muSensitivity: 1.19234, muSpecificity: 2.340719,
      tauSensitivity: 0.1829838.squareRoot(), tauSpecificity: 3.313294.squareRoot(), rho: -1),
    hierarchical: [3.594303, 0.6624347, 1.44815, 0, 0.7786393], ratios: [34.23, 8.737, 0.2553],
    summary: [0.7671593, 0.9121937])
  static let dementia = MetandiCase(
    parameters: BivariateParameters(
      muSensitivity: 1.370958, muSpecificity: 0.6368034,
      tauSensitivity: 0.3590741.squareRoot(), tauSpecificity: 0.4824725.squareRoot(),
      rho: -0.598757),
    hierarchical: [2.067505, 0.4422817, 0.1476976, 0.3340148, 0.3327214],
    ratios: [7.447, 2.305, 0.3096], summary: [0.7975349, 0.6540305])

  /// Both columns are metandi's own digits, so the conversion must agree to rounding.
  @Test(arguments: [telomerase, dementia])
  func metandi(_ published: MetandiCase) {
    let derived = DerivedMeasures(published.parameters, context: AuditC.context)
    let ours = [
      derived.lambda, derived.theta, derived.beta, derived.varianceOfAccuracy,
      derived.varianceOfThreshold,
    ]
    for (value, target) in zip(ours, published.hierarchical) {
      #expect(abs(value - target) < 3e-6, "\(value) against \(target)")
    }
    let ratios = [
      derived.diagnosticOddsRatio, derived.positiveLikelihoodRatio,
      derived.negativeLikelihoodRatio,
    ]
    for (value, target) in zip(ratios, published.ratios) {
      #expect(isClose(value, target, relative: 2e-4), "\(value) against \(target)")
    }
    #expect(abs(derived.sensitivity - published.summary[0]) < 1e-7)
    #expect(abs(derived.specificity - published.summary[1]) < 1e-7)
    #expect(abs(derived.falsePositiveRate - (1 - published.summary[1])) < 1e-7)
  }

  /// MetaBayesDTA computes `2 (s_A s_B - c)` here, which would be 2.64.
  @Test func varianceOfAccuracyHasTheRightSign() {
    let parameters = BivariateParameters(
      muSensitivity: 1, muSpecificity: 1, tauSensitivity: 0.8, tauSpecificity: 1.1, rho: -0.5)
    let hierarchical = HierarchicalParameters(parameters)
    #expect(abs(hierarchical.varianceOfAccuracy - 0.88) < 1e-12)
    #expect(abs(hierarchical.varianceOfThreshold - 0.66) < 1e-12)
  }

  /// The HSROC parameters describe the same distribution: with `x = exp(-beta/2)`,
  /// `A = x (theta' + alpha' / 2)` and `B = (alpha' / 2 - theta') / x` for independent
  /// `theta' ~ (theta, var_threshold)`, `alpha' ~ (lambda, var_accuracy)`.
  @Test func roundTripThroughTheHierarchicalModel() {
    var stream = TestStream(seed: 31)
    for _ in 0..<100 {
      let given = BivariateParameters(
        muSensitivity: stream.uniform(-3, 4), muSpecificity: stream.uniform(-3, 4),
        tauSensitivity: stream.uniform(0.05, 3), tauSpecificity: stream.uniform(0.05, 3),
        rho: stream.uniform(-1, 1))
      let model = HierarchicalParameters(given)
      let scale = exp(-model.beta / 2)
      let accuracyShare = model.varianceOfAccuracy / 4
      let varianceA = scale * scale * (model.varianceOfThreshold + accuracyShare)
      let varianceB = (model.varianceOfThreshold + accuracyShare) / (scale * scale)
      #expect(abs(scale * (model.theta + model.lambda / 2) - given.muSensitivity) < 1e-10)
      #expect(abs((model.lambda / 2 - model.theta) / scale - given.muSpecificity) < 1e-10)
      #expect(abs(varianceA.squareRoot() - given.tauSensitivity) < 1e-10)
      #expect(abs(varianceB.squareRoot() - given.tauSpecificity) < 1e-10)
      #expect(abs(accuracyShare - model.varianceOfThreshold - given.covariance) < 1e-10)
    }
  }

  /// Exchanging the diseased and the non-diseased mirrors every measure.
  @Test func exchangeOfSensitivityAndSpecificity() {
    let context = MeasureContext(
      diseasedTotals: AuditC.diseased, nondiseasedTotals: AuditC.nondiseased,
      falsePositives: AuditC.falsePositives)
    let mirroredContext = MeasureContext(
      diseasedTotals: AuditC.nondiseased, nondiseasedTotals: AuditC.diseased,
      falsePositives: AuditC.diseased.map { $0 / 3 })
    var stream = TestStream(seed: 77)
    for _ in 0..<50 {
      let given = BivariateParameters(
        muSensitivity: stream.uniform(-3, 4), muSpecificity: stream.uniform(-3, 4),
        tauSensitivity: stream.uniform(0.05, 3), tauSpecificity: stream.uniform(0.05, 3),
        rho: stream.uniform(-1, 1))
      let mirrored = BivariateParameters(
        muSensitivity: given.muSpecificity, muSpecificity: given.muSensitivity,
        tauSensitivity: given.tauSpecificity, tauSpecificity: given.tauSensitivity,
        rho: given.rho)
      let one = DerivedMeasures(given, context: context)
      let two = DerivedMeasures(mirrored, context: mirroredContext)
      #expect(isClose(one.sensitivity, two.specificity, relative: 1e-12))
      #expect(isClose(one.sensitivityAveraged, two.specificityAveraged, relative: 1e-12))
      #expect(
        isClose(one.positiveLikelihoodRatio, 1 / two.negativeLikelihoodRatio, relative: 1e-12))
      #expect(isClose(one.diagnosticOddsRatio, two.diagnosticOddsRatio, relative: 1e-12))
      #expect(abs(one.lambda - two.lambda) < 1e-10)
      #expect(abs(one.theta + two.theta) < 1e-10)
      #expect(abs(one.beta + two.beta) < 1e-12)
      #expect(abs(one.auc - two.auc) < 1e-9)
      #expect(abs(one.iSquared - two.iSquared) < 1e-12)
    }
  }

  @Test func zeroSpreadIsUndefinedOnlyWhereItMustBe() {
    let derived = DerivedMeasures(
      BivariateParameters(
        muSensitivity: 1, muSpecificity: 2, tauSensitivity: 0, tauSpecificity: 0.5, rho: 0.3),
      context: AuditC.context)
    let undefined: Set<Measure> = [.lambda, .theta, .beta, .partialAUC, .auc]
    for measure in Measure.allCases {
      #expect(derived[measure].isNaN == undefined.contains(measure), "\(measure)")
    }
    #expect(derived.iSquared == 0)
    #expect(derived.varianceOfAccuracy == 0)
    #expect(abs(derived.sensitivityAveraged - derived.sensitivity) < 1e-12)
  }

  @Test func extremesStayFinite() {
    for mean in [-50.0, 0, 50] {
      for otherMean in [-50.0, 50] {
        for (spread, otherSpread) in [(1000.0, 1000.0), (1e-8, 1000), (1000, 1e-8), (0.7, 1e-3)] {
          for rho in [-1.0, 0, 1] {
            let derived = DerivedMeasures(
              BivariateParameters(
                muSensitivity: mean, muSpecificity: otherMean, tauSensitivity: spread,
                tauSpecificity: otherSpread, rho: rho),
              context: AuditC.context)
            for measure in Measure.allCases {
              #expect(derived[measure].isFinite, "\(measure) \(mean) \(otherMean) \(spread) \(rho)")
            }
            for measure in [Measure.sensitivityAveraged, .partialAUC, .auc, .iSquared] {
              #expect(derived[measure] >= 0 && derived[measure] <= 1, "\(measure)")
            }
          }
        }
      }
    }
  }

  /// A study without false positives bounds the area at exactly 0, not at half a patient.
  @Test func partialAreaIsOverTheUncorrectedRange() {
    let context = MeasureContext(
      diseasedTotals: [10, 20], nondiseasedTotals: [9, 20], falsePositives: [0, 8])
    let derived = DerivedMeasures(AuditC.reml, context: context)
    let line = RutterGatsonisLine(AuditC.reml)
    let midpoints = (0..<200_000).reduce(0) { sum, index in
      let rate = 0.4 * (Double(index) + 0.5) / 200_000
      return sum + plainExpit(line.intercept + line.slope * plainLogit(rate))
    }
    #expect(abs(derived.partialAUC - midpoints / 200_000) < 1e-7)
  }

  @Test func oneObservedRateHasNoArea() {
    let context = MeasureContext(
      diseasedTotals: [10], nondiseasedTotals: [9], falsePositives: [3])
    #expect(DerivedMeasures(AuditC.reml, context: context).partialAUC.isNaN)
  }

  @Test func withoutNondiseasedArms() {
    let context = MeasureContext(
      diseasedTotals: [10, 20], nondiseasedTotals: [0, 0], falsePositives: [0, 0])
    let derived = DerivedMeasures(AuditC.reml, context: context)
    #expect(derived.partialAUC.isNaN)
    #expect(derived.iSquared.isNaN)
    #expect(derived.auc.isFinite)
  }
}
