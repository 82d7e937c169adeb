/// What the comments of a Stan CSV file say about one chain.
///
/// The keys are those that ArviZ (`from_cmdstan`) and rstan (`read_stan_csv`) look for:
/// `num_samples`, `num_warmup`, `save_warmup`, `thin`, `id` and, where they are told, the elapsed times.
public struct StanCSVHeader: Sendable {
  /// The program and version that wrote the file, for example `sroc 0.1.0`.
  public var generator: String
  /// The model's name.
  public var model: String
  /// The algorithm; any name but `hmc`, which readers take for Stan's own.
  public var algorithm: String
  /// The chain's printed number, from 1.
  public var chainNumber: Int
  /// Warm-up iterations, which are never saved.
  public var warmup: Int
  /// How many iterations stand for one saved draw, at least 1.
  public var thin: Int
  /// The seed of the run.
  public var seed: UInt64
  /// Seconds spent in warm-up and in sampling; nil leaves the comment about them out, so that the same
  /// draws give the same bytes. Readers take it as not known.
  public var elapsedSeconds: (warmup: Double, sampling: Double)?
  /// Further keys and values in order; both are brought to one line.
  public var remarks: [(key: String, value: String)] = []

  /// The comments of one chain.
  ///
  /// - Parameters:
  ///   - generator: the program and version that wrote the file.
  ///   - model: the model's name.
  ///   - algorithm: the kernel's name; not `hmc`.
  ///   - chainNumber: from 1.
  ///   - warmup: warm-up iterations, 0 or more.
  ///   - thin: iterations for one saved draw, at least 1.
  ///   - seed: the run's seed.
  ///   - elapsedSeconds: spent in warm-up and in sampling, if they are to be told.
  public init(
    generator: String, model: String, algorithm: String, chainNumber: Int, warmup: Int,
    thin: Int = 1, seed: UInt64, elapsedSeconds: (warmup: Double, sampling: Double)? = nil
  ) {
    precondition(warmup >= 0 && thin >= 1, "warm-up is 0 or more, thin at least 1")
    self.generator = generator
    self.model = model
    self.algorithm = algorithm
    self.chainNumber = chainNumber
    self.warmup = warmup
    self.thin = thin
    self.seed = seed
    self.elapsedSeconds = elapsedSeconds
  }
}
