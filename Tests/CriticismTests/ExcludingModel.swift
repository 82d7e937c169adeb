import AccuracyData
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams

/// A model of one mean with a study that some values of the mean make impossible: mu ~ N(0, 1), study i
/// says y_i ~ N(mu, 1), and the first study only that mu is above a limit. Its posterior without the
/// first study is normal, and what the others predict of it is a tail of that normal.
struct ExcludingModel: AccuracyModel {
  static let name = "excluding"
  var observed = [0.3, -0.2, 0.5]
  var limit = 0.4
  var prior: AccuracyPrior

  var words: ModelWords {
    ModelWords(
      heading: "", likelihood: "", randomEffects: "", link: "", integrationRule: "exact")
  }
  func underPrior(_ prior: AccuracyPrior) -> Self {
    Self(observed: observed, limit: limit, prior: prior)
  }
  var parameters: [Parameter] {
    let prior = ScalarPrior.normal(mean: 0, sd: 1)
    return [
      Parameter(
        .muSensitivity, heading: "mean", prior: .scalar(prior), priorText: prior.expression)
    ]
  }
  var settings: [Setting] { [Setting(ofAll: observed.count + 1)] }
  /// Mean and SD of mu without the first study.
  var others: (mean: Double, sd: Double) {
    let precision = 1 + Double(observed.count)
    return (observed.reduce(0, +) / precision, 1 / precision.squareRoot())
  }

  func independenceRoutes() -> [IndependenceRoute] {
    [IndependenceRoute(ExcludingDensity(model: self), start: [2.5])]
  }
  func noUTurnRoute() -> NoUTurnRoute { preconditionFailure("no gradient") }
  func jointRoute() -> NoUTurnRoute? { nil }
  func populationColumns(
    of setting: Setting, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    let mu = draws.column(.muSensitivity, rows)
    let one = mu.map { _ in 1.0 }
    return PopulationColumns(
      muSensitivity: mu, muSpecificity: mu, tauSensitivity: one, tauSpecificity: one,
      rho: mu.map { _ in 0 })
  }
  func tails(of setting: Setting) -> PopulationTails {
    PopulationTails(sensitivity: ArmTails(), specificity: ArmTails(), tiesDeviations: false)
  }
  func logLikelihoods(_ mu: Double) -> [Double] {
    [mu > limit ? 0 : -.infinity] + observed.map { logNormal($0 - mu) }
  }
  func logNormal(_ z: Double) -> Double { -0.5 * (log(2 * Double.pi) + z * z) }

  func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    draws.column(.muSensitivity, .places(places)).map {
      logLikelihoods($0).reduce(logNormal($0), +)
    }
  }
  func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    draws.column(.muSensitivity, .places(places)).map(logLikelihoods)
  }
  func logPriors(
    of part: PriorPart, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    draws.column(.muSensitivity, .places(places)).map { part == .means ? logNormal($0) : 0 }
  }
  func logPriorRatios(
    of other: AccuracyPrior, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] { places.map { _ in 0 } }
  func studyEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects { StudyEffects(logitSensitivities: [], logitSpecificities: []) }
  var integrationTolerance: Double { 0 }
  func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    IntegrationError(error: 0, fallbacks: 0)
  }
  func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] { [] }
  var priorReach: Double { .infinity }
}

/// In a coordinate that stretches the mean, with a constant of its own.
struct ExcludingDensity: BlockLogDensity, DecodableDensity {
  let model: ExcludingModel
  var dimension: Int { 1 }
  var variables: [Variable] { [.muSensitivity] }
  static let stretch = 2.5
  static let constant = 17.0

  func logDensity(at position: Span<Double>) -> Double {
    let mu = position[0] / Self.stretch
    return model.logLikelihoods(mu).reduce(model.logNormal(mu), +) + Self.constant
  }
  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    for j in values.indices {
      let mu = positions[j] / Self.stretch
      values[j] = model.logLikelihoods(mu).reduce(model.logNormal(mu), +) + Self.constant
    }
  }
  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    for j in 0..<count { columns[offset + j] = positions[j] / Self.stretch }
  }
}
