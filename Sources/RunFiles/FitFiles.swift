import AccuracyData
import Comparison
import Concurrency
import Documents
import Drawing
import FitFigures
import FitPages
import FitReport
import Fitting
import Output
import ProgramExport
import Requests
import SavedRuns
import SpecialFunctions

/// Refuses a directory that a run could not write to, so that no one waits for a fit that is then lost.
///
/// - Parameters:
///   - directory: where the files would go; left as it is.
///   - force: accept a directory that holds other files.
///   - options: of the run.
///   - exports: languages to write the model in.
/// - Throws: `OutputError` where it is refused or cannot be made.
public func checkOutput(
  directory: String, force: Bool, options: FitOptions, exports: [ExportLanguage]
) throws(OutputError) {
  _ = try OutputDirectory(path: directory, force: force) { name in
    mayWrite(name, options: options, exports: !exports.isEmpty)
  }
}

/// Whether a run with these options can write a file of this name; which levels there are is not known yet.
private func mayWrite(_ name: String, options: FitOptions, exports: Bool) -> Bool {
  var parts = name.split(separator: "/")
  let isAbove = parts.count == 1 || (parts.count == 2 && ["figures", "export"].contains(parts[0]))
  // How many settings a fit with covariates has is not known yet.
  let hasSettings = !options.design.isPlain
  if RunFileNames.aboveLevels.contains(name) {
    return options.splits || hasSettings || name != "comparisons.csv"
  }
  if isAbove, options.splits {
    return name == "report.html"
      || ["sroc", "forest", "covariates"].contains { name.hasPrefix("figures/\($0)") }
  }
  if !isAbove {
    guard options.splits || hasSettings else { return false }
    parts.removeFirst()
  }
  if parts[0] == "export" { return exports }
  guard let leaf = parts.last, leaf.hasPrefix("draws-") else { return true }
  return (Int(leaf.dropFirst("draws-".count).dropLast(".csv".count)) ?? 0) <= options.chains
}

extension ModelFit {
  /// Writes all files of the run; nothing appears under its name before everything is written.
  ///
  /// - Parameters:
  ///   - directory: where to; created if it does not exist.
  ///   - force: write into a directory that holds other files.
  ///   - exports: languages to write the model in.
  /// - Throws: `OutputError`, or `WorkCancelled` where the work was cancelled; no file is left then.
  ///   `AnalysisError` where a language cannot express the prior.
  public func writeFiles(
    to directory: String, force: Bool, exports: [ExportLanguage] = []
  ) throws {
    let output = try OutputDirectory(path: directory, force: force)
    try write(to: output, prefix: "", exports: exports)
    try writeRun(to: output, fits: [("", self)])
    try Cancellation.check()
    try output.commit()
  }

  /// The files of the fit: those of the model, then those of each setting, in a folder of its own where
  /// there are several.
  package func write(to output: OutputDirectory, prefix: String, exports: [ExportLanguage]) throws {
    try output.write(prefix + "fit.json", bytes: savedJSON().serializedBytes() + [10])
    try output.write(prefix + "summary.csv", bytes: csv().serializedBytes())
    let draws = DrawEvaluation(self)
    for index in 0..<shared.chainCount {
      try output.write(prefix + "draws-\(index + 1).csv") { emit throws(OutputError) in
        try writeDraws(ofChain: index, draws, emit: emit)
      }
      try Cancellation.check()
    }
    try output.write(prefix + "log_lik.csv") { emit throws(OutputError) in
      try writeLogLikelihoods(draws, emit: emit)
    }
    try Cancellation.check()
    try output.write(prefix + "studies.csv", bytes: studiesTable.serializedBytes())
    let design = try exportedDesign(exports)
    for file in design ?? [] {
      try output.write("\(prefix)export/\(file.name)", text: file.text)
    }
    for (result, folder) in zip(settings, settingFolders) {
      try result.writeSetting(
        to: output, prefix: prefix + folder, exports: design == nil ? exports : [])
    }
    if let table = settingComparisonsTable {
      try output.write(prefix + "comparisons.csv", bytes: table.serializedBytes())
    }
    try writePlane(to: output, prefix: prefix)
  }

