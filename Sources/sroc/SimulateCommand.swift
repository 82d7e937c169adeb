import ArgumentParser
import CProcess
import Concurrency
import Documents
import Output
import Requests
import Simulation

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Make up data sets by a design.",
    discussion: """
      DESIGN is a YAML file: how many studies and patients, true accuracy, how studies differ, what is crossed \
      with what. The data sets go to standard output as one table with a column dataset, or with --out to a \
      directory. sroc batch DESIGN fits them without writing them.
      """)

  @Argument(help: "The design, a YAML file.")
  var design: String
  @Option(help: "Seed of all data sets, any unsigned 64-bit integer.")
  var seed: UInt64 = 1
  @Option(help: "Write the data sets to this directory.")
  var out: String?
  @Flag(help: "Write also where something else stands.")
  var force = false
  @Flag(help: "No text on standard output, no progress.")
  var quiet = false
  @Flag(help: "No progress bar.")
  var noProgress = false

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.simulate() }
  }

  private func simulate() throws {
    let read = try SimulationDesign(path: design)
    guard !read.isFromPrior else {
      throw AnalysisError(
        .usage,
        "\(SafeText.visible(design)): its truths come from a prior, which belongs to a fit; use batch or calibrate"
      )
    }
    let data = try SimulatedData(read, seed: seed)
    guard let out else {
      return try data.writeJoined { StandardOutput.write($0) }
    }
    let bar = ProgressDisplay(isWanted: !quiet && !noProgress, label: "making up data")
    defer { bar.finish() }
    // What was written stays after a signal: the same command writes the same bytes.
    sroc_set_phase(SROC_WRITING)
    let written: WrittenSimulation
    do {
      written = try data.write(to: out, force: force, progress: bar.update)
    } catch is WorkCancelled {
      bar.finish()
      StandardError.write(line: "sroc: interrupted; the same command goes on")
      throw Interruption.exitCode
    }
    sroc_set_phase(SROC_WRITTEN)
    bar.finish()
    if quiet { return }
    let sets = "\(NumberText.count(written.dataSets)) data set\(written.dataSets == 1 ? "" : "s")"
    let cells = written.cells == 1 ? "" : " in \(NumberText.count(written.cells)) cells"
    StandardOutput.write("\(sets)\(cells) written to \(SafeText.visible(out))\n")
  }
}
