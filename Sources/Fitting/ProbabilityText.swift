import Documents

extension FitResult {
  /// That the studies leave open whether there is a trade-off.
  package var openTradeOffText: String {
    "These studies cannot tell whether sensitivity and specificity trade off (P(rho > 0) "
      + "\(probabilityRhoText))."
  }

  /// That they are evidence against one.
  package var contradictedTradeOffText: String { contradictedTradeOff(probabilityRhoPositive) }

  /// P(rho > 0) after its name: `= 0.29`, or `> 0.99`.
  package var probabilityRhoText: String { probabilityText(probabilityRhoPositive) }
}

/// That studies are evidence against a trade-off.
///
/// - Parameter probability: P(rho > 0).
/// - Returns: a sentence.
func contradictedTradeOff(_ probability: Double) -> String {
  "These studies are evidence against a trade-off of sensitivity and specificity (P(rho > 0) "
    + "\(probabilityText(probability))); do not read the curve as a threshold effect."
}

/// A probability that was counted over draws, after its name: `= 0.29`, or `> 0.99`.
func probabilityText(_ value: Double) -> String {
  let text = NumberText.probability(value)
  return "<>".contains(text.prefix(1)) ? "\(text.prefix(1)) \(text.dropFirst())" : "= \(text)"
}
