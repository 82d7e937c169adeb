import Documents
import Messages

/// How many true positives one false positive avoided is worth, for net benefits.
public enum ExchangeRates {
  /// Parses `0.1` or `0.05,0.1`.
  ///
  /// - Parameter text: the argument's value.
  /// - Returns: one or more rates, each once.
  /// - Throws: `AnalysisError` with code `.usage`.
  public static func parse(_ text: String) throws(AnalysisError) -> [Double] {
    var result: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Double(String(part.filter { !$0.isWhitespace })), isAllowed(value) else {
        throw problem(SafeText.visible(text))
      }
      if !result.contains(value) { result.append(value) }
    }
    return result
  }

  fileprivate static func isAllowed(_ rate: Double) -> Bool { rate > 0 && rate <= 1000 }

  fileprivate static func problem(_ text: String) -> AnalysisError {
    AnalysisError(
      .usage,
      "\(argument: .exchangeRate) \(text): use numbers above 0, up to 1000, separated by commas; 0.1 "
        + "says that ten false positives weigh as much as one true positive")
  }

  /// As the option takes it.
  ///
  /// - Parameter rate: above 0.
  /// - Returns: `0.1`.
  package static func optionText(_ rate: Double) -> String { NumberText.plain(rate) }

  /// As a reader has it.
  ///
  /// - Parameter rate: above 0.
  /// - Returns: "1 false positive weighs as much as 0.1 true positives".
  package static func phrase(_ rate: Double) -> String {
    let unit = rate == 1 ? "true positive" : "true positives"
    return "1 false positive weighs as much as \(NumberText.plain(rate)) \(unit)"
  }
}

extension FitOptions {
  /// Checks what belongs to net benefits.
  func validateExchangeRates() throws(AnalysisError) {
    if let wrong = exchangeRates.first(where: { !ExchangeRates.isAllowed($0) }) {
      throw ExchangeRates.problem("\(wrong)")
    }
    guard !exchangeRates.isEmpty else { return }
    guard !prevalences.isEmpty else {
      throw AnalysisError(
        .usage,
        "\(argument: .exchangeRate) needs \(argument: .prevalence) with the share of the people tested "
          + "who are diseased, as 0.3")
    }
    guard splits || !design.isPlain else {
      throw AnalysisError(
        .usage,
        "\(argument: .exchangeRate) is of a comparison; name the column whose levels are compared with "
          + "\(argument: .covariate) or \(argument: .by)")
    }
  }
}
