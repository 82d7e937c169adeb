import AccuracyData
import TabularText

/// Where the table of a file begins.
package struct FoundHeader {
  /// A reader that stands behind the header.
  package var reader: DelimitedRecordReader
  /// The trimmed names of the header.
  package var fields: [String]
  /// Where they stand in the bytes.
  var spans: [FieldSpan] = []
  /// The line of the header, from 1.
  package var line: Int
  /// Rows with text above the header.
  package var titleRows: Int
  /// How many different counts the names stand for; 0 if the row is no header at all.
  var countNames: Int
  /// Whether both arms can be built from the columns.
  var isComplete: Bool
  /// The line of a row above that is itself a header of one arm.
  var headerAbove: Int?
}

/// A header below so many rows is not looked for: such a file is no table of studies.
private let largestTitle = 50

/// What one separator makes of the beginning of a file.
private struct HeaderCandidate {
  var header: FoundHeader
  /// The fields of the first row with text.
  var firstRow: [String] = []
  /// How many there are, also where the row ends in an error.
  var firstFields = 0
  /// Why reading ended early.
  var error: TabularTextError?

  /// How well the separator fits: by names of counts, then by fields of the first row.
  func fits(betterThan other: HeaderCandidate) -> Bool {
    (header.countNames, firstFields) > (other.header.countNames, other.firstFields)
  }
}

/// Finds the delimiter and the header: the first row that names all counts, or, failing that,
/// the row that names most of them, which then gets the message about the missing ones.
///
/// - Parameters:
///   - bytes: UTF-8 text.
///   - file: name for messages.
/// - Returns: the header with a reader for the rows below it.
/// - Throws: `secondHeader`; if no row names a count `foreignSeparator`, what the record reader throws with
///   the separator that fits best, or `missingColumns`.
package func findHeader(
  in bytes: [UInt8], file: String
) throws(AccuracyDataError) -> FoundHeader {
  var best: HeaderCandidate?
  for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
    let reader = DelimitedRecordReader(bytes: bytes, delimiter: delimiter, file: file)
    let found = bestHeader(reading: reader)
    if found.header.isComplete {
      if let first = found.header.headerAbove {
        throw .secondHeader(file: file, line: found.header.line, first: first)
      }
      return found.header
    }
    if best.map({ found.fits(betterThan: $0) }) ?? true { best = found }
  }
  if let best, best.header.countNames > 0 { return best.header }
  if let found = foreignSeparator(in: bytes) {
    throw .foreignSeparator(file: file, line: found.line, kind: found.kind)
  }
  if let error = best?.error { throw .text(error) }
  throw .missingColumns(file: file, line: nil, missing: [], found: best?.firstRow ?? [])
}

/// What separates the names of counts in one of the first lines, where it is none of the separators
/// that are read.
private func foreignSeparator(in bytes: [UInt8]) -> (line: Int, kind: ForeignSeparator)? {
  let lines = bytes.prefix(1 << 16)
    .split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0a || $0 == 0x0d })
  for (index, line) in lines.prefix(20).enumerated() {
    let text = trimmedText(String(decoding: line, as: UTF8.self).replacing("\t", with: ";"))
    func hasCounts(_ text: String, _ separator: Character, fewest: Int = 2) -> Bool {
      let names = text.split(separator: separator).map { trimmedText($0.filter { $0 != "\"" }) }
      return CountColumns(header: names).number >= fewest
    }
    if text.count > 2, text.hasPrefix("\""), text.hasSuffix("\""),
      [",", ";"].contains(where: { hasCounts(text, $0) })
    {
      return (index + 1, .quotedRows)
    }
    if hasCounts(text, "|") { return (index + 1, .bars) }
    if !text.contains(where: { ",;".contains($0) }), hasCounts(text, " ", fewest: 3) {
      return (index + 1, .spaces)
    }
  }
  return nil
}

private func bestHeader(reading start: DelimitedRecordReader) -> HeaderCandidate {
  var reader = start
  var spans: [FieldSpan] = []
  var best = HeaderCandidate(
    header: FoundHeader(
      reader: start, fields: [], line: 1, titleRows: 0, countNames: 0, isComplete: false))
  var titleRows = 0
  var headerAbove: Int?
  do throws(TabularTextError) {
    while titleRows <= largestTitle, let line = try reader.next(into: &spans) {
      let fields = spans.map(reader.text(of:))
      if fields.allSatisfy(\.isEmpty) { continue }
      if best.firstRow.isEmpty { (best.firstRow, best.firstFields) = (fields, fields.count) }
      let counts = CountColumns(header: fields)
      if counts.isComplete || counts.number > best.header.countNames {
        best.header = FoundHeader(
          reader: reader, fields: fields, spans: spans, line: line, titleRows: titleRows,
          countNames: counts.number, isComplete: counts.isComplete, headerAbove: headerAbove)
      }
      if counts.isComplete { break }
      if headerAbove == nil, counts.missing.isEmpty { headerAbove = line }
      titleRows += 1
    }
  } catch {
    best.error = error
    if best.firstRow.isEmpty { best.firstFields = spans.count + 1 }
  }
  return best
}
