import AccuracyData
import Distributions
import Documents
import Messages
import Output
import RandomStreams
import Requests
import StudyDesigns

/// The bytes of `run.json`: everything that repeats a run, the hashes of its files and its id.
///
/// - Parameters:
///   - options: of the run.
///   - dataHash: SHA-256 of the data.
///   - files: all files of the run, this one included.
///   - digests: the SHA-256 of the files; those of `run.json` and `timing.json` are not needed.
/// - Returns: UTF-8; see `RunSeal`.
package func runRecord(
  _ options: FitOptions, dataHash: String, files: [String],
  digests: [(name: String, sha256: String)]
) -> [UInt8] {
  let record = recordMembers(options, dataHash: dataHash) + [("files", JSONValue(files))]
  return RunSeal.sealed(record, digests: inOrder(of: files, digests))
}

/// The hashes of those files that have one, in the order of `files`.
package func inOrder(
  of files: [String], _ digests: [(name: String, sha256: String)]
) -> [(name: String, sha256: String)] {
  let known = Dictionary(digests.map { ($0.name, $0.sha256) }) { _, last in last }
  return files.compactMap { name in
    guard name != RunFileNames.record, name != RunFileNames.timing else { return nil }
    return known[name].map { (name, $0) }
  }
}

/// What repeats a run, as members of a record.
///
/// - Parameters:
///   - options: of the run.
///   - dataHash: SHA-256 of the data.
/// - Returns: members in order, the schema first.
package func recordMembers(
  _ options: FitOptions, dataHash: String
) -> [(String, JSONValue)] {
  let overrides = options.overrides
  let source: String =
    switch options.source {
    case .standardInput: "-"
    default: options.source.name
    }
  return [
    ("schema", "sroc.run/1"), ("version", .string(programVersion)),
    ("command", JSONValue(options.recordedCommand)), ("data", .string(source)),
    ("sha256", .string(dataHash)),
    ("where", .array(options.selection.filters.map { .string($0.text) })),
    ("exclude", JSONValue(options.selection.excluded)),
    ("by", JSONValue(options.selection.by)), ("study", JSONValue(options.selection.studyColumn)),
    ("allow_dependent", .boolean(options.selection.allowDependent)),
    ("one_arm", .string(options.selection.oneArm.rawValue)),
    ("threshold", .string(options.threshold.rawValue)),
    ("model", .string(options.model.rawValue)),
    ("prior", .string(options.preset)), ("prior_mu", JSONValue(overrides.mu)),
    ("prior_tau", JSONValue(overrides.tau)), ("prior_rho", JSONValue(overrides.rho)),
    ("prior_mu_se", JSONValue(overrides.muSensitivity)),
    ("prior_mu_sp", JSONValue(overrides.muSpecificity)),
    ("prior_tau_se", JSONValue(overrides.tauSensitivity)),
    ("prior_tau_sp", JSONValue(overrides.tauSpecificity)),
    ("prior_covariance", JSONValue(overrides.covariance)),
  ] + modelMembers(options) + designMembers(options) + [
    ("sampler", .string(options.sampler.rawValue)), ("chains", JSONValue(options.chains)),
    ("warmup", options.warmup.map { JSONValue($0) } ?? .null),
    ("draws", JSONValue(options.draws)), ("seed", .unsigned(options.seed)),
    ("seed_text", .string("\(options.seed)")), ("streams", .string(StreamKey.scheme)),
    ("level", .number(options.level)),
    ("prevalence", .array(options.prevalences.map(\.recordJSON))),
  ] + exchangeMembers(options) + [
    ("interval", .string(options.studyInterval.rawValue)),
    ("both_above", JSONValue([options.targets.sensitivity, options.targets.specificity])),
    ("extrapolate", .boolean(options.extrapolates)),
  ]
}

/// The proportion of the univariate model, degrees of freedom of the robust one; nothing of others.
private func modelMembers(_ options: FitOptions) -> [(String, JSONValue)] {
  let file =
    options.modelFile.map { file in
      [
        (
          "model_file",
          JSONValue.object([("name", .string(file.name)), ("text", .string(file.text))])
        )
      ]
    } ?? []
  if let proportion = options.proportion {
    return file + [("proportion", .string(proportion.rawValue))]
  }
  guard options.model == .robust else { return file }
  return file + [
    ("nu", options.degreesOfFreedom.map { .number($0) } ?? "estimated"),
    ("prior_nu", JSONValue(options.degreesOfFreedomPrior)),
  ]
}

/// Exchange rates; nothing where none was given.
private func exchangeMembers(_ options: FitOptions) -> [(String, JSONValue)] {
  options.exchangeRates.isEmpty ? [] : [("exchange_rate", JSONValue(options.exchangeRates))]
}

