import ArgumentParser
import Batches
import Documents

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Put the rows of all shards of a batch into one file.",
    discussion: """
      Looks at the files alone, not at a scheduler. Where shards are missing it says which, as the list that an \
      array of tasks takes, and exits 4.
      """)

  @Argument(help: "The directory of the batch.")
  var directory: String
  @Option(help: "The file for all rows. [default: all.csv or all.jsonl in the directory]")
  var out: String?
  @Flag(help: "Write over a file that this program did not write.")
  var force = false
  @Flag(help: "No text on standard output.")
  var quiet = false

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.merge() }
  }

  private func merge() throws {
    do {
      var found: MergedBatch?
      try Interruption.writingFiles(isFinal: true) {
        found = try mergeBatch(directory, to: out, force: force)
      }
      guard let merged = found, !quiet else { return }
      StandardOutput.write(
        "\(merged.count.words)\nRows written to \(SafeText.visible(merged.path))\n")
    } catch let incomplete as IncompleteBatch {
      let count = incomplete.missing.count
      StandardError.write(
        line: "sroc: \(SafeText.visible(directory)): \(count) of \(incomplete.shards) shards "
          + "\(count == 1 ? "is" : "are") not complete; run them again with --resume:\n"
          + "--array=\(incomplete.list)")
      throw ExitCode(4)
    }
  }
}
