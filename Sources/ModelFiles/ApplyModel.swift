import Requests
import StudyDesigns

/// The parts of a prior as they are typed, each nil where it is not.
public struct TypedPriors: Sendable, Equatable {
  /// The preset.
  public var preset: String?
  /// Expressions by the names of a model file: `mu`, `tau_se`, ...
  public var parts: [String: String] = [:]

  /// Nothing.
  public init() {}
}

extension FitOptions {
  /// Takes a model from a shipped name or a file, with what is typed beside it, which wins:
  /// a preset takes the place of all priors of the file, a part the place of that part, and of those of
  /// single proportions where it is of both.
  ///
  /// - Parameters:
  ///   - argument: a name or a path.
  ///   - degreesOfFreedom: typed, else nil.
  ///   - proportion: typed, else nil.
  ///   - typed: priors as typed.
  /// - Returns: what the file says of covariates.
  /// - Throws: `AnalysisError` for a wrong name or file, and for what contradicts the model.
  public mutating func takeModel(
    _ argument: String, degreesOfFreedom: String?, proportion: String?, priors typed: TypedPriors
  ) throws(AnalysisError) -> CovariateRequest {
    let file = try ModelCatalogue.model(argument)
    var parts = typed.preset == nil ? file.priors : [:]
    // No preset says anything of these two.
    if typed.preset != nil {
      for key in ["beta", "kappa"] { parts[key] = file.priors[key] }
    }
    for (whole, single) in [("mu", ["mu_se", "mu_sp"]), ("tau", ["tau_se", "tau_sp"])]
    where typed.parts[whole] != nil {
      for key in single { parts[key] = nil }
    }
    if typed.parts["covariance"] != nil {
      for key in ["tau", "tau_se", "tau_sp", "rho"] { parts[key] = nil }
    }
    if ["tau", "tau_se", "tau_sp", "rho"].contains(where: { typed.parts[$0] != nil }) {
      parts["covariance"] = nil
    }
    parts.merge(typed.parts) { _, own in own }
    // Degrees of freedom that are typed leave no room for a prior of them, and the other way round.
    var freedom = degreesOfFreedom ?? file.degreesOfFreedom
    if degreesOfFreedom != nil, degreesOfFreedom != "estimated", typed.parts["nu"] == nil {
      parts["nu"] = nil
    }
    if typed.parts["nu"] != nil, degreesOfFreedom == nil { freedom = nil }
    try setModel(file.choice.rawValue, degreesOfFreedom: freedom, prior: parts["nu"])
    try setProportion(proportion ?? file.proportion?.rawValue)
    preset = typed.preset ?? file.preset ?? preset
    overridePrior(
      mu: parts["mu"], tau: parts["tau"], rho: parts["rho"], muSe: parts["mu_se"],
      muSp: parts["mu_sp"], tauSe: parts["tau_se"], tauSp: parts["tau_sp"],
      covariance: parts["covariance"], coefficient: parts["beta"])
    kappaPrior = parts["kappa"]
    // A shipped model without covariates is what its name says; others are kept as they stand.
    if ModelChoice(rawValue: file.name) == nil || ModelCatalogue.text(argument) == nil {
      modelFile = ModelRecord(name: file.name, text: file.text)
    }
    return file.covariates
  }
}

extension CovariateRequest {
  /// What is typed over what a model file says.
  ///
  /// - Parameter file: of the model.
  /// - Returns: the request: a formula takes the place of the file's columns, and columns that of its
  ///   formula; all else by itself.
  public func over(_ file: CovariateRequest) -> CovariateRequest {
    var request = self
    if formula == nil {
      if covariates.isEmpty { request.covariates = file.covariates }
      request.affects = affects ?? file.affects
      request.covariance = covariance ?? file.covariance
      if covariates.isEmpty, affects == nil, covariance == nil { request.formula = file.formula }
    }
    if references.isEmpty, covariates.isEmpty, formula == nil {
      request.references = file.references
    }
    if points.isEmpty, covariates.isEmpty, formula == nil { request.points = file.points }
    // What is typed may leave the file's assumption on rows no room.
    if rows == nil, !request.leavesRowsIndependent || file.leavesRowsIndependent {
      request.rows = file.rows
    }
    return request
  }

  /// Whether it asks for what has independent rows only: covariances of each level, or the HSROC scale. A
  /// formula that cannot be read asks for nothing.
  var leavesRowsIndependent: Bool {
    if covariance == .separate { return true }
    let sides = formula.flatMap { try? ModelFormula(parsing: $0) }
    return sides.map { $0.covariance != nil || $0.isHierarchical } ?? false
  }
}
