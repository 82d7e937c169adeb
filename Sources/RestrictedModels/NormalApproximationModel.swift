import AccuracyData
import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import RandomStreams
import SpecialFunctions

/// The bivariate model with a normal likelihood of observed logits; see `NormalLikelihood`. It is here to
/// show what the approximation does to a result: rare errors and small studies bias it.
public struct NormalApproximationModel: Sendable {
  /// The data.
  public let studies: [AccuracyStudy]
  /// The prior of the five parameters.
  public let prior: AccuracyPrior
  let likelihood: NormalLikelihood
  let covariance: CovarianceCoordinates

  /// The model of a data set.
  ///
  /// - Parameters:
  ///   - studies: the data.
  ///   - prior: of the five parameters.
  public init(studies: [AccuracyStudy], prior: AccuracyPrior) {
    self.init(studies: studies, likelihood: NormalLikelihood(studies), prior: prior)
  }

  private init(studies: [AccuracyStudy], likelihood: NormalLikelihood, prior: AccuracyPrior) {
    (self.studies, self.likelihood, self.prior) = (studies, likelihood, prior)
    covariance = CovarianceCoordinates(prior: prior.covariance)
  }

  /// Where the density is worked out.
  static func isLegal(_ point: BivariatePoint) -> Bool {
    let deviations = 1e-130...CollapsedLikelihood.largestDeviation
    return deviations.contains(point.tauSensitivity) && deviations.contains(point.tauSpecificity)
      && abs(point.fisherZ) < BivariateModel.largestFisherZ
  }

  /// The mode in (mu_se, mu_sp and the scores of the covariance).
  func mode() -> [Double] {
    let crude = (0..<2).map { arm in
      let values = likelihood.logits.compactMap { $0[arm]?.value }
      return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    let starts = [[0.0, 0, 0], [-1, -1, 0], [1, 1, 0]].map { crude + $0 }
    return highestMode(
      of: NormalApproximationGradient(model: self), starts: starts, maxIterations: 60)
      ?? crude + [0, 0, 0]
  }
}

extension NormalApproximationModel: AccuracyModel {
  /// Its name in files and records.
  public static let name = "normal-approximation"

  /// The same data under another prior.
  ///
  /// - Parameter prior: of the five parameters.
  /// - Returns: the model.
  public func underPrior(_ prior: AccuracyPrior) -> NormalApproximationModel {
    NormalApproximationModel(studies: studies, likelihood: likelihood, prior: prior)
  }

  /// The five parameters.
  public var parameters: [Parameter] {
    [
      Parameter(
        .muSensitivity, heading: "Mean logit sensitivity", prior: .scalar(prior.muSensitivity),
        priorText: prior.muSensitivity.expression),
      Parameter(
        .muSpecificity, heading: "Mean logit specificity", prior: .scalar(prior.muSpecificity),
        priorText: prior.muSpecificity.expression),
    ] + prior.covarianceParameters()
  }

  /// One population, of which all studies are a sample.
  public var settings: [Setting] { [Setting(ofAll: studies.count)] }

  /// The posterior in standardised coordinates.
  ///
  /// - Returns: the density with its mode.
  public func independenceRoutes() -> [IndependenceRoute] {
    let density = NormalApproximationPosterior(self)
    return [IndependenceRoute(density, start: density.start)]
  }

  /// The posterior with its gradient.
  ///
  /// - Returns: the density; chains start around the mode.
  public func noUTurnRoute() -> NoUTurnRoute {
    let mode = mode()
    return NoUTurnRoute(NormalApproximationGradient(model: self), targetAcceptance: 0.9) {
      normals in zip(mode, normals).map { $0 + 0.5 * $1 }
    }
  }

  /// None: NUTS runs on the parameters alone.
  ///
  /// - Returns: nil.
  public func jointRoute() -> NoUTurnRoute? { nil }

  /// The parameters themselves, which are the population.
  ///
  /// - Parameters:
  ///   - setting: the only one.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row.
  public func populationColumns(
    of setting: Setting, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    PopulationColumns(
      muSensitivity: draws.column(.muSensitivity, rows),
      muSpecificity: draws.column(.muSpecificity, rows),
      tauSensitivity: draws.column(.tauSensitivity, rows),
      tauSpecificity: draws.column(.tauSpecificity, rows), rho: draws.column(.rho, rows))
  }

