import Documents

/// Reads of a row that was written before what its data set is and what came of it.
struct RowReader {
  let format: RowFormat

  /// The status of a row.
  ///
  /// - Parameters:
  ///   - line: without its line feed.
  ///   - dataset: which the row must be of; nil for any.
  /// - Returns: nil where the line is no whole row, or that of another data set.
  func status(of line: ArraySlice<UInt8>, dataset: String?) -> RowStatus? {
    guard isWhole(line), let end = endOfName(line) else { return nil }
    if let dataset, !line[..<end].elementsEqual(beginning(dataset)) { return nil }
    let rest = line[end...]
    return RowStatus.all.first { rest.starts(with: statusText($0)) }
  }

  /// How the row of a data set begins, up to its status.
  private func beginning(_ dataset: String) -> [UInt8] {
    switch format {
    case .csv:
      var table = CSVTable(columnNames: ["dataset", "status"])
      _ = table.takeBytes()
      table.add([.text(SafeText.visible(dataset)), .empty])
      return table.takeBytes().dropLast()
    case .jsonLines:
      let name = JSONValue.string(SafeText.visible(dataset)).serialized(.compact)
      return Array("{\"dataset\":\(name),".utf8)
    }
  }

  /// Where the name with what stands before and behind it ends; nil where the line has no name.
  private func endOfName(_ line: ArraySlice<UInt8>) -> Int? {
    let (quote, comma, escape) = (UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\\"))
    var place = line.startIndex
    switch format {
    case .csv:
      if line.first == quote {
        // A quotation mark inside is doubled.
        place += 1
        while place < line.endIndex {
          if line[place] == quote {
            guard place + 1 < line.endIndex, line[place + 1] == quote else { break }
            place += 1
          }
          place += 1
        }
      }
    case .jsonLines:
      let key = Array("{\"dataset\":\"".utf8)
      guard line.starts(with: key) else { return nil }
      place += key.count
      while place < line.endIndex, line[place] != quote {
        place += line[place] == escape ? 2 : 1
      }
    }
    return line[min(place, line.endIndex)...].firstIndex(of: comma).map { $0 + 1 }
  }

  private func statusText(_ status: RowStatus) -> [UInt8] {
    switch format {
    case .csv: Array("\(status.rawValue),".utf8)
    case .jsonLines: Array("\"status\":\"\(status.rawValue)\"".utf8)
    }
  }

  /// A line that a crash of the machine left half-written may hold zeros.
  private func isWhole(_ line: ArraySlice<UInt8>) -> Bool {
    !line.contains(0) && (format == .csv || line.last == UInt8(ascii: "}"))
  }
}

extension RowStatus {
  fileprivate static let all: [RowStatus] = [.ok, .notConverged, .error]
}
