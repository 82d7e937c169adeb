import AccuracyData
import Distributions
import FrequentistFits
import Messages
import StudyDesigns

/// Which sampler draws from the posterior.
public enum SamplerChoice: String, Sendable, CaseIterable {
  /// Independence Metropolis-Hastings on the collapsed posterior, NUTS where it does not fit.
  case collapsed
  /// Independence Metropolis-Hastings on whole blocks of quasi-random points of the collapsed posterior;
  /// where the proposal is not good enough for that, as `collapsed`.
  case collapsedQuasi = "collapsed-quasi"
  /// NUTS on the collapsed posterior.
  case collapsedNUTS = "collapsed-nuts"
  /// NUTS on the joint posterior of parameters and study effects.
  case jointNUTS = "nuts"
}

/// How the intervals of single studies are computed.
public enum StudyInterval: String, Sendable, CaseIterable {
  /// Clopper-Pearson.
  case exact
  /// Wilson's score interval.
  case wilson
}

/// Whether the studies shared a threshold.
public enum ThresholdPractice: String, Sendable, CaseIterable {
  /// All studies used one threshold: a summary point is meaningful.
  case common
  /// Thresholds vary: the curve is the summary.
  case varies
  /// Not known: both are shown.
  case unknown
}

/// A prevalence at which predictive values are wanted.
public enum Prevalence: Sendable, Equatable {
  /// One value in (0, 1).
  case fixed(Double)
  /// A Beta distribution of prevalences.
  case beta(Double, Double)
}

/// Everything that decides a fit, validated. The same value gives the same numbers.
public struct FitOptions: Sendable, Equatable {
  /// Where the data come from.
  public var source: DataSource
  /// Which rows are used.
  public var selection = DataSelection()
  /// Preset of the prior.
  public var preset = "default"
  /// Parts of the prior that replace the preset's.
  public var overrides = PriorOverrides()
  /// Which model.
  public var model = ModelChoice.bivariate
  /// Degrees of freedom of the robust model; nil where they are estimated.
  public var degreesOfFreedom: Double? = FitOptions.usualDegreesOfFreedom
  /// The prior of degrees of freedom that are estimated; nil for the usual one.
  public var degreesOfFreedomPrior: String?
  /// The model file that the options were taken from; nil where none was, or one that its name says all of.
  public var modelFile: ModelRecord?
  /// The proportion of the univariate model; nil for the one that the data have.
  public var proportion: AccuracyMargin?
  /// What the parameters depend on.
  public var design = DesignRequest()
  /// How several rows of one study depend on each other, as asked for; nil for what is usual.
  public var rowStructure: RowStructure?
  /// Whether only studies with every level of the first categorical covariate are used.
  public var isDirectOnly = false
  /// The prior of the SDs of rows around their study; nil for the usual one.
  public var kappaPrior: String?
  /// A difference of sensitivity or specificity that is too small to matter, in (0, 1); nil for none.
  public var margin: Double?
  /// The sampler.
  public var sampler = SamplerChoice.collapsed
  /// Number of chains, 1 to 1024.
  public var chains = 4
  /// Warm-up: pilot evaluations (`collapsed`) or iterations per chain (NUTS); nil lets it choose.
  public var warmup: Int?
  /// Draws per chain kept.
  public var draws = 5000
  /// Seed of all randomness.
  public var seed: UInt64 = 1
  /// Chains at work at once; never changes the numbers.
  public var threads = 1
  /// Probability of intervals and regions.
  public var level = 0.95
  /// Prevalences for predictive values.
  public var prevalences: [Prevalence] = []
  /// How many true positives one false positive avoided is worth, for net benefits in comparisons.
  public var exchangeRates: [Double] = []
  /// Intervals of single studies.
  public var studyInterval = StudyInterval.exact
  /// Threshold practice of the studies.
  public var threshold = ThresholdPractice.unknown
  /// What sensitivity and specificity are to exceed.
  public var targets = AccuracyTargets()
  /// Whether SROC curves are continued beyond the observed false positive rates.
  public var extrapolates = false
  /// Whether the counts are left out, so that what is shown is the prior's.
  public var isPriorOnly = false
  /// The command line, for the record.
  public var command: [String] = []
  /// How pages and reports of the fit spell arguments: as the door that asked for it.
  public var spelling = Spelling.fields

  /// The defaults for a source.
  ///
  /// - Parameter source: the data.
  public init(source: DataSource) { self.source = source }

  /// The defaults for a command-line argument: `PATH`, `-` or `example:NAME`.
  ///
  /// - Parameter data: the argument.
  public init(data: String) {
    self.init(source: DataSource(argument: data))
    spelling = .commandLine
  }

  /// Another source for the same fit, from a command-line argument.
  ///
  /// - Parameter data: the argument.
  public mutating func setData(_ data: String) { source = DataSource(argument: data) }

  /// A file whose name is not UTF-8, so that only its bytes open it.
  ///
  /// - Parameter path: the bytes of the name as the system gave them.
  public mutating func setFile(path: [UInt8]) { source = .rawFile(path) }

