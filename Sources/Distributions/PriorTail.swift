/// How the upper tail of a prior falls, which decides what moments a posterior has.
public enum PriorTail: Sendable, Equatable {
  /// The support ends.
  case bounded
  /// As exp(-(x / scale)^2 / 2).
  case normal(scale: Double)
  /// As exp(-rate x).
  case exponential(rate: Double)
  /// P(parameter > x) falls as x^-index.
  case power(index: Double)
}

extension ScalarPrior {
  /// How the upper tail falls on the parameter's own scale; that of a mean's prior below is its mirror.
  public var tail: PriorTail { family.tail }
}
