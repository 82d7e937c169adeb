import CMath

/// The between-study covariance of logit sensitivity and logit specificity by its loadings (a Cholesky
/// factor):
///
///     theta_1 = mu_1 + first z_1
///     theta_2 = mu_2 + cross z_1 + second z_2,       z ~ N(0, I)
///
/// In these coordinates the edges of the parameter space are at finite points (tau_se = 0 at
/// first = 0, rho = +-1 at second = 0) and the likelihood is smooth across them.
public struct CovarianceLoadings: Sendable, Equatable {
  /// Loading of logit sensitivity on its factor.
  public var first: Double
  /// Loading of logit specificity on the factor of logit sensitivity.
  public var cross: Double
  /// Loading of logit specificity on a factor of its own.
  public var second: Double

  /// Loadings of any sign.
  ///
  /// - Parameters:
  ///   - first: of logit sensitivity.
  ///   - cross: of logit specificity on the same factor.
  ///   - second: of logit specificity on its own factor.
  public init(first: Double, cross: Double, second: Double) {
    (self.first, self.cross, self.second) = (first, cross, second)
  }

  /// The three numbers in order.
  init(_ values: some RandomAccessCollection<Double>) {
    precondition(values.count == 3, "a covariance has three loadings")
    let all = Array(values)
    self.init(first: all[0], cross: all[1], second: all[2])
  }

  /// first, cross, second.
  var values: [Double] { [first, cross, second] }

  /// Between-study standard deviation of logit sensitivity.
  public var tauSensitivity: Double { abs(first) }
  /// Between-study standard deviation of logit specificity.
  public var tauSpecificity: Double { hypot(cross, second) }
  /// Between-study correlation of logit sensitivity and logit specificity; `nil` if a tau is 0.
  public var correlation: Double? {
    first == 0 || tauSpecificity == 0 ? nil : (first < 0 ? -cross : cross) / tauSpecificity
  }
  /// Between-study covariance.
  public var covariance: Double { first * cross }

  /// The same covariance with `first` and `second` not negative.
  var oriented: CovarianceLoadings {
    var result = self
    if first < 0 || (first == 0 && cross < 0) { (result.first, result.cross) = (-first, -cross) }
    result.second = abs(second)
    return result
  }
}

/// Which loadings of a covariance are free; the others are 0.
package enum CovarianceSpace: Sendable, Equatable, CaseIterable {
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

  /// The covariance of this space that is nearest to another.
  func project(_ loadings: CovarianceLoadings) -> CovarianceLoadings {
    let sign = loadings.covariance < 0 ? -1.0 : 1
    let (tau1, tau2) = (loadings.tauSensitivity, loadings.tauSpecificity)
    return switch self {
    case .bivariate: loadings
    case .zeroCorrelation: CovarianceLoadings(first: loadings.first, cross: 0, second: tau2)
    case .perfectCorrelation: CovarianceLoadings(first: tau1, cross: sign * tau2, second: 0)
    case .tauSensitivityZero: CovarianceLoadings(first: 0, cross: 0, second: tau2)
    case .tauSpecificityZero: CovarianceLoadings(first: loadings.first, cross: 0, second: 0)
    case .bothTausZero: CovarianceLoadings(first: 0, cross: 0, second: 0)
    }
  }
}

extension [CovarianceSpace] {
  /// Indices of the free coordinates where each covariance is in the space of its place.
  func freeCoordinates(meanCount: Int) -> [Int] {
    [Int](0..<meanCount)
      + enumerated().flatMap { group, space in
        space.freeLoadings.map { meanCount + 3 * group + $0 }
      }
  }

  /// The same point with each covariance moved to the nearest of its space.
  func project(_ coordinates: [Double], meanCount: Int) -> [Double] {
    var result = coordinates
    for (group, space) in enumerated() {
      let range = (meanCount + 3 * group)..<(meanCount + 3 * group + 3)
      result.replaceSubrange(
        range, with: space.project(CovarianceLoadings(coordinates[range])).values)
    }
    return result
  }
}
