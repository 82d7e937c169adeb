/// A function that is to be maximised: a log likelihood with the study effects integrated out, or a
/// restricted one, of means or their coefficients and of the loadings of covariances.
package protocol MarginalLikelihood: Sendable {
  /// How many of the coordinates, the first ones, are means or coefficients of means.
  var meanCount: Int { get }
  /// How many covariances between studies there are.
  var groupCount: Int { get }
  /// How many of the coordinates, the last ones, are loadings.
  var loadingCount: Int { get }

  /// The value at a point, and the derivatives with respect to all coordinates.
  ///
  /// - Parameters:
  ///   - coordinates: means or coefficients, then three loadings a covariance.
  ///   - gradient: overwritten; as many values.
  /// - Returns: the value; not finite where it does not exist.
  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double

  /// A value that is not exceeded anywhere where each covariance is in its space; infinite where none is
  /// known.
  func upperBound(in spaces: [CovarianceSpace]) -> Double
}

extension MarginalLikelihood {
  package var groupCount: Int { 1 }
  package var loadingCount: Int { 3 * groupCount }

  package func upperBound(in spaces: [CovarianceSpace]) -> Double { .infinity }
}

/// Beyond these a likelihood of counts is not followed: an odds ratio of exp(100) between studies is
/// no heterogeneity but an estimate on its way to infinity.
package enum SearchLimits {
  static let loading = 100.0
  static let mean = 500.0

  /// Whether all coordinates are inside; the last `loadings` of them are loadings.
  package static func hold(_ coordinates: [Double], loadings: Int) -> Bool {
    coordinates.dropLast(loadings).allSatisfy { abs($0) < mean }
      && coordinates.suffix(loadings).allSatisfy { abs($0) < loading }
  }

  /// Whether a search ended so near to the limits that there is no maximum to report.
  static func areReached(_ coordinates: [Double], loadings: Int) -> Bool {
    !hold(coordinates.map { 2 * $0 }, loadings: loadings)
  }
}
