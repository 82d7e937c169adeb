import AccuracyData
import Distributions
import Reports

/// `run.json`: everything that repeats a run, with version and data hash.
func runJSON(_ options: FitOptions, dataHash: String, files: [String]) -> JSONValue {
  let overrides = options.overrides
  let source: String =
    switch options.source {
    case .standardInput: "-"
    default: options.source.name
    }
  return .object([
    ("schema", "sroc.run/1"), ("version", .string(programVersion)),
    ("command", JSONValue(options.command)), ("data", .string(source)),
    ("sha256", .string(dataHash)),
    ("where", .array(options.selection.filters.map { .string("\($0.column)=\($0.value)") })),
    ("by", JSONValue(options.selection.by)), ("study", JSONValue(options.selection.studyColumn)),
    ("allow_dependent", .boolean(options.selection.allowDependent)),
    ("one_arm", .string(options.selection.oneArm.rawValue)),
    ("threshold", .string(options.threshold.rawValue)), ("model", "bivariate"),
    ("prior", .string(options.preset)), ("prior_mu", JSONValue(overrides.mu)),
    ("prior_tau", JSONValue(overrides.tau)), ("prior_rho", JSONValue(overrides.rho)),
    ("prior_mu_se", JSONValue(overrides.muSensitivity)),
    ("prior_mu_sp", JSONValue(overrides.muSpecificity)),
    ("prior_tau_se", JSONValue(overrides.tauSensitivity)),
    ("prior_tau_sp", JSONValue(overrides.tauSpecificity)),
    ("prior_covariance", JSONValue(overrides.covariance)),
    ("sampler", .string(options.sampler.rawValue)), ("chains", JSONValue(options.chains)),
    ("warmup", options.warmup.map { JSONValue($0) } ?? .null),
    ("draws", JSONValue(options.draws)), ("seed", .unsigned(options.seed)),
    ("level", .number(options.level)),
    ("prevalence", .array(options.prevalences.map(\.recordJSON))),
    ("interval", .string(options.studyInterval.rawValue)), ("files", JSONValue(files)),
  ])
}

extension Prevalence {
  fileprivate var recordJSON: JSONValue {
    switch self {
    case .fixed(let value): .number(value)
    case .beta(let a, let b): .string("beta(\(a),\(b))")
    }
  }
}

/// The options of a saved run.
///
/// - Parameters:
///   - path: a `run.json`, or a directory that holds one.
///   - threads: threads of the new run, which never change its numbers.
/// - Returns: the options; the data hash that the run had.
/// - Throws: `AnalysisError` (66 where there is no such file, 65 where it is not a run of ours).
public func readRun(
  _ path: String, threads: Int
) throws(AnalysisError) -> (options: FitOptions, sha256: String) {
  let bytes = try readFile(path)
  let value: JSONValue
  do {
    value = try JSONValue.parse(bytes)
  } catch {
    throw AnalysisError(.badData, "\(SafeText.visible(path)), \(error): this is not a run.json")
  }
  guard value["schema"]?.stringValue == "sroc.run/1", let data = value["data"]?.stringValue else {
    throw AnalysisError(
      .badData, "\(SafeText.visible(path)): no schema \"sroc.run/1\"; give the run.json of a run")
  }
  func bad(_ key: String) -> AnalysisError {
    AnalysisError(.badData, "\(SafeText.visible(path)): \"\(key)\" has a value that no run writes")
  }
  func string(_ key: String) -> String? { value[key]?.stringValue }
  func choice<Value: RawRepresentable>(
    _ key: String, _ fallback: Value
  ) throws(AnalysisError) -> Value where Value.RawValue == String {
    guard let member = value[key], !member.isNull else { return fallback }
    guard let text = member.stringValue, let result = Value(rawValue: text) else { throw bad(key) }
    return result
  }
  func whole(_ key: String, _ fallback: Int) throws(AnalysisError) -> Int {
    guard let member = value[key], !member.isNull else { return fallback }
    guard let result = member.integerValue else { throw bad(key) }
    return result
  }
  var options = FitOptions(source: DataSource(argument: data))
  for filter in value["where"]?.elements ?? [] {
    guard let text = filter.stringValue, let parsed = try? DataFilter(parsing: text) else {
      throw bad("where")
    }
    options.selection.filters.append(parsed)
  }
  options.selection.by = string("by")
  options.selection.studyColumn = string("study")
  options.selection.allowDependent = value["allow_dependent"]?.booleanValue ?? false
  options.selection.oneArm = try choice("one_arm", .use)
  options.threshold = try choice("threshold", .unknown)
  options.preset = string("prior") ?? "default"
  options.overrides = PriorOverrides(
    mu: string("prior_mu"), tau: string("prior_tau"), rho: string("prior_rho"),
    muSensitivity: string("prior_mu_se"), muSpecificity: string("prior_mu_sp"),
    tauSensitivity: string("prior_tau_se"), tauSpecificity: string("prior_tau_sp"),
    covariance: string("prior_covariance"))
  options.sampler = try choice("sampler", .collapsed)
  options.chains = try whole("chains", 4)
  if let warmup = value["warmup"], !warmup.isNull { options.warmup = try whole("warmup", 0) }
  options.draws = try whole("draws", 5000)
  guard let seed = value["seed"]?.unsignedValue else { throw bad("seed") }
  options.seed = seed
  options.level = value["level"]?.doubleValue ?? 0.95
  for member in value["prevalence"]?.elements ?? [] {
    if let number = member.doubleValue {
      options.prevalences.append(.fixed(number))
    } else if let text = member.stringValue {
      options.prevalences += try Prevalence.parse(text)
    } else {
      throw bad("prevalence")
    }
  }
  options.studyInterval = try choice("interval", .exact)
  options.threads = threads
  return (options, string("sha256") ?? "")
}
