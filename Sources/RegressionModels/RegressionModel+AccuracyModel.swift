import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import RandomStreams
import SpecialFunctions
import StudyDesigns

extension RegressionModel: AccuracyModel {
  /// Its name in files and records.
  public static let name = "bivariate-regression"

  /// Its name in files and records: that of the robust model where there is no covariate.
  public var name: String {
    design.covariates.isEmpty && effects.isRobust ? "robust" : Self.name
  }

  /// What a page says of it.
  public var words: ModelWords {
    let parts = ["bivariate"] + (effects.isRobust ? [effects.words] : []) + ["exact binomial"]
    let formula = design.formula.isPlain ? [] : [design.formula.text]
    let structure = dependence.map { ["\($0.structure.rawValue) rows"] } ?? []
    return ModelWords(
      heading: (parts + formula + structure).joined(separator: ", "), likelihood: "binomial",
      randomEffects: effects.words, link: "logit",
      integrationRule: effects.isRobust ? "Gauss rules, lattice" : "lattice")
  }

  /// Coefficients of both means, then SDs and correlation of each covariance group.
  public var parameters: [Parameter] {
    let means = coefficients.map {
      Parameter(
        $0.variable, heading: $0.heading, prior: .scalar($0.prior), priorText: $0.prior.expression)
    }
    return means
      + design.groups.flatMap { index in
        let label = index.map(\.text).joined(separator: ", ")
        return prior.covarianceParameters(index: index, suffix: label.isEmpty ? "" : ", \(label)")
      } + freedomParameters + structureParameters
  }

  /// What tables of one study depend by.
  private var structureParameters: [Parameter] {
    (dependence?.parameters ?? []).map {
      Parameter(
        $0.variable, heading: $0.heading, prior: .scalar($0.prior),
        priorText: $0.prior.expression)
    }
  }

  /// The degrees of freedom where they are estimated.
  private var freedomParameters: [Parameter] {
    effects.prior.map {
      [
        Parameter(
          .degreesOfFreedom, heading: "Degrees of freedom", prior: .scalar($0),
          priorText: $0.expression)
      ]
    } ?? []
  }

  /// The populations of the design.
  public var settings: [Setting] {
    design.populations.map { Setting(index: $0.index, studies: $0.studies) }
  }

  /// The collapsed posterior in standardised coordinates; one of the plain model a level where levels share
  /// no parameter.
  ///
  /// - Returns: the densities with their modes.
  public func independenceRoutes() -> [IndependenceRoute] {
    if let parts = separateParts() { return parts }
    let density = RegressionPosterior(model: self)
    return [IndependenceRoute(density, start: density.start)]
  }

  /// The collapsed posterior with its gradient.
  ///
  /// - Returns: the density; chains start around the mode.
  public func noUTurnRoute() -> NoUTurnRoute {
    let mode = mode()
    return NoUTurnRoute(RegressionGradient(model: self), targetAcceptance: 0.9) { normals in
      zip(mode, normals).map { $0 + 0.5 * $1 }
    }
  }

  /// None: NUTS runs on the parameters alone.
  ///
  /// - Returns: nil.
  public func jointRoute() -> NoUTurnRoute? { nil }

  /// The means of a population's row with the covariance of its group.
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

  /// The population of a place in the design.
  ///
  /// - Parameters:
  ///   - row: what coefficients are multiplied by, and the covariance group.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row of draws.
  public func populationColumns(
    ofRow row: RegressionRow, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns {
    let count = draws.count(of: rows)
    var means = [[Double](repeating: 0, count: count), [Double](repeating: 0, count: count)]
    for (coefficient, x) in zip(coefficients, Self.multipliers(of: row)) where x != 0 {
      let column = draws.column(coefficient.variable, rows)
      let arm = coefficient.isSensitivity ? 0 : 1
      for i in 0..<count { means[arm][i] += x * column[i] }
    }
    let covariance = covarianceVariables(row.group)
    let own = PopulationColumns(
      muSensitivity: means[0], muSpecificity: means[1],
      tauSensitivity: draws.column(covariance[0], rows),
      tauSpecificity: draws.column(covariance[1], rows), rho: draws.column(covariance[2], rows),
      effects: populationEffects(draws, rows, count))
    guard tables == .sharedAndWithin else { return own }
    return own.adding(
      draws.column(.kappaSensitivity, rows), draws.column(.kappaSpecificity, rows))
  }

  private func populationEffects(
    _ draws: DrawTable, _ rows: DrawRows, _ count: Int
  ) -> PopulationColumns.Effects {
    switch effects {
    case .normal: .normal
    case .student(let nu): .t(degreesOfFreedom: [Double](repeating: nu, count: count))
    case .studentEstimated: .t(degreesOfFreedom: draws.column(.degreesOfFreedom, rows))
    }
  }

  /// How fast the posterior of a population falls far out.
  ///
  /// - Parameter setting: one of `settings`.
  /// - Returns: from the families of the priors and the counts of its own studies, which others only add
  ///   to. Under t-distributed effects the likelihood falls like a power only, and where differences or
  ///   slopes have another prior than a normal one, the counts bound no single mean: then the priors alone
  ///   decide.
  public func tails(of setting: Setting) -> PopulationTails {
    let tails = PopulationTails(prior: prior, studies: setting.studies.map { studies[$0] })
    let hasNormalCoefficients: Bool =
      if case .normal = prior.coefficient { true } else { false }
    func arm(_ tails: ArmTails, _ coefficients: [StudyDesign.Coefficient]) -> ArmTails {
      let isPlain = hasNormalCoefficients || coefficients.allSatisfy { $0.kind == .mean }
      guard effects.isRobust || !isPlain else { return tails }
      return isPlain
        ? tails.byPriorAlone() : tails.byPriorAlone(withCoefficient: prior.coefficient)
    }
    return PopulationTails(
      sensitivity: arm(tails.sensitivity, design.sensitivity),
      specificity: arm(tails.specificity, design.specificity),
      tiesDeviations: tails.tiesDeviations)
  }

  /// Log likelihood plus log prior density.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  public func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double] {
    let reader = RegressionDraws(draws, of: self)
    return places.map {
      let point = reader.point(at: $0)
      return logLikelihood(at: point) + logPrior(at: point)
    }
  }

