import AccuracyData
import DataReading
import Digests
import Documents
import Messages
import Requests
import TabularText

/// The data sets of one file, told apart by a column, in the order of their first rows.
///
/// Each is read as a file of its own, with the header and its rows: so that a broken row of one data set
/// says nothing of the others.
struct FileItems: BatchItems {
  private let text: [UInt8]
  private let file: String
  private let leaf: String
  /// What stands above the rows.
  private let heading: Range<Int>
  private let names: [String]
  /// Lines of the heading.
  private let headingLines: Int
  /// Each data set's rows, neighbours joined.
  private let rows: [[Piece]]

  /// Rows that stand below each other.
  private struct Piece {
    var bytes: Range<Int>
    /// From 1.
    var firstLine: Int
    var lines: Int
  }

  init(_ source: DataSource, column: String) throws {
    file = source.name
    // No folder of the machine in a row.
    leaf = file.split(separator: "/").last.map(String.init) ?? file
    let raw = try source.contents()
    do {
      text = try decodeText(raw, file: file).bytes
    } catch {
      throw AccuracyDataError.text(error)
    }
    let header = try findHeader(in: text, file: file)
    guard let place = Self.place(of: column, in: header.fields) else {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(file)), line \(header.line): no column \(SafeText.visible(column)) that "
          + "tells data sets apart; it has \(listedNames(header.fields, limit: 12)): name one of them "
          + "with \(argument: .dataset), or give a directory of files")
    }
    heading = 0..<header.reader.position
    headingLines = header.reader.nextLine - 1
    (names, rows) = try Self.parts(behind: header, column: place, title: column)
    guard !names.isEmpty else { throw AccuracyDataError.noRows(file: file) }
  }

  /// The column of a name, in any case where none has exactly that.
  private static func place(of column: String, in fields: [String]) -> Int? {
    fields.firstIndex(of: column)
      ?? fields.firstIndex { $0.lowercased() == column.lowercased() }
  }

  private static func parts(
    behind header: FoundHeader, column: Int, title: String
  ) throws -> (names: [String], rows: [[Piece]]) {
    var (reader, spans) = (header.reader, [FieldSpan]())
    var names: [String] = []
    var rows: [[Piece]] = []
    var places: [String: Int] = [:]
    func next(_ spans: inout [FieldSpan]) throws(AccuracyDataError) -> Int? {
      do throws(TabularTextError) { return try reader.next(into: &spans) } catch {
        throw .text(error)
      }
    }
    var start = reader.position
    while let line = try next(&spans) {
      let range = start..<reader.position
      start = reader.position
      if spans.allSatisfy({ reader.text(of: $0).isEmpty }) { continue }
      let name = spans.indices.contains(column) ? reader.text(of: spans[column]) : ""
      guard !name.isEmpty else {
        throw AnalysisError(
          .badData,
          "\(SafeText.visible(reader.file)), line \(line), column \(SafeText.visible(title)): the cell "
            + "is blank, so that nothing tells which data set the row belongs to")
      }
      let place = places[name] ?? names.count
      if place == names.count {
        names.append(name)
        rows.append([])
        places[name] = place
      }
      let lines = reader.nextLine - line
      if let last = rows[place].last, last.bytes.upperBound == range.lowerBound {
        rows[place][rows[place].count - 1].bytes = last.bytes.lowerBound..<range.upperBound
        rows[place][rows[place].count - 1].lines += lines
      } else {
        rows[place].append(Piece(bytes: range, firstLine: line, lines: lines))
      }
    }
    return (names, rows)
  }

  var count: Int { names.count }

  func name(_ index: Int) -> String { names[index] }

  func load(_ index: Int) throws -> LoadedItem {
    var bytes = Array(text[heading])
    for piece in rows[index] { bytes.append(contentsOf: text[piece.bytes]) }
    return LoadedItem(
      source: .bytes(bytes, name: leaf), sha256: SecureHash.hexDigest(of: bytes))
  }

  /// Counts lines from the beginning of the file.
  func placed(_ error: any Error, _ index: Int) -> any Error {
    guard let error = error as? AccuracyDataError else { return error }
    return error.movingLines { line in
      var left = line - headingLines
      guard left > 0 else { return line }
      for piece in rows[index] {
        if left <= piece.lines { return piece.firstLine + left - 1 }
        left -= piece.lines
      }
      return line
    }
  }
}