  /// Chooses rows.
  ///
  /// - Parameters:
  ///   - filters: `COLUMN=VALUE` each, or with `!=`, `<`, `<=`, `>`, `>=`; all must hold.
  ///   - excluded: lists of studies to leave out, each joined by commas.
  ///   - by: split by this column, or cross several that commas separate.
  ///   - study: the column that names the study.
  ///   - allowDependent: accept several rows of one study.
  ///   - dropOneArm: leave studies with one arm out.
  /// - Throws: `AnalysisError` with code `.usage` for a filter that cannot be read.
  public mutating func select(
    filters: [String], excluded: [String] = [], by: String?, study: String?,
    allowDependent: Bool, dropOneArm: Bool
  ) throws(AnalysisError) {
    do {
      selection.filters = try filters.map { try DataFilter(parsing: $0) }
    } catch {
      throw AnalysisError(error)
    }
    selection.excluded = excluded
    selection.by = by
    selection.studyColumn = study
    selection.allowDependent = allowDependent
    selection.oneArm = dropOneArm ? .drop : .use
  }

  /// Replaces parts of the preset's prior; nil keeps the preset's.
  ///
  /// - Parameters:
  ///   - mu: both means.
  ///   - tau: both SDs.
  ///   - rho: the correlation.
  ///   - muSe: mean logit sensitivity.
  ///   - muSp: mean logit specificity.
  ///   - tauSe: SD of logit sensitivity.
  ///   - tauSp: SD of logit specificity.
  ///   - covariance: tau and rho as a whole.
  ///   - coefficient: differences and slopes of means.
  public mutating func overridePrior(
    mu: String?, tau: String?, rho: String?, muSe: String?, muSp: String?, tauSe: String?,
    tauSp: String?, covariance: String?, coefficient: String?
  ) {
    overrides = PriorOverrides(
      mu: mu, tau: tau, rho: rho, muSensitivity: muSe, muSpecificity: muSp,
      tauSensitivity: tauSe, tauSpecificity: tauSp, covariance: covariance,
      coefficient: coefficient)
  }

  /// Whether one fit a level of a column is wanted.
  public var splits: Bool { selection.by != nil }

  /// Checks ranges that no type enforces.
  ///
  /// - Throws: `AnalysisError` with code `.usage` that names the argument, the value and what is right.
  public func validate() throws(AnalysisError) {
    func require(_ condition: Bool, _ message: Message) throws(AnalysisError) {
      if !condition { throw AnalysisError(.usage, message) }
    }
    try require(
      (1...1024).contains(chains), "\(argument: .chains) \(chains): use 1 to 1024 chains")
    try require(
      (100...50_000_000).contains(draws),
      "\(argument: .draws) \(draws): use 100 to 50,000,000 draws a chain")
    try require(
      Double(draws) * Double(chains) <= 4e7,
      "\(argument: .draws) \(draws) x \(argument: .chains) \(chains): at most 40,000,000 draws fit "
        + "in memory (about 16 GB)")
    if let warmup {
      let least =
        switch sampler {
        case .collapsed, .collapsedQuasi: 700
        case .collapsedNUTS, .jointNUTS: 100
        }
      try require(
        (least...10_000_000).contains(warmup),
        "\(argument: .warmup) \(warmup): use \(least) to 10,000,000 with "
          + "\(setting: .sampler, sampler.rawValue)")
    }
    try require(
      (1...1024).contains(threads), "\(argument: .threads) \(threads): use 1 to 1024 threads")
    try require(
      level >= 0.5 && level <= 0.999,
      "\(argument: .level) \(level): use a probability from 0.5 to 0.999")
    try targets.validate()
    for prevalence in prevalences {
      switch prevalence {
      case .fixed(let value):
        try require(
          value > 0 && value < 1,
          "\(argument: .prevalence) \(value): use a number between 0 and 1, as 0.3")
      case .beta(let a, let b):
        try require(
          a > 0 && b > 0 && a < 1e9 && b < 1e9,
          "\(argument: .prevalence) beta(\(a),\(b)): both parameters must be above 0 and below 10^9"
        )
      }
    }
    try validateModel()
    try validateDesign()
    try validateExchangeRates()
    try validateRows()
  }
}

extension Prevalence {
  /// Parses `0.3`, `0.05,0.3` or `beta(2,8)`.
  ///
  /// - Parameter text: the argument's value.
  /// - Returns: one or more prevalences.
  /// - Throws: `AnalysisError` with code `.usage`.
  public static func parse(_ text: String) throws(AnalysisError) -> [Prevalence] {
    let trimmed = text.filter { !$0.isWhitespace }.lowercased()
    let problem = AnalysisError(
      .usage,
      "\(argument: .prevalence) \(text): use numbers between 0 and 1 separated by commas, "
        + "or beta(a,b)")
    if trimmed.hasPrefix("beta("), trimmed.hasSuffix(")") {
      let inner = trimmed.dropFirst(5).dropLast()
      let numbers = inner.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      guard numbers.count == 2, let a = numbers[0], let b = numbers[1], a > 0, b > 0 else {
        throw problem
      }
      return [.beta(a, b)]
    }
    var result: [Prevalence] = []
    for part in trimmed.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Double(part), value > 0, value < 1 else { throw problem }
      // Twice the same would only be shown twice.
      if !result.contains(.fixed(value)) { result.append(.fixed(value)) }
    }
    return result
  }
}
