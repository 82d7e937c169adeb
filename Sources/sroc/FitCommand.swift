import AccuracyAnalysis
import ArgumentParser
import Publication
import Reports

struct FitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Posterior of the bivariate model.")

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  @Option(help: "Did the studies share a threshold: common, varies or unknown.")
  var threshold: ThresholdChoice = .unknown

  @Option(help: "Prevalence for predictive values: P, P1,P2,... or beta(a,b).")
  var prevalence: String?

  @Option(help: "Repeat a saved run: its run.json or its directory.")
  var config: String?

  mutating func run() async throws {
    let command = self
    try await reportingErrors { try await command.fit() }
  }

  private func fit() async throws {
    let (options, expectedHash) = try resolvedOptions()
    let wantsFiles = output.out != nil
    if let directory = output.out {
      try Interruption.writingFiles(isFinal: false) {
        try checkOutput(directory: directory, force: output.force)
      }
    }
    let detail: FitDetail = wantsFiles || output.format != .text ? .full : .page
    let bar = ProgressDisplay(isWanted: output.wantsProgress)
    defer { bar.finish() }
    let results: [(level: String, fit: FitResult)]
    if options.splits {
      results = try await runFitByLevel(options, detail: detail, progress: bar.update)
    } else {
      results = [("", try await runFit(options, detail: detail, progress: bar.update))]
    }
    bar.finish()
    try requireSameData(results, hash: expectedHash)
    if let directory = output.out {
      try Interruption.writingFiles(isFinal: true) {
        if options.splits {
          try writeFiles(results, to: directory, force: output.force)
        } else {
          try results[0].fit.writeFiles(to: directory, force: output.force)
        }
      }
    }
    show(results, splits: options.splits)
    if sampling.strict, results.contains(where: { !$0.fit.diagnostics.ok }) {
      throw ExitCode(3)
    }
  }

  private func show(_ results: [(level: String, fit: FitResult)], splits: Bool) {
    if output.quiet && output.format == .text { return }
    switch output.format {
    case .text:
      let width = Terminal.columns(.output)
      let pages = results.map { $0.fit.page(verbose: output.verbose, width: width) }
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
    _ results: [(level: String, fit: FitResult)], hash: String?
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

  /// Options beside `--config` would be without effect, and nobody would notice.
  private func refuseOptionsBesideConfig() throws {
    let allowed = [
      "--config", "--threads", "--format", "--out", "--force", "--strict", "--verbose", "--quiet",
      "--no-progress",
    ]
    for argument in CommandLine.arguments.dropFirst() {
      if argument == "--" { break }
      let name = String(argument.prefix { $0 != "=" })
      if name.hasPrefix("--"), !allowed.contains(name) {
        throw AnalysisError(
          .usage,
          "\(SafeText.visible(name)) cannot stand beside --config, which takes all options of the "
            + "model and the sampler from the saved run; give one or the other")
      }
    }
  }

  /// The options, and for a saved run without DATA the hash that its data must have.
  private func resolvedOptions() throws -> (options: FitOptions, hash: String?) {
    var options: FitOptions
    var hash: String?
    if let config {
      try refuseOptionsBesideConfig()
      let saved = try readRun(config, threads: sampling.threads ?? Processors.count)
      options = saved.options
      if let path = data.data {
        options.setData(path)
      } else if !saved.sha256.isEmpty {
        hash = saved.sha256
      }
    } else {
      options = FitOptions(data: try data.requiredData())
      try data.apply(to: &options)
      try model.apply(to: &options)
      sampling.apply(to: &options, defaultThreads: Processors.count)
      options.threshold = threshold.practice
      if let prevalence { options.prevalences = try Prevalence.parse(prevalence) }
    }
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    return (options, hash)
  }
}

enum ThresholdChoice: String, ExpressibleByArgument, CaseIterable {
  case common, varies, unknown

  var practice: ThresholdPractice {
    switch self {
    case .common: .common
    case .varies: .varies
    case .unknown: .unknown
    }
  }
}
