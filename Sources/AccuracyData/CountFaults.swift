/// The faulty cells and rows of a file in its order: the first ten, and how many there are.
package struct CountFaults {
  package let file: String
  /// Rows and cells are each found in the order of the file, but not together.
  private var rows: [AccuracyDataError] = []
  private var cells: [AccuracyDataError] = []
  private var count = 0

  /// What one message can show.
  private static let most = 10

  package init(file: String) { self.file = file }

  package mutating func add(_ fault: AccuracyDataError) {
    count += 1
    switch fault {
    case .raggedRow, .spilledRow: if rows.count < Self.most { rows.append(fault) }
    default: if cells.count < Self.most { cells.append(fault) }
    }
  }

  /// Throws what was found: a single fault as itself.
  package func throwAny() throws(AccuracyDataError) {
    // The sort is not stable; columns of one line keep their order by number.
    let first = (rows + cells).sorted { $0.place < $1.place }.prefix(Self.most)
    guard let only = first.first else { return }
    if count == 1 { throw only }
    throw .severalFaults(file: file, first: Array(first), count: count)
  }
}

extension AccuracyDataError {
  /// Line and column of a fault of one row or cell.
  fileprivate var place: (line: Int, column: Int) {
    switch self {
    case .raggedRow(_, let line, _, _, _), .spilledRow(_, let line, _, _, _): (line, 0)
    case .invalidCount(let location, _, _), .inconsistentCounts(let location, _, _):
      (location.line, location.columnNumber)
    default: (0, 0)
    }
  }
}
