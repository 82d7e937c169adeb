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
  /// - Returns: the map.
  /// - Throws: `LinearAlgebraError` where a normal matrix is not positive definite.
  static func triangular(
    to points: WeightedPoints, noise: ProposalNoise, startingAt shapes: [SinhArcsinhShape]
  ) throws(LinearAlgebraError) -> TriangularProposal {
    var proposal = try affine(to: points, noise: noise)
    let features = BendFeatures(points, whitenedBy: proposal)
    for k in 0..<points.dimension {
      let (linear, quadratic) = (features.linear(k), features.quadratic(k))
      var location = try features.leastSquares(k, quadratic, weights: points.weights)
      var residuals = features.residuals(k, quadratic, location)
      let logScale = try features.logScale(linear, residuals: residuals, weights: points.weights)
      let scales = features.scales(linear, logScale)
      if k > 0 {
        let weights = zip(points.weights, scales).map { $0 / ($1 * $1) }
        location = try features.leastSquares(k, quadratic, weights: weights)
        residuals = features.residuals(k, quadratic, location)
      }
      proposal.setBend(k, location: location, logScale: logScale)
      let histogram = ResidualHistogram(
        zip(residuals, scales).map { $0 / $1 }, weights: points.weights)
      proposal.shape[k] = histogram.fittedShape(startingAt: shapes[k])
    }
    return proposal
  }
}
