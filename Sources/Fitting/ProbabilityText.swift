import Documents

extension FitResult {
  /// P(rho > 0) after its name: `= 0.29`, or `> 0.99`.
  package var probabilityRhoText: String {
    let text = NumberText.probability(probabilityRhoPositive)
    return "<>".contains(text.prefix(1)) ? "\(text.prefix(1)) \(text.dropFirst())" : "= \(text)"
  }
}
