import DenseLinearAlgebra
import SpecialFunctions

/// A bivariate model estimated without a prior.
public struct FrequentistFit: Sendable {
  /// How it was estimated.
  public internal(set) var method: FrequentistMethod
  /// How the estimation ended.
  public internal(set) var status: FitStatus
  /// Levels of the covariate, the reference first; empty without a covariate.
  public internal(set) var levels: [String] = []
  /// The estimates; `nil` where there are none.
  public internal(set) var point: EstimatedPoint?
  /// Which coordinates were estimated: means level by level (sensitivity first), then the loadings
  /// `first`, `cross`, `second`. At a boundary the others are 0.
  public internal(set) var freeCoordinates: [Int] = []
  /// Covariance of the free coordinates: the inverse of the observed information on the space that
  /// was maximised; for the normal approximation the means have (X' V^-1 X)^-1.
  public internal(set) var covariance: SymmetricMatrix?
  /// The maximum, all constants included; restricted for `.restrictedNormal`.
  public internal(set) var logLikelihood: Double?
  /// Steps of all climbs together.
  public internal(set) var iterations = 0
  /// The correlation of 1 or -1 that is nearly as likely as a maximum inside, within
  /// `nearBoundaryTolerance`; nil where neither is.
  public internal(set) var nearbyCorrelation: Double?
  /// Wall-clock time of the estimation, profile intervals excluded.
  public internal(set) var seconds = 0.0

  /// Profile-likelihood intervals of the logit means, in the order of the coordinates (sensitivity and
  /// specificity of each level); empty where they were not asked for or do not exist.
  public internal(set) var profileIntervals: [IntervalEstimate] = []
  /// Wall-clock time of the profile intervals.
  public internal(set) var profileSeconds = 0.0

  /// Free parameters of the space that was maximised.
  public var parameterCount: Int { freeCoordinates.count }

  init(method: FrequentistMethod, _ result: SearchResult) {
    self.method = method
    status = result.status
    nearbyCorrelation = result.nearbyCorrelation
    guard !result.coordinates.isEmpty else { return }
    point = EstimatedPoint(coordinates: result.coordinates)
    (freeCoordinates, covariance) = (result.free, result.covariance)
    (logLikelihood, iterations) = (result.logLikelihood, result.iterations)
  }

  /// A quantity at the estimates.
  ///
  /// - Parameter quantity: a function of the parameters.
  /// - Returns: its value, `nil` where it does not exist.
  public func estimate(_ quantity: (EstimatedPoint) -> Double) -> Double? {
    guard let point else { return nil }
    let value = quantity(point)
    return value.isFinite ? value : nil
  }

  /// Its standard error by the delta method, sqrt(g' C g), with g by central differences over the
  /// free coordinates and C their covariance.
  ///
  /// - Parameter quantity: a smooth function of the parameters.
  /// - Returns: the standard error; `nil` where it does not exist, as for a quantity that the
  ///   boundary fixes.
  public func standardError(of quantity: (EstimatedPoint) -> Double) -> Double? {
    guard let point, let covariance else { return nil }
    return deltaMethodError(
      at: point.coordinates, free: freeCoordinates, covariance: covariance
    ) { quantity(EstimatedPoint(coordinates: $0)) }
  }
}

/// sqrt(g' C g) with g the derivatives of a quantity by the free coordinates, as central differences.
///
/// - Parameters:
///   - center: all coordinates of the estimates.
///   - free: those that were estimated.
///   - covariance: of these.
///   - quantity: a smooth function of all coordinates.
/// - Returns: the standard error; `nil` where it does not exist.
func deltaMethodError(
  at center: [Double], free: [Int], covariance: SymmetricMatrix,
  of quantity: ([Double]) -> Double
) -> Double? {
  let gradient = free.map { index in
    let step = 1e-5 * max(abs(center[index]), 0.01)
    var (low, high) = (center, center)
    low[index] -= step
    high[index] += step
    return (quantity(high) - quantity(low)) / (2 * step)
  }
  let variance = covariance.quadraticForm(gradient)
  return variance.isFinite && variance > 0 ? variance.squareRoot() : nil
}