  /// What `sroc report` writes again for a saved run.
  func writeFiguresAndReport(to output: OutputDirectory, prefix: String) throws {
    for (result, folder) in zip(settings, settingFolders) {
      try result.writeFiguresAndReport(to: output, prefix: prefix + folder)
    }
    try writePlane(to: output, prefix: prefix)
  }

  /// The folders of the settings, each ended by a slash; empty for the only one.
  private var settingFolders: [String] {
    settings.count == 1 ? [""] : levelFolders(levels.map(\.level)).map { $0 + "/" }
  }

  /// The SROC plane and the forest plot with all settings and the report that compares them, above the folders of several.
  private func writePlane(to output: OutputDirectory, prefix: String) throws {
    guard settings.count > 1 else { return }
    for figure in figuresOfLevels(levels) {
      try output.write("\(prefix)figures/\(figure.name).svg", bytes: figure.file())
    }
    try output.write(prefix + "report.html", bytes: reportByLevel(levels))
  }

  /// `timing.json` and `run.json`, once all other files are written.
  func writeRun(
    to output: OutputDirectory, fits: [(folder: String, fit: ModelFit)]
  ) throws(OutputError) {
    try output.write(
      RunFileNames.timing, bytes: timingJSON(fits).serializedBytes() + [10])
    try output.write(
      RunFileNames.record,
      bytes: runRecord(
        options, dataHash: dataset.sha256, files: output.fileNames + [RunFileNames.record],
        digests: output.digests))
  }

  private func writeDraws(
    ofChain index: Int, _ draws: DrawEvaluation, emit: ([UInt8]) throws(OutputError) -> Void
  ) throws(OutputError) {
    // An empty file does not matter: the caller discards all when it sees the cancellation.
    guard let columns = draws.columns(ofChain: index) else { return }
    var header = StanCSVHeader(
      generator: "sroc \(programVersion)", model: model.name,
      algorithm: shared.kernel.rawValue, chainNumber: index + 1, warmup: 0,
      seed: options.seed)
    header.remarks = [("data", dataset.source), ("sha256", dataset.sha256)]
    let all = columns.sampler + columns.parameters + columns.derived
    let names = StanCSVWriter.columnNames(for: all.map(\.name))
    // What the numbers of a family stand for.
    let inFile = Dictionary(zip(all.map(\.name), names)) { first, _ in first }
    header.remarks += draws.names.numbered.map { (inFile[$0.name] ?? $0.name, $0.variable) }
    try StanCSVWriter.write(
      header: header, columnNames: names, columns: all.map(\.values), emit: emit)
  }

  /// Piece by piece: with thousands of studies the table is too large to keep as a whole.
  private func writeLogLikelihoods(
    _ draws: DrawEvaluation, emit: ([UInt8]) throws(OutputError) -> Void
  ) throws(OutputError) {
    var table = CSVTable(
      columnNames: ["chain", "draw"] + dataset.studies.indices.map { "log_lik.\($0 + 1)" })
    for draw in draws.perStudyDraws {
      // As for the draws: half of a file does not matter.
      if Cancellation.isRequested { return }
      table.add(
        [.integer(draw.chain + 1), .integer(draw.draw + 1)]
          + draws.studyLogLikelihoods(at: draw).map { .number($0) })
      if table.byteCount > 1 << 20 { try emit(table.takeBytes()) }
    }
    try emit(table.takeBytes())
  }

