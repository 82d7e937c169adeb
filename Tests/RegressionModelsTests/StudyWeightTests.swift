import AccuracyData
import CollapsedLikelihood
import Draws
import ModelInterface
import RandomStreams
import Testing

@testable import RegressionModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a robust model says of single studies, against sums over a fine grid of the weight w alone.
@Suite struct StudyWeightTests {
  private static let nu = 4.0
  private static let point = BivariatePoint(
    muSensitivity: 1.9, muSpecificity: 1.2, tauSensitivity: 0.5, tauSpecificity: 0.4, fisherZ: -0.4)

  /// log L, E[w] and P(w < 1/4) of a table whose effects are t-distributed: w has the density of a gamma
  /// distribution with shape and rate nu / 2, and given w the SDs are divided by sqrt(w).
  private func exact(
    _ study: AccuracyStudy, at point: BivariatePoint = point
  ) -> (logLikelihood: Double, mean: Double, below: Double) {
    let rule = DenseRule()
    let (nu, step) = (Self.nu, 0.05)
    let constant = 0.5 * nu * log(0.5 * nu) - lgamma(0.5 * nu)
    // log w; the limit is a node, of which half is below.
    let places = (-160...80).map { log(0.25) + step * Double($0) }
    let terms = places.map { x in
      var scaled = point
      scaled.tauSensitivity *= exp(-0.5 * x)
      scaled.tauSpecificity *= exp(-0.5 * x)
      return exp(
        constant + 0.5 * nu * (x - exp(x)) + rule.logLikelihood(of: study, at: scaled)
          + log(step))
    }
    let total = terms.reduce(0, +)
    return (
      log(total), zip(places, terms).reduce(0) { $0 + exp($1.0) * $1.1 } / total,
      (terms[..<160].reduce(0, +) + 0.5 * terms[160]) / total
    )
  }

  /// The block that the independence sampler works with stops where the rest of a sum is a series, which it
  /// adds: without it a study is 2e-5 off.
  @Test func blocksAreThoseOfAGrid() throws {
    let model = try regression(
      "auditc", "mu_se ~ 1; mu_sp ~ 1", effects: .student(degreesOfFreedom: Self.nu))
    let scales = [0.6, 1, 1.7]
    let points = scales.map { scale in
      var point = Self.point
      point.tauSensitivity *= scale
      point.tauSpecificity /= scale
      return point
    }
    let columns: [[Double]] = [
      points.map(\.muSensitivity), points.map(\.muSpecificity), points.map(\.tauSensitivity),
      points.map(\.tauSpecificity), points.map(\.correlation), points.map(\.complement),
      points.map(\.muSensitivity), points.map(\.muSpecificity),
    ]
    var worst = 0.0
    for study in stride(from: 0, to: model.studies.count, by: 3) {
      // By itself a study ends where its own terms do, not where those of an outlying one do.
      let likelihood = CollapsedLikelihood(
        studies: [model.studies[study]], rows: [0], tolerance: 1e-8)
      var block = StudentBlock(
        likelihood, mixtures: [try #require(model.mixture(Self.nu))], pointCount: points.count)
      let values = block.logLikelihoods(points: columns.flatMap { $0 })
      for (value, point) in zip(values, points) {
        worst = max(worst, abs(value - exact(model.studies[study], at: point).logLikelihood))
      }
    }
    #expect(worst < 1e-5, "\(worst)")
  }

  @Test(arguments: [0, 7])
  func weightsAndEffectsAreThoseOfAGrid(study: Int) throws {
    let model = try regression(
      "auditc", "mu_se ~ 1; mu_sp ~ 1", effects: .student(degreesOfFreedom: Self.nu))
    let point = Self.point
    let values = [
      point.muSensitivity, point.muSpecificity, point.tauSensitivity, point.tauSpecificity,
      point.correlation, point.fisherZ,
    ]
    let draws = 4000
    #expect(model.drawnVariables.count == values.count)
    let table = DrawTable(
      variables: model.drawnVariables, drawsPerChain: draws,
      blocks: [values.flatMap { [Double](repeating: $0, count: draws) }])
    let places = (0..<draws).map { DrawPlace(chain: 0, draw: $0) }
    var data = model.studies[study]
    let expected = exact(data)
    let weight = try #require(model.studyWeights(of: table, at: Array(places[..<1])))[study]
    #expect(abs(weight.mean - expected.mean) < 2e-3, "\(weight) \(expected)")
    #expect(abs(weight.outlierProbability - expected.below) < 4e-3, "\(weight) \(expected)")

    var stream = RandomStream(StreamKey(seed: 43).child(.purpose(.studyEffects), .index(study)))
    let effects = model.studyEffects(of: study, from: table, at: places, using: &stream)
    let shares = effects.logitSensitivities.map { 1 / (1 + exp(-$0)) }
    let mean = shares.reduce(0, +) / Double(draws)
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
    // E[p | data] is the ratio of the likelihood of one more success in one more patient to that of the data,
    // without their coefficients.
    let arm = try #require(data.diseased)
    data.diseased = AccuracyArm(correct: arm.correct + 1, incorrect: arm.incorrect)
    let ratio = exp(
      exact(data).logLikelihood - expected.logLikelihood
        - log(Double(arm.total + 1) / Double(arm.correct + 1)))
    #expect(
      abs(mean - ratio) < 4 * (variance / Double(draws)).squareRoot(), "\(mean) for \(ratio)")
  }
}
