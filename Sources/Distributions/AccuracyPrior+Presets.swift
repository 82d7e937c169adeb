extension AccuracyPrior {
  /// The names that `preset(_:)` knows, the default first.
  public static let presetNames = PriorPreset.all.map(\.name)

  /// A named prior set: our default, or the priors that another system uses.
  ///
  /// - Parameter name: a name of `presetNames`; case, and hyphen or underscore, do not matter.
  /// - Returns: the prior, with the canonical name in `preset`.
  /// - Throws: `PriorError` that lists the names, for an unknown one.
  public static func preset(_ name: String) throws(PriorError) -> AccuracyPrior {
    guard let preset = PriorPreset.named(name) else {
      throw PriorError(
        message: "unknown prior preset \"\(name)\"; use one of "
          + presetNames.joined(separator: ", "))
    }
    return AccuracyPrior(
      preset: preset.name, muSensitivity: preset.mean, muSpecificity: preset.mean,
      covariance: preset.covariance, coefficient: preset.coefficient)
  }
}
