/// Where the table of a file begins.
struct FoundHeader {
  /// A reader that stands behind the header.
  var reader: DelimitedRecordReader
  /// The trimmed names of the header.
  var fields: [String]
  /// The line of the header, from 1.
  var line: Int
  /// Rows with text above the header.
  var titleRows: Int
  /// How many different counts the names stand for; 0 if the row is no header at all.
  var countNames: Int
  /// Whether both arms can be built from the columns.
  var isComplete: Bool
}

/// A header below so many rows is not looked for: such a file is no table of studies.
private let largestTitle = 50

/// Finds the delimiter and the header: the first row that names all counts, or, failing that,
/// the row that names most of them, which then gets the message about the missing ones.
///
/// - Parameters:
///   - bytes: UTF-8 text.
///   - file: name for messages.
/// - Returns: the header with a reader for the rows below it.
/// - Throws: `missingColumns` if no row names a count, or what the record reader throws.
func findHeader(in bytes: [UInt8], file: String) throws(AccuracyDataError) -> FoundHeader {
  var best: FoundHeader?
  var firstRow: [String] = []
  var firstError: AccuracyDataError?
  for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
    let reader = DelimitedRecordReader(bytes: bytes, delimiter: delimiter, file: file)
    do {
      let found = try bestHeader(reading: reader)
      if found.isComplete { return found }
      if firstRow.isEmpty || found.fields.count > firstRow.count, found.titleRows == 0 {
        firstRow = found.fields
      }
      if found.countNames > best?.countNames ?? 0 { best = found }
    } catch {
      firstError = firstError ?? error
    }
  }
  if let best { return best }
  if let firstError { throw firstError }
  throw .missingColumns(file: file, line: nil, missing: [], found: firstRow)
}

private func bestHeader(
  reading start: DelimitedRecordReader
) throws(AccuracyDataError) -> FoundHeader {
  var reader = start
  var spans: [FieldSpan] = []
  var best = FoundHeader(
    reader: start, fields: [], line: 1, titleRows: 0, countNames: -1, isComplete: false)
  var titleRows = 0
  while titleRows <= largestTitle, let line = try reader.next(into: &spans) {
    let fields = spans.map(reader.text(of:))
    if fields.allSatisfy(\.isEmpty) { continue }
    let roles = Set(fields.compactMap(CountRole.init(columnName:)))
    let isComplete = ColumnLayout.missingCounts(roles).isEmpty
    if isComplete || roles.count > best.countNames {
      best = FoundHeader(
        reader: reader, fields: fields, line: line, titleRows: titleRows,
        countNames: roles.count, isComplete: isComplete)
    }
    if isComplete { break }
    titleRows += 1
  }
  return best
}
