import ArgumentParser
import CProcess
import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command line: options in, one function of the rooms below called, text out.
@main
struct SROC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sroc",
    abstract: "Bayesian meta-analysis of diagnostic test accuracy.",
    discussion: """
      From a table of 2x2 counts (TP, FP, FN, TN per study) to summary sensitivity and \
      specificity with credible intervals. Try: sroc fit example:naf-pet-ct
      """,
    version: programVersion,
    subcommands: [
      FitCommand.self, CompareCommand.self, InfluenceCommand.self, SensitivityCommand.self,
      BatchCommand.self, MergeCommand.self, SimulateCommand.self,
      CalibrateCommand.self,
      CheckCommand.self, DatasetsCommand.self, ModelsCommand.self, ProfileCommand.self,
      DiagnoseCommand.self,
      PlotCommand.self, ReportCommand.self, VerifyCommand.self,
    ])

  static func main() {
    sroc_require_limits()
    // A reader that goes away (head, less) ends the program quietly; see `StandardOutput`.
    signal(SIGPIPE, SIG_IGN)
    // A limit on the size of files is an error of writing like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    openStandardStreams()
    Interruption.watch()
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      var command = try command(for: words)
      try command.run()
    } catch {
      end(with: error, words: words)
    }
  }
}