/// What the parameters depend on; nothing where they depend on nothing.
private func designMembers(_ options: FitOptions) -> [(String, JSONValue)] {
  guard !options.design.isPlain else { return [] }
  let design = options.design
  return [
    ("formula", .string(design.formula.text)),
    ("covariate", JSONValue(design.kinds.filter { $0.kind != nil }.map(\.text))),
    ("reference", JSONValue(design.references)), ("at", JSONValue(design.points.map(\.text))),
    ("prior_beta", JSONValue(options.overrides.coefficient)),
    ("margin", JSONValue(options.margin)), ("rows", .string(options.tableStructure.rawValue)),
    ("prior_kappa", JSONValue(options.kappaPrior)),
    ("direct_only", .boolean(options.isDirectOnly)),
  ]
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
///   - path: a `run.json`, or a directory that holds one; of an earlier version too.
///   - threads: threads of the new run, which never change its numbers.
/// - Returns: the options; the data hash that the run had; a warning where nothing tells whether the
///   record is as the run wrote it, or where the seed means other random numbers now.
/// - Throws: `AnalysisError` (66 where there is no such file, 65 where it is not a run of ours).
public func readRun(
  _ path: String, threads: Int
) throws(AnalysisError) -> (options: FitOptions, sha256: String, warning: String?) {
  let (file, bytes) = try RunFolder.record(at: path)
  let record = try SavedRecord(path: file, bytes: bytes, schema: "sroc.run/1")
  let state = RunSeal.state(of: bytes)
  if state == .broken { throw record.broken(bytes) }
  let (options, sha256) = try record.run(threads: threads)
  var remarks: [String] = []
  if state == .none { remarks.append("\(withoutIdWords); they are taken as they stand") }
  if try !record.hasSameStreams() {
    remarks.append(
      "\(otherStreamsWords), so that the results agree within their Monte Carlo errors only")
  }
  let warning = remarks.isEmpty ? nil : "\(record.path): " + remarks.joined(separator: "; ")
  return (options, sha256, warning)
}

private let otherStreamsWords =
  "written by a version that makes other random numbers of the same seed"

extension SavedRecord {
  /// The options of a `run.json`, all of which this version can follow.
  package func run(threads: Int) throws(AnalysisError) -> (options: FitOptions, sha256: String) {
    var options = FitOptions(data: try requiredText("data"))
    options.selection = try selection()
    options.threshold = try choice("threshold", .unknown)
    try setModel(of: &options)
    options.preset = try text("prior") ?? "default"
    options.overrides = PriorOverrides(
      mu: try text("prior_mu"), tau: try text("prior_tau"), rho: try text("prior_rho"),
      muSensitivity: try text("prior_mu_se"), muSpecificity: try text("prior_mu_sp"),
      tauSensitivity: try text("prior_tau_se"), tauSpecificity: try text("prior_tau_sp"),
      covariance: try text("prior_covariance"), coefficient: try text("prior_beta"))
    options.design = try design()
    options.margin = try number("margin")
    // Runs of versions that knew no structure took rows as independent.
    if !options.design.isPlain { options.rowStructure = try choice("rows", .independent) }
    options.kappaPrior = try text("prior_kappa")
    options.isDirectOnly = try flag("direct_only")
    options.sampler = try choice("sampler", .collapsed)
    options.chains = try whole("chains") ?? options.chains
    options.warmup = try whole("warmup")
    options.draws = try whole("draws") ?? options.draws
    options.seed = try seed()
    options.level = try number("level") ?? options.level
    options.prevalences = try prevalences()
    options.exchangeRates = try numbers("exchange_rate")
    options.studyInterval = try choice("interval", .exact)
    options.targets = try targets()
    options.extrapolates = try flag("extrapolate")
    options.command = try texts("command")
    do {
      try options.validate()
      _ = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
    } catch {
      throw AnalysisError(.badData, "\(path): \(AnalysisError(error).message)")
    }
    options.threads = threads
    return (options, try text("sha256") ?? "")
  }

  /// The model with its degrees of freedom.
  private func setModel(of options: inout FitOptions) throws(AnalysisError) {
    let name = try text("model") ?? ModelChoice.bivariate.rawValue
    try requireModel(name)
    let nu = value["nu"].flatMap { $0.stringValue ?? $0.doubleValue.map { "\($0)" } }
    do {
      try options.setModel(name, degreesOfFreedom: nu, prior: try text("prior_nu"))
      try options.setProportion(try text("proportion"))
      options.modelFile = try modelFile()
    } catch {
      throw AnalysisError(.badData, "\(path): \(error.message)")
    }
  }

  /// The model file, which is kept as it was; what it said stands in the other members.
  private func modelFile() throws(AnalysisError) -> ModelRecord? {
    guard let member = value["model_file"], !member.isNull else { return nil }
    guard let name = member["name"]?.stringValue, let text = member["text"]?.stringValue else {
      throw bad("model_file")
    }
    return ModelRecord(name: name, text: text)
  }

  /// What the parameters depend on.
  private func design() throws(AnalysisError) -> DesignRequest {
    do {
      return DesignRequest(
        formula: try text("formula").map { text throws(StudyDesignError) in
          try ModelFormula(parsing: text)
        } ?? ModelFormula(), kinds: try texts("covariate").map { CovariateChoice(parsing: $0) },
        references: try texts("reference"),
        points: try texts("at").map { text throws(StudyDesignError) in
          try CovariatePoint(parsing: text)
        })
    } catch {
      throw AnalysisError(.badData, "\(path): \(AnalysisError(error).message)")
    }
  }

  /// Refuses a fit whose model is another than that of its run.
  func requireModel(_ name: String, in found: String) throws(AnalysisError) {
    guard found != name else { return }
    try requireModel(found)
    throw AnalysisError(
      .badData, "\(path): its model is not that of run.json; the files are of two runs")
  }

  /// Refuses a model that this version would take for another.
  func requireModel(_ name: String) throws(AnalysisError) {
    guard ModelChoice(rawValue: name) != nil else {
      throw AnalysisError(
        .badData,
        "\(path): model \"\(SafeText.visible(name))\": \(ModelChoice.known)")
    }
  }

  /// The seed, which other programs round above 2^53 where they read it as a number.
  package func seed() throws(AnalysisError) -> UInt64 {
    guard let seed = value["seed"]?.unsignedValue else { throw bad("seed") }
    guard let text = try text("seed_text"), text != "\(seed)" else { return seed }
    throw AnalysisError(
      .badData,
      "\(path): \"seed\" is \(seed), but \"seed_text\" is \"\(SafeText.visible(text))\"; a program "
        + "that keeps no more than 53 bits of a number may have rounded it")
  }

  /// Refuses a run whose random streams were found in another way: what is drawn again from its seed
  /// would not be what the run drew, and levels that shared their streams cannot be compared.
  ///
  /// - Parameter directory: of the run.
  /// - Throws: `AnalysisError` 65.
  func requireSameStreams(of directory: String) throws(AnalysisError) {
    guard try !hasSameStreams() else { return }
    throw AnalysisError(
      .badData,
      "\(path): \(otherStreamsWords), so that this one cannot work out its results again; "
        + "\(RunFolder.repeating(directory)) repeats the run")
  }

  fileprivate func hasSameStreams() throws(AnalysisError) -> Bool {
    try text("streams") == StreamKey.scheme
  }

  fileprivate func selection() throws(AnalysisError) -> DataSelection {
    var selection = DataSelection()
    selection.filters = try filters("where")
    selection.excluded = try texts("exclude")
    selection.by = try text("by")
    selection.studyColumn = try text("study")
    selection.allowDependent = try flag("allow_dependent")
    selection.oneArm = try choice("one_arm", .use)
    return selection
  }

  /// Conditions on rows, each as `COLUMN=VALUE` or with another operator.
  package func filters(_ key: String) throws(AnalysisError) -> [DataFilter] {
    var result: [DataFilter] = []
    for text in try texts(key) {
      guard let parsed = try? DataFilter(parsing: text) else { throw bad(key) }
      result.append(parsed)
    }
    return result
  }

  /// Runs of earlier versions have none.
  fileprivate func targets() throws(AnalysisError) -> AccuracyTargets {
    guard let member = value["both_above"], !member.isNull else { return AccuracyTargets() }
    let numbers = (member.elements ?? []).compactMap(\.doubleValue)
    guard numbers.count == 2 else { throw bad("both_above") }
    return AccuracyTargets(sensitivity: numbers[0], specificity: numbers[1])
  }

  fileprivate func prevalences() throws(AnalysisError) -> [Prevalence] {
    var result: [Prevalence] = []
    guard let member = value["prevalence"], !member.isNull else { return [] }
    guard let elements = member.elements else { throw bad("prevalence") }
    for member in elements {
      if let number = member.doubleValue {
        result.append(.fixed(number))
      } else if let text = member.stringValue {
        guard let parsed = try? Prevalence.parse(text) else { throw bad("prevalence") }
        result += parsed
      } else {
        throw bad("prevalence")
      }
    }
    return result
  }
}
