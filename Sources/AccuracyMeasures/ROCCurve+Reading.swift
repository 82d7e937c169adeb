import SpecialFunctions

extension ROCCurve {
  /// The curve at a false positive rate, on the straight line between the two points around it.
  ///
  /// - Parameter falsePositiveRate: in (0, 1).
  /// - Returns: median and pointwise interval; nil beyond the ends.
  public func estimate(falsePositiveRate: Double) -> IntervalEstimate? {
    guard
      let after = points.firstIndex(where: { $0.falsePositiveRate >= falsePositiveRate })
    else { return nil }
    let right = points[after]
    guard after > 0 else {
      return right.falsePositiveRate == falsePositiveRate ? right.pointwise : nil
    }
    let left = points[after - 1]
    let share =
      (falsePositiveRate - left.falsePositiveRate)
      / (right.falsePositiveRate - left.falsePositiveRate)
    func between(_ value: KeyPath<Point, Double>) -> Double {
      left[keyPath: value] + share * (right[keyPath: value] - left[keyPath: value])
    }
    return IntervalEstimate(
      estimate: between(\.median), lower: between(\.lower), upper: between(\.upper))
  }
}

extension ROCCurve.Point {
  /// The median with its pointwise interval.
  public var pointwise: IntervalEstimate {
    IntervalEstimate(estimate: median, lower: lower, upper: upper)
  }
}
