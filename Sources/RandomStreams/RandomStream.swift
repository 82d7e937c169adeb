private import CGSL

/// One stream of pseudo-random numbers: a `gsl_rng` (mt19937) owned by one task.
///
/// Noncopyable, so that two tasks can never draw from the same state, and freed once.
/// The stream is a function of its key alone, never of the thread it runs on.
public struct RandomStream: ~Copyable {
  private let generator: UnsafeMutablePointer<gsl_rng>

  /// Opens the stream of a key.
  ///
  /// - Parameter key: names the stream; one key is opened in one place.
  public init(_ key: StreamKey) { self.init(seededBy: key.seedWords) }

  /// Opens the stream that `init_by_array` seeds; see `mersenneTwisterState(seededBy:)`.
  init(seededBy words: [UInt32]) {
    gsl_set_error_handler_off()
    guard let opened = gsl_rng_alloc(cgsl_rng_mt19937()) else {
      preconditionFailure("out of memory for a random number generator")
    }
    generator = opened
    let isSet = cgsl_set_mt19937(opened, mersenneTwisterState(seededBy: words)) != 0
    precondition(isSet, "GSL keeps the state of mt19937 in another form")
  }

  deinit { gsl_rng_free(generator) }

  /// A uniform number on the open interval (0, 1).
  public mutating func uniform() -> Double { gsl_rng_uniform_pos(generator) }

  /// 32 random bits.
  public mutating func bits() -> UInt32 { UInt32(truncatingIfNeeded: gsl_rng_get(generator)) }

  /// A standard normal number (ziggurat).
  public mutating func normal() -> Double { gsl_ran_gaussian_ziggurat(generator, 1) }

  /// An exponential number of mean 1.
  public mutating func exponential() -> Double { gsl_ran_exponential(generator, 1) }

  /// A chi-squared number.
  ///
  /// - Parameter degreesOfFreedom: positive, need not be whole.
  /// - Returns: a positive number of that mean.
  public mutating func chiSquared(degreesOfFreedom: Double) -> Double {
    gsl_ran_chisq(generator, degreesOfFreedom)
  }

  /// A gamma number of the given shape and scale 1.
  ///
  /// - Parameter shape: positive.
  /// - Returns: a positive number of mean `shape`.
  public mutating func gamma(shape: Double) -> Double { gsl_ran_gamma(generator, shape, 1) }

  /// A beta number on (0, 1).
  ///
  /// - Parameters:
  ///   - a: first shape, positive.
  ///   - b: second shape, positive.
  /// - Returns: a number in (0, 1) of mean a / (a + b).
  public mutating func beta(_ a: Double, _ b: Double) -> Double { gsl_ran_beta(generator, a, b) }

  /// A binomial count.
  ///
  /// - Parameters:
  ///   - trials: number of trials, at least 0.
  ///   - probability: success probability in [0, 1].
  /// - Returns: successes, 0 ... trials.
  public mutating func binomial(trials: Int, probability: Double) -> Int {
    Int(gsl_ran_binomial(generator, probability, UInt32(clamping: trials)))
  }

  /// A Poisson count.
  ///
  /// - Parameter mean: at least 0, below 2^31.
  /// - Returns: a count of that mean.
  public mutating func poisson(mean: Double) -> Int { Int(gsl_ran_poisson(generator, mean)) }

  /// A whole number that is uniform on 0 ..< bound.
  ///
  /// - Parameter bound: at least 1, below 2^32.
  /// - Returns: the number.
  public mutating func index(below bound: Int) -> Int {
    Int(gsl_rng_uniform_int(generator, UInt(bound)))
  }

  /// Fills storage with standard normal numbers, in order.
  ///
  /// - Parameter values: overwritten.
  public mutating func fillNormals(_ values: inout MutableSpan<Double>) {
    for i in values.indices { values[i] = gsl_ran_gaussian_ziggurat(generator, 1) }
  }

  /// Fills storage with uniform numbers on (0, 1), in order.
  ///
  /// - Parameter values: overwritten.
  public mutating func fillUniforms(_ values: inout MutableSpan<Double>) {
    let generator = generator
    values.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { cgsl_fill_uniforms(generator, start, buffer.count) }
    }
  }
}
