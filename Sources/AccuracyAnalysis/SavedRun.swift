import AccuracyData
import AccuracyModels
import Distributions
import Reports

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
  public var fits: [(level: String, folder: String, fit: FitResult)]
  private let document: JSONValue

  fileprivate init(
    options: FitOptions, fits: [(level: String, folder: String, fit: FitResult)],
    document: JSONValue
  ) {
    self.options = options
    self.fits = fits
    self.document = document
  }

  /// The levels with their fits.
  public var levels: [(level: String, fit: FitResult)] { fits.map { ($0.level, $0.fit) } }

  /// The files that `run.json` lists.
  package var files: [String] { document["files"]?.elements?.compactMap(\.stringValue) ?? [] }

  /// The run's own `run.json` with another list of files.
  ///
  /// - Parameter files: names below the run's directory.
  /// - Returns: an ordered JSON object.
  package func record(files: [String]) -> JSONValue {
    .object((document.members ?? []).map { $0.0 == "files" ? ("files", JSONValue(files)) : $0 })
  }
}

/// Reads a saved run and works out again everything that its draws give.
///
/// Nothing is sampled and the data file is not needed: options come from `run.json`, data, warnings,
/// times and the prior table from `fit.json`, draws from `draws-N.csv`. All derived numbers are those
/// of the run itself, bit for bit, where this is the version that wrote it.
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
  var (options, sha256) = try readRun(directory, threads: threads)
  if extrapolates { options.extrapolates = true }
  do {
    try options.validate()
  } catch {
    throw AnalysisError(.badData, "\(SafeText.visible(directory))/run.json: \(error.message)")
  }
  let record = try SavedRecord(path: directory, schema: "sroc.run/1")
  var fits: [(level: String, folder: String, fit: FitResult)] = []
  for folder in try record.folders(isSplit: options.splits) {
    let fit = try readSavedFit(
      folder.isEmpty ? directory : directory + "/" + folder, options: options, sha256: sha256)
    fits.append((options.splits ? fit.dataset.level?.value ?? folder : "", folder, fit))
  }
  return SavedRun(options: options, fits: fits, document: record.value)
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
  var status = stat()
  return savedRunDirectory(path) != path
    || (stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR)
}

private func readSavedFit(
  _ folder: String, options: FitOptions, sha256: String
) throws -> FitResult {
  let record = try SavedRecord(path: folder + "/" + "fit.json", schema: "sroc.fit/1")
  let (dataset, warnings) = try record.dataset(by: options.selection.by)
  guard dataset.sha256 == sha256 else {
    throw AnalysisError(
      .badData, "\(record.path): its data are not those of run.json; the files are of two runs")
  }
  let sample = try record.sample(folder: folder, options: options, sha256: sha256)
  let prior: AccuracyPrior
  do {
    prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
  } catch {
    throw AnalysisError(.badData, "run.json beside \(record.path): \(error.message)")
  }
  let model = BivariateModel(
    likelihood: samplingLikelihood(dataset.studies, threads: options.threads),
    prior: prior)
  var result = try completeFit(
    sample, model: model, dataset: dataset, options: options,
    savedTable: try record.objects("prior_table").map { try $0.priorRow() }, detail: .full,
    clock: nil)
  result.warnings = warnings
  result.acceptanceRate = try record.object("sampler").numberOrNaN("acceptance_rate")
  result.timings.total = try record.object("timing").numberOrNaN("total_seconds")
  result.options.threads = try record.object("sampler").count("threads") ?? options.threads
  return result
}

extension SavedRecord {
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

  fileprivate func priorRow() throws(AnalysisError) -> PriorRow {
    guard let isReliable = value["reliable"]?.booleanValue else { throw bad("reliable") }
    return PriorRow(
      prior: try requiredText("prior"), sensitivity: try object("sensitivity").interval(),
      specificity: try object("specificity").interval(), isReliable: isReliable)
  }

  private func interval() throws(AnalysisError) -> IntervalEstimate {
    IntervalEstimate(
      median: try numberOrNaN("median"), lower: try numberOrNaN("lower"),
      upper: try numberOrNaN("upper"))
  }
}
