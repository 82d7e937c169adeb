import AccuracyData
import Distributions
import Draws
import Foundation
import ModelInterface
import RandomStreams

/// A model whose posterior is known in closed form: it shows that nothing above the models knows the first.
///
/// Each arm is its empirical logit y = log((r + 1/2) / (n - r + 1/2)) with the known variance
/// v = 1/(r + 1/2) + 1/(n - r + 1/2). With known SDs between studies,
///
///     y_se ~ N(mu_se[group], v + tau_se^2),   y_sp ~ N(mu_sp, v + tau_sp^2),   all independent:
///
/// two settings, each with a mean of its own for sensitivity, and one for specificity that they share.
/// `drift` stands in no likelihood, so that its posterior is its prior. A setting's tau_se, tau_sp and rho
/// are constants and no parameters.
struct NormalModel: AccuracyModel {
  static let name = "normal"
  static let tauSensitivity = 0.6
  static let tauSpecificity = 0.7
  static let drift = Variable("drift")

  let dataset: AccuracyDataset
  let prior: AccuracyPrior
  let settings: [Setting]

  /// - Parameters:
  ///   - dataset: with both arms of every study.
  ///   - groups: the values of the first covariate that are settings.
  ///   - prior: of the means; what it says of the covariance is not used.
  init(_ dataset: AccuracyDataset, groups: [String], prior: AccuracyPrior) {
    self.dataset = dataset
    self.prior = prior
    settings = groups.map { group in
      Setting(
        index: [IndexEntry(group)],
        studies: dataset.studies.indices.filter {
          dataset.studies[$0].covariates.contains { $0.value == group }
        })
    }
  }

  private init(_ other: NormalModel, prior: AccuracyPrior) {
    (dataset, settings, self.prior) = (other.dataset, other.settings, prior)
  }

  var words: ModelWords {
    ModelWords(
      heading: "normal, known variances", likelihood: "normal", randomEffects: "normal",
      link: "logit", integrationRule: "exact")
  }

  func underPrior(_ prior: AccuracyPrior) -> NormalModel { NormalModel(self, prior: prior) }

  var parameters: [Parameter] {
    means.map { variable, prior in
      Parameter(
        variable, heading: "Mean \(variable.name)", prior: .scalar(prior),
        priorText: prior.expression)
    } + [
      Parameter(
        Self.drift, heading: "Drift", prior: .scalar(Self.driftPrior),
        priorText: Self.driftPrior.expression)
    ]
  }

  static let driftPrior = ScalarPrior.normal(mean: 0, sd: 1)

  /// The means with their priors, in the order of the coordinates.
  var means: [(variable: Variable, prior: ScalarPrior)] {
    settings.map { (Variable.muSensitivity($0.index), prior.muSensitivity) }
      + [(.muSpecificity, prior.muSpecificity)]
  }

  // MARK: Observations

  struct Observation {
    var value: Double
    var variance: Double
  }

  /// The two arms of a study.
  func observations(of study: Int) -> (sensitivity: Observation, specificity: Observation) {
    func observation(_ arm: AccuracyArm?) -> Observation {
      guard let arm else { preconditionFailure("both arms of every study") }
      let (right, wrong) = (Double(arm.correct) + 0.5, Double(arm.incorrect) + 0.5)
      return Observation(value: log(right / wrong), variance: 1 / right + 1 / wrong)
    }
    let study = dataset.studies[study]
    return (observation(study.diseased), observation(study.nondiseased))
  }

  /// What informs each mean, in the order of `means`: values with their variances over studies.
  var evidence: [[Observation]] {
    func total(_ observation: Observation, _ tau: Double) -> Observation {
      Observation(value: observation.value, variance: observation.variance + tau * tau)
    }
    return settings.map { setting in
      setting.studies.map { total(observations(of: $0).sensitivity, Self.tauSensitivity) }
    } + [
      dataset.studies.indices.map {
        total(observations(of: $0).specificity, Self.tauSpecificity)
      }
    ]
  }

  /// Mean and SD of each mean's posterior under normal priors.
  var closedForm: [(mean: Double, sd: Double)] {
    zip(means, evidence).map { mean, evidence in
      guard case .normal(let centre, let sd) = mean.prior else { return (.nan, .nan) }
      var (precision, pull) = (1 / (sd * sd), centre / (sd * sd))
      for observation in evidence {
        precision += 1 / observation.variance
        pull += observation.value / observation.variance
      }
      return (pull / precision, 1 / precision.squareRoot())
    }
  }

  // MARK: Sampling

  func independenceRoutes() -> [IndependenceRoute] {
    let density = NormalModelDensity(self)
    return [IndependenceRoute(density, start: density.start)]
  }

  func noUTurnRoute() -> NoUTurnRoute {
    let density = NormalModelDensity(self)
    return NoUTurnRoute(density, targetAcceptance: 0.9) { normals in
      zip(density.start, normals).map { $0 + $1 }
    }
  }

  func jointRoute() -> NoUTurnRoute? { nil }

  // MARK: Meaning of the draws

