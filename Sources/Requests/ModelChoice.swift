/// The models that can be asked for; the raw value is the name in requests, files and records.
public enum ModelChoice: String, Sendable, CaseIterable {
  /// The bivariate binomial-normal model.
  case bivariate

  /// What refuses any other name.
  public static let known = "this version has one model, \(bivariate.rawValue)"
}
