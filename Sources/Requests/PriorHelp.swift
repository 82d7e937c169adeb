import Distributions

/// The priors that an option takes, one a line: for the program's help.
public enum PriorHelp {
  /// The named sets with their formulas.
  public static var presets: String {
    PriorPreset.all.map { preset in
      let line = "\(preset.name): \(preset.formula)"
      if line.count <= helpWidth { return line }
      // The help breaks longer lines anywhere; before the last part no expression is torn.
      let parts = preset.parts.map { "\($0.parameter) \($0.expression)" }
      return "\(preset.name): \(parts.dropLast().joined(separator: ", ")),\n    \(parts.last ?? "")"
    }.joined(separator: "\n")
  }

  /// Columns beside the margin of an option's discussion.
  private static let helpWidth = 72

  /// Priors of a logit mean, each argument with its range.
  public static var mean: String { lines(PriorForm.mean) }
  /// Priors of a difference or slope, and what the named sets have.
  public static var coefficient: String {
    let usual = PriorPreset.all[0].coefficient
    let wide = PriorPreset.all.filter { $0.coefficient != usual }
      .map { "\($0.name) \($0.coefficient.expression)" }
    return "The named sets have \(usual.expression), but: \(wide.joined(separator: ", "))."
  }
  /// Priors of a between-study standard deviation, likewise.
  public static var deviation: String { lines(PriorForm.deviation) }
  /// Priors of the correlation, likewise.
  public static var correlation: String { lines(PriorForm.correlation) }
  /// Priors of degrees of freedom, likewise.
  public static var degreesOfFreedom: String { lines(PriorForm.degreesOfFreedom) }
  /// Priors of the covariance as a whole, likewise.
  public static var covariance: String { lines(PriorForm.covariance) }

  private static func lines(_ forms: [PriorForm]) -> String {
    forms.map(\.description).joined(separator: "\n")
  }
}
