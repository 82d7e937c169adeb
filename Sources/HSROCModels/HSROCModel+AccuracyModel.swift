import AccuracyData
import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import RandomStreams
import RegressionModels
import StudyDesigns

extension HSROCModel: AccuracyModel, DesignedModel {
  /// Its name in files and records.
  public static let name = "hsroc"

  /// What a page says of it.
  public var words: ModelWords {
    let formula = design.formula.isPlain ? [] : [design.formula.text]
    return ModelWords(
      heading: (["HSROC, exact binomial"] + formula).joined(separator: ", "),
      likelihood: "binomial", randomEffects: "normal", link: "logit", integrationRule: "lattice")
  }

  /// Accuracy, threshold and shape of the reference, each with its differences, then both variances.
  public var parameters: [Parameter] {
    func difference(_ variable: Variable, _ heading: String, _ prior: ScalarPrior) -> Parameter {
      Parameter(
        variable, heading: "\(heading), \(variable.index.map(\.text).joined(separator: ", "))",
        prior: .scalar(prior), priorText: prior.expression)
    }
    func own(_ k: Int, _ heading: String) -> Parameter {
      let variable = coefficients.scale[k]
      let label = variable.index.map(\.text).joined(separator: ", ")
      let support = (k > 2 ? 0 : -Double.infinity, Double.infinity)
      return Parameter(
        variable, heading: label.isEmpty ? heading : "\(heading), \(label)",
        prior: .implied(support: support) { [margins] in margins.logDensity(k, at: $0) },
        priorText: Self.impliedText)
    }
    return [own(0, "Accuracy")]
      + coefficients.accuracy.map {
        difference($0, "Difference of accuracy", coefficients.accuracyPrior)
      }
      + [own(1, "Threshold")]
      + coefficients.threshold.map {
        difference($0, "Difference of the threshold", coefficients.prior)
      }
      + [own(2, "Shape")]
      + coefficients.shape.map {
        difference($0, "Difference of the shape", coefficients.shapePrior)
      }
      + [own(3, "Variance of accuracy"), own(4, "Variance of the threshold")]
  }

  /// Means, SDs and correlation of the settings that have those of the reference.
  public var priorBearers: [Parameter] {
    func isReference(_ x: [Double]) -> Bool { x.allSatisfy { $0 == 0 } }
    return design.populations.flatMap { population -> [Parameter] in
      let (x, index) = (population.row.hierarchical, population.index)
      func mean(_ variable: Variable, _ heading: String, _ prior: ScalarPrior) -> Parameter {
        Parameter(
          variable(index), heading: heading, prior: .scalar(prior), priorText: prior.expression)
      }
      let covariance = prior.covarianceParameters(index: index)
      guard isReference(x.shape) else { return Array(covariance.suffix(1)) }
      guard isReference(x.accuracy + x.threshold) else { return covariance }
      return [
        mean(.muSensitivity, "Mean logit sensitivity", prior.muSensitivity),
        mean(.muSpecificity, "Mean logit specificity", prior.muSpecificity),
      ] + covariance
    }
  }

  /// What stands for the prior of a parameter that follows from others.
  static let impliedText = "implied by mu, tau and rho"

  /// The populations of the design.
  public var settings: [Setting] {
    design.populations.map { Setting(index: $0.index, studies: $0.studies) }
  }

  /// The collapsed posterior in standardised coordinates.
  ///
  /// - Returns: the density with its mode.
  public func independenceRoutes() -> [IndependenceRoute] {
    let density = HSROCPosterior(model: self)
    return [IndependenceRoute(density, start: density.start)]
  }

  /// The collapsed posterior with its gradient.
  ///
  /// - Returns: the density; chains start around the mode.
  public func noUTurnRoute() -> NoUTurnRoute {
    let mode = mode()
    return NoUTurnRoute(HSROCGradient(model: self), targetAcceptance: 0.9) { normals in
      zip(mode, normals).map { $0 + 0.5 * $1 }
    }
  }

