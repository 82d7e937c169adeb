/// An estimate with the ends of its interval: a posterior median, a fitted value or a proportion that
/// was observed.
public struct IntervalEstimate: Sendable, Equatable {
  /// The estimate.
  public var estimate: Double
  /// Lower end.
  public var lower: Double
  /// Upper end.
  public var upper: Double

  /// An estimate with its interval.
  ///
  /// - Parameters:
  ///   - estimate: the estimate.
  ///   - lower: lower end.
  ///   - upper: upper end.
  public init(estimate: Double, lower: Double, upper: Double) {
    (self.estimate, self.lower, self.upper) = (estimate, lower, upper)
  }

  /// The interval of a monotone function of the quantity.
  ///
  /// - Parameters:
  ///   - isIncreasing: whether the function rises; where it falls the ends change places.
  ///   - transform: the function.
  /// - Returns: estimate and ends on the function's scale.
  public func mapped(
    isIncreasing: Bool = true, _ transform: (Double) -> Double
  ) -> IntervalEstimate {
    IntervalEstimate(
      estimate: transform(estimate), lower: transform(isIncreasing ? lower : upper),
      upper: transform(isIncreasing ? upper : lower))
  }
}
