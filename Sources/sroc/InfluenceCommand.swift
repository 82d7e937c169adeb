import ArgumentParser
import CriticismPages
import Documents
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
    try show(reports, output: output, isStrict: sampling.strict) {
      options.splits ? [influenceByLevelJSON(reports)] : reports.map { $0.json() }
    }
  }
}

/// The options of the fit that a verb of criticism begins with.
func fitOptions(
  data: DataArguments, model: ModelArguments, covariates: CovariateArguments,
  sampling: SamplingArguments, output: PrintArguments
) throws -> FitOptions {
  var options = FitOptions(data: try data.requiredData())
  try data.apply(to: &options)
  let file = try model.apply(to: &options)
  try covariates.apply(to: &options, over: file)
  sampling.apply(to: &options, defaultThreads: Processors.count)
  options.command = ["sroc"] + CommandLine.arguments.dropFirst()
  if output.format == .csv && options.splits {
    throw AnalysisError(.usage, "--format csv takes one data set: use --where, not --by")
  }
  return options
}

/// Prints the reports of a verb of criticism.
///
/// - Parameters:
///   - reports: one, or one a level.
///   - output: which format, and whether text is wanted.
///   - isStrict: end with 3 where a fit fails its checks.
///   - json: the objects to print, where these are wanted.
/// - Throws: `ExitCode` 3.
func show(
  _ reports: [some CriticismReport], output: PrintArguments, isStrict: Bool,
  json: () -> [JSONValue]
) throws {
  switch output.format {
  case .text:
    if !output.quiet {
      let width = Terminal.columns(.output)
      StandardOutput.write(reports.map { $0.page(width: width) }.joined(separator: "\n"))
    }
  case .json:
    for object in json() { StandardOutput.write(object.serializedBytes() + [10]) }
  case .csv: for report in reports { StandardOutput.write(report.csv().serializedBytes()) }
  }
  if isStrict && reports.contains(where: { !$0.fit.diagnostics.ok }) { throw ExitCode(3) }
}
