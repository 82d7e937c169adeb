import ArgumentParser
import Output
import Profiling
import Requests

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Where the time of a fit goes, and how fast it samples.",
    discussion: """
      Times the phases of the fit that these options describe, then lets its sampler run for two \
      seconds. On one core unless --threads says otherwise.
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments

  @OptionGroup(title: "Output") var output: PrintArguments

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.profile() }
  }

  private func profile() throws {
    var options = FitOptions(data: try data.requiredData())
    try data.apply(to: &options)
    try model.applyWithoutCovariates(to: &options)
    try options.requirePlainEffects(in: .profile)
    sampling.apply(to: &options, defaultThreads: 1)
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    let bar = ProgressDisplay(isWanted: output.wantsProgress, label: "profiling")
    defer { bar.finish() }
    let result = try profileData(options, progress: bar.update)
    bar.finish()
    switch output.format {
    case .text:
      if !output.quiet { StandardOutput.write(result.page(width: Terminal.columns(.output))) }
    case .json: StandardOutput.write(result.json().serializedBytes() + [10])
    case .csv: StandardOutput.write(result.csv().serializedBytes())
    }
    if sampling.strict && !result.ok { throw ExitCode(3) }
  }
}