  func populationColumns(
    of setting: Setting, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    func constant(_ value: Double) -> [Double] {
      [Double](repeating: value, count: draws.count(of: rows))
    }
    return PopulationColumns(
      muSensitivity: draws.column(.muSensitivity(setting.index), rows),
      muSpecificity: draws.column(.muSpecificity, rows),
      tauSensitivity: constant(Self.tauSensitivity),
      tauSpecificity: constant(Self.tauSpecificity), rho: constant(0))
  }

  func tails(of setting: Setting) -> PopulationTails {
    PopulationTails(sensitivity: ArmTails(), specificity: ArmTails(), tiesDeviations: false)
  }

  // MARK: Densities

  func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    let priors = PriorPart.allCases.map { logPriors(of: $0, at: places, of: draws) }
    return studyLogLikelihoods(of: draws, at: places).enumerated().map { k, row in
      row.reduce(0, +) + priors.reduce(0) { $0 + $1[k] }
    }
  }

  func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    let specificities = draws.column(.muSpecificity, .places(places))
    var rows = places.map { _ in [Double](repeating: 0, count: dataset.studies.count) }
    for setting in settings {
      let sensitivities = draws.column(.muSensitivity(setting.index), .places(places))
      for study in setting.studies {
        let (se, sp) = observations(of: study)
        for k in places.indices {
          rows[k][study] =
            logNormal(
              se.value - sensitivities[k],
              variance: se.variance + Self.tauSensitivity * Self.tauSensitivity)
            + logNormal(
              sp.value - specificities[k],
              variance: sp.variance + Self.tauSpecificity * Self.tauSpecificity)
        }
      }
    }
    return rows
  }

  func logPriors(
    of part: PriorPart, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    let all: [(variable: Variable, prior: ScalarPrior)] =
      switch part {
      case .means: means
      case .rest: [(Self.drift, Self.driftPrior)]
      case .deviations, .correlation, .jacobian: []
      }
    return all.reduce([Double](repeating: 0, count: places.count)) { sums, entry in
      zip(sums, entry.prior.logDensities(draws.column(entry.variable, .places(places)))).map(+)
    }
  }

  func logPriorRatios(
    of other: AccuracyPrior, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    zip(
      underPrior(other).logPriors(of: .means, at: places, of: draws),
      logPriors(of: .means, at: places, of: draws)
    ).map(-)
  }

  // MARK: Studies and checks

  func studyEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects {
    let (se, sp) = observations(of: study)
    let index = settings.first { $0.studies.contains(study) }?.index ?? []
    let sensitivities = draws.column(.muSensitivity(index), .places(places))
    let specificities = draws.column(.muSpecificity, .places(places))
    var effects = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    func draw(_ observation: Observation, mean: Double, tau: Double) -> Double {
      let precision = 1 / observation.variance + 1 / (tau * tau)
      let centre = (observation.value / observation.variance + mean / (tau * tau)) / precision
      return centre + stream.normal() / precision.squareRoot()
    }
    for k in places.indices {
      effects.logitSensitivities.append(
        draw(se, mean: sensitivities[k], tau: Self.tauSensitivity))
      effects.logitSpecificities.append(
        draw(sp, mean: specificities[k], tau: Self.tauSpecificity))
    }
    return effects
  }

  var integrationTolerance: Double { 0 }
  func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    IntegrationError(error: 0, fallbacks: 0)
  }
  var priorReach: Double { .infinity }
  func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] { [] }
}

func logNormal(_ deviation: Double, variance: Double) -> Double {
  -0.5 * (log(2 * Double.pi * variance) + deviation * deviation / variance)
}

/// The posterior in the parameters themselves.
struct NormalModelDensity: BlockLogDensity, DifferentiableLogDensity, DecodableDensity {
  let variables: [Variable]
  let start: [Double]
  private let priors: [ScalarPrior]
  private let evidence: [[NormalModel.Observation]]

  init(_ model: NormalModel) {
    variables = model.drawnVariables
    priors = model.means.map(\.prior) + [NormalModel.driftPrior]
    evidence = model.evidence + [[]]
    start = evidence.map { part in
      part.isEmpty ? 0 : part.reduce(0) { $0 + $1.value } / Double(part.count)
    }
  }

  var dimension: Int { variables.count }

  private func term(_ k: Int, _ x: Double) -> (value: Double, slope: Double) {
    evidence[k].reduce((priors[k].logDensity(x), priors[k].logDensityDerivative(x))) { sum, next in
      let deviation = next.value - x
      return (
        sum.0 - 0.5 * deviation * deviation / next.variance, sum.1 + deviation / next.variance
      )
    }
  }

  func logDensity(at position: Span<Double>) -> Double {
    (0..<dimension).reduce(0) { $0 + term($1, position[$1]).value }
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var sum = 0.0
    for k in 0..<dimension {
      let (value, slope) = term(k, position[k])
      sum += value
      gradient[k] = slope
    }
    return sum
  }

  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let count = values.count
    for j in 0..<count {
      values[j] = (0..<dimension).reduce(0) { $0 + term($1, positions[$1 * count + j]).value }
    }
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    for k in 0..<dimension {
      for j in 0..<count { columns[k * stride + offset + j] = positions[k * count + j] }
    }
  }
}
