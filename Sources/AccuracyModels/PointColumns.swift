import CollapsedLikelihood

/// The five parameters of many points, one column each, and atanh rho.
public struct PointColumns: Sendable {
  /// Mean of logit sensitivity.
  public internal(set) var muSensitivity: [Double]
  /// Mean of logit specificity.
  public internal(set) var muSpecificity: [Double]
  /// Between-study SD of logit sensitivity.
  public internal(set) var tauSensitivity: [Double]
  /// Between-study SD of logit specificity.
  public internal(set) var tauSpecificity: [Double]
  /// atanh of the correlation.
  public internal(set) var fisherZ: [Double]
  /// The correlation of logit sensitivity and logit specificity between studies.
  public internal(set) var correlation: [Double]

  init(count: Int) {
    muSensitivity = [Double](repeating: 0, count: count)
    muSpecificity = muSensitivity
    (tauSensitivity, tauSpecificity) = (muSensitivity, muSensitivity)
    (fisherZ, correlation) = (muSensitivity, muSensitivity)
  }

  /// Columns of points that were found one by one.
  ///
  /// - Parameter points: nil stands for NaN.
  public init(_ points: [BivariatePoint?]) {
    muSensitivity = points.map { $0?.muSensitivity ?? .nan }
    muSpecificity = points.map { $0?.muSpecificity ?? .nan }
    tauSensitivity = points.map { $0?.tauSensitivity ?? .nan }
    tauSpecificity = points.map { $0?.tauSpecificity ?? .nan }
    fisherZ = points.map { $0?.fisherZ ?? .nan }
    correlation = points.map { $0?.correlation ?? .nan }
  }

  /// The parameters of one point.
  public func point(_ index: Int) -> BivariatePoint {
    BivariatePoint(
      muSensitivity: muSensitivity[index], muSpecificity: muSpecificity[index],
      tauSensitivity: tauSensitivity[index], tauSpecificity: tauSpecificity[index],
      fisherZ: fisherZ[index])
  }
}
