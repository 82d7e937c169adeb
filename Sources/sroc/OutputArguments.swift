import ArgumentParser

/// What is shown and what is written.
struct OutputArguments: ParsableArguments {
  @OptionGroup var printing: PrintArguments
  @Option(help: "Write all files of the run to this directory.")
  var out: String?
  @Flag(help: "Write over what this program did not write, or what was changed since.")
  var force = false
  @Flag(help: "Add sampling details.")
  var verbose = false

  var format: OutputFormat { printing.format }
  var quiet: Bool { printing.quiet }
  var wantsProgress: Bool { printing.wantsProgress }
}
