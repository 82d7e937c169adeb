import AccuracyAnalysis
import ArgumentParser
import Reports

struct ProfileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Where the time of a fit goes, and how fast it samples.",
    discussion: """
      Times the phases of the fit that these options describe, then lets its sampler run for two \
      seconds. On one core unless --threads says otherwise.
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments

  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text
  @Flag(help: "No text on standard output, no progress.")
  var quiet = false
  @Flag(help: "No progress bar.")
  var noProgress = false

  mutating func run() async throws {
    let command = self
    try await reportingErrors { try await command.profile() }
  }

  private func profile() async throws {
    var options = FitOptions(data: try data.requiredData())
    try data.apply(to: &options)
    try model.apply(to: &options)
    sampling.apply(to: &options)
    options.threads = sampling.threads ?? 1
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    let bar = ProgressDisplay(isWanted: !quiet && !noProgress, label: "profiling")
    defer { bar.finish() }
    let result = try await profileData(options, progress: bar.update)
    bar.finish()
    switch format {
    case .text:
      if !quiet { StandardOutput.write(result.page(width: Terminal.columns(.output))) }
    case .json: StandardOutput.write(result.json().serializedBytes() + [10])
    case .csv: StandardOutput.write(result.csv().serializedBytes())
    }
    if sampling.strict && !result.ok { throw ExitCode(3) }
  }
}
