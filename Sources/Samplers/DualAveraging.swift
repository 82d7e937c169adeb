import CMath

/// Step-size adaptation by Nesterov's dual averaging.
///
/// After acceptance statistic a_t of iteration t, with target delta:
///
///     sBar_t = (1 - 1/(t + t0)) sBar_(t-1) + (delta - a_t) / (t + t0)
///     log step_t = mu - sBar_t sqrt(t) / gamma
///     log averaged_t = t^-kappa log step_t + (1 - t^-kappa) log averaged_(t-1)
///
/// with gamma = 0.05, t0 = 10, kappa = 0.75 and mu = log(10 * first step size).
///
/// - SeeAlso: Hoffman and Gelman (2014), "The No-U-Turn sampler", JMLR 15, section 3.2, eq. 6.
public struct DualAveraging: Sendable {
  private static let shrinkage = 0.05
  private static let delay = 10.0
  private static let decay = 0.75

  private let targetAcceptance: Double
  private var attractor = 0.0
  private var iterations = 0.0
  private var meanError = 0.0
  private var logAveraged = 0.0

  /// The step size to use in the next iteration of warm-up.
  public private(set) var stepSize: Double

  /// The averaged step size, to be used after warm-up.
  public var averagedStepSize: Double { iterations > 0 ? exp(logAveraged) : stepSize }

  /// Starts the adaptation.
  ///
  /// - Parameters:
  ///   - stepSize: the first step size, positive.
  ///   - targetAcceptance: the mean acceptance statistic to aim at, between 0 and 1.
  public init(stepSize: Double, targetAcceptance: Double) {
    precondition(stepSize > 0 && targetAcceptance > 0 && targetAcceptance < 1)
    self.targetAcceptance = targetAcceptance
    self.stepSize = stepSize
    restart(stepSize: stepSize)
  }

  /// Forgets the past, as a new metric demands.
  ///
  /// - Parameter stepSize: the new first step size, positive.
  public mutating func restart(stepSize: Double) {
    self.stepSize = stepSize
    attractor = log(10 * stepSize)
    iterations = 0
    meanError = 0
    logAveraged = 0
  }

  /// Learns from one iteration.
  ///
  /// - Parameter acceptance: its mean acceptance statistic in [0, 1]; NaN counts as 0.
  public mutating func learn(acceptance: Double) {
    let statistic = acceptance.isNaN ? 0 : min(1, max(0, acceptance))
    iterations += 1
    let weight = 1 / (iterations + Self.delay)
    meanError = (1 - weight) * meanError + weight * (targetAcceptance - statistic)
    let logStep = attractor - meanError * iterations.squareRoot() / Self.shrinkage
    let averaging = pow(iterations, -Self.decay)
    logAveraged = averaging * logStep + (1 - averaging) * logAveraged
    // The bounds keep a density that accepts (or rejects) everything from leaving floating point.
    stepSize = min(1e10, max(1e-100, exp(logStep)))
    logAveraged = min(log(1e10), max(log(1e-100), logAveraged))
  }
}
