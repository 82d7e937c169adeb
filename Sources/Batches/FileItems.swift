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
  /// What stands above the rows.
  private let heading: Range<Int>
  private let names: [String]
  /// The bytes of each data set's rows, neighbours joined.
  private let rows: [[Range<Int>]]

  init(_ source: DataSource, column: String) throws {
    file = source.name
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
  ) throws -> (names: [String], rows: [[Range<Int>]]) {
    var (reader, spans) = (header.reader, [FieldSpan]())
    var names: [String] = []
    var rows: [[Range<Int>]] = []
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
      if let last = rows[place].last, last.upperBound == range.lowerBound {
        rows[place][rows[place].count - 1] = last.lowerBound..<range.upperBound
      } else {
        rows[place].append(range)
      }
    }
    return (names, rows)
  }

  var count: Int { names.count }

  func name(_ index: Int) -> String { names[index] }

  func load(_ index: Int) throws -> LoadedItem {
    var bytes = Array(text[heading])
    for range in rows[index] { bytes.append(contentsOf: text[range]) }
    return LoadedItem(
      source: .bytes(bytes, name: file), sha256: SecureHash.hexDigest(of: bytes))
  }

  /// Reads the data set once more with blank lines in the place of all others', so that the error names
  /// the line of the file.
  func placedError(_ index: Int, _ read: (DataSource) throws -> Void) -> (any Error)? {
    var bytes = Array(text[heading])
    bytes.reserveCapacity(text.count)
    for range in rows[index] {
      for byte in text[bytes.count..<range.lowerBound] {
        bytes.append(byte == 0x0D ? 0x0D : byte == 0x0A ? 0x0A : 0x20)
      }
      bytes.append(contentsOf: text[range])
    }
    do {
      try read(.bytes(bytes, name: file))
      return nil
    } catch {
      return error
    }
  }
}
