/// A function of the coordinates of `EstimatedPoint` that is to be maximised: a log likelihood with
/// the study effects integrated out, or a restricted one.
protocol MarginalLikelihood: Sendable {
  /// Number of levels of the covariate; 1 without one.
  var levelCount: Int { get }
  /// How many of the coordinates, the last ones, are loadings.
  var loadingCount: Int { get }

  /// The value at a point, and the derivatives with respect to all coordinates.
  ///
  /// - Parameters:
  ///   - coordinates: (mu_se, mu_sp) of each level, then the three loadings.
  ///   - gradient: overwritten; as many values.
  /// - Returns: the value; not finite where it does not exist.
  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double

  /// A value that is not exceeded anywhere in a space; infinite where none is known.
  func upperBound(in space: CovarianceSpace) -> Double
}

extension MarginalLikelihood {
  var loadingCount: Int { 3 }

  func upperBound(in space: CovarianceSpace) -> Double { .infinity }
}

/// Beyond these a likelihood of counts is not followed: an odds ratio of exp(100) between studies is
/// no heterogeneity but an estimate on its way to infinity.
enum SearchLimits {
  static let loading = 100.0
  static let mean = 500.0

  /// Whether all coordinates are inside; the last `loadings` of them are loadings.
  static func hold(_ coordinates: [Double], loadings: Int) -> Bool {
    coordinates.dropLast(loadings).allSatisfy { abs($0) < mean }
      && coordinates.suffix(loadings).allSatisfy { abs($0) < loading }
  }

  /// Whether a search ended so near to the limits that there is no maximum to report.
  static func areReached(_ coordinates: [Double], loadings: Int) -> Bool {
    !hold(coordinates.map { 2 * $0 }, loadings: loadings)
  }
}

/// Which loadings of a model are free; the others are 0.
enum CovarianceSpace: Sendable, Equatable, CaseIterable {
  case bivariate
  case zeroCorrelation
  case perfectCorrelation
  case tauSensitivityZero
  case tauSpecificityZero
  case bothTausZero

  /// Free loadings: first, cross, second.
  var freeLoadings: [Int] {
    switch self {
    case .bivariate: [0, 1, 2]
    case .zeroCorrelation: [0, 2]
    case .perfectCorrelation: [0, 1]
    case .tauSensitivityZero: [2]
    case .tauSpecificityZero: [0]
    case .bothTausZero: []
    }
  }

  /// Indices of the free coordinates with a number of levels.
  func freeCoordinates(levelCount: Int) -> [Int] {
    Array(0..<(2 * levelCount)) + freeLoadings.map { 2 * levelCount + $0 }
  }

  /// The same point with the covariance of this space that is nearest to it.
  func project(_ point: EstimatedPoint) -> EstimatedPoint {
    var result = point
    let sign = point.covariance < 0 ? -1.0 : 1
    switch self {
    case .bivariate: break
    case .zeroCorrelation: (result.cross, result.second) = (0, point.tauSpecificity)
    case .perfectCorrelation:
      (result.first, result.cross, result.second) = (
        point.tauSensitivity, sign * point.tauSpecificity, 0
      )
    case .tauSensitivityZero:
      (result.first, result.cross, result.second) = (0, 0, point.tauSpecificity)
    case .tauSpecificityZero: (result.cross, result.second) = (0, 0)
    case .bothTausZero: (result.first, result.cross, result.second) = (0, 0, 0)
    }
    return result
  }
}
