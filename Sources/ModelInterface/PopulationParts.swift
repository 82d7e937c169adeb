/// What a model knows of a population. What is missing has neither a parameter nor anything that follows
/// from it: pages, files and figures leave it out.
public struct PopulationParts: OptionSet, Hashable, Sendable {
  /// One bit a part.
  public let rawValue: Int

  /// Parts by their bits.
  ///
  /// - Parameter rawValue: one bit a part.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The mean of logit sensitivity.
  public static let sensitivity = PopulationParts(rawValue: 1)
  /// The mean of logit specificity.
  public static let specificity = PopulationParts(rawValue: 2)
  /// Variation between studies.
  public static let deviations = PopulationParts(rawValue: 4)
  /// The correlation of both logits, which the curves rest on.
  public static let correlation = PopulationParts(rawValue: 8)

  /// Both means with their variation and its correlation.
  public static let all: PopulationParts = [
    .sensitivity, .specificity, .deviations, .correlation,
  ]
}
