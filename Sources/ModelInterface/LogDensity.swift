/// An unnormalised log density on R^d: all that a sampler may know of a model.
///
/// Values may be shifted by any constant. `-infinity` is legal and means zero density (a proposal
/// there is rejected). NaN and `+infinity` are defects of the density and end the run.
/// Evaluation must be free of side effects: chains call it from several threads at once.
public protocol LogDensity: Sendable {
  /// The number of coordinates d, at least 1.
  var dimension: Int { get }

  /// The log density at one point.
  ///
  /// - Parameter position: d coordinates.
  /// - Returns: the log density up to a constant; `-infinity` outside the support.
  func logDensity(at position: Span<Double>) -> Double
}

/// A log density that also offers its gradient.
public protocol DifferentiableLogDensity: LogDensity {
  /// The log density and its gradient at one point.
  ///
  /// - Parameters:
  ///   - position: d coordinates.
  ///   - gradient: d values, overwritten; its content is unspecified where the result is not finite.
  /// - Returns: the log density, as `logDensity(at:)` gives it.
  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double
}

/// A log density that is faster for many points at once.
///
/// A value may depend on the company of its point within the accuracy of the density, never on
/// anything else.
public protocol BlockLogDensity: LogDensity {
  /// The log densities of several points.
  ///
  /// - Parameters:
  ///   - positions: `values.count` points, coordinate-major: coordinate k of point j is at index
  ///     `k * values.count + j`.
  ///   - floors: nothing, or one a point: a value below its floor may be replaced by an upper bound of
  ///     it that is below the floor as well.
  ///   - values: one log density a point, overwritten.
  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>)
}

extension BlockLogDensity {
  /// The log densities of several points, all of them exact.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - values: one log density a point, overwritten.
  public func logDensities(at positions: Span<Double>, into values: inout MutableSpan<Double>) {
    logDensities(at: positions, floors: Span(), into: &values)
  }
}
