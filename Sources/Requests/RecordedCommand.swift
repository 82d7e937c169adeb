import AccuracyData
import Messages

extension FitOptions {
  /// The command without the options that decide no number and no file of the run: where the files
  /// go, on how many threads, what the terminal shows. So the same run leaves the same bytes everywhere.
  package var recordedCommand: [String] { Self.recorded(command) }

  /// Takes the command of a saved run for one that repeats it, so that the same files get the same bytes
  /// and id, whatever the folder of the saved run is called.
  ///
  /// - Parameters:
  ///   - path: other data than those of the saved run, which `source` then is; nil for the same.
  ///   - exports: the languages to export to, as the option takes them.
  public mutating func repeatCommand(onData path: String?, exports: [String]) {
    var first = Self.recorded(command, without: [.export, .config])
    if let path {
      let old = source.name
      setData(path)
      let places = first.indices.dropFirst(2).filter {
        DataSource(argument: first[$0]).name == old
      }
      // A word behind an option may be its value, which happens to be the same.
      if let place = places.first(where: { !first[$0 - 1].hasPrefix("-") }) ?? places.last {
        first[place] = path
      } else {
        first = CommandLineSpelling.words(.fit, [ArgumentValue(.data, path)]) + first.dropFirst(2)
      }
    }
    command = first + exports.flatMap { CommandLineSpelling.words(of: ArgumentValue(.export, $0)) }
  }

  /// A command without the options that decide nothing in the files of the run.
  ///
  /// - Parameters:
  ///   - command: the program's name and its arguments.
  ///   - others: options with a value that are left out as well.
  /// - Returns: what is left, in order.
  public static func recorded(_ command: [String], without others: Set<Argument> = []) -> [String] {
    let withValue = Set(others.union([.out, .threads, .format]).map(CommandLineSpelling.name))
    let flags = Set(
      [.force, .quiet, .verbose, .noProgress, .strict].map(CommandLineSpelling.name))
    var result: [String] = []
    var index = 0
    while index < command.count {
      let word = command[index]
      index += 1
      // Behind it nothing is an option.
      if word == CommandLineSpelling.endOfOptions { return result + command[(index - 1)...] }
      let name = String(word.prefix { $0 != "=" })
      if withValue.contains(name) {
        if name == word { index += 1 }
      } else if !flags.contains(word) {
        result.append(word)
      }
    }
    return result
  }
}
