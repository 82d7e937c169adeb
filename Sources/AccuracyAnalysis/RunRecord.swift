import AccuracyData
import Distributions
import Reports

/// `run.json`: everything that repeats a run, with version and data hash.
package func runJSON(_ options: FitOptions, dataHash: String, files: [String]) -> JSONValue {
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
  let record = try RunRecord(path: path)
  guard let data = record.text("data") else { throw record.bad("data") }
  var options = FitOptions(data: data)
  options.selection = try record.selection()
  options.threshold = try record.choice("threshold", .unknown)
  options.preset = record.text("prior") ?? "default"
  options.overrides = PriorOverrides(
    mu: record.text("prior_mu"), tau: record.text("prior_tau"), rho: record.text("prior_rho"),
    muSensitivity: record.text("prior_mu_se"), muSpecificity: record.text("prior_mu_sp"),
    tauSensitivity: record.text("prior_tau_se"), tauSpecificity: record.text("prior_tau_sp"),
    covariance: record.text("prior_covariance"))
  options.sampler = try record.choice("sampler", .collapsed)
  options.chains = try record.whole("chains") ?? options.chains
  options.warmup = try record.whole("warmup")
  options.draws = try record.whole("draws") ?? options.draws
  options.seed = try record.seed()
  options.level = record.number("level") ?? options.level
  options.prevalences = try record.prevalences()
  options.studyInterval = try record.choice("interval", .exact)
  options.threads = threads
  return (options, record.text("sha256") ?? "")
}

/// A parsed `run.json`, read key by key; a wrong value is an error that names its key.
private struct RunRecord {
  private let path: String
  private let value: JSONValue

  init(path: String) throws(AnalysisError) {
    self.path = SafeText.visible(path)
    let bytes = try readFile(path)
    do {
      value = try JSONValue.parse(bytes)
    } catch {
      throw AnalysisError(.badData, "\(self.path), \(error): this is not a run.json")
    }
    guard value["schema"]?.stringValue == "sroc.run/1" else {
      throw AnalysisError(
        .badData, "\(self.path): no schema \"sroc.run/1\"; give the run.json of a run")
    }
  }

  func bad(_ key: String) -> AnalysisError {
    AnalysisError(.badData, "\(path): \"\(key)\" is missing or has a value that no run writes")
  }

  func text(_ key: String) -> String? { value[key]?.stringValue }

  func number(_ key: String) -> Double? { value[key]?.doubleValue }

  func whole(_ key: String) throws(AnalysisError) -> Int? {
    guard let member = value[key], !member.isNull else { return nil }
    guard let result = member.integerValue else { throw bad(key) }
    return result
  }

  func seed() throws(AnalysisError) -> UInt64 {
    guard let seed = value["seed"]?.unsignedValue else { throw bad("seed") }
    return seed
  }

  func choice<Value: RawRepresentable>(
    _ key: String, _ fallback: Value
  ) throws(AnalysisError) -> Value where Value.RawValue == String {
    guard let member = value[key], !member.isNull else { return fallback }
    guard let text = member.stringValue, let result = Value(rawValue: text) else { throw bad(key) }
    return result
  }

  func selection() throws(AnalysisError) -> DataSelection {
    var selection = DataSelection()
    for filter in value["where"]?.elements ?? [] {
      guard let text = filter.stringValue, let parsed = try? DataFilter(parsing: text) else {
        throw bad("where")
      }
      selection.filters.append(parsed)
    }
    selection.by = text("by")
    selection.studyColumn = text("study")
    selection.allowDependent = value["allow_dependent"]?.booleanValue ?? false
    selection.oneArm = try choice("one_arm", .use)
    return selection
  }

  func prevalences() throws(AnalysisError) -> [Prevalence] {
    var result: [Prevalence] = []
    for member in value["prevalence"]?.elements ?? [] {
      if let number = member.doubleValue {
        result.append(.fixed(number))
      } else if let text = member.stringValue {
        result += try Prevalence.parse(text)
      } else {
        throw bad("prevalence")
      }
    }
    return result
  }
}
