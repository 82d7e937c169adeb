/// A prior that cannot be used, with a message for the user.
public struct PriorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, where, and what would be right.
  public let message: String

  /// The message.
  public var description: String { message }

  /// An error with its message.
  ///
  /// - Parameter message: what is wrong, where, and what would be right.
  public init(message: String) { self.message = message }
}
