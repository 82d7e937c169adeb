import CollapsedLikelihood

/// The five parameters of many points, one column each, and atanh rho.
public struct PointColumns: Sendable {
  /// Mean of logit sensitivity.
  public let muSensitivity: [Double]
  /// Mean of logit specificity.
  public let muSpecificity: [Double]
  /// Between-study SD of logit sensitivity.
  public let tauSensitivity: [Double]
  /// Between-study SD of logit specificity.
  public let tauSpecificity: [Double]
  /// atanh of the correlation.
  public let fisherZ: [Double]
  /// The correlation of logit sensitivity and logit specificity between studies.
  public let correlation: [Double]

  /// The columns that `CollapsedPosterior` records.
  ///
  /// - Parameter record: mu_se, mu_sp, tau_se, tau_sp, rho and atanh rho of all points, column after
  ///   column.
  public init(recorded record: [Double]) {
    let n = record.count / ParameterBlock.recordedColumns
    precondition(record.count == ParameterBlock.recordedColumns * n)
    func column(_ k: Int) -> [Double] { Array(record[(k * n)..<((k + 1) * n)]) }
    (muSensitivity, muSpecificity) = (column(0), column(1))
    (tauSensitivity, tauSpecificity) = (column(2), column(3))
    (correlation, fisherZ) = (column(4), column(5))
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
