/// An estimate with the ends of its interval.
public struct FigureInterval: Sendable, Equatable {
  /// The estimate.
  public var estimate: Double
  /// Lower end.
  public var lower: Double
  /// Upper end.
  public var upper: Double

  /// An estimate and its interval.
  ///
  /// - Parameters:
  ///   - estimate: the estimate.
  ///   - lower: lower end.
  ///   - upper: upper end.
  public init(_ estimate: Double, _ lower: Double, _ upper: Double) {
    (self.estimate, self.lower, self.upper) = (estimate, lower, upper)
  }
}
