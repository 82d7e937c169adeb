/// The models that can be asked for; the raw value is the name in requests, files and records.
public enum ModelChoice: String, Sendable, CaseIterable {
  /// The bivariate binomial-normal model.
  case bivariate
  /// The same with t-distributed study effects, which weigh outlying studies down.
  case robust
  /// The hierarchical summary ROC model: the bivariate one by accuracy, threshold and shape.
  case hsroc

  /// What refuses any other name.
  public static let known =
    "the models are \(allCases.map(\.rawValue).joined(separator: ", "))"
}