  /// None: NUTS runs on the parameters alone.
  ///
  /// - Returns: nil.
  public func jointRoute() -> NoUTurnRoute? { nil }

  /// The population of a setting's row.
  ///
  /// - Parameters:
  ///   - setting: one of `settings`.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row.
  public func populationColumns(
    of setting: Setting, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    let row = design.populations.first { $0.index == setting.index }?.row ?? design.rows[0]
    return populationColumns(ofRow: row, from: draws, rows: rows)
  }

  /// The population of a place in the design, by the equations of `HSROCPoint`.
  ///
  /// - Parameters:
  ///   - row: what differences are multiplied by.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row of draws.
  public func populationColumns(
    ofRow row: RegressionRow, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    let x = row.hierarchical
    func sum(_ own: Variable, _ differences: [Variable], _ multipliers: [Double]) -> [Double] {
      var column = draws.column(own, rows)
      for (variable, m) in zip(differences, multipliers) where m != 0 {
        for (i, value) in draws.column(variable, rows).enumerated() { column[i] += m * value }
      }
      return column
    }
    let scale = coefficients.scale
    let lambda = sum(scale[0], coefficients.accuracy, x.accuracy)
    let theta = sum(scale[1], coefficients.threshold, x.threshold)
    let beta = sum(scale[2], coefficients.shape, x.shape)
    let (accuracy, threshold) = (draws.column(scale[3], rows), draws.column(scale[4], rows))
    let points = lambda.indices.map {
      HSROCPoint.Scale(
        lambda: lambda[$0], theta: theta[$0], beta: beta[$0], varianceOfAccuracy: accuracy[$0],
        varianceOfThreshold: threshold[$0]
      ).population
    }
    return PopulationColumns(
      muSensitivity: points.map(\.muSensitivity), muSpecificity: points.map(\.muSpecificity),
      tauSensitivity: points.map(\.tauSensitivity), tauSpecificity: points.map(\.tauSpecificity),
      rho: points.map(\.correlation))
  }

  /// How fast the posterior of a population falls far out.
  ///
  /// - Parameter setting: one of `settings`.
  /// - Returns: of the reference those of the bivariate model. Elsewhere a mean has a difference times
  ///   sqrt(s_A / s_B) in it, or its inverse, whose prior falls like the power 2, because an SD has density
  ///   down to 0; an SD has a factor exp(g / 2) beside. Where differences have no normal prior, such a factor
  ///   has no moment.
  public func tails(of setting: Setting) -> PopulationTails {
    let own = PopulationTails(prior: prior, studies: setting.studies.map { studies[$0] })
    let row = design.populations.first { $0.index == setting.index }?.row ?? design.rows[0]
    let x = row.hierarchical
    func isAway(_ multipliers: [Double]) -> Bool { multipliers.contains { $0 != 0 } }
    guard isAway(x.accuracy + x.threshold + x.shape) else { return own }
    let isNormal: Bool = if case .normal = coefficients.shapePrior { true } else { false }
    let index: Double = if case .power(let own) = coefficients.prior.tail { min(own, 2) } else { 2 }
    let isHeavy = isAway(x.shape) && !isNormal
    func arm(_ tails: ArmTails) -> ArmTails {
      ArmTails(
        deviationIndex: isHeavy ? 0 : tails.deviationIndex,
        meanIndex: isHeavy ? 0 : min(tails.meanIndex, index), meanRate: 0, upperGain: 0,
        lowerGain: 0, twoSided: tails.twoSided, isEnclosed: tails.isEnclosed)
    }
    return PopulationTails(
      sensitivity: arm(own.sensitivity), specificity: arm(own.specificity),
      tiesDeviations: own.tiesDeviations)
  }

  // MARK: Densities at draws

