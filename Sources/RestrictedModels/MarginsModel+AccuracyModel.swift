import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import FrequentistFits
import ModelInterface
import RandomStreams

extension MarginsModel: AccuracyModel {
  /// What its models are called together; each has a name of its own.
  public static let name = "margins"

  /// Its name in files and records.
  public var name: String {
    switch form {
    case .independent: "independent"
    case .univariate: "univariate"
    case .fixed: "fixed"
    }
  }

  /// One mean a margin, with its SD where studies differ; correlations in no form.
  public var parts: PopulationParts {
    margins.reduce(form == .fixed ? [] : .deviations) { $0.union($1.kind.part) }
  }

  /// The same data under another prior.
  ///
  /// - Parameter prior: of the parameters.
  /// - Returns: the model, with the tables of this one's likelihood.
  public func underPrior(_ prior: AccuracyPrior) -> MarginsModel { underOther(prior) }

  /// The means, then the SDs.
  public var parameters: [Parameter] {
    let means = margins.map { margin in
      let prior = margin.kind.meanPrior(prior)
      return Parameter(
        margin.kind.mean, heading: "Mean logit \(margin.kind.rawValue)", prior: .scalar(prior),
        priorText: prior.expression)
    }
    return means
      + margins.filter(\.varies).map { margin in
        let prior = margin.kind.deviationPrior(prior)
        return Parameter(
          margin.kind.deviation, heading: "SD of \(margin.kind.rawValue)", prior: .scalar(prior),
          priorText: prior.expression, reach: .upTo(CollapsedLikelihood.largestDeviation))
      }
  }

  /// One population, of which all studies are a sample.
  public var settings: [Setting] { [Setting(ofAll: studies.count)] }

  /// One density a margin: margins share no parameter and no data.
  ///
  /// - Returns: the densities with their modes.
  public func independenceRoutes() -> [IndependenceRoute] {
    margins.indices.map { place in
      let density = posterior(place)
      return IndependenceRoute(
        density, start: density.start,
        part: margins.count == 1 ? nil : margins[place].kind.rawValue)
    }
  }

  /// All margins together, with their gradient.
  ///
  /// - Returns: the density; chains start around the mode.
  public func noUTurnRoute() -> NoUTurnRoute {
    let mode = margins.indices.flatMap(mode)
    return NoUTurnRoute(gradient(Array(margins.indices)), targetAcceptance: 0.9) { normals in
      zip(mode, normals).map { $0 + 0.5 * $1 }
    }
  }

  /// None: NUTS runs on the parameters alone.
  ///
  /// - Returns: nil.
  public func jointRoute() -> NoUTurnRoute? { nil }

  /// The parameters; what the model has not is 0.
  ///
  /// - Parameters:
  ///   - setting: the only one.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row.
  public func populationColumns(
    of setting: Setting, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    let zeros = [Double](repeating: 0, count: draws.count(of: rows))
    func own(_ kind: AccuracyMargin) -> (means: [Double], deviations: [Double]) {
      margins.first { $0.kind == kind }.map { columns($0, of: draws, rows) } ?? (zeros, zeros)
    }
    let (first, second) = (own(.sensitivity), own(.specificity))
    return PopulationColumns(
      muSensitivity: first.means, muSpecificity: second.means, tauSensitivity: first.deviations,
      tauSpecificity: second.deviations, rho: zeros, parts: parts)
  }

  /// How fast the posterior falls far out: as that of the bivariate model, margin by margin, and where
  /// studies do not differ as under a bounded SD.
  ///
  /// - Parameter setting: the only one.
  /// - Returns: from the families of the priors and the counts.
  public func tails(of setting: Setting) -> PopulationTails {
    let bounded = ScalarPrior.uniform(lower: 0, upper: 1)
    func deviation(_ kind: AccuracyMargin) -> ScalarPrior {
      form == .fixed ? bounded : kind.deviationPrior(prior)
    }
    let separate = AccuracyPrior(
      muSensitivity: prior.muSensitivity, muSpecificity: prior.muSpecificity,
      covariance: .separate(
        tauSensitivity: deviation(.sensitivity), tauSpecificity: deviation(.specificity),
        rho: .lkj(eta: 2)))
    return PopulationTails(prior: separate, studies: studies)
  }

