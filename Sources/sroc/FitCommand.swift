import ArgumentParser
import Documents
import FitPages
import Fitting
import Messages
import Output
import ProgramExport
import Requests
import RunFiles
import SavedRuns

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Posterior of the bivariate model.")

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Covariates") var covariates: CovariateArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Results") var reporting: ReportingArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  @Option(
    help: "With --out: the model and data of this fit as programs, stan, jags or stan,jags.")
  var export: [String] = []

  @Flag(help: "Leave the counts out: what the prior alone says.")
  var priorOnly = false

  @Option(help: "Repeat a saved run: its run.json or its directory.")
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Answer requests, one JSON object a line, with a line each: - for standard input.",
      valueName: "-"))
  var jsonl: String?

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.fit() }
  }

  private func fit() throws {
    if let jsonl { return try answerRequests(jsonl) }
    var (options, expectedHash) = try resolvedOptions()
    let wantsFiles = output.out != nil
    if priorOnly {
      guard !wantsFiles else {
        throw AnalysisError(
          .usage,
          "--prior-only leaves no files, which would look like results; without --out it shows the "
            + "prior, with --format json all of it")
      }
      options.isPriorOnly = true
    }
    let exports = try ExportLanguage.parse(export)
    if !exports.isEmpty {
      guard wantsFiles else {
        throw AnalysisError(
          .usage, "--export needs --out DIR: the programs are written to DIR/export")
      }
      try checkExport(exports, options: options)
    }
    if let directory = output.out {
      try Interruption.writingFiles(isFinal: false) {
        try checkOutput(
          directory: directory, force: output.force, options: options, exports: exports)
      }
    }
    let detail: FitDetail = wantsFiles || output.format != .text ? .full : .page
    let bar = ProgressDisplay(isWanted: output.wantsProgress)
    defer { bar.finish() }
    let results: [(level: String, fit: ModelFit)]
    if options.splits {
      results = try runFitByLevel(options, detail: detail, progress: bar.update)
    } else {
      results = [("", try runFit(options, detail: detail, progress: bar.update))]
    }
    bar.finish()
    try requireSameData(results, hash: expectedHash)
    if let directory = output.out {
      try Interruption.writingFiles(isFinal: true) {
        if options.splits {
          try writeFiles(results, to: directory, force: output.force, exports: exports)
        } else {
          try results[0].fit.writeFiles(
            to: directory, force: output.force, exports: exports)
        }
      }
    }
    show(results, splits: options.splits)
    if sampling.strict, results.contains(where: { !$0.fit.diagnostics.ok }) {
      throw ExitCode(3)
    }
  }

  /// Requests on standard input in the place of one fit.
  private func answerRequests(_ source: String) throws {
    try refuseOptions(except: ["--jsonl", "--seed", "--threads"], beside: "--jsonl")
    guard source == "-", data.data == nil else {
      throw AnalysisError(
        .usage, "--jsonl takes - alone: requests come on standard input, and bring their data")
    }
    try RequestLoop(seed: sampling.seed, threads: sampling.threads ?? Processors.count).run()
  }

  private func show(_ results: [(level: String, fit: ModelFit)], splits: Bool) {
    if output.quiet && output.format == .text { return }
    switch output.format {
    case .text:
      let width = Terminal.columns(.output)
      var pages = results.map { $0.fit.page(verbose: output.verbose, width: width) }
      if results.count > 1 { pages.append(contrastsPage(settings(of: results), width: width)) }
      StandardOutput.write(pages.joined(separator: "\n"))
      if let directory = output.out {
        StandardOutput.write("Files written to \(SafeText.visible(directory))\n")
      }
    case .json:
      let json = splits ? fitsByLevelJSON(results) : results[0].fit.json()
      StandardOutput.write(json.serializedBytes() + [10])
    case .csv:
      let table = splits ? fitsByLevelTable(results) : results[0].fit.csv()
      StandardOutput.write(table.serializedBytes())
    }
  }

  /// A saved run repeats bit for bit only with the bytes that it had; new ones are asked for by name.
  private func requireSameData(
    _ results: [(level: String, fit: ModelFit)], hash: String?
  ) throws {
    guard let config, let hash, let now = results.first?.fit.dataset.sha256, now != hash else {
      return
    }
    throw AnalysisError(
      .badData,
      "\(SafeText.visible(config)): the data have changed since this run (sha256 was "
        + "\(SafeText.visible(String(hash.prefix(12)))), is \(now.prefix(12))); to fit the new "
        + "data with its options, name them as DATA")
  }

  /// The options, and for a saved run without DATA the hash that its data must have.
  private func resolvedOptions() throws -> (options: FitOptions, hash: String?) {
    var options: FitOptions
    var hash: String?
    if let config {
      try refuseOptions(
        except: [
          "--config", "--threads", "--format", "--out", "--force", "--export", "--strict",
          "--verbose", "--quiet", "--no-progress",
        ], beside: "--config")
      let saved = try readRun(config, threads: sampling.threads ?? Processors.count)
      if let warning = saved.warning {
        StandardError.write(line: "sroc: warning: " + SafeText.visible(warning))
      }
      options = saved.options
      if let path = data.data {
        options.repeatCommand(onData: path, exports: export)
        data.nameFile(in: &options)
      } else {
        if !saved.sha256.isEmpty { hash = saved.sha256 }
        options.repeatCommand(onData: nil, exports: export)
      }
      return (options, hash)
    } else {
      options = FitOptions(data: try data.requiredData())
      try data.apply(to: &options)
      let file = try model.apply(to: &options)
      try covariates.apply(to: &options, over: file)
      sampling.apply(to: &options, defaultThreads: Processors.count)
      try reporting.apply(to: &options)
    }
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    return (options, hash)
  }
}
