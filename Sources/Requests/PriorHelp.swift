import Distributions

/// The priors that an option takes, each argument with its range, one a line: for the program's help.
public enum PriorHelp {
  /// Priors of a logit mean.
  public static var mean: String { lines(PriorForm.mean) }
  /// Priors of a between-study standard deviation.
  public static var deviation: String { lines(PriorForm.deviation) }
  /// Priors of the correlation.
  public static var correlation: String { lines(PriorForm.correlation) }
  /// Priors of the covariance as a whole.
  public static var covariance: String { lines(PriorForm.covariance) }

  private static func lines(_ forms: [PriorForm]) -> String {
    forms.map(\.description).joined(separator: "\n")
  }
}
