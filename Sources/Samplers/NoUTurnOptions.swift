/// The settings of a NUTS run.
public struct NoUTurnOptions: Sendable, Equatable {
  /// The shape of the inverse metric, which warm-up sets to a regularised covariance.
  public enum Metric: Sendable, Equatable {
    /// Variances only.
    case diagonal
    /// The whole covariance; d^2 work a leapfrog step.
    case dense
  }

  /// Iterations of warm-up a chain, at least 0; with 0 the initial step size is kept.
  public var warmup: Int
  /// Draws kept a chain, at least 0.
  public var draws: Int
  /// The mean acceptance statistic at which step-size adaptation aims, between 0 and 1.
  public var targetAcceptance: Double
  /// The largest tree depth, 1 to 20: a trajectory has at most 2^depth - 1 leapfrog steps.
  public var maxTreeDepth: Int
  /// The shape of the metric.
  public var metric: Metric
  /// The step size at which the search for a first one starts, positive.
  public var initialStepSize: Double

  /// Settings, with Stan's defaults except for a target acceptance of 0.9.
  ///
  /// - Parameters:
  ///   - warmup: iterations of warm-up a chain, at least 0.
  ///   - draws: draws kept a chain, at least 0.
  ///   - targetAcceptance: between 0 and 1.
  ///   - maxTreeDepth: 1 to 20.
  ///   - metric: diagonal or dense.
  ///   - initialStepSize: positive.
  public init(
    warmup: Int = 1000, draws: Int = 1000, targetAcceptance: Double = 0.9, maxTreeDepth: Int = 10,
    metric: Metric = .diagonal, initialStepSize: Double = 1
  ) {
    precondition(warmup >= 0 && draws >= 0, "iterations cannot be negative")
    precondition(targetAcceptance > 0 && targetAcceptance < 1, "target acceptance in (0, 1)")
    precondition(maxTreeDepth >= 1 && maxTreeDepth <= 20, "tree depth in 1 ... 20")
    precondition(initialStepSize > 0 && initialStepSize.isFinite, "step size must be positive")
    self.warmup = warmup
    self.draws = draws
    self.targetAcceptance = targetAcceptance
    self.maxTreeDepth = maxTreeDepth
    self.metric = metric
    self.initialStepSize = initialStepSize
  }
}
