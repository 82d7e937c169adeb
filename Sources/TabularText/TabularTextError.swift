/// Why a file gives no rows of fields. `message` says it in one sentence or two.
public enum TabularTextError: Error, Equatable {
  /// The file cannot be opened or read.
  case unreadable(file: String, reason: String)
  /// The file is larger than any table of studies.
  case tooLarge(file: String, megabytes: Int)
  /// The limits of the process leave too little memory to read the file.
  case tooLittleMemory(file: String, neededMegabytes: Int, leftMegabytes: Int)
  /// The file has no text.
  case empty(file: String)
  /// The file is a spreadsheet, an archive or another binary format.
  case binaryFormat(file: String, format: String)
  /// The file has a zero byte; `byte` is the position in the line, from 1.
  case nulByte(file: String, line: Int, byte: Int)
  /// A quoted field is never closed.
  case openQuote(file: String, line: Int, field: Int)
  /// A quoted field goes on after its closing quote.
  case textAfterQuote(file: String, line: Int, field: Int)
  /// A field is longer than any cell.
  case fieldTooLong(file: String, line: Int, field: Int)
}

extension TabularTextError {
  /// What is wrong, where, and what would be right, for the person who made the file.
  public var message: String {
    switch self {
    case .unreadable(let file, let reason): "\(shown(file)): \(reason)"
    case .tooLarge(let file, let megabytes):
      "\(shown(file)): more than \(megabytes) MB, which is no table of studies"
    case .tooLittleMemory(let file, let needed, let left):
      "\(shown(file)): reading it may need \(needed) MB of memory, and the limits (ulimit -v, "
        + "ulimit -d) leave \(left) MB; a smaller file or a higher limit would do"
    case .empty(let file):
      "\(shown(file)): the file is empty; it needs a header such as study,TP,FP,FN,TN "
        + "and one row a study"
    case .binaryFormat(let file, let format):
      "\(shown(file)): this is \(format), not text; open it and save the sheet as CSV UTF-8"
    case .nulByte(let file, let line, let byte):
      "\(shown(file)), line \(line), byte \(byte): a NUL byte, so this is a binary file or UTF-16 "
        + "without a byte order mark; save it as CSV UTF-8"
    case .fieldTooLong(let file, let line, let field):
      "\(shown(file)), line \(line), column \(field): more than \(largestFieldInBytes >> 20) MB in one "
        + "field, which is no cell of a table of studies; a quotation mark may be missing"
    case .openQuote(let file, let line, let field):
      "\(shown(file)), line \(line), column \(field): a quotation mark opens here and is never "
        + "closed; close it, or write two for a literal one"
    case .textAfterQuote(let file, let line, let field):
      "\(shown(file)), line \(line), column \(field): text after the closing quotation mark; "
        + "put the whole field in quotation marks and double the ones inside"
    }
  }
}

/// The name of a file as messages show it: the end is what tells long paths apart.
package func shown(_ file: String) -> String {
  let visible = trimmedText(file.suffix(200))
  return file.count > 200 ? "...\(visible)" : visible
}
