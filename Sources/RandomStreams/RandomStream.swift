private import CGSL

/// One stream of pseudo-random numbers: a `gsl_rng` (mt19937) owned by one task.
///
/// Noncopyable, so that two tasks can never draw from the same state, and freed once.
/// The stream is a function of (seed, index, purpose) alone, never of the thread it runs on.
public struct RandomStream: ~Copyable {
  private let generator: UnsafeMutablePointer<gsl_rng>

  /// What a stream is used for; streams of different purposes never coincide.
  public enum Purpose: UInt64, Sendable {
    case adaptation = 1
    case chain = 2
    case prediction = 3
    case studyEffects = 4
    case simulation = 5
  }

  /// Opens the stream of a run.
  ///
  /// mt19937 uses 32 bits of its seed and reads 0 as 4357 (GSL manual, "Random number
  /// generators"), so the 64-bit run seed, the index and the purpose go through a mixing function
  /// first; see `seed32(seed:index:purpose:)`.
  ///
  /// - Parameters:
  ///   - seed: the run's seed; every value is legal.
  ///   - index: which stream of that purpose (a chain's number, say).
  ///   - purpose: what the stream is for.
  public init(seed: UInt64, index: Int, purpose: Purpose) {
    gsl_set_error_handler_off()
    guard let opened = gsl_rng_alloc(cgsl_rng_mt19937()) else {
      preconditionFailure("out of memory for a random number generator")
    }
    generator = opened
    gsl_rng_set(generator, UInt(Self.seed32(seed: seed, index: index, purpose: purpose)))
  }

  deinit { gsl_rng_free(generator) }

  /// The 32-bit generator seed of a stream: SplitMix64's finaliser over the three words, never 0.
  ///
  /// Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators",
  /// OOPSLA, for the finaliser's constants (Stafford's variant 13).
  ///
  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - index: which stream.
  ///   - purpose: what for.
  /// - Returns: a non-zero seed for mt19937.
  public static func seed32(seed: UInt64, index: Int, purpose: Purpose) -> UInt32 {
    func mix(_ value: UInt64) -> UInt64 {
      var z = value &+ 0x9e37_79b9_7f4a_7c15
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    let word = mix(mix(mix(seed) ^ UInt64(bitPattern: Int64(index))) ^ (purpose.rawValue << 56))
    let folded = UInt32(truncatingIfNeeded: word ^ (word >> 32))
    return folded == 0 ? 0x6d2b_79f5 : folded
  }

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
