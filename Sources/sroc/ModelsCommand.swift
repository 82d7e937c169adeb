import ArgumentParser
import ModelFiles
import Output
import Requests

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the models, or print one as a file to begin with.")

  @Argument(help: "Name of a model to print, or a model file to check and print.")
  var name: String?

  @Option(help: "What goes to standard output: text, json or csv.")
  var format: OutputFormat = .text

  mutating func run() throws {
    let command = self
    try reportingErrors { try command.list() }
  }

  private func list() throws {
    if let name {
      StandardOutput.write(try modelText(name))
      return
    }
    switch format {
    case .text:
      let width = Terminal.columns(.output)
      StandardOutput.write(try modelsPage(width: width, spelling: .commandLine))
    case .json: StandardOutput.write(try modelsJSON().serializedBytes() + [10])
    case .csv: StandardOutput.write(try modelsTable().serializedBytes())
    }
  }
}