  private var studiesTable: CSVTable {
    var columns = ["study", "tp", "fp", "fn", "tn"]
    for name in ["sensitivity", "specificity"] {
      columns += [
        "observed", "lower", "upper", "posterior_median", "posterior_lower",
        "posterior_upper", "from_model_only",
      ].map { "\(name)_\($0)" }
    }
    let isWeighed = studies.contains { $0.weight != nil }
    if isWeighed { columns += ["weight", "outlier_probability"] }
    var table = CSVTable(columnNames: columns)
    for report in studies {
      let study = report.study
      var row: [CSVCell] = [
        .text(study.label), CSVCell(study.truePositives), CSVCell(study.falsePositives),
        CSVCell(study.falseNegatives), CSVCell(study.trueNegatives),
      ]
      for arm in report.arms {
        row += [
          CSVCell(arm.observed), CSVCell(arm.lower), CSVCell(arm.upper),
          .number(arm.posterior.estimate), .number(arm.posterior.lower),
          .number(arm.posterior.upper), .text(arm.fromModelOnly ? "true" : "false"),
        ]
      }
      if isWeighed {
        row += [CSVCell(report.weight?.mean), CSVCell(report.weight?.outlierProbability)]
      }
      table.add(row)
    }
    return table
  }
}

extension FitResult {
  /// The files that each setting has of its own.
  fileprivate func writeSetting(
    to output: OutputDirectory, prefix: String, exports: [ExportLanguage]
  ) throws {
    try output.write(prefix + "sroc.csv", bytes: curveTable.serializedBytes())
    try output.write(prefix + "regions.csv", bytes: regionTable.serializedBytes())
    try output.write(prefix + "sof.csv", bytes: summaryOfFindingsTable.serializedBytes())
    try output.write(prefix + "revman.csv", bytes: revManTable.serializedBytes())
    for file in try exportedFiles(exports) {
      try output.write("\(prefix)export/\(file.name)", text: file.text)
    }
    try writeFiguresAndReport(to: output, prefix: prefix)
  }

  fileprivate func writeFiguresAndReport(to output: OutputDirectory, prefix: String) throws {
    let drawn = DrawnFigures(self)
    for figure in drawn.files {
      try output.write(prefix + "figures/\(figure.name).svg", bytes: figure.file())
    }
    try Cancellation.check()
    try output.write(prefix + "report.html", bytes: report(drawn))
  }
}

/// Writes the fits of all levels, each into a folder of its own, with `comparisons.csv`, the SROC
/// plane of all levels, a report that compares them and one `run.json` above.
///
/// - Parameters:
///   - fits: levels and fits, in order.
///   - directory: where to.
///   - force: write into a directory that holds other files.
///   - exports: languages to write the models in.
/// - Throws: as `ModelFit.writeFiles`.
public func writeFiles(
  _ fits: [(level: String, fit: ModelFit)], to directory: String, force: Bool,
  exports: [ExportLanguage] = []
) throws {
  let output = try OutputDirectory(path: directory, force: force)
  let folders = levelFolders(fits.map(\.level))
  for (entry, folder) in zip(fits, folders) {
    try entry.fit.write(to: output, prefix: folder + "/", exports: exports)
  }
  let settings = settings(of: fits)
  let contrasts = contrastLevels(settings)
  if !contrasts.isEmpty {
    try output.write("comparisons.csv", bytes: contrastsTable(contrasts).serializedBytes())
  }
  try writeFigureAndReport(ofLevels: settings, to: output)
  try fits.first?.fit.writeRun(to: output, fits: zip(folders, fits).map { ($0, $1.fit) })
  try Cancellation.check()
  try output.commit()
}

/// The figures that show all levels.
private func figuresOfLevels(_ fits: [(level: String, fit: FitResult)]) -> [Figure] {
  guard fits.count > 1 else { return figures(.sroc, byLevel: fits, options: FigureOptions()) }
  return [FigureKind.sroc, .forest, .covariates].flatMap {
    figures($0, byLevel: fits, options: FigureOptions())
  }
}

/// What stands above the folders of the levels: the plane with all of them, and the report that
/// compares them.
func writeFigureAndReport(
  ofLevels fits: [(level: String, fit: FitResult)], to output: OutputDirectory
) throws(OutputError) {
  for figure in figuresOfLevels(fits) {
    try output.write("figures/\(figure.name).svg", bytes: figure.file())
  }
  try output.write("report.html", bytes: reportByLevel(fits))
}
