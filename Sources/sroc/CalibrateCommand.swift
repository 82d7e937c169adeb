import ArgumentParser
import Batches
import CProcess
import Calibration
import Documents
import Output
import Requests

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Are posteriors and intervals right? Fits of a design with known truths, summarised.",
    discussion: """
      DESIGN is a file of sroc simulate. Where its truths are `prior` they are drawn from the prior of the fit, \
      and their ranks among the draws are compared with uniform ones (simulation-based calibration); fixed truths \
      are compared with the intervals of the posterior and of exact maximum likelihood. The fits are a batch in \
      --out, which goes on with --resume and can be shared by --shard; the summary follows when all rows are there.
      """)

  @Argument(help: "The design, a YAML file, or the directory of a calibration to summarise again.")
  var design: String
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Sampling") var sampling: BatchSamplingArguments
  @Option(help: "Probability of intervals.")
  var level = 0.95
  @Flag(help: "Count in how many data sets each warning speaks, too.")
  var warnings = false
  @Option(help: "What goes to standard output: text or csv.")
  var format: SummaryFormat = .text
  @OptionGroup(title: "Rows") var rows: BatchRunArguments

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.calibrate() }
  }

  private func calibrate() throws {
    if FileSystem.kind(of: design) == .directory {
      try refuseOptions(
        except: ["--format", "--quiet", "--strict"], beside: "the directory of a calibration")
      return try summarise(design)
    }
    guard let out = rows.out else {
      throw AnalysisError(
        .usage, "calibrate needs --out DIR, where its rows stand; a design can take hours")
    }
    let request = try self.request()
    _ = try rows.run(request, output: { _ in })
    if request.shard.count > 1 {
      do { _ = try mergeBatch(out, to: nil) } catch let incomplete as IncompleteBatch {
        if !rows.quiet {
          let left = incomplete.missing.count
          StandardOutput.write(
            "\(request.shard.label) is complete; \(left) of \(incomplete.shards) shards are not\n")
        }
        return
      }
    }
    try summarise(out)
  }

  private func request() throws -> BatchRequest {
    var options = FitOptions(data: design)
    try model.applyWithoutCovariates(to: &options)
    sampling.apply(to: &options)
    options.level = level
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    var request = BatchRequest(source: .design(design), fit: options)
    try request.setColumns([try calibrationColumns(design, wantsWarnings: warnings)])
    try rows.apply(to: &request, sampling: sampling)
    return request
  }

  private func summarise(_ directory: String) throws {
    let summary = try CalibrationSummary(directory: directory)
    try Interruption.writingFiles(isFinal: true) { try summary.writeFiles(to: directory) }
    if !rows.quiet { show(summary, directory) }
    if sampling.strict, !summary.isWhole { throw ExitCode(3) }
  }

  private func show(_ summary: CalibrationSummary, _ directory: String) {
    switch format {
    case .text:
      StandardOutput.write(summary.page(width: Terminal.columns(.output)))
      StandardOutput.write("Files written to \(SafeText.visible(directory))\n")
    case .csv:
      let table = summary.hasWarnings ? summary.warningsCSV() : summary.csv()
      StandardOutput.write(table.serializedBytes())
    }
  }
}

enum SummaryFormat: String, ExpressibleByArgument, CaseIterable { case text, csv }
