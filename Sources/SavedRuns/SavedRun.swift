import AccuracyData
import AccuracyModels
import Distributions
import Documents
import Fitting
import Messages
import ModelInterface
import OtherPriors
import Output
import PosteriorSampling
import Requests
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run that `--out` wrote, read back.
public struct SavedRun: Sendable {
  /// The options of the run.
  public var options: FitOptions
  /// The fit, or one a level, each with its level and its folder below the run's directory.
  public var fits: [(level: String, folder: String, fit: ModelFit)]
  private let document: JSONValue
  /// The bytes of its `run.json`.
  package let recordBytes: [UInt8]

  fileprivate init(
    options: FitOptions, fits: [(level: String, folder: String, fit: ModelFit)],
    record: SavedRecord, bytes: [UInt8]
  ) {
    self.options = options
    self.fits = fits
    document = record.value
    recordBytes = bytes
  }

  /// The settings of all fits, each with its level.
  public var levels: [(level: String, fit: FitResult)] {
    Fitting.settings(of: fits.map { ($0.level, $0.fit) })
  }

  /// The files that `run.json` lists.
  package var files: [String] { document["files"]?.elements?.compactMap(\.stringValue) ?? [] }

  /// The run's own `run.json` with another list of files.
  ///
  /// - Parameters:
  ///   - files: names below the run's directory.
  ///   - written: the SHA-256 of those that were written anew.
  /// - Returns: UTF-8.
  package func record(
    files: [String], written: [(name: String, sha256: String)]
  ) -> [UInt8] {
    let members = (document.members ?? []).filter { !["file_sha256", "id"].contains($0.0) }.map {
      $0.0 == "files" ? ("files", JSONValue(files)) : $0
    }
    let kept = (document["file_sha256"]?.members ?? []).map {
      (name: $0.0, sha256: $0.1.stringValue ?? "")
    }
    return RunSeal.sealed(members, digests: inOrder(of: files, kept + written))
  }
}

/// Reads a saved run and works out again everything that its draws give.
///
/// Nothing is sampled and the data file is not needed: options come from `run.json`, data, warnings and
/// the prior table from `fit.json`, draws from `draws-N.csv`. Each of these, and each other file of
/// the run that is not written anew, must have the SHA-256 that `run.json` has of it. All derived
/// numbers are those of the run itself, bit for bit, where this is the version that wrote it.
///
/// - Parameters:
///   - path: the directory of a run, or its `run.json`.
///   - threads: at work at once; never changes the numbers.
///   - extrapolates: continue the curves beyond the studies' range, even if the run did not.
/// - Returns: the run.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code: 66 where a file
///   is missing, 65 where one is not what this run wrote.
public func readSavedRun(
  _ path: String, threads: Int, extrapolates: Bool = false
) throws -> SavedRun {
  let directory = savedRunDirectory(path)
  let folder = try RunFolder(path: directory)
  let record = try SavedRecord(
    path: directory + "/" + RunFileNames.record, bytes: folder.recordBytes, schema: "sroc.run/1")
  var (options, sha256) = try record.run(threads: threads)
  try record.requireSameStreams(of: directory)
  if extrapolates { options.extrapolates = true }
  var fits: [(level: String, folder: String, fit: ModelFit)] = []
  let names = try record.folders(isSplit: options.splits)
  // Before the work: what does not belong together is not worked on.
  try folder.checkFiles(besides: Set(names.flatMap { fitFiles(of: options, in: $0) }))
  for name in names {
    let fit = try readSavedFit(name, of: folder, options: options, sha256: sha256)
    fits.append((options.splits ? fit.dataset.level?.value ?? name : "", name, fit))
  }
  return SavedRun(options: options, fits: fits, record: record, bytes: folder.recordBytes)
}

/// The directory of a saved run that is given by itself or by its `run.json`.
///
/// - Parameter path: as the user gave it.
/// - Returns: the directory.
public func savedRunDirectory(_ path: String) -> String {
  guard path == "run.json" || path.hasSuffix("/run.json") else { return path }
  let directory = path.dropLast("run.json".count + 1)
  return directory.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : String(directory)
}

/// Whether an argument is a saved run rather than data.
///
/// - Parameter path: as the user gave it.
/// - Returns: true for a directory and for a file named `run.json`.
public func isSavedRun(_ path: String) -> Bool {
  savedRunDirectory(path) != path || isDirectory(path)
}

