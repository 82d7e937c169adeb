import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import RandomStreams

extension BivariateModel: AccuracyModel {
  /// Its name in files and records.
  public static let name = "bivariate"

  /// What a page says of it.
  public var words: ModelWords {
    ModelWords(
      heading: "bivariate, exact binomial", likelihood: "binomial", randomEffects: "normal",
      link: "logit", integrationRule: "lattice")
  }

  /// The same data under another prior.
  ///
  /// - Parameter prior: of the five parameters.
  /// - Returns: the model, with the tables of this one's likelihood.
  public func underPrior(_ prior: AccuracyPrior) -> BivariateModel {
    BivariateModel(likelihood: likelihood, prior: prior)
  }

  /// The five parameters.
  public var parameters: [Parameter] {
    func mean(_ variable: Variable, _ heading: String, _ prior: ScalarPrior) -> Parameter {
      Parameter(
        variable, heading: heading, prior: .scalar(prior), priorText: prior.expression)
    }
    return [
      mean(.muSensitivity, "Mean logit sensitivity", prior.muSensitivity),
      mean(.muSpecificity, "Mean logit specificity", prior.muSpecificity),
    ] + prior.covarianceParameters()
  }

  /// The largest |atanh rho| of a draw; rho is 1 to 260 decimals there.
  package static let largestFisherZ = 300.0

  /// One population, of which all studies are a sample.
  public var settings: [Setting] { [Setting(ofAll: likelihood.studies.count)] }

  /// The collapsed posterior in standardised coordinates.
  ///
  /// - Returns: the density with its mode.
  public func independenceRoutes() -> [IndependenceRoute] {
    let density = CollapsedPosterior(model: self)
    return [IndependenceRoute(density, start: density.start)]
  }

  /// The collapsed posterior with its gradient.
  ///
  /// - Returns: the density; chains start around the mode.
  public func noUTurnRoute() -> NoUTurnRoute {
    let mode = mode()
    return NoUTurnRoute(GradientPosterior(model: self), targetAcceptance: 0.9) { normals in
      zip(mode, normals).map { $0 + 0.5 * $1 }
    }
  }

  /// The joint posterior of parameters and study effects.
  ///
  /// - Returns: the density; chains start around the mode.
  public func jointRoute() -> NoUTurnRoute? {
    let density = JointPosterior(
      model: self, reference: GradientPosterior(model: self).point(at: mode().span))
    return NoUTurnRoute(density, targetAcceptance: 0.95, start: density.start(normals:))
  }

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

  /// How fast the posterior falls far out.
  ///
  /// - Parameter setting: the only one.
  /// - Returns: from the families of the priors and the counts.
  public func tails(of setting: Setting) -> PopulationTails {
    PopulationTails(prior: prior, studies: setting.studies.map { likelihood.studies[$0] })
  }

  /// Log likelihood plus log prior density.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  public func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    BivariateDraws(draws).points(at: places).map {
      likelihood.logLikelihood(at: $0) + logPrior(at: $0)
    }
  }

  /// Log likelihoods of the studies.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one row a place, with one value a study.
  public func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    BivariateDraws(draws).points(at: places).map {
      likelihood.studyLogLikelihoods(at: $0).values
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

  /// Exact draws of a study's effects given the parameters.
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
    let (study, points) = (likelihood.studies[study], BivariateDraws(draws))
    var effects = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    effects.logitSensitivities.reserveCapacity(places.count)
    effects.logitSpecificities.reserveCapacity(places.count)
    for place in places {
      let drawn = drawStudyEffects(
        study: study, point: points.point(chain: place.chain, draw: place.draw), using: &stream)
      effects.logitSensitivities.append(drawn.x)
      effects.logitSpecificities.append(drawn.y)
    }
    return effects
  }
}
