/// What a request can say, whichever door it comes through: an option of the command line, a field of a
/// file. The raw value is the field's name, as `run.json` has it.
public enum Argument: String, Sendable, CaseIterable {
  // Data.
  case data
  case filter = "where"
  case exclude
  case by
  case study
  case allowDependent = "allow_dependent"
  case oneArm = "one_arm"
  case interval
  case level
  // Model and prior.
  case model
  case prior
  case priorMu = "prior_mu"
  case priorTau = "prior_tau"
  case priorRho = "prior_rho"
  case priorMuSensitivity = "prior_mu_se"
  case priorMuSpecificity = "prior_mu_sp"
  case priorTauSensitivity = "prior_tau_se"
  case priorTauSpecificity = "prior_tau_sp"
  case priorCovariance = "prior_covariance"
  case priorBeta = "prior_beta"
  case priorNu = "prior_nu"
  case priorKappa = "prior_kappa"
  case nu
  case proportion
  // Covariates.
  case affects
  case covariance
  case formula
  case reference
  case at
  case margin
  case rows
  case directOnly = "direct_only"
  case priorOnly = "prior_only"
  // Sampling.
  case sampler
  case chains
  case warmup
  case draws
  case seed
  case threads
  case strict
  // Results.
  case threshold
  case prevalence
  case exchangeRate = "exchange_rate"
  case bothAbove = "both_above"
  case extrapolate
  // Comparison.
  case methods
  case correction
  case covariate
  case published
  // Batches.
  case dataset
  case columns
  case minESS = "min_ess"
  case shard
  case resume
  case warnings
  case jsonLines = "jsonl"
  // Figures.
  case figure
  case title
  case width
  case height
  case xRange = "x_range"
  case yRange = "y_range"
  case regions
  case withPrior = "with_prior"
  case withFrequentist = "with_frequentist"
  case page
  case dpi
  // Where results go.
  case out
  case force
  case format
  case export
  case config
  case verbose
  case quiet
  case noProgress = "no_progress"
  // What `diagnose` reads, and the data set that `datasets` prints.
  case files
  case name

  /// The name of the field.
  public var field: String { rawValue }
}

/// What a request is for.
public enum Verb: String, Sendable, CaseIterable {
  case fit, compare, influence, sensitivity, batch, merge, simulate, calibrate, check, datasets,
    models, profile
  case diagnose, plot, report, verify
}

/// An argument with a value, as a message recommends or repeats it.
public struct ArgumentValue: Sendable, Hashable {
  /// Which.
  public var argument: Argument
  /// Its value as text; nil for what is only switched on.
  public var value: String?
  /// What follows the value and is a pattern of names of files, as `draws-*.csv`; else empty.
  public var pattern: String

  /// An argument with its value.
  ///
  /// - Parameters:
  ///   - argument: which.
  ///   - value: its value as text; nil for what is only switched on.
  ///   - pattern: what follows the value and is a pattern of names of files.
  public init(_ argument: Argument, _ value: String? = nil, pattern: String = "") {
    self.argument = argument
    self.value = value
    self.pattern = pattern
  }
}
