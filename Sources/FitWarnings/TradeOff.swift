/// What studies say of a trade-off between sensitivity and specificity, which a varying threshold leaves.
package enum TradeOff: String, Sendable {
  /// A negative correlation has a probability above 0.95.
  case shown
  /// A positive one has.
  case contradicted
  /// Neither.
  case open

  /// What a probability says; nil where there is none.
  ///
  /// - Parameter probabilityRhoPositive: P(rho > 0 | data).
  package init?(probabilityRhoPositive: Double) {
    let p = probabilityRhoPositive
    guard p.isFinite else { return nil }
    self = p < 0.05 ? .shown : p > 0.95 ? .contradicted : .open
  }
}
