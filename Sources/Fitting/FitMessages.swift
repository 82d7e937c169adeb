import Messages

/// Messages of a fit as the door that asked for it spells them.
extension FitResult {
  /// A message as text.
  ///
  /// - Parameter message: of this fit.
  /// - Returns: the whole text.
  package func spelled(_ message: Message) -> String { message.spelled(by: options.spelling) }

  /// Why the draws cannot be trusted, one sentence a problem; empty where they can.
  package var problemLines: [String] { diagnostics.problems.map(spelled) }
}
