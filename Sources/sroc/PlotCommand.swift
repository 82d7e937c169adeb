import ArgumentParser
import Documents
import Drawing
import FitFigures
import Fitting
import Messages
import Requests
import RunFiles

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "One figure of a run or of a saved run.",
    discussion: """
      DATA is what fit takes, with the same options, or the directory that fit --out wrote; then \
      nothing is sampled. Without --out the figure goes to standard output as SVG. PDF and PNG are \
      made by rsvg-convert where it is installed (Debian: librsvg2-bin).
      Try: sroc plot example:auditc --figure sroc --out sroc.svg
      """)

  @OptionGroup var source: RunArguments
  @OptionGroup(title: "Figure") var figure: FigureArguments

  @Option(
    help: """
      Write to this file, .svg, .pdf or .png; further pages of SVG and PNG to FILE-2, FILE-3, ...
      """)
  var out: String?
  @Option(help: "Dots per inch of PNG.")
  var dpi = 300.0
  @Flag(help: "Replace an existing file that is no such figure.")
  var force = false
  @Flag(help: "No text on standard output but the figure, no progress.")
  var quiet = false
  @Flag(help: "No progress bar.")
  var noProgress = false

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.plot() }
  }

  private func plot() throws {
    let kind = try figure.kind()
    let options = try figure.options(kind, extrapolates: source.reporting.extrapolate)
    guard dpi >= 36, dpi <= 2400 else {
      throw AnalysisError(.usage, "--dpi \(dpi): use 36 to 2400 dots per inch")
    }
    let saved = try source.savedDirectory(
      besides: FigureArguments.names + ["--extrapolate", "--out", "--dpi", "--force"])
    let file = try out.map { try FigureFile(path: $0, force: force, dotsPerInch: dpi) }
    let fits = try fits(saved: saved)
    let pages = try chosen(
      fits.count == 1
        ? fits[0].fit.figures(kind, options: options)
        : figures(kind, byLevel: fits, options: options), kind: kind, of: fits)
    if let file {
      var paths: [String] = []
      try Interruption.writingFiles(isFinal: true) { paths = try file.write(pages) }
      if let warning = file.warning(pages) {
        let names = paths.map { SafeText.visible($0) }.joined(separator: ", ")
        StandardError.write(line: "sroc: warning: \(names): \(warning)")
      }
      if !quiet {
        let names = paths.map { SafeText.visible($0) }.joined(separator: ", ")
        StandardOutput.write("Figure written to \(names)\n")
      }
    } else {
      StandardOutput.write(pages[0].file())
    }
    try source.judge(fits)
  }

  private func fits(saved: String?) throws -> [(level: String, fit: FitResult)] {
    if let saved { return try source.savedRun(saved).levels }
    let bar = ProgressDisplay(isWanted: !quiet && !noProgress)
    defer { bar.finish() }
    return try source.fits(progress: bar.update)
  }

  /// The pages that are wanted.
  private func chosen(
    _ pages: [Figure], kind: FigureKind, of fits: [(level: String, fit: FitResult)]
  ) throws(AnalysisError) -> [Figure] {
    if pages.isEmpty {
      throw AnalysisError(
        .usage, "--figure \(kind.rawValue): \(noFigureText(kind, of: fits))")
    }
    if let page = figure.page {
      guard page <= pages.count else {
        throw AnalysisError(
          .usage,
          "--page \(page): this figure has \(pages.count == 1 ? "1 page" : "\(pages.count) pages")")
      }
      return [pages[page - 1]]
    }
    guard out != nil || pages.count == 1 else {
      throw AnalysisError(
        .usage,
        "--figure \(kind.rawValue): \(pages.count) pages do not fit into standard output; choose one "
          + "with --page, or write files with --out")
    }
    return pages
  }
}
