import Documents

/// Reads of a row that was written before what its data set is and what came of it.
struct RowReader {
  let format: RowFormat

  /// The status of a row.
  ///
  /// - Parameters:
  ///   - line: without its line feed.
  ///   - dataset: which the row must be of; nil for any.
  /// - Returns: nil where the line is no row, or that of another data set.
  func status(of line: ArraySlice<UInt8>, dataset: String?) -> RowStatus? {
    guard let beginning = dataset.map(beginning) else {
      return RowStatus.all.first { line.contains(piece: statusPiece($0)) }
    }
    guard line.starts(with: beginning) else { return nil }
    let rest = line.dropFirst(beginning.count)
    let found = RowStatus.all.first { rest.starts(with: statusText($0)) }
    guard let found, isWhole(line) else { return nil }
    return found
  }

  /// How the row of a data set begins.
  private func beginning(_ dataset: String) -> [UInt8] {
    switch format {
    case .csv:
      var table = CSVTable(columnNames: ["dataset", "status"])
      _ = table.takeBytes()
      table.add([.text(SafeText.visible(dataset)), .empty])
      return table.takeBytes().dropLast()
    case .jsonLines:
      return Array("{\"dataset\":\(JSONValue.string(dataset).serialized(.compact)),".utf8)
    }
  }

  private func statusText(_ status: RowStatus) -> [UInt8] {
    switch format {
    case .csv: Array("\(status.rawValue),".utf8)
    case .jsonLines: Array("\"status\":\"\(status.rawValue)\"".utf8)
    }
  }

  private func statusPiece(_ status: RowStatus) -> [UInt8] {
    format == .csv ? Array(",".utf8) + statusText(status) : statusText(status)
  }

  /// A line that a crash of the machine left half-written may hold zeros.
  private func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
    !line.contains(0) && (format == .csv || line.last == UInt8(ascii: "}"))
  }
}

extension RowStatus {
  fileprivate static let all: [RowStatus] = [.ok, .notConverged, .error]
}

extension ArraySlice<UInt8> {
  /// Whether some bytes stand in it, at their first place.
  fileprivate func contains(piece: [UInt8]) -> Bool {
    guard let first = piece.first else { return true }
    return indices.contains { self[$0] == first && self[$0...].starts(with: piece) }
  }
}
