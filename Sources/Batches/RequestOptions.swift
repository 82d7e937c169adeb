import AccuracyData
import Documents
import Messages
import ModelFiles
import Requests

/// The member `options` of a request, read strictly: names as in `run.json`.
struct RequestOptions {
  private let members: [(String, JSONValue)]

  /// All names that are taken.
  static let known = [
    "where", "exclude", "study", "allow_dependent", "one_arm", "level", "model", "nu", "proportion",
    "prior", "prior_mu", "prior_tau", "prior_rho", "prior_mu_se", "prior_mu_sp", "prior_tau_se",
    "prior_tau_sp", "prior_covariance", "prior_beta", "prior_nu", "prior_kappa", "covariate",
    "affects", "covariance", "formula", "reference", "at", "margin", "rows", "direct_only",
    "sampler", "chains",
    "warmup", "draws", "seed", "min_ess", "columns",
  ]

  init(_ value: JSONValue?) throws(AnalysisError) {
    guard let value, !value.isNull else {
      members = []
      return
    }
    guard let members = value.members else {
      throw AnalysisError(
        .usage, "options: an object of names and values, as {\"prior\": \"uniform\"}",
        at: DataErrorPlace(field: "options"))
    }
    var seen: Set<String> = []
    for (name, _) in members {
      guard Self.known.contains(name) else {
        throw AnalysisError(
          .usage,
          "\(SafeText.visible(name)): no such option; use any of "
            + Message(Self.known.joined(separator: ", ")), at: DataErrorPlace(field: name))
      }
      guard seen.insert(name).inserted else {
        throw AnalysisError(
          .usage, "\(name) stands twice; leave one out", at: DataErrorPlace(field: name))
      }
    }
    self.members = members.filter { !$0.1.isNull }
  }

  /// Puts what was asked for in the place of a request's defaults.
  func apply(to request: inout BatchRequest) throws(AnalysisError) {
    var options = request.fit
    try options.select(
      filters: try texts("where"), excluded: try texts("exclude"), by: nil,
      study: try text("study"), allowDependent: try flag("allow_dependent"),
      dropOneArm: try choice("one_arm", DataSelection.OneArm.use) == .drop)
    options.level = try number("level") ?? options.level
    try applyModel(to: &options)
    options.sampler = try choice("sampler", options.sampler)
    options.chains = try whole("chains") ?? options.chains
    options.warmup = try whole("warmup") ?? options.warmup
    options.draws = try whole("draws") ?? options.draws
    request.fit = options
    request.leastESS = try number("min_ess") ?? request.leastESS
    try request.setColumns(try texts("columns"))
  }

  /// The seed of the fit itself; nil where none is given.
  func seed() throws(AnalysisError) -> UInt64? {
    guard let value = self["seed"] else { return nil }
    guard let seed = value.unsignedValue else { throw wrong("seed", "a whole number from 0") }
    return seed
  }

  private func applyModel(to options: inout FitOptions) throws(AnalysisError) {
    var typed = TypedPriors()
    typed.preset = try text("prior")
    let parts = [
      "mu", "mu_se", "mu_sp", "tau", "tau_se", "tau_sp", "rho", "covariance", "beta", "nu",
    ]
    for part in parts {
      if let expression = try text("prior_\(part)") { typed.parts[part] = expression }
    }
    var freedom = self["nu"]?.doubleValue.map { "\($0)" }
    if freedom == nil { freedom = try text("nu") }
    let file = try options.takeModel(
      try text("model") ?? ModelChoice.bivariate.rawValue, degreesOfFreedom: freedom,
      proportion: try text("proportion"), priors: typed)
    var covariates = CovariateRequest()
    covariates.covariates = try texts("covariate")
    covariates.affects = try optionalChoice("affects", AffectedMeans.self)
    covariates.covariance = try optionalChoice("covariance", CovarianceChoice.self)
    covariates.formula = try text("formula")
    covariates.references = try texts("reference")
    covariates.points = try texts("at")
    if let rows = try text("rows") { try covariates.setRows(rows) }
    try options.setCovariates(covariates.over(file))
    options.isDirectOnly = try flag("direct_only")
    options.margin = try number("margin")
    options.kappaPrior = try text("prior_kappa")
  }

  // MARK: Values

  private subscript(name: String) -> JSONValue? { members.first { $0.0 == name }?.1 }

  private func wrong(_ name: String, _ words: String) -> AnalysisError {
    let value = SafeText.visible(
      String((self[name] ?? .null).serialized(.compact).prefix(60)))
    return AnalysisError(
      .usage, "\(name) \(value): use \(words)", at: DataErrorPlace(field: name, value: value))
  }

  private func text(_ name: String) throws(AnalysisError) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.stringValue else { throw wrong(name, "a text") }
    return text
  }

  /// A list of texts; one text is a list of one.
  private func texts(_ name: String) throws(AnalysisError) -> [String] {
    guard let value = self[name] else { return [] }
    if let text = value.stringValue { return [text] }
    let texts = (value.elements ?? []).compactMap(\.stringValue)
    guard let elements = value.elements, texts.count == elements.count else {
      throw wrong(name, "a text or a list of texts")
    }
    return texts
  }

  private func number(_ name: String) throws(AnalysisError) -> Double? {
    guard let value = self[name] else { return nil }
    guard let number = value.doubleValue else { throw wrong(name, "a number") }
    return number
  }

  private func whole(_ name: String) throws(AnalysisError) -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = value.integerValue else { throw wrong(name, "a whole number") }
    return number
  }

  private func flag(_ name: String) throws(AnalysisError) -> Bool {
    guard let value = self[name] else { return false }
    guard let flag = value.booleanValue else { throw wrong(name, "true or false") }
    return flag
  }

  private func optionalChoice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _: Value.Type
  ) throws(AnalysisError) -> Value? where Value.RawValue == String {
    guard let text = try text(name) else { return nil }
    guard let value = Value(rawValue: text) else {
      throw wrong(name, Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  private func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ fallback: Value
  ) throws(AnalysisError) -> Value where Value.RawValue == String {
    try optionalChoice(name, Value.self) ?? fallback
  }
}
