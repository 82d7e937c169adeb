import ArgumentParser
import Checking
import Output
import Requests

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Re-run published cases: ours, theirs, difference, tolerance.",
    discussion: "Exits with 1 where a published number is not confirmed.")

  @Option(help: "Threads; never changes the result. [default: all cores]")
  var threads: Int?
  @Option(help: "What goes to standard output: text or json.")
  var format: OutputFormat = .text
  @Flag(help: "No progress bar.")
  var noProgress = false

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.verify() }
  }

  private func verify() throws {
    guard format != .csv else {
      throw AnalysisError(.usage, "--format csv: verify writes text or json")
    }
    let bar = ProgressDisplay(isWanted: !noProgress, label: "verifying")
    defer { bar.finish() }
    let numbers = try verifyPublished(
      threads: threads ?? Processors.count, progress: bar.update)
    bar.finish()
    if format == .json {
      StandardOutput.write(verificationJSON(numbers).serializedBytes() + [10])
    } else {
      StandardOutput.write(verificationPage(numbers, width: Terminal.columns(.output)))
    }
    if !numbers.allSatisfy(\.isConfirmed) { throw ExitCode(1) }
  }
}
