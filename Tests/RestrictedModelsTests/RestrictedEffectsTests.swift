import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import FrequentistFits
import ModelInterface
import RandomStreams
import Testing

@testable import RestrictedModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Draws of a study's effects given the parameters have the moments that theory gives.
@Suite("Restricted models: effects of studies")
struct RestrictedEffectsTests {
  private static let draws = 6000
  private static let point = BivariatePoint(
    muSensitivity: 1, muSpecificity: 2, tauSensitivity: 0.6, tauSpecificity: 0.8, fisherZ: 0.5)

  private func effects(_ model: some AccuracyModel, study: Int) throws -> StudyEffects {
    let point = Self.point
    let variables: [Variable] = [
      .muSensitivity, .muSpecificity, .tauSensitivity, .tauSpecificity, .rho, .fisherZ,
    ]
    let values = [
      point.muSensitivity, point.muSpecificity, point.tauSensitivity, point.tauSpecificity,
      point.correlation, point.fisherZ,
    ]
    let table = DrawTable(
      variables: variables, drawsPerChain: Self.draws,
      blocks: [values.flatMap { [Double](repeating: $0, count: Self.draws) }])
    var stream = RandomStream(StreamKey(seed: 47).child(.purpose(.studyEffects), .index(study)))
    return model.studyEffects(
      of: study, from: table, at: (0..<Self.draws).map { DrawPlace(chain: 0, draw: $0) },
      using: &stream)
  }

  private func moments(_ values: [Double]) -> (mean: Double, variance: Double, error: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean, variance, (variance / count).squareRoot())
  }

  /// Each margin has the priors of its own mean and SD.
  @Test func marginsHaveTheirOwnPriors() throws {
    let (means, deviations) = (
      [ScalarPrior.normal(mean: 1, sd: 2), .normal(mean: -1, sd: 0.5)],
      [ScalarPrior.exponential(rate: 0.8), .halfNormal(scale: 2)]
    )
    let prior = AccuracyPrior(
      muSensitivity: means[0], muSpecificity: means[1],
      covariance: .separate(
        tauSensitivity: deviations[0], tauSpecificity: deviations[1], rho: .lkj(eta: 1.5)))
    let table = DrawTable(
      variables: [.muSensitivity, .muSpecificity, .tauSensitivity, .tauSpecificity],
      drawsPerChain: 1, blocks: [[0.3, 0.4, 0.6, 0.9]])
    let model = MarginsModel(.independent, studies: restrictedStudies, prior: prior)
    for (part, expected) in [
      (PriorPart.means, means[0].logDensity(0.3) + means[1].logDensity(0.4)),
      (.deviations, deviations[0].logDensity(0.6) + deviations[1].logDensity(0.9)),
      (.correlation, 0),
    ] {
      let found = model.logPriors(of: part, at: [DrawPlace(chain: 0, draw: 0)], of: table)[0]
      #expect(abs(found - expected) < 1e-12, "\(part)")
    }
  }

  /// E[p | data] is the ratio of the likelihood of one more success in one more patient to that of the data,
  /// without their coefficients; where studies do not differ p is that of all.
  @Test func shrunkenProportionsAreRatiosOfLikelihoods() throws {
    let prior = RestrictedDensityTests.priors[0]
    let study = try #require(restrictedStudies.firstIndex { $0.diseased != nil })
    let arm = try #require(restrictedStudies[study].diseased)
    var more = restrictedStudies
    more[study].diseased = AccuracyArm(correct: arm.correct + 1, incorrect: arm.incorrect)
    func logLikelihood(_ studies: [AccuracyStudy]) -> Double {
      Margin(.sensitivity, studies: studies, varies: true, threads: 1)
        .studyLogLikelihoods(mean: Self.point.muSensitivity, deviation: 0.6)[study]
    }
    let expected = exp(
      logLikelihood(more) - logLikelihood(restrictedStudies)
        - log(Double(arm.total + 1) / Double(arm.correct + 1)))
    for form in [MarginsModel.Form.independent, .univariate(.sensitivity)] {
      let model = MarginsModel(form, studies: restrictedStudies, prior: prior)
      let drawn = try effects(model, study: study).logitSensitivities.map { 1 / (1 + exp(-$0)) }
      let found = moments(drawn)
      #expect(abs(found.mean - expected) < 4 * found.error, "\(found) for \(expected)")
    }
    let fixed = MarginsModel(.fixed, studies: restrictedStudies, prior: prior)
    let all = try effects(fixed, study: study)
    #expect(all.logitSensitivities.allSatisfy { $0 == 1 })
  }

  /// Under the normal approximation they are normal, with precision S^-1 + Sigma^-1, S the sampling
  /// variances of both observed logits.
  @Test func effectsOfTheNormalApproximationAreNormal() throws {
    let model = NormalApproximationModel(
      studies: restrictedStudies, prior: RestrictedDensityTests.priors[0])
    let study = try #require(
      model.likelihood.logits.firstIndex { $0[0] != nil && $0[1] != nil })
    let logits = try model.likelihood.logits[study].map { try #require($0) }
    let rho = Self.point.correlation
    let (v1, v2, c) = (0.36, 0.64, rho * 0.6 * 0.8)
    let determinant = v1 * v2 - c * c
    let (p11, p12, p22) = (
      v2 / determinant + 1 / logits[0].variance, -c / determinant,
      v1 / determinant + 1 / logits[1].variance
    )
    let size = p11 * p22 - p12 * p12
    let pull = SIMD2(
      (v2 - 2 * c) / determinant + logits[0].value / logits[0].variance,
      (2 * v1 - c) / determinant + logits[1].value / logits[1].variance)
    let drawn = try effects(model, study: study)
    let (first, second) = (moments(drawn.logitSensitivities), moments(drawn.logitSpecificities))
    #expect(abs(first.mean - (p22 * pull.x - p12 * pull.y) / size) < 4 * first.error)
    #expect(abs(second.mean - (p11 * pull.y - p12 * pull.x) / size) < 4 * second.error)
    // The error of a variance of normal draws is sqrt(2 / n) times itself.
    let share = 4 * (2 / Double(Self.draws)).squareRoot()
    #expect(abs(first.variance * size / p22 - 1) < share)
    #expect(abs(second.variance * size / p11 - 1) < share)
    let products = zip(drawn.logitSensitivities, drawn.logitSpecificities).map {
      ($0 - first.mean) * ($1 - second.mean)
    }
    let both = moments(products)
    #expect(abs(both.mean + p12 / size) < 4 * both.error)
  }
}
