import Documents
import Fitting

extension ParameterReport {
  /// As a reader of papers knows it, with the label of its setting where it has one.
  var symbol: HTML { Self.words[variable.base].map { indexed($0.symbol) } ?? "\(name)" }

  /// What it is, with its symbol.
  var longHeading: HTML {
    guard let words = Self.words[variable.base] else { return "\(heading ?? name)" }
    return "\(words.heading), \(symbol)"
  }

  private func indexed(_ symbol: HTML) -> HTML {
    variable.index.isEmpty
      ? symbol : "\(symbol) (\(variable.index.map(\.text).joined(separator: ", ")))"
  }

  private static let words: [String: (symbol: HTML, heading: HTML)] = [
    "mu_se": ("μ<sub>se</sub>", "Mean logit sensitivity"),
    "mu_sp": ("μ<sub>sp</sub>", "Mean logit specificity"),
    "tau_se": ("τ<sub>se</sub>", "SD of logit sensitivity"),
    "tau_sp": ("τ<sub>sp</sub>", "SD of logit specificity"), "rho": ("ρ", "Correlation"),
  ]
}