  /// The parameters at some draws.
  func points(of draws: DrawTable, at places: [DrawPlace]) -> [HSROCPoint] {
    let own = coefficients
    func columns(_ variables: [Variable]) -> [[Double]] {
      variables.map { draws.column($0, .places(places)) }
    }
    let scale = columns(own.scale)
    let (accuracy, threshold) = (columns(own.accuracy), columns(own.threshold))
    let shape = columns(own.shape)
    return places.indices.map { i in
      HSROCPoint(
        reference: HSROCPoint.Scale(
          lambda: scale[0][i], theta: scale[1][i], beta: scale[2][i],
          varianceOfAccuracy: scale[3][i], varianceOfThreshold: scale[4][i]
        ).population, accuracy: accuracy.map { $0[i] }, threshold: threshold.map { $0[i] },
        shape: shape.map { $0[i] })
    }
  }

  /// Log likelihood plus log prior density on the HSROC scale.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  public func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    points(of: draws, at: places).map { logLikelihood(at: $0) + logPrior(at: $0) }
  }

  /// Log likelihoods of the studies.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one row a place, with one value a study.
  public func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    points(of: draws, at: places).map { studyLogLikelihoods(at: $0).values }
  }

  /// Log prior density of some of the parameters.
  ///
  /// - Parameters:
  ///   - part: which parameters; differences belong to the means.
  ///   - places: which draws.
  ///   - draws: of this model.
  /// - Returns: one value a place.
  public func logPriors(
    of part: PriorPart, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double] {
    points(of: draws, at: places).map { point in
      let own = prior.logDensity(of: part, at: point.reference)
      return switch part {
      case .means: own + coefficients.logPrior(point)
      case .jacobian: -point.scale.logJacobian
      case .deviations, .correlation, .rest: own
      }
    }
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
    let points = points(of: draws, at: places)
    let others = underPrior(other).coefficients
    return zip(other.logRatios(to: prior, at: points.map(\.reference)), points).map {
      $0 + others.logPrior($1) - coefficients.logPrior($1)
    }
  }

  // MARK: Studies

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
    let x = design.rows[design.rowOfStudy[study]].hierarchical
    var effects = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    for point in points(of: draws, at: places) {
      let drawn = drawStudyEffects(
        study: studies[study], point: point.population(x), using: &stream)
      effects.logitSensitivities.append(drawn.x)
      effects.logitSpecificities.append(drawn.y)
    }
    return effects
  }

  /// A new study with the covariates of one of the data.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  ///   - stream: random numbers.
  /// - Returns: one draw a place.
  public func replicatedEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects {
    populationColumns(
      ofRow: design.rows[design.rowOfStudy[study]], from: draws, rows: .places(places)
    )
    .newStudyEffects(using: &stream)
  }

  // MARK: Checks

  /// The tolerance of the lattice.
  public var integrationTolerance: Double { groups.first?.likelihood.tolerance ?? 0 }

  /// How far the lattice is off at a draw.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - place: which of them.
  /// - Returns: against the dense rule; the fallbacks are integrals that the graded rule took.
  public func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    let point = points(of: draws, at: [place])[0]
    let (values, graded) = studyLogLikelihoods(at: point)
    let dense = DenseRule()
    var error = 0.0
    for (study, value) in values.enumerated() {
      let x = design.rows[design.rowOfStudy[study]].hierarchical
      error += value - dense.logLikelihood(of: studies[study], at: point.population(x))
    }
    return IntegrationError(error: abs(error), fallbacks: graded)
  }

  /// How many SDs out the scores of the reference's covariance are tabulated.
  public var priorReach: Double { BivariateModel.largestScore }

  /// How many draws of the reference's covariance are beyond the tables.
  ///
  /// - Parameter draws: of this model.
  /// - Returns: numbers of draws by name.
  public func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] {
    let all = (0..<draws.chainCount).flatMap { chain in
      (0..<draws.drawsPerChain).map { DrawPlace(chain: chain, draw: $0) }
    }
    let references = points(of: draws, at: all).map(\.reference)
    let table = DrawTable(
      variables: [.tauSensitivity, .tauSpecificity, .fisherZ], drawsPerChain: all.count,
      blocks: [
        references.map(\.tauSensitivity) + references.map(\.tauSpecificity)
          + references.map(\.fisherZ)
      ])
    return prior.covariance.drawsBeyondTables(table, index: [])
  }
}
