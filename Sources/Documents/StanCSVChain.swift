/// The draws of one chain, as read from a Stan CSV file.
public struct StanCSVChain: Sendable {
  /// The file's name, for messages.
  public let file: String
  /// The names in the header row, as written there.
  public let columnNames: [String]
  /// The saved rows of each column after warm-up.
  public let columns: [[Double]]
  /// The rows at the file's beginning that were warm-up and are not in `columns`.
  public let warmupRows: Int
  /// Keys and values of the comments; of a repeated key, the last value.
  public let settings: [String: String]

  /// The number of draws after warm-up.
  public var drawCount: Int { columns.first?.count ?? 0 }

  /// The columns that are parameters: not the sampler's own, whose names end in `__`, and not the
  /// numbers of chain, iteration and draw that R's posterior adds.
  public var parameterNames: [String] {
    columnNames.filter { !$0.hasSuffix("__") && !Self.numbering.contains($0) }
  }

  /// What a column stands for where this program numbered the members of a family: `mu_se[CT]` of `mu_se.1`.
  ///
  /// - Parameter name: a name of `columnNames`.
  /// - Returns: the name that a comment gives it, else the column's own.
  public func fullName(of name: String) -> String {
    guard settings["generator"]?.hasPrefix("sroc ") == true, let full = settings[name],
      let base = name.split(separator: ".").first, full.hasPrefix(base + "[")
    else { return name }
    return full
  }

  private static let numbering: Set = [".chain", ".iteration", ".draw"]

  /// How the draws were made.
  public var method: StanMethod { StanMethod(settings: settings, columnNames: columnNames) }

  /// The draws of one column.
  ///
  /// - Parameter name: a name of `columnNames`.
  /// - Returns: the draws, or `nil` where there is no such column.
  public func column(_ name: String) -> [Double]? {
    columnNames.firstIndex(of: name).map { columns[$0] }
  }
}

/// Why draws could not be read.
public enum StanCSVError: Error, Equatable, CustomStringConvertible {
  /// The file could not be opened or read; the exit code for it is 66.
  case unreadable(file: String, reason: String)
  /// The content is wrong; the exit code for it is 65.
  case malformed(file: String, line: Int, column: Int, message: String)
  /// Two files are not chains of one run; the exit code for it is 65.
  case mismatch(file: String, message: String)
  /// Two arguments are one file; the exit code for it is 64.
  case repeated(file: String, other: String)

  /// File, line, column and what is wrong.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): return "\(SafeText.visible(file)): \(reason)"
    case .malformed(let file, let line, let column, let message):
      return "\(SafeText.visible(file)), line \(line), column \(column): \(message)"
    case .mismatch(let file, let message): return "\(SafeText.visible(file)): \(message)"
    case .repeated(let file, let other):
      let (shown, first) = (SafeText.visible(file), SafeText.visible(other))
      return shown == first
        ? "\(shown) is given twice; give each chain's file once"
        : "\(shown) is the same file as \(first); give each chain's file once"
    }
  }
}
