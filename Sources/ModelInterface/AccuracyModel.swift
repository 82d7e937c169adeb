import Distributions
import Draws
import RandomStreams

/// A model of test accuracy with its data: all that samplers, pages and files ask of it.
///
/// Everything above asks by this protocol, so that a new model is one conforming type: samplers take its
/// routes, pages its parameters and settings, files its draws and log likelihoods. Functions of draws take
/// tables that hold `drawnVariables`.
public protocol AccuracyModel: Sendable {
  /// The name of the type's models in files and records, as "bivariate".
  static var name: String { get }

  /// That of this model, where it has one of its own.
  var name: String { get }

  /// What a page says of it.
  var words: ModelWords { get }

  /// The prior of one setting's population, as it was asked for.
  var prior: AccuracyPrior { get }

  /// The same model of the same data under another prior of the populations.
  ///
  /// - Parameter prior: of each setting's population.
  /// - Returns: the model.
  func underPrior(_ prior: AccuracyPrior) -> Self

  /// What is sampled, in the order in which it is reported.
  var parameters: [Parameter] { get }

  /// Parameters of populations that are not sampled and yet have the prior that was asked for, as the mean
  /// logits where others are sampled in their place; none of most models.
  var priorBearers: [Parameter] { get }

  /// What it knows of a population; all of it where a model says nothing else.
  var parts: PopulationParts { get }

  /// The populations that are reported, in order; at least one, and each with an index of its own where
  /// there are several.
  var settings: [Setting] { get }

  // MARK: Sampling

  /// For the independence samplers: densities that together are the posterior, one a group of parameters
  /// that is independent of the others given the data; none where the model has no such density.
  ///
  /// - Returns: the densities with their starts; finding them may take as long as the search of a mode.
  func independenceRoutes() -> [IndependenceRoute]

  /// For NUTS over the parameters alone, which every model has.
  ///
  /// - Returns: the density with its starts; finding it may take as long as the search of a mode.
  func noUTurnRoute() -> NoUTurnRoute

  /// For NUTS over parameters and study effects together; nil where the model has no such density.
  ///
  /// - Returns: the density with its starts; finding it may take as long as the search of a mode.
  func jointRoute() -> NoUTurnRoute?

  // MARK: Meaning of the draws

  /// The distribution over studies in one setting, with the totals of all variation between studies.
  ///
  /// - Parameters:
  ///   - setting: one of `settings`.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row.
  func populationColumns(
    of setting: Setting, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns

  /// How fast the posterior of one setting's population falls far out.
  ///
  /// - Parameter setting: one of `settings`.
  /// - Returns: the tails, in doubt the slower ones.
  func tails(of setting: Setting) -> PopulationTails

  // MARK: Densities at draws

  /// Log likelihood plus log prior density, both normalised, on the scales of the parameters.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place.
  func logPosteriors(of draws: DrawTable, at places: [DrawPlace]) -> [Double]

  /// Log likelihoods of the studies given the parameters, study effects integrated out.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one row a place, with one value a study.
  func studyLogLikelihoods(of draws: DrawTable, at places: [DrawPlace]) -> [[Double]]

  /// The log likelihood of some tables alone: all those of a study, where a model ties them together.
  ///
  /// - Parameters:
  ///   - tables: their places in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one value a place, the sum of what `studyLogLikelihoods` has of these tables.
  func logLikelihoods(
    ofTables tables: [Int], of draws: DrawTable, at places: [DrawPlace]
  ) -> [Double]

  /// Log prior density of some of the parameters, on their own scales; the parts add up to all of it.
  ///
  /// - Parameters:
  ///   - part: which parameters.
  ///   - places: which draws.
  ///   - draws: of this model.
  /// - Returns: one value a place.
  func logPriors(of part: PriorPart, at places: [DrawPlace], of draws: DrawTable) -> [Double]

  /// The log of another prior's density over this one's, of all parameters.
  ///
  /// - Parameters:
  ///   - other: the other prior of the populations, with density nowhere but where this one has.
  ///   - places: which draws.
  ///   - draws: of this model.
  /// - Returns: one value a place; minus infinity outside the support of the other.
  func logPriorRatios(
    of other: AccuracyPrior, at places: [DrawPlace], of draws: DrawTable
  ) -> [Double]

  // MARK: Studies

  /// Draws of one study's true accuracy given draws of the parameters.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  ///   - stream: random numbers.
  /// - Returns: one draw a place.
  func studyEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects

  /// Draws of the true accuracy of a new study like one of the data, before its counts are known: of its
  /// setting, with its covariates.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  ///   - stream: random numbers.
  /// - Returns: one draw a place.
  func replicatedEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects

  // MARK: Checks

  /// The tolerance that the integrals over study effects are worked out for; 0 where they are exact.
  var integrationTolerance: Double { get }

  /// How far the log likelihood at one draw is off, against a slower and finer rule.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - place: which of them.
  /// - Returns: the error over all studies.
  func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError

  /// Parts of the prior that have draws where the coordinates of `independenceRoutes` and `noUTurnRoute` no
  /// longer have the prior that was asked for.
  ///
  /// - Parameter draws: of this model.
  /// - Returns: each part by its name, with the number of draws that lie there, 0 included.
  func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)]

  /// How many SDs out, on the scale of normal scores, the coordinates have the prior that was asked for.
  var priorReach: Double { get }
}

