import ArgumentParser

/// What is shown and what is written.
struct OutputArguments: ParsableArguments {
  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text
  @Option(help: "Write all files of the run to this directory.")
  var out: String?
  @Flag(help: "Write into a directory that this program did not make.")
  var force = false
  @Flag(help: "Add sampling details.")
  var verbose = false
  @Flag(help: "No text on standard output, no progress.")
  var quiet = false
  @Flag(help: "No progress bar.")
  var noProgress = false

  var wantsProgress: Bool { !quiet && !noProgress }
}
