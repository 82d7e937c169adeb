import ArgumentParser

/// What a verb without files shows.
struct PrintArguments: ParsableArguments {
  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text
  @Flag(help: "No text on standard output, no progress.")
  var quiet = false
  @Flag(help: "No progress bar.")
  var noProgress = false

  var wantsProgress: Bool { !quiet && !noProgress }
}