extension AccuracyModel {
  /// Its name in files and records.
  public var name: String { Self.name }

  /// None.
  public var priorBearers: [Parameter] { [] }

  /// Of those of all studies, where one alone costs no less.
  public func logLikelihoods(
    ofTables tables: [Int], of draws: DrawTable, at places: [DrawPlace]
  ) -> [Double] {
    studyLogLikelihoods(of: draws, at: places).map { row in
      tables.reduce(0) { $0 + row[$1] }
    }
  }

  /// Both means with their variation and its correlation.
  public var parts: PopulationParts { .all }

  /// What a table of draws of this model holds, in order: the parameters, then their other forms.
  public var drawnVariables: [Variable] {
    parameters.map(\.variable) + parameters.compactMap(\.monitor)
  }

  /// The parameter of a variable.
  ///
  /// - Parameter variable: any.
  /// - Returns: nil for what is derived.
  public func parameter(_ variable: Variable) -> Parameter? {
    parameters.first { $0.variable == variable }
  }

  /// A population's variable in a setting: `mu_se[CT]`, or `mu_se` where all settings have one in common.
  ///
  /// - Parameters:
  ///   - variable: without an index.
  ///   - setting: one of `settings`.
  /// - Returns: the variable, a parameter of the model only where the model says so.
  public func variable(_ variable: Variable, in setting: Setting) -> Variable {
    let own = variable(setting.index)
    if let parameter = parameter(own) ?? parameter(variable) { return parameter.variable }
    guard variable.role == .parameter else { return own }
    return Variable(own.base, index: own.index, scale: own.scale, role: .derived)
  }
}

/// What pages and files say of a model.
public struct ModelWords: Sendable, Equatable {
  /// In the heading of a page, as "bivariate, exact binomial".
  public let heading: String
  /// The distribution of the counts given a study's true accuracy.
  public let likelihood: String
  /// The distribution of true accuracy over studies.
  public let randomEffects: String
  /// The scale of that distribution.
  public let link: String
  /// The rule of the integrals over study effects.
  public let integrationRule: String
  /// What a reader must know of a result of the model, a sentence or two; empty where there is nothing.
  public let remark: String
  /// What is done about zero cells, a sentence.
  public let zeroCells: String
  /// What the methods of a report say of it; nil for the bivariate model with an exact likelihood.
  public let methods: ModelMethods?

  /// The words.
  ///
  /// - Parameters:
  ///   - heading: in the heading of a page.
  ///   - likelihood: the distribution of the counts.
  ///   - randomEffects: the distribution over studies.
  ///   - link: its scale.
  ///   - integrationRule: the rule of the integrals over study effects.
  ///   - remark: what a reader must know of a result.
  ///   - zeroCells: what is done about zero cells.
  ///   - methods: what the methods of a report say.
  public init(
    heading: String, likelihood: String, randomEffects: String, link: String,
    integrationRule: String, remark: String = "",
    zeroCells: String = "No correction was added.", methods: ModelMethods? = nil
  ) {
    (self.remark, self.zeroCells, self.methods) = (remark, zeroCells, methods)
    (self.heading, self.likelihood) = (heading, likelihood)
    (self.randomEffects, self.link) = (randomEffects, link)
    self.integrationRule = integrationRule
  }
}

/// A model in the words of a paper's methods.
public struct ModelMethods: Sendable, Equatable {
  /// Behind "We fitted", as "two independent random-effects models".
  public let model: String
  /// Sentences on the distribution of true accuracy and what was done to the counts.
  public let effects: String

  /// The words.
  ///
  /// - Parameters:
  ///   - model: behind "We fitted".
  ///   - effects: sentences on the distribution of true accuracy and what was done to the counts.
  public init(model: String, effects: String) { (self.model, self.effects) = (model, effects) }
}

/// Parts of a prior that can be weighed by themselves.
public enum PriorPart: Sendable, CaseIterable {
  /// Means of the logits, and differences and slopes of means.
  case means
  /// Between-study standard deviations; with the correlation where their prior is a joint one.
  case deviations
  /// Between-study correlations that have a prior of their own.
  case correlation
  /// All other parameters.
  case rest
  /// What a change of parameters adds to a density that was asked for in others; it is no belief, and nobody
  /// weighs it.
  case jacobian
}

/// Draws of one study's true logits.
public struct StudyEffects: Sendable, Equatable {
  /// Of sensitivity.
  public var logitSensitivities: [Double]
  /// Of specificity.
  public var logitSpecificities: [Double]

  /// Joins columns of one length.
  ///
  /// - Parameters:
  ///   - logitSensitivities: of sensitivity.
  ///   - logitSpecificities: of specificity.
  public init(logitSensitivities: [Double], logitSpecificities: [Double]) {
    self.logitSensitivities = logitSensitivities
    self.logitSpecificities = logitSpecificities
  }
}

/// How well the integrals over study effects did at one draw.
public struct IntegrationError: Sendable, Equatable {
  /// |Log likelihood - that of a finer rule|, over all studies.
  public let error: Double
  /// The number of integrals that a slower rule had to take.
  public let fallbacks: Int

  /// An error.
  ///
  /// - Parameters:
  ///   - error: over all studies.
  ///   - fallbacks: the number of integrals that a slower rule had to take.
  public init(error: Double, fallbacks: Int) { (self.error, self.fallbacks) = (error, fallbacks) }
}
