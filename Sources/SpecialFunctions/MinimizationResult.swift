/// What a minimisation found.
public struct MinimizationResult: Sendable, Equatable {
  /// Why a minimisation ended.
  public enum Reason: String, Sendable {
    /// The gradient norm (or, for the simplex, its size) fell below the tolerance.
    case tolerance
    /// No step improves the value although the gradient is not yet below the tolerance.
    case noProgress
    /// The iterations were used up.
    case iterationLimit
    /// The caller asked for it.
    case stopped
    /// The objective is not finite at the start.
    case nonFiniteStart
  }

  /// The best point found.
  public let position: [Double]
  /// The objective there.
  public let value: Double
  /// Euclidean norm of the gradient there; for the simplex method its size.
  public let gradientNorm: Double
  /// Iterations done.
  public let iterations: Int
  /// True where `reason` is `.tolerance`.
  public var converged: Bool { reason == .tolerance }
  /// Why it ended.
  public let reason: Reason
}
