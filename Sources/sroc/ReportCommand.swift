import ArgumentParser
import Documents
import Fitting
import Messages
import Requests
import RunFiles

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "The report of a run or of a saved run.",
    discussion: """
      With the directory that fit --out wrote: rebuilds its report.html and figures, without the data \
      file and without sampling; with --out FILE the report goes there and the directory stays as it \
      is. With data: fits them with the options of fit and writes the report alone.
      Try: sroc report example:auditc --out report.html
      """)

  @OptionGroup var source: RunArguments

  @Option(help: "Write the report to this file. [default for data: report.html]")
  var out: String?
  @Flag(help: "Replace an existing file that is no report of this program.")
  var force = false
  @Flag(help: "No text on standard output, no progress.")
  var quiet = false
  @Flag(help: "No progress bar.")
  var noProgress = false

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.report() }
  }

  private func report() throws {
    if let directory = try source.savedDirectory(besides: ["--out", "--force"]), out == nil {
      try rebuild(directory)
    } else {
      try writeReport(to: out ?? "report.html")
    }
  }

  private func rebuild(_ directory: String) throws {
    let saved = try source.savedRun(directory)
    try Interruption.writingFiles(isFinal: true) { try rewriteReport(of: saved, in: directory) }
    say(directory + (directory.hasSuffix("/") ? "" : "/") + "report.html")
    try source.judge(saved.levels)
  }

  private func writeReport(to path: String) throws {
    let saved = try source.savedDirectory(besides: ["--out", "--force"])
    if saved == nil, source.data.by != nil { throw Self.severalReports }
    try checkReport(file: path, force: force)
    let fits: [(level: String, fit: FitResult)]
    if let saved {
      fits = try source.savedRun(saved).levels
    } else {
      let bar = ProgressDisplay(isWanted: !quiet && !noProgress)
      defer { bar.finish() }
      fits = try source.fits(progress: bar.update)
    }
    guard fits.count == 1 else {
      if let saved {
        throw AnalysisError(
          .usage,
          "the run has several reports that refer to each other, which one file cannot hold: "
            + "\(request: .report, [ArgumentValue(.data, saved)]) writes them in its directory")
      }
      throw fits.first?.fit.regression != nil ? Self.severalLevels : Self.severalReports
    }
    try Interruption.writingFiles(isFinal: true) {
      try RunFiles.writeReport(fits[0].fit.report(), to: path)
    }
    say(path)
    try source.judge(fits)
  }

  private static let severalReports = AnalysisError(
    .usage,
    "--by gives several reports that refer to each other: use sroc fit DATA --by COLUMN --out DIR")

  private static let severalLevels = AnalysisError(
    .usage,
    "a covariate of several levels gives several reports that refer to each other: use sroc fit DATA "
      + "--covariate COLUMN --out DIR")

  private func say(_ path: String) {
    if !quiet { StandardOutput.write("Report written to \(SafeText.visible(path))\n") }
  }
}
