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
    ("interval", .string(options.studyInterval.rawValue)),
    ("both_above", JSONValue([options.targets.sensitivity, options.targets.specificity])),
    ("extrapolate", .boolean(options.extrapolates)), ("files", JSONValue(files)),
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
  let record = try SavedRecord(path: path, schema: "sroc.run/1")
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
  options.targets = try record.targets()
  options.extrapolates = record.flag("extrapolate")
  options.threads = threads
  options.command = try record.texts("command")
  return (options, record.text("sha256") ?? "")
}

extension SavedRecord {
  fileprivate func seed() throws(AnalysisError) -> UInt64 {
    guard let seed = value["seed"]?.unsignedValue else { throw bad("seed") }
    return seed
  }

  fileprivate func selection() throws(AnalysisError) -> DataSelection {
    var selection = DataSelection()
    selection.filters = try filters("where")
    selection.by = text("by")
    selection.studyColumn = text("study")
    selection.allowDependent = flag("allow_dependent")
    selection.oneArm = try choice("one_arm", .use)
    return selection
  }

  /// Conditions on rows, each as `COLUMN=VALUE`.
  func filters(_ key: String) throws(AnalysisError) -> [DataFilter] {
    var result: [DataFilter] = []
    for text in try texts(key) {
      guard let parsed = try? DataFilter(parsing: text) else { throw bad(key) }
      result.append(parsed)
    }
    return result
  }

  fileprivate func flag(_ key: String) -> Bool { value[key]?.booleanValue ?? false }

  /// Runs of earlier versions have none.
  fileprivate func targets() throws(AnalysisError) -> AccuracyTargets {
    guard let member = value["both_above"], !member.isNull else { return AccuracyTargets() }
    let numbers = (member.elements ?? []).compactMap(\.doubleValue)
    guard numbers.count == 2 else { throw bad("both_above") }
    return AccuracyTargets(sensitivity: numbers[0], specificity: numbers[1])
  }

  fileprivate func prevalences() throws(AnalysisError) -> [Prevalence] {
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
