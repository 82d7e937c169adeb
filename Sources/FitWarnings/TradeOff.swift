/// What studies say of a trade-off between sensitivity and specificity, which a varying threshold leaves.
package enum TradeOff: String, Sendable {
  /// A negative correlation has a probability above 0.95.
  case shown
  /// A positive one has.
  case contradicted
  /// Neither.
  case open

  /// - Parameter probabilityRhoPositive: P(rho > 0 | data).
  /// - Returns: nil where there is none.
  package init?(probabilityRhoPositive p: Double) {
    guard p.isFinite else { return nil }
    self = p < 0.05 ? .shown : p > 0.95 ? .contradicted : .open
  }
}
