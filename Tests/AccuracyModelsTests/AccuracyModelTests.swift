import AccuracyData
import CollapsedLikelihood
import DataReading
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams
import Testing

@testable import AccuracyModels

/// What the bivariate model answers to those who know it by the protocol only.
@Suite("The bivariate model by its interface")
struct AccuracyModelTests {
  private func model(_ preset: String) throws -> BivariateModel {
    BivariateModel(
      likelihood: samplingLikelihood(try readAccuracyData(.example("auditc")).studies),
      prior: try AccuracyPrior.preset(preset))
  }

  /// Three points around the posterior of auditc, one of them with |rho| near 1.
  private func draws() -> DrawTable {
    let rows: [[Double]] = [
      [2.3, 2.1, 2.8], [1.0, 1.2, 0.9], [0.9, 0.7, 1.6], [0.8, 0.6, 1.1],
      [-0.4, 0.2, tanh(-9)], [atanh(-0.4), atanh(0.2), -9],
    ]
    return DrawTable(
      variables: BivariateDraws.variables, drawsPerChain: 3, blocks: [rows.flatMap { $0 }])
  }

  private let places = (0..<3).map { DrawPlace(chain: 0, draw: $0) }

  @Test func everyRouteDrawsTheSameVariables() throws {
    let model = try model("default")
    #expect(model.drawnVariables == BivariateDraws.variables)
    let independence = try #require(model.independenceRoutes().first)
    let joint = try #require(model.jointRoute())
    #expect(independence.density.variables == model.drawnVariables)
    #expect(model.noUTurnRoute().density.variables == model.drawnVariables)
    #expect(joint.density.variables == model.drawnVariables)
    // Starts have density, and without random numbers they are at the mode, where the gradient is 0.
    #expect(independence.density.logDensity(at: independence.start.span).isFinite)
    let density = model.noUTurnRoute().density
    let mode = model.noUTurnRoute().start([Double](repeating: 0, count: density.dimension))
    var gradient = [Double](repeating: 1, count: density.dimension)
    var span = gradient.mutableSpan
    _ = density.logDensity(at: mode.span, gradient: &span)
    #expect(gradient.allSatisfy { abs($0) < 0.05 }, "\(gradient)")
  }

  @Test(arguments: ["default", "cochrane", "midas-iwishart"])
  func densitiesOfDrawsAddUp(preset: String) throws {
    let (model, draws) = (try model(preset), draws())
    let points = BivariateDraws(draws).points(at: places)
    let parts = PriorPart.allCases.map { model.logPriors(of: $0, at: places, of: draws) }
    let studies = model.studyLogLikelihoods(of: draws, at: places)
    let whole = model.logPosteriors(of: draws, at: places)
    for (k, point) in points.enumerated() {
      let prior = parts.reduce(0) { $0 + $1[k] }
      #expect(abs(prior - model.logPrior(at: point)) < 1e-6 * abs(prior), "\(preset) \(k)")
      #expect(studies[k].count == 14)
      let likelihood = studies[k].reduce(0, +)
      #expect(abs(whole[k] - prior - likelihood) < 1e-6 * abs(whole[k]), "\(preset) \(k)")
    }
    // The means by themselves, and a correlation with a prior of its own or none.
    let first = try #require(points.first)
    let means =
      model.prior.muSensitivity.logDensity(first.muSensitivity)
      + model.prior.muSpecificity.logDensity(first.muSpecificity)
    #expect(abs(model.logPriors(of: .means, at: places, of: draws)[0] - means) < 1e-12)
    let isJoint = model.prior.covariance.expression != nil
    #expect((model.logPriors(of: .correlation, at: places, of: draws)[0] == 0) == isJoint)
  }

  @Test func ratiosOfPriorsAreDifferencesOfLogDensities() throws {
    let (model, draws) = (try model("default"), draws())
    let other = try AccuracyPrior.preset("cochrane")
    let ratios = model.logPriorRatios(of: other, at: places, of: draws)
    let points = BivariateDraws(draws).points(at: places)
    for (ratio, point) in zip(ratios, points) {
      let exact = model.underPrior(other).logPrior(at: point) - model.logPrior(at: point)
      #expect(abs(ratio - exact) < 1e-9 * max(1, abs(exact)))
    }
    #expect(model.underPrior(other).prior == other)
  }

  @Test func theOnlySettingIsThePopulation() throws {
    let (model, draws) = (try model("default"), draws())
    let setting = try #require(model.settings.first)
    #expect(model.settings.count == 1 && setting.label.isEmpty)
    #expect(setting.studies == Array(0..<14))
    let columns = model.populationColumns(of: setting, from: draws, rows: .places([places[2]]))
    #expect(columns.muSensitivity == [2.8] && columns.tauSpecificity == [1.1])
    #expect(columns.rho == [tanh(-9)] && columns.effects == .normal)
    #expect(model.populationColumns(of: setting, from: draws, rows: .all).count == 3)
    // Parameters are those of the population under their own names.
    #expect(model.parameters.map(\.variable) == Variable.population)
    #expect(model.variable(.rho, in: setting) == .rho)
    #expect(model.parameter(.fisherZ) == nil)
  }

  @Test func aMatrixPriorStandsForThreeParameters() throws {
    let model = try model("midas-iwishart")
    let rho = try #require(model.parameter(.rho))
    #expect(rho.prior.scalar == nil && rho.priorText == model.prior.covariance.expression)
    #expect(model.parameter(.tauSensitivity)?.priorText == rho.priorText)
    #expect(model.parameter(.tauSensitivity)?.prior.scalar != nil)
    // The margin is normalised over its support.
    let count = 20_000
    let mass = (0..<count).reduce(0) { sum, k in
      let x = -1 + 2 * (Double(k) + 0.5) / Double(count)
      return sum + exp(rho.prior.logDensity(x)) * 2 / Double(count)
    }
    #expect(abs(mass - 1) < 1e-3 && rho.prior.support == (-1, 1))
  }

  @Test func theChecksSeeErrorsAndConflicts() throws {
    let (model, draws) = (try model("default"), draws())
    let error = model.integrationError(of: draws, at: places[0])
    #expect(error.error < 1e-4 && error.fallbacks >= 0)
    #expect(model.drawsBeyondPrior(draws).map(\.name) == ["tau_se", "tau_sp", "rho"])
    #expect(model.drawsBeyondPrior(draws).allSatisfy { $0.count == 0 })
    // half_normal(1) has 2e-17 of its mass above 8.5.
    let far = DrawTable(
      variables: BivariateDraws.variables, drawsPerChain: 2,
      blocks: [[2, 2, 1, 1, 1, 30, 1, 1, 0, 0, 0, 0]])
    #expect(model.drawsBeyondPrior(far).map(\.count) == [1, 0, 0])
  }

  @Test func studyEffectsAreThoseOfTheSampler() throws {
    let (model, draws) = (try model("default"), draws())
    let key = StreamKey(seed: 5).child(.purpose(.studyEffects), .index(3))
    var own = RandomStream(key)
    var other = RandomStream(key)
    let effects = model.studyEffects(of: 3, from: draws, at: places, using: &own)
    for (k, point) in BivariateDraws(draws).points(at: places).enumerated() {
      let exact = drawStudyEffects(
        study: model.likelihood.studies[3], point: point, using: &other)
      #expect(effects.logitSensitivities[k] == exact.x)
      #expect(effects.logitSpecificities[k] == exact.y)
    }
  }
}
