import CMath

/// A symmetric 2 x 2 matrix with closed forms, for inner loops where LAPACK would cost too much.
public struct Symmetric2x2: Sendable, Equatable {
  /// The element in row 0, column 0.
  public var first: Double
  /// The element off the diagonal.
  public var offDiagonal: Double
  /// The element in row 1, column 1.
  public var second: Double

  /// A matrix from its three different elements.
  ///
  /// - Parameters:
  ///   - first: row 0, column 0.
  ///   - offDiagonal: row 0, column 1, and its mirror image.
  ///   - second: row 1, column 1.
  @inlinable
  public init(first: Double, offDiagonal: Double, second: Double) {
    self.first = first
    self.offDiagonal = offDiagonal
    self.second = second
  }

  /// A covariance matrix from standard deviations and a correlation.
  ///
  /// - Parameters:
  ///   - firstDeviation: standard deviation of coordinate 0, not negative.
  ///   - secondDeviation: standard deviation of coordinate 1, not negative.
  ///   - correlation: in [-1, 1].
  @inlinable
  public init(firstDeviation: Double, secondDeviation: Double, correlation: Double) {
    first = firstDeviation * firstDeviation
    offDiagonal = correlation * firstDeviation * secondDeviation
    second = secondDeviation * secondDeviation
  }

  /// The determinant.
  @inlinable
  public var determinant: Double { first * second - offDiagonal * offDiagonal }

  /// The sum of the diagonal.
  @inlinable
  public var trace: Double { first + second }

  /// The inverse.
  ///
  /// - Returns: the inverse matrix.
  /// - Throws: `LinearAlgebraError.singular` where the determinant is zero or not finite.
  @inlinable
  public func inverse() throws(LinearAlgebraError) -> Symmetric2x2 {
    let scale = 1 / determinant
    guard scale.isFinite && scale != 0 else { throw .singular }
    return Symmetric2x2(
      first: second * scale, offDiagonal: -offDiagonal * scale, second: first * scale)
  }

  /// The quadratic form `v' A v`.
  ///
  /// - Parameters:
  ///   - x: element 0 of v.
  ///   - y: element 1 of v.
  /// - Returns: the value of the form.
  @inlinable
  public func quadraticForm(_ x: Double, _ y: Double) -> Double {
    first * x * x + 2 * offDiagonal * x * y + second * y * y
  }

  /// The eigenvalues and the axis of the larger one.
  public struct Eigen: Sendable, Equatable {
    /// The larger eigenvalue.
    public let larger: Double
    /// The smaller eigenvalue.
    public let smaller: Double
    /// The eigenvector of the larger eigenvalue, of length 1; the other one is (-y, x).
    public let axis: SIMD2<Double>
  }

  /// Eigenvalues and eigenvectors.
  ///
  /// With m the mean of the diagonal and r = hypot((first - second) / 2, offDiagonal) they are m + r
  /// and m - r. The one of larger modulus is computed so and the other, where it has the same sign,
  /// as determinant / that one, so that a nearly singular covariance keeps its small eigenvalue.
  /// The axis has the angle atan2(2 offDiagonal, first - second) / 2; (1, 0) for a multiple of the
  /// identity.
  ///
  /// - Returns: both eigenvalues and the major axis; NaN in, NaN out.
  public func eigen() -> Eigen {
    let mean = (first + second) / 2
    let radius = hypot((first - second) / 2, offDiagonal)
    var larger = mean + radius
    var smaller = mean - radius
    let determinant = self.determinant
    if determinant > 0 && mean > 0 {
      smaller = determinant / larger
    } else if determinant > 0 && mean < 0 {
      larger = determinant / smaller
    }
    let angle = atan2(2 * offDiagonal, first - second) / 2
    return Eigen(larger: larger, smaller: smaller, axis: SIMD2(cos(angle), sin(angle)))
  }
}
