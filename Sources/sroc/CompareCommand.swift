import ArgumentParser
import Comparison
import FitPages
import Output
import Requests

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Bayesian fit beside frequentist fits and published values.",
    discussion: """
      Point and interval of each method on the probability scale, then where they disagree, why, \
      and which to report.
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments

  @Option(
    help: """
      bayes, ml, laplace, reml, ml-normal, univariate, fixed, mantel-haenszel, ladder; separated by \
      commas.
      """)
  var methods = "bayes,ml,reml,univariate"
  @Option(help: "Of the normal approximation, where a cell is zero: all, single or none.")
  var correction = "all"
  @Option(
    help: ArgumentHelp(
      "What this column changes, by exact ML; ml, laplace, reml and ml-normal have a row a level.",
      discussion: "A column of numbers with six or more different values is continuous, any other "
        + "categorical; COLUMN:categorical or COLUMN:continuous says otherwise.",
      valueName: "column"))
  var covariate: String?
  @Option(
    help: ArgumentHelp(
      "The level that the others are compared with. [default: the first of the data]",
      valueName: "level"))
  var reference: [String] = []
  @Flag(help: "Only studies that have every level of the covariate.")
  var directOnly = false
  @Option(
    help: ArgumentHelp(
      """
      How several rows of one study depend on each other in the models of the covariate: independent \
      or shared. [default: both, side by side]
      """,
      valueName: "structure"))
  var rows: String?
  @Option(
    help: """
      "LABEL: se=0.90[0.53,1.00] sp=0.89[0.31,1.00]", and level=0.9 where the intervals are not \
      95 %; repeatable.
      """)
  var published: [String] = []

  @OptionGroup(title: "Output") var output: PrintArguments

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.compare() }
  }

  private func compare() throws {
    var fit = FitOptions(data: try data.requiredData())
    try data.apply(to: &fit)
    try model.applyWithoutCovariates(to: &fit)
    try fit.requirePlainEffects(in: .compare)
    sampling.apply(to: &fit, defaultThreads: Processors.count)
    fit.command = ["sroc"] + CommandLine.arguments.dropFirst()
    var options = CompareOptions(fit: fit)
    try options.setMethods(methods)
    try options.setCorrection(correction)
    try options.setCovariate(covariate, references: reference)
    try options.setRows(rows)
    options.isDirectOnly = directOnly
    options.published = try published.map { try PublishedValue(parsing: $0) }
    if output.format == .csv && fit.splits {
      throw AnalysisError(.usage, "--format csv takes one data set: use --where, not --by")
    }
    let bar = ProgressDisplay(isWanted: output.wantsProgress, label: "comparing")
    defer { bar.finish() }
    let results = try compareMethods(options, progress: bar.update)
    bar.finish()
    switch output.format {
    case .text:
      if !output.quiet {
        let width = Terminal.columns(.output)
        StandardOutput.write(results.map { $0.page(width: width) }.joined(separator: "\n"))
      }
    case .json:
      let json = fit.splits ? comparisonsByLevelJSON(results) : results[0].json()
      StandardOutput.write(json.serializedBytes() + [10])
    case .csv: StandardOutput.write(results[0].csv().serializedBytes())
    }
    if sampling.strict && results.contains(where: { !$0.samplingIsReliable }) { throw ExitCode(3) }
  }
}
