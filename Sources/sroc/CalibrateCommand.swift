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
  @Option(help: "The directory of the calibration.")
  var out: String?
  @Option(
    help: ArgumentHelp(
      "Do one part of N: I/N, or auto/N for the number that a scheduler gives its task.",
      valueName: "i/n"))
  var shard: String?
  @Flag(help: "Keep the rows that stand in --out and go on.")
  var resume = false
  @Flag(help: "Throw away the calibration that stands in --out.")
  var force = false
  @Option(help: "What goes to standard output: text or csv.")
  var format: SummaryFormat = .text
  @Flag(help: "No text on standard output, no progress.")
  var quiet = false
  @Flag(help: "No progress.")
  var noProgress = false

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
    guard let out else {
      throw AnalysisError(
        .usage, "calibrate needs --out DIR, where its rows stand; a design can take hours")
    }
    let request = try self.request(out)
    let display = BatchDisplay(
      isWanted: !quiet && !noProgress, label: shard == nil ? "" : "\(request.shard.label): ")
    sroc_set_phase(SROC_WRITING)
    do {
      _ = try runBatch(request, output: { _ in }, progress: display.update)
    } catch let stopped as BatchInterrupted {
      display.finish()
      let standing =
        "\(NumberText.count(stopped.count.done)) of \(NumberText.count(stopped.count.total))"
      StandardError.write(
        line: "sroc: interrupted after \(standing) fits; the same command with --resume goes on")
      throw Interruption.exitCode
    }
    display.finish()
    if request.shard.count > 1 {
      do { _ = try mergeBatch(out, to: nil) } catch let incomplete as IncompleteBatch {
        if !quiet {
          let left = incomplete.missing.count
          StandardOutput.write(
            "\(request.shard.label) is complete; \(left) of \(incomplete.shards) shards are not\n")
        }
        return
      }
    }
    try summarise(out)
  }

  private func request(_ directory: String) throws -> BatchRequest {
    var options = FitOptions(data: design)
    try model.applyWithoutCovariates(to: &options)
    sampling.apply(to: &options)
    options.level = level
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    var request = BatchRequest(source: .design(design), fit: options)
    try request.setColumns([try calibrationColumns(design)])
    request.leastESS = sampling.minESS
    request.threads = sampling.threads ?? Processors.count
    if let shard { request.shard = try Shard(parsing: shard, environment: variable) }
    (request.directory, request.resumes, request.replaces) = (directory, resume, force)
    return request
  }

  private func summarise(_ directory: String) throws {
    let summary = try CalibrationSummary(directory: directory)
    try Interruption.writingFiles(isFinal: true) { try summary.writeFiles(to: directory) }
    if quiet {
      if sampling.strict, !summary.isWhole { throw ExitCode(3) }
      return
    }
    switch format {
    case .text:
      StandardOutput.write(summary.page(width: Terminal.columns(.output)))
      StandardOutput.write("Files written to \(SafeText.visible(directory))\n")
    case .csv: StandardOutput.write(summary.csv().serializedBytes())
    }
    if sampling.strict, !summary.isWhole { throw ExitCode(3) }
  }
}

enum SummaryFormat: String, ExpressibleByArgument, CaseIterable { case text, csv }