  /// Log likelihoods of the studies.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one row a place, with one value a study.
  public func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]] {
    let reader = RegressionDraws(draws, of: self)
    return places.map { studyLogLikelihoods(at: reader.point(at: $0)).values }
  }

  /// The log likelihood of some tables alone.
  ///
  /// - Parameters:
  ///   - tables: their places in the data, all those of a study or none.
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  public func logLikelihoods(
    ofTables tables: [Int], of draws: DrawTable, at places: [DrawPlace]
  ) -> [Double] {
    let reader = RegressionDraws(draws, of: self)
    return places.map { place in
      let point = reader.point(at: place)
      let values =
        dependence.map { dependentLogLikelihoods($0, at: point, among: Set(tables)) }
        ?? studyLogLikelihoods(at: point)
      return tables.reduce(0) { $0 + values.values[$1] }
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
    let (reader, coefficients) = (RegressionDraws(draws, of: self), coefficients)
    return places.map { place in
      let point = reader.point(at: place)
      switch part {
      case .means:
        return zip(coefficients, point.coefficients).reduce(0) {
          $0 + $1.0.prior.logDensity($1.1)
        }
      case .rest: return logPriorOfDegreesOfFreedom(point) + logPriorOfStructure(point)
      case .jacobian: return 0
      case .deviations, .correlation:
        return point.covariances.reduce(0) { $0 + prior.logDensity(of: part, at: $1) }
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
    let (reader, others) = (RegressionDraws(draws, of: self), underPrior(other))
    return places.map {
      let point = reader.point(at: $0)
      return others.logPrior(at: point) - logPrior(at: point)
    }
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
    drawEffects(ofStudy: study, from: draws, at: places, using: &stream)
  }

  // MARK: Checks

  /// The tolerance of the lattice.
  public var integrationTolerance: Double { groups.first?.likelihood.tolerance ?? 0 }

  /// How far the integrals are off at a draw: the lattice against the dense rule, and t-distributed effects
  /// against a mixture of normal ones with close nodes.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - place: which of them.
  /// - Returns: the sum of both errors; the fallbacks are integrals that the graded rule took.
  public func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    let point = RegressionDraws(draws, of: self).point(at: place)
    if let dependence { return integrationError(of: dependence, at: point) }
    var normal = point
    normal.degreesOfFreedom = nil
    // A weight of 1 stands for all nodes: they differ in the standard deviations alone.
    let (values, graded) = normalLogLikelihoods(at: normal)
    let dense = DenseRule()
    var error = 0.0
    for (study, value) in values.enumerated() {
      error +=
        value - dense.logLikelihood(of: studies[study], at: self.point(ofStudy: study, at: point))
    }
    guard let fine = mixture(point.degreesOfFreedom, refinement: 1.5) else {
      return IntegrationError(error: abs(error), fallbacks: graded)
    }
    let finer = studyLogLikelihoods(at: point, mixture: fine).values.reduce(0, +)
    return IntegrationError(
      error: abs(error) + abs(studentLogLikelihood(at: point) - finer), fallbacks: graded)
  }

  /// How many SDs out the scores of tau and rho are tabulated.
  public var priorReach: Double { BivariateModel.largestScore }

  /// How many draws of each covariance are beyond the tables.
  ///
  /// - Parameter draws: of this model.
  /// - Returns: numbers of draws by name.
  public func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] {
    design.groups.flatMap { prior.covariance.drawsBeyondTables(draws, index: $0) }
  }
}

extension PopulationColumns {
  /// With what tables vary by within studies: a new study's table has both.
  fileprivate func adding(_ kappa1: [Double], _ kappa2: [Double]) -> PopulationColumns {
    func total(_ tau: [Double], _ kappa: [Double]) -> [Double] {
      zip(tau, kappa).map { ($0 * $0 + $1 * $1).squareRoot() }
    }
    let (first, second) = (total(tauSensitivity, kappa1), total(tauSpecificity, kappa2))
    let correlations = rho.indices.map {
      rho[$0] * (tauSensitivity[$0] / first[$0]) * (tauSpecificity[$0] / second[$0])
    }
    return PopulationColumns(
      muSensitivity: muSensitivity, muSpecificity: muSpecificity, tauSensitivity: first,
      tauSpecificity: second, rho: correlations, effects: effects)
  }
}
