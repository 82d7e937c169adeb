import Concurrency
import DenseLinearAlgebra

extension TriangularProposal {
  /// Noise moved and scaled to the points' weighted mean and covariance.
  static func affine(
    to points: WeightedPoints, noise: ProposalNoise
  ) throws(LinearAlgebraError) -> TriangularProposal {
    let (mean, covariance) = points.moments()
    return TriangularProposal(
      mean: mean, factor: try choleskyFactor(of: covariance), noise: noise)
  }

  /// The full map: after whitening, coordinate by coordinate, quadratic location by weighted least
  /// squares, log-linear scale by Fisher scoring of the normal likelihood, a second least squares
  /// with these scales, then the sinh-arcsinh shape of the residuals.
  ///
  /// - Parameters:
  ///   - points: the weighted points.
  ///   - noise: what the map bends.
  ///   - shapes: where the fits of the shapes start, one a coordinate; an earlier fit's save time.
  ///   - threads: 1 fits the coordinates one by one, more side by side; the result does not depend on it.
  /// - Returns: the map.
  /// - Throws: `LinearAlgebraError` where a normal matrix is not positive definite.
  static func triangular(
    to points: WeightedPoints, noise: ProposalNoise, startingAt shapes: [SinhArcsinhShape],
    threads: Int = 1
  ) throws(LinearAlgebraError) -> TriangularProposal {
    var proposal = try affine(to: points, noise: noise)
    let features = BendFeatures(points, whitenedBy: proposal)
    let fits = inPieces(points.dimension, threads: threads) { k in
      Result { () throws(LinearAlgebraError) in
        try features.fit(k, weights: points.weights, startingAt: shapes[k])
      }
    }
    for (k, fit) in fits.enumerated() {
      let fitted = try fit.get()
      proposal.setBend(k, location: fitted.location, logScale: fitted.logScale)
      proposal.shape[k] = fitted.shape
    }
    return proposal
  }
}

/// One coordinate of a triangular map.
private struct FittedCoordinate {
  var location: [Double]
  var logScale: [Double]
  var shape: SinhArcsinhShape
}

extension BendFeatures {
  fileprivate func fit(
    _ k: Int, weights: [Double], startingAt shape: SinhArcsinhShape
  ) throws(LinearAlgebraError) -> FittedCoordinate {
    let (linear, all, places) = (linear(k), quadratic(k), fittedPlaces(k))
    let quadratic = places.map { all[$0] }
    var location = try leastSquares(k, quadratic, weights: weights)
    var residuals = residuals(k, quadratic, location)
    let logScale = try logScale(linear, residuals: residuals, weights: weights)
    let scales = scales(linear, logScale)
    if k > 0 {
      let scaled = zip(weights, scales).map { $0 / ($1 * $1) }
      location = try leastSquares(k, quadratic, weights: scaled)
      residuals = self.residuals(k, quadratic, location)
    }
    let histogram = ResidualHistogram(zip(residuals, scales).map { $0 / $1 }, weights: weights)
    var whole = [Double](repeating: 0, count: all.count)
    for (place, coefficient) in zip(places, location) { whole[place] = coefficient }
    return FittedCoordinate(
      location: whole, logScale: logScale, shape: histogram.fittedShape(startingAt: shape))
  }
}
