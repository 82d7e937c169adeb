import ArgumentParser
import Batches
import CProcess
import Documents
import Output
import Requests

struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Thousands of fits: one row of estimates a data set.",
    discussion: """
      DATA is a directory, of which every .csv and .tsv file below is a data set, or one file with a column \
      that tells data sets apart. Each fit has a seed made of --seed and the data set's name, printed in its \
      row: another data set more or less changes no other row. Rows go to standard output, or with --out to a \
      directory from which a stopped batch goes on (--resume) and which several processes can share (--shard).
      """)

  @OptionGroup(title: "Data") var data: DataArguments
  @Option(
    help: ArgumentHelp("The column of one file that tells data sets apart.", valueName: "column"))
  var dataset = "dataset"
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Covariates") var covariates: CovariateArguments
  @OptionGroup(title: "Sampling") var sampling: BatchSamplingArguments

  @Option(
    help: ArgumentHelp(
      "More columns: names of quantities, or comparisons, ml, priors, warnings, of a design truth, ranks; "
        + "repeatable.",
      valueName: "name,..."))
  var columns: [String] = []
  @Option(help: "How rows are written: csv or jsonl.")
  var format: RowFormatOption = .csv
  @OptionGroup(title: "Rows") var rows: BatchRunArguments

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.batch() }
  }

  private func batch() throws {
    let request = try self.request()
    let count = try rows.run(request, output: { StandardOutput.write($0) })
    sroc_set_phase(SROC_WRITTEN)
    if !rows.quiet { say(count) }
    if sampling.strict, count.ok < count.total { throw ExitCode(3) }
  }

  private func request() throws -> BatchRequest {
    let path = try data.requiredData()
    var options = FitOptions(data: path)
    try data.apply(to: &options)
    let file = try model.apply(to: &options)
    try covariates.apply(to: &options, over: file)
    sampling.apply(to: &options)
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    var request = BatchRequest(
      source: BatchSource(argument: path, column: dataset), fit: options)
    try request.setColumns(columns)
    request.format = format.format
    try rows.apply(to: &request, sampling: sampling)
    return request
  }

  /// The summary, on standard error where rows went to standard output.
  private func say(_ count: BatchCount) {
    var lines = [count.words]
    if count.kept > 0 { lines[0] += " (\(NumberText.count(count.kept)) kept)" }
    if let (name, message) = count.firstError {
      let label = SafeText.visible(name)
      lines.append("first error: " + (message.hasPrefix(label) ? message : "\(label): \(message)"))
    }
    if let out = rows.out {
      lines.append("Rows written to \(SafeText.visible(out))")
      StandardOutput.write(lines.joined(separator: "\n") + "\n")
    } else {
      for line in lines { StandardError.write(line: line) }
    }
  }
}

/// Sampling as a batch does it: fewer draws than a single fit, more where they do not do.
struct BatchSamplingArguments: ParsableArguments {
  @Option(help: "collapsed, collapsed-quasi, collapsed-nuts or nuts.")
  var sampler: SamplerOption = .collapsed
  @Option(help: "Number of chains.")
  var chains = 4
  @Option(help: "Pilot evaluations (collapsed) or warm-up iterations per chain (NUTS).")
  var warmup: Int?
  @Option(help: "Draws per chain; four and sixteen times as many where the checks fail.")
  var draws = 750
  @Option(help: "Fewest effective draws, of bulk and tails, that a row may have.")
  var minESS = 1000.0
  @Option(help: "Master seed, any unsigned 64-bit integer.")
  var seed: UInt64 = 1
  @Option(help: "Fits at work at once; never changes a row. [default: all cores]")
  var threads: Int?
  @Flag(help: "Exit 3 when a row is an error or has not converged.")
  var strict = false

  /// Fills the sampling part of the options of each fit.
  func apply(to options: inout FitOptions) {
    options.threads = 1
    options.sampler = sampler.choice
    options.chains = chains
    options.warmup = warmup
    options.draws = draws
    options.seed = seed
  }
}

enum RowFormatOption: String, ExpressibleByArgument, CaseIterable {
  case csv, jsonl

  var format: RowFormat { self == .csv ? .csv : .jsonLines }
}
