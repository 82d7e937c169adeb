import ArgumentParser
import CriticismPages
import FitPages
import Output
import Requests

struct InfluenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "influence",
    abstract: "The result without each study, and how well the others predict it.",
    discussion: """
      Sensitivity, specificity, heterogeneity and curve with each study left out in turn. Nothing is \
      sampled again unless a study needs it.
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Covariates") var covariates: CovariateArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Output") var output: PrintArguments

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.leaveOut() }
  }

  private func leaveOut() throws {
    let options = try fitOptions(
      data: data, model: model, covariates: covariates, sampling: sampling, output: output)
    let bar = ProgressDisplay(isWanted: output.wantsProgress, label: "leaving out")
    defer { bar.finish() }
    let reports = try runInfluence(options, progress: bar.update)
    bar.finish()
    switch output.format {
    case .text:
      if !output.quiet {
        let width = Terminal.columns(.output)
        StandardOutput.write(reports.map { $0.page(width: width) }.joined(separator: "\n"))
      }
    case .json:
      if options.splits {
        StandardOutput.write(influenceByLevelJSON(reports).serializedBytes() + [10])
      } else {
        for report in reports { StandardOutput.write(report.json().serializedBytes() + [10]) }
      }
    case .csv: for report in reports { StandardOutput.write(report.csv().serializedBytes()) }
    }
    if sampling.strict && reports.contains(where: { !$0.fit.diagnostics.ok }) { throw ExitCode(3) }
  }
}

/// The options of the fit that a verb of criticism begins with.
func fitOptions(
  data: DataArguments, model: ModelArguments, covariates: CovariateArguments,
  sampling: SamplingArguments, output: PrintArguments
) throws -> FitOptions {
  var options = FitOptions(data: try data.requiredData())
  try data.apply(to: &options)
  try model.apply(to: &options)
  try covariates.apply(to: &options)
  sampling.apply(to: &options, defaultThreads: Processors.count)
  options.command = ["sroc"] + CommandLine.arguments.dropFirst()
  if output.format == .csv && options.splits {
    throw AnalysisError(.usage, "--format csv takes one data set: use --where, not --by")
  }
  return options
}
