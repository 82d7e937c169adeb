import ArgumentParser
import Checking
import Output
import Requests

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate and describe a data file.")

  @OptionGroup(title: "Data") var data: DataArguments

  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.check() }
  }

  private func check() throws {
    var options = FitOptions(data: try data.requiredData())
    try data.apply(to: &options)
    let descriptions = try describeData(options)
    switch format {
    case .text:
      let width = Terminal.columns(.output)
      StandardOutput.write(descriptions.map { $0.page(width: width) }.joined(separator: "\n"))
    case .json:
      let json = options.splits ? descriptionsByLevelJSON(descriptions) : descriptions[0].json()
      StandardOutput.write(json.serializedBytes() + [10])
    case .csv:
      guard descriptions.count == 1 else {
        throw AnalysisError(.usage, "--format csv takes one data set: use --where, not --by")
      }
      StandardOutput.write(descriptions[0].csv().serializedBytes())
    }
  }
}

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the built-in data sets, or print one as CSV.")

  @Argument(help: "Name of a data set to print.")
  var name: String?

  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.list() }
  }

  private func list() throws {
    if let name {
      StandardOutput.write(try datasetCSV(name))
      return
    }
    switch format {
    case .text:
      let width = Terminal.columns(.output)
      StandardOutput.write(datasetsPage(width: width, spelling: .commandLine))
    case .json: StandardOutput.write(datasetsJSON().serializedBytes() + [10])
    case .csv: StandardOutput.write(datasetsTable().serializedBytes())
    }
  }
}

struct DiagnoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Convergence diagnostics of a saved run, or of any Stan CSV files.",
    discussion: """
      Takes the directory of a saved run, or files: one a chain, or one with a column .chain or chain. \
      Parameters with one value are listed and not judged; neither are the draws of CmdStan's \
      variational, pathfinder, laplace and optimize methods, which are no Markov chains.
      """)

  @Argument(help: "The directory of a saved run, or one file a chain.")
  var files: [String]

  @Option(help: "Probability of intervals.")
  var level = 0.95

  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text

  @Flag(help: "Exit 3 when a convergence check fails.")
  var strict = false

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.diagnose() }
  }

  private func diagnose() throws {
    guard level >= 0.5 && level <= 0.999 else {
      throw AnalysisError(.usage, "--level \(level): use a probability from 0.5 to 0.999")
    }
    let diagnosis = try diagnoseDraws(files: files, level: level)
    switch format {
    case .text: StandardOutput.write(diagnosis.page(width: Terminal.columns(.output)))
    case .json: StandardOutput.write(diagnosis.json().serializedBytes() + [10])
    case .csv: StandardOutput.write(diagnosis.csv().serializedBytes())
    }
    if strict && !diagnosis.ok { throw ExitCode(3) }
  }
}
