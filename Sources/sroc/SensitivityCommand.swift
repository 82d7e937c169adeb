import ArgumentParser
import CriticismPages
import FitPages
import Output
import Requests

struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "The result under every named prior, and which part of the prior matters.",
    discussion: """
      Sensitivity, specificity and heterogeneity under all presets, then what each part of the \
      chosen prior does (power-scaling).
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Covariates") var covariates: CovariateArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Output") var output: PrintArguments

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.varyPriors() }
  }

  private func varyPriors() throws {
    let options = try fitOptions(
      data: data, model: model, covariates: covariates, sampling: sampling, output: output)
    let bar = ProgressDisplay(isWanted: output.wantsProgress, label: "varying priors")
    defer { bar.finish() }
    let reports = try runSensitivity(options, progress: bar.update)
    bar.finish()
    try show(reports, output: output, isStrict: sampling.strict) {
      options.splits ? [sensitivityByLevelJSON(reports)] : reports.map { $0.json() }
    }
  }
}