  /// Log likelihood plus log prior density.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  public func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    let priors = [PriorPart.means, .deviations].map { logPriors(of: $0, at: places, of: draws) }
    return studyLogLikelihoods(of: draws, at: places).enumerated().map { k, row in
      row.reduce(priors[0][k] + priors[1][k], +)
    }
  }

  /// Log likelihoods of the studies.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one row a place, with one value a study.
  public func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    var rows = places.map { _ in [Double](repeating: 0, count: studies.count) }
    for margin in margins {
      let (means, deviations) = columns(margin, of: draws, .places(places))
      for k in places.indices {
        let own = margin.studyLogLikelihoods(mean: means[k], deviation: deviations[k])
        for study in own.indices { rows[k][study] += own[study] }
      }
    }
    return rows
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
    var sums = [Double](repeating: 0, count: places.count)
    for margin in margins {
      let (means, deviations) = columns(margin, of: draws, .places(places))
      let own: [Double] =
        switch part {
        case .means: margin.kind.meanPrior(prior).logDensities(means)
        case .deviations where margin.varies:
          margin.kind.deviationPrior(prior).logDensities(deviations)
        case .deviations, .correlation, .jacobian, .rest: []
        }
      for k in own.indices { sums[k] += own[k] }
    }
    return sums
  }

  /// The log of another prior's density over this one's, of the parameters that the model has.
  ///
  /// - Parameters:
  ///   - other: with density nowhere but where this one has.
  ///   - places: which draws.
  ///   - draws: of this model.
  /// - Returns: one value a place.
  public func logPriorRatios(
    of other: AccuracyPrior, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    let others = underPrior(other)
    return [PriorPart.means, .deviations].reduce([Double](repeating: 0, count: places.count)) {
      sums, part in
      let own = logPriors(of: part, at: places, of: draws)
      let new = others.logPriors(of: part, at: places, of: draws)
      return sums.indices.map { sums[$0] + new[$0] - own[$0] }
    }
  }

  /// Exact draws of a study's effects given the parameters; 0 of a proportion that the model has not.
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
    let zeros = [Double](repeating: 0, count: places.count)
    var effects = StudyEffects(logitSensitivities: zeros, logitSpecificities: zeros)
    for margin in margins {
      let (means, deviations) = columns(margin, of: draws, .places(places))
      var own = means
      if margin.varies {
        for k in places.indices {
          let drawn = drawStudyEffects(
            study: margin.studies[study],
            point: margin.point(mean: means[k], deviation: deviations[k]), using: &stream)
          own[k] = margin.kind == .sensitivity ? drawn.x : drawn.y
        }
      }
      if margin.kind == .sensitivity {
        effects.logitSensitivities = own
      } else {
        effects.logitSpecificities = own
      }
    }
    return effects
  }

  // MARK: Checks

  /// The tolerance of the lattice; 0 where there is nothing to integrate.
  public var integrationTolerance: Double { margins[0].likelihood?.tolerance ?? 0 }

  /// How far the lattice is off at a draw, against the dense rule.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - place: which of them.
  /// - Returns: over all studies and margins; the fallbacks are integrals that the graded rule took.
  public func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    let dense = DenseRule()
    var (error, fallbacks) = (0.0, 0)
    for margin in margins {
      guard let likelihood = margin.likelihood else { continue }
      let (means, deviations) = columns(margin, of: draws, .places([place]))
      let point = margin.point(mean: means[0], deviation: deviations[0])
      let (values, graded) = likelihood.studyLogLikelihoods(at: point)
      fallbacks += graded
      for (study, value) in zip(margin.studies, values) {
        error += value - dense.logLikelihood(of: study, at: point)
      }
    }
    return IntegrationError(error: abs(error), fallbacks: fallbacks)
  }

  /// How many SDs out the scores of tau are tabulated.
  public var priorReach: Double { BivariateModel.largestScore }

  /// How many draws of each SD are beyond the tables.
  ///
  /// - Parameter draws: of this model.
  /// - Returns: numbers of draws by name.
  public func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] {
    margins.filter(\.varies).map { margin in
      let prior = margin.kind.deviationPrior(prior)
      return (
        margin.kind.deviation.name, draws.countBeyondTables(of: margin.kind.deviation, prior)
      )
    }
  }
}
