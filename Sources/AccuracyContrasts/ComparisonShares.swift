import FrequentistFits

/// How the accuracy of two populations differs, as shares of the draws; the four sum to 1.
public struct ComparisonQuadrants: Sendable, Equatable {
  /// Sensitivity and specificity of the first are both higher.
  public var bothHigher: Double
  /// Both are lower.
  public var bothLower: Double
  /// Sensitivity is higher, specificity lower.
  public var sensitivityOnly: Double
  /// Specificity is higher, sensitivity lower.
  public var specificityOnly: Double

  /// The share in which a margin of the first is higher, whatever the other is.
  ///
  /// - Parameter margin: sensitivity or specificity.
  /// - Returns: a probability.
  public func higher(_ margin: AccuracyMargin) -> Double {
    bothHigher + (margin == .sensitivity ? sensitivityOnly : specificityOnly)
  }
}

/// Probabilities with a margin m.
public struct ComparisonMargins: Sendable, Equatable {
  /// The margin, a share.
  public var margin: Double
  /// P(Se of the first > Se of the second - m).
  public var sensitivityNotLower: Double
  /// P(Sp of the first > Sp of the second - m).
  public var specificityNotLower: Double
  /// P(Se of the first > Se of the second + m).
  public var sensitivityHigher: Double
  /// P(Sp of the first > Sp of the second + m).
  public var specificityHigher: Double
}

extension ComparisonQuadrants {
  /// From the share of draws in which something holds.
  package init(_ share: (ComparedAccuracy.Condition) -> Double) {
    let (sensitive, specific) = (
      ComparedAccuracy.isMoreSensitive, ComparedAccuracy.isMoreSpecific
    )
    self.init(
      bothHigher: share { sensitive($0, $1, $2) && specific($0, $1, $2) },
      bothLower: share { !sensitive($0, $1, $2) && !specific($0, $1, $2) },
      sensitivityOnly: share { sensitive($0, $1, $2) && !specific($0, $1, $2) },
      specificityOnly: share { !sensitive($0, $1, $2) && specific($0, $1, $2) })
  }
}

extension ComparisonMargins {
  /// With a margin, from the share of draws in which something holds.
  package init(_ margin: Double, _ share: (ComparedAccuracy.Condition) -> Double) {
    self.init(
      margin: margin,
      sensitivityNotLower: share { $0.sensitivity[$2] > $1.sensitivity[$2] - margin },
      specificityNotLower: share { $0.specificity[$2] > $1.specificity[$2] - margin },
      sensitivityHigher: share { $0.sensitivity[$2] > $1.sensitivity[$2] + margin },
      specificityHigher: share { $0.specificity[$2] > $1.specificity[$2] + margin })
  }
}
