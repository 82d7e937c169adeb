import Documents
import Messages
import Output
import Requests
import TabularText

/// The rows of a batch by column, as far as a calibration needs them.
struct CalibrationRows {
  private let path: String
  private let columns: [String: Int]
  private let cells: [[String]]
  /// The cell of each row, from 1.
  let cellNumbers: [Int]
  /// What each row's cell is, as the crossed keys with their values.
  let labels: [String]
  /// Whether each row has estimates that passed all checks.
  let isOK: [Bool]
  /// Whether each row has estimates.
  let hasEstimates: [Bool]

  /// Reads merged rows.
  ///
  /// - Parameter path: of the file.
  /// - Throws: `AnalysisError` 65 for a file that is not the rows of a design, 66 for none.
  init(_ path: String) throws(AnalysisError) {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      bytes = try readRegularFile(path, megabytes: 8192)
    } catch {
      throw AnalysisError(.noInput, "\(SafeText.visible(path)): \(error.reason)")
    }
    func wrong(_ words: String) -> AnalysisError {
      AnalysisError(.badData, "\(SafeText.visible(path)): \(words)")
    }
    var reader = DelimitedRecordReader(bytes: bytes, delimiter: UInt8(ascii: ","), file: path)
    var spans: [FieldSpan] = []
    var rows: [[String]] = []
    do throws(TabularTextError) {
      while try reader.next(into: &spans) != nil { rows.append(spans.map(reader.text(of:))) }
    } catch {
      throw wrong(error.message)
    }
    guard let names = rows.first, names.first == "dataset", names.contains("cell") else {
      throw wrong("these are not the rows of a design with the columns of its truths")
    }
    let columns = Dictionary(
      names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let cells = Array(rows.dropFirst())
    (self.path, self.columns, self.cells) = (path, columns, cells)
    guard cells.allSatisfy({ $0.count == names.count }), let cell = columns["cell"],
      let status = columns["status"]
    else { throw wrong("a row has not as many cells as the header") }
    cellNumbers = cells.map { Int($0[cell]) ?? 0 }
    let crossed = names.indices.filter { names[$0].hasPrefix("grid_") }
    labels = cells.map { row in
      crossed.map { "\(names[$0].dropFirst("grid_".count)) \(row[$0])" }.joined(separator: ", ")
    }
    isOK = cells.map { $0[status] == "ok" }
    hasEstimates = cells.map { $0[status] != "error" }
  }

  /// How many rows there are.
  var count: Int { cells.count }

  /// Whether there is a column.
  func has(_ column: String) -> Bool { columns[column] != nil }

  /// A number of a row; nil where it is blank or there is no such column.
  func number(_ column: String, _ row: Int) -> Double? {
    columns[column].flatMap { Double(cells[row][$0]) }
  }

  /// A whole number of a row; nil where it is blank or none.
  func whole(_ column: String, _ row: Int) -> Int? {
    columns[column].flatMap { Int(cells[row][$0]) }
  }

  /// The words of a cell, which blanks part; none where there is no such column.
  func words(_ column: String, _ row: Int) -> Set<String> {
    Set(columns[column].map { cells[row][$0].split(separator: " ").map(String.init) } ?? [])
  }

  /// The error of rows that no batch writes.
  func wrong(_ words: String) -> AnalysisError {
    AnalysisError(.badData, "\(SafeText.visible(path)): \(words)")
  }
}