/// Whether a path is a directory, or a link to one.
func isDirectory(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The files of one fit that its numbers come from.
private func fitFiles(of options: FitOptions, in folder: String) -> [String] {
  let prefix = folder.isEmpty ? "" : folder + "/"
  return [prefix + "fit.json"] + (1...options.chains).map { "\(prefix)draws-\($0).csv" }
}

private func readSavedFit(
  _ name: String, of folder: RunFolder, options: FitOptions, sha256: String
) throws -> ModelFit {
  let files = fitFiles(of: options, in: name)
  let record = try SavedRecord(
    path: folder.path + "/" + files[0], bytes: try folder.bytes(of: files[0]),
    schema: "sroc.fit/1")
  let (dataset, warnings) = try record.dataset(by: options.selection.by)
  guard dataset.sha256 == sha256 else {
    throw AnalysisError(
      .badData, "\(record.path): its data are not those of run.json; the files are of two runs")
  }
  let prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
  try record.requireSameFit(as: options, prior: prior)
  try MemoryNeed(options, studies: [dataset.studies.count], isSaved: true).require()
  let model: any AccuracyModel
  do {
    model = try accuracyModel(dataset, options: options, prior: prior, threads: options.threads)
  } catch {
    throw AnalysisError(.badData, "\(record.path): \(AnalysisError(error).message)")
  }
  return try completeSavedFit(
    model, record: record, dataset: dataset, warnings: warnings, draws: Array(files.dropFirst()),
    of: folder, options: options)
}

private func completeSavedFit(
  _ model: some AccuracyModel, record: SavedRecord, dataset: AccuracyDataset,
  warnings: [DataWarning], draws: [String], of folder: RunFolder, options: FitOptions
) throws -> ModelFit {
  try record.requireModel(model.name, in: record.object("model").requiredText("name"))
  let sample = try record.sample(
    draws: draws, of: folder, options: options, sha256: dataset.sha256, model: model)
  var result = try completeFit(
    sample, model: model, dataset: dataset, options: options,
    savedTables: try record.priorTables(settings: model.settings.count),
    savedHeterogeneity: try record.heterogeneity(), detail: .full, clock: nil)
  let acceptance = try record.object("sampler").numberOrNaN("acceptance_rate")
  let isOne = result.settings.count == 1
  result.settings[0].remarks = try record.texts("remarks").map { Message($0) }
  result.settings[0].remarkCodes = try record.texts("remark_codes")
  result.update {
    // Those of several settings are not all in one list.
    if isOne { $0.warnings = warnings }
    $0.acceptanceRate = acceptance
  }
  return result
}

extension SavedRecord {
  /// Checks that the draws of a `fit.json` are those of its run.
  ///
  /// - Parameters:
  ///   - files: the draws of each chain.
  ///   - folder: the run's directory.
  ///   - options: of the run.
  ///   - sha256: of its data.
  /// - Throws: as `sample`.
  package func checkDraws(
    _ files: [String], of folder: RunFolder, options: FitOptions, sha256: String
  ) throws(AnalysisError) {
    let (dataset, _) = try dataset(by: options.selection.by)
    let model: any AccuracyModel
    do {
      let prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
      model = try accuracyModel(dataset, options: options, prior: prior, threads: 1)
    } catch {
      throw AnalysisError(error)
    }
    _ = try sample(draws: files, of: folder, options: options, sha256: sha256, model: model)
  }

  /// Refuses a `fit.json` of another fit than that of `run.json`.
  fileprivate func requireSameFit(
    as options: FitOptions, prior: AccuracyPrior
  ) throws(AnalysisError) {
    func require(_ isSame: Bool, _ what: String) throws(AnalysisError) {
      guard !isSame else { return }
      throw AnalysisError(
        .badData, "\(path): its \(what) is not that of run.json; the files are of two runs")
    }
    try require(value["prior"] == prior.json, "prior")
    let sampler = try object("sampler")
    try require(try sampler.text("name") == options.sampler.rawValue, "sampler")
    try require(try sampler.count("chains") == options.chains, "number of chains")
    try require(try sampler.count("draws") == options.draws, "number of draws")
    try require(try sampler.seed() == options.seed, "seed")
    try require(try number("level") == options.level, "interval probability")
  }

  /// The folders of a run's fits below its directory, in order of the levels; one empty name for a
  /// single fit.
  fileprivate func folders(isSplit: Bool) throws(AnalysisError) -> [String] {
    let ending = "fit.json"
    var folders: [String] = []
    for name in try texts("files") where name == ending || name.hasSuffix("/" + ending) {
      let folder = String(name.dropLast(name == ending ? ending.count : ending.count + 1))
      guard !folder.hasPrefix("."), !folder.contains("/") else { throw bad("files") }
      folders.append(folder)
    }
    guard !folders.isEmpty, isSplit ? !folders.contains("") : folders == [""] else {
      throw bad("files")
    }
    return folders
  }

  /// The prior tables: of the only setting, or one a member of `settings`.
  fileprivate func priorTables(settings: Int) throws(AnalysisError) -> [[PriorRow]] {
    var tables: [[PriorRow]] = []
    for part in settings == 1 ? [self] : try objects("settings") {
      var rows: [PriorRow] = []
      for row in try part.objects("prior_table") { rows.append(try row.priorRow()) }
      tables.append(rows)
    }
    guard tables.count == settings else { throw bad("settings") }
    return tables
  }

  /// How studies differ without the covariates; nil where a run had none, and of earlier versions.
  fileprivate func heterogeneity() throws(AnalysisError) -> UnexplainedHeterogeneity? {
    guard value["between_studies"] != nil else { return nil }
    let part = try object("between_studies")
    let rows = try part.objects("without_covariates")
    guard rows.count == 2, let isReliable = part.value["reliable"]?.booleanValue else {
      throw bad("between_studies")
    }
    return UnexplainedHeterogeneity(
      tauSensitivity: try rows[0].interval(), tauSpecificity: try rows[1].interval(),
      isReliable: isReliable)
  }

  fileprivate func priorRow() throws(AnalysisError) -> PriorRow {
    guard let isReliable = value["reliable"]?.booleanValue else { throw bad("reliable") }
    let (sensitivity, specificity) = (try object("sensitivity"), try object("specificity"))
    return PriorRow(
      prior: try requiredText("prior"), sensitivity: try sensitivity.interval(),
      specificity: try specificity.interval(),
      sensitivity95: try sensitivity.wideInterval(),
      specificity95: try specificity.wideInterval(),
      isReliable: isReliable)
  }

  private func wideInterval() throws(AnalysisError) -> IntervalEstimate {
    IntervalEstimate(
      estimate: try number("median") ?? .nan, lower: try number("q2.5") ?? .nan,
      upper: try number("q97.5") ?? .nan)
  }

  private func interval() throws(AnalysisError) -> IntervalEstimate {
    IntervalEstimate(
      estimate: try numberOrNaN("median"), lower: try numberOrNaN("lower"),
      upper: try numberOrNaN("upper"))
  }
}
