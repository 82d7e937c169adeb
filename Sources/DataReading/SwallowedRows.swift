import AccuracyData
import TabularText

/// A quotation mark without its partner opens a field that ends only at the next mark, perhaps lines
/// below: the rows between would be one cell, and be lost.
struct SwallowedRows {
  let reader: DelimitedRecordReader
  /// How many columns there are.
  package let fields: Int
  /// The columns of counts.
  package let counts: [Int]

  /// Refuses a record one of whose cells holds rows of the table.
  ///
  /// - Parameters:
  ///   - spans: the fields of the record.
  ///   - line: where it starts.
  ///   - next: where the next record starts.
  /// - Throws: `swallowedRow`.
  func requireNone(
    in spans: [FieldSpan], line: Int, next: Int
  ) throws(AccuracyDataError) {
    guard next - line > 1 else { return }
    var opening = line
    for (number, span) in spans.enumerated() {
      let lines = reader.bytes[span.start..<span.end].split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0a || $0 == 0x0d })
      if lines.count > 1, holdsRow(lines, spans: spans, number: number) {
        throw .swallowedRow(
          file: reader.file, line: opening, field: number + 1,
          closing: opening + lineEnds(in: span))
      }
      opening += lineEnds(in: span)
    }
  }

  /// How many lines end in a field; a carriage return with a line feed ends one.
  private func lineEnds(in span: FieldSpan) -> Int {
    (span.start..<span.end).count { place in
      let byte = reader.bytes[place]
      return byte == 0x0a
        || byte == 0x0d && (place + 1 == span.end || reader.bytes[place + 1] != 0x0a)
    }
  }

  /// Whether a line of a field, read by itself, is a row or nearly one. The first line has the fields
  /// before the mark in front of it, the last one those behind the closing mark at its end.
  private func holdsRow(
    _ lines: [ArraySlice<UInt8>], spans: [FieldSpan], number: Int
  ) -> Bool {
    lines.enumerated().contains { place, line in
      let cells = line.split(separator: reader.delimiter, omittingEmptySubsequences: false)
        .map { trimmedText(String(decoding: $0, as: UTF8.self)) }
      let before = place == 0 ? number : 0
      let behind = place == lines.count - 1 ? spans.count - number - 1 : 0
      guard cells.count > 1 else { return false }
      let own = counts.filter { $0 >= before && $0 < before + cells.count }
        .map { cells[$0 - before] }
      let width = before + cells.count + behind
      if width == fields, own.allSatisfy(isCountOrMissing), own.count(where: isWhole) >= 2 {
        return true
      }
      // A row with a separator too many or too few; prose has no such list of whole numbers.
      return abs(width - fields) <= 1 && cells.count(where: isWhole) >= max(3, counts.count)
    }
  }

  private func isWhole(_ cell: String) -> Bool { plainCount(cell) != nil }

  private func isCountOrMissing(_ cell: String) -> Bool {
    isWhole(cell) || isMissingValue(cell) || isMissingCode(cell) || numberForm(cell) != .text
  }
}