  /// How fast the posterior falls far out: every observed logit bounds mean and SD as a study with right and
  /// wrong results does, and no more is counted on.
  ///
  /// - Parameter setting: the only one.
  /// - Returns: from the families of the priors and the number of logits.
  public func tails(of setting: Setting) -> PopulationTails {
    let alone = PopulationTails(prior: prior, studies: [])
    func arm(_ index: Int, _ tails: ArmTails) -> ArmTails {
      let count = likelihood.logits.count { $0[index] != nil }
      return ArmTails(
        deviationIndex: tails.deviationIndex, meanIndex: tails.meanIndex,
        meanRate: tails.meanRate, twoSided: Double(count), isEnclosed: count > 0)
    }
    return PopulationTails(
      sensitivity: arm(0, alone.sensitivity), specificity: arm(1, alone.specificity),
      tiesDeviations: alone.tiesDeviations)
  }

  /// Log likelihood plus log prior density.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  public func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    BivariateDraws(draws).points(at: places).map {
      likelihood.logLikelihood(at: $0) + prior.logDensity(at: $0)
    }
  }

  /// Log likelihoods of the studies: log densities of their observed logits.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one row a place, with one value a study.
  public func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    BivariateDraws(draws).points(at: places).map { point in
      studies.indices.map { likelihood.logLikelihood(ofStudy: $0, at: point) }
    }
  }

  /// Log prior density of some of the parameters.
  ///
  /// - Parameters:
  ///   - part: which parameters.
  ///   - places: which draws.
  ///   - draws: of this model.
  /// - Returns: one value a place.
  public func logPriors(
    of part: PriorPart, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    BivariateDraws(draws).points(at: places).map { prior.logDensity(of: part, at: $0) }
  }

  /// The log of another prior's density over this one's.
  ///
  /// - Parameters:
  ///   - other: with density nowhere but where this one has.
  ///   - places: which draws.
  ///   - draws: of this model.
  /// - Returns: one value a place.
  public func logPriorRatios(
    of other: AccuracyPrior, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    other.logRatios(to: prior, at: BivariateDraws(draws).points(at: places))
  }

  /// Draws of a study's true logits given its observed ones: normal, with precision W + Sigma^-1, W the
  /// inverse sampling variances, drawn as mu + Sigma V^-1 (y - e - z) + z, z ~ N(0, Sigma) and e the error
  /// of a simulated observation.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  ///   - stream: random numbers.
  /// - Returns: one draw a place.
  public func studyEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects {
    var effects = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    let logits = likelihood.logits[study]
    for point in BivariateDraws(draws).points(at: places) {
      let precision = NormalLikelihood.Precision(logits, point)
      let (first, second) = (stream.normal(), stream.normal())
      let (t1, t2, rho) = (point.tauSensitivity, point.tauSpecificity, point.correlation)
      let z = SIMD2(t1 * first, t2 * (rho * first + point.complement * second))
      func residual(_ arm: Int, _ mean: Double) -> Double {
        let error = stream.normal()
        return logits[arm].map { $0.value - mean - $0.variance.squareRoot() * error } ?? 0
      }
      let r1 = residual(0, point.muSensitivity + z.x)
      let r2 = residual(1, point.muSpecificity + z.y)
      let a = SIMD2(
        precision.p11 * r1 + precision.p12 * r2, precision.p12 * r1 + precision.p22 * r2)
      effects.logitSensitivities.append(
        point.muSensitivity + z.x + t1 * (t1 * a.x + t2 * rho * a.y))
      effects.logitSpecificities.append(
        point.muSpecificity + z.y + t2 * (t1 * rho * a.x + t2 * a.y))
    }
    return effects
  }

  // MARK: Checks

  /// Nothing is integrated numerically.
  public var integrationTolerance: Double { 0 }

  /// None.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - place: which of them.
  /// - Returns: 0.
  public func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    IntegrationError(error: 0, fallbacks: 0)
  }

  /// How many SDs out the scores of tau and rho are tabulated.
  public var priorReach: Double { BivariateModel.largestScore }

  /// How many draws of the covariance are beyond the tables.
  ///
  /// - Parameter draws: of this model.
  /// - Returns: numbers of draws by name.
  public func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] {
    prior.covariance.drawsBeyondTables(draws, index: [])
  }
}
