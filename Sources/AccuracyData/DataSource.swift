import TabularText

/// Where the bytes of a data file come from.
public enum DataSource: Sendable, Equatable {
  /// A file, a device or a named pipe.
  case file(String)
  /// A file whose name is not UTF-8, by the bytes of its name.
  case rawFile([UInt8])
  /// Standard input, to its end.
  case standardInput
  /// A built-in data set, by name in any case, with hyphens or underscores.
  case example(String)
  /// Bytes in memory, with the name that messages and the output use.
  case bytes([UInt8], name: String)

  /// The source that a command-line argument means: `PATH`, `-` or `example:NAME`.
  ///
  /// - Parameter argument: the argument as given.
  public init(argument: String) {
    let prefix = "example:"
    if argument == "-" {
      self = .standardInput
    } else if argument.prefix(prefix.count).lowercased() == prefix {
      self = .example(String(argument.dropFirst(prefix.count)))
    } else {
      self = .file(argument)
    }
  }

  /// What messages and the output call the source.
  public var name: String {
    switch self {
    case .file(let path): path
    case .rawFile(let path): String(decoding: path, as: UTF8.self)
    case .standardInput: "standard input"
    case .example(let name): "example:\(BuiltInDatasets.canonicalName(name))"
    case .bytes(_, let name): name
    }
  }

  /// The raw bytes.
  ///
  /// - Returns: everything up to the end of the source.
  /// - Throws: `unreadable`, `unknownExample` or `tooLarge`.
  package func contents() throws(AccuracyDataError) -> [UInt8] {
    if case .example(let name) = self {
      guard let dataset = BuiltInDatasets.named(name) else {
        throw .unknownExample(name: name, nearest: BuiltInDatasets.nearestNames(to: name))
      }
      return dataset.csv
    }
    do throws(TabularTextError) {
      return try givenBytes()
    } catch {
      throw .text(error)
    }
  }

  /// The raw bytes of what is no built-in data set.
  private func givenBytes() throws(TabularTextError) -> [UInt8] {
    switch self {
    case .file(let path):
      try readFile(
        Array(path.utf8), name: path, mayHaveLostBytes: path.unicodeScalars.contains("\u{FFFD}"))
    case .rawFile(let path): try readFile(path, name: name)
    case .standardInput: try readToEnd(of: 0, file: name)
    case .bytes(let bytes, _): bytes
    case .example: []
    }
  }
}
