/// How the cells of a file are read that spell a count in groups of three digits.
package enum GroupReading: Equatable {
  /// The locale is not proven: an error.
  case unknown
  /// The groups are thousands, as a column with decimals proves.
  case thousands(column: Int)
  /// The last group is decimals, all zero.
  case decimals
}

/// What the counts of a file and its other columns say about groups of three digits.
package struct GroupedCounts {
  private var readings: [GroupSeparator: GroupReading] = [:]
  /// Columns in which both marks were looked for.
  package let marks: DecimalMarks
  /// The decimal marks of the counts.
  private let countMarks: Set<GroupSeparator>

  /// Looks at a whole file; called only where it has such a cell.
  ///
  /// - Parameters:
  ///   - counts: all cells that should be counts.
  ///   - rows: the cells of all rows.
  ///   - others: the columns that are no counts and do not name the study.
  package init(counts: [String], rows: [RecordRow], others: [Int]) {
    var marks = DecimalMarks()
    for column in others { marks.look(at: rows.lazy.map { $0.cells[column] }, column: column) }
    self.marks = marks
    let given = counts.filter { !isMissingValue($0) && !isMissingCode($0) }
    countMarks = Set(given.compactMap { Self.mark(of: $0) })
    for separator in [GroupSeparator.point, .comma, .apostrophe, .space] {
      readings[separator] = Self.reading(
        separator, counts: given, countMarks: countMarks, marks: marks)
    }
  }

  /// The decimal mark that a count proves, such as the point of `12.0`; zeros before groups aside.
  private static func mark(of cell: String) -> GroupSeparator? {
    if case .decimal(let mark) = numberForm(cell) { mark } else { nil }
  }

  private static func reading(
    _ separator: GroupSeparator, counts: [String], countMarks: Set<GroupSeparator>,
    marks: DecimalMarks
  ) -> GroupReading {
    // A decimal point proves all other separators to be those of thousands, and so does a comma.
    var proof: Int?
    if marks.comma.isEmpty, !countMarks.contains(.comma), separator != .point {
      proof = marks.point.first
    }
    if marks.point.isEmpty, !countMarks.contains(.point), separator != .comma {
      proof = proof ?? marks.comma.first
    }
    let whole = counts.map { zerosBehind(separator, in: $0) }
    let hasZero = whole.contains { $0?.allSatisfy { $0 == "0" } == true }
    if separator.canBeDecimalMark, hasZero || !whole.contains(nil) {
      return proof == nil ? .decimals : .unknown
    }
    return proof.map { .thousands(column: $0) } ?? .unknown
  }

  /// The digits before the mark of a cell with three zeros behind it, `12` for `12.000`.
  private static func zerosBehind(
    _ separator: GroupSeparator, in cell: String
  ) -> Substring? {
    guard let mark = cell.firstIndex(where: { GroupSeparator($0) == separator }),
      cell[cell.index(after: mark)...] == "000", mark != cell.startIndex,
      cell[..<mark].utf8.allSatisfy(isDigit)
    else { return nil }
    return cell[..<mark]
  }

  /// The count of a cell whose number has groups, or whose only mark is followed by three zeros.
  ///
  /// - Parameter cell: a trimmed cell.
  /// - Returns: the count and how it was read, or `nil` for a cell of another kind.
  /// - Throws: `twoReadings`, or what `parseCount` throws.
  package func count(
    of cell: String
  ) throws(CountProblem) -> (value: Int, reading: GroupReading)? {
    for separator in [GroupSeparator.point, .comma] where readings[separator] == .decimals {
      guard let whole = Self.zerosBehind(separator, in: cell) else { continue }
      return (try parseCount(String(whole)), .decimals)
    }
    guard case .grouped(let number) = numberForm(cell), cell.utf8.first.map(isDigit) == true else {
      return nil
    }
    switch readings[number.separator] {
    case .thousands(let column): return (try parseCount(number.whole), .thousands(column: column))
    case .decimals where number.canBeDecimal: throw .fraction
    default: throw .twoReadings(whole: number.whole, other: Self.otherReading(of: number))
    }
  }

  /// The digits of a count before a decimal comma with zeros only behind it, as of `32,0`, which a
  /// program with decimal commas writes where a cell of the column is missing.
  ///
  /// - Parameter cell: a trimmed cell of a file whose separator is no comma.
  /// - Returns: the digits, or `nil` for a cell of another kind or against decimal points.
  package func wholeBeforeComma(_ cell: String) -> String? {
    guard marks.point.isEmpty, !countMarks.contains(.point),
      case .decimal(.comma) = numberForm(cell),
      cell.utf8.first.map(isDigit) == true, let comma = cell.lastIndex(of: ","),
      cell[cell.index(after: comma)...].allSatisfy({ $0 == "0" })
    else { return nil }
    return cell[..<comma].filter { GroupSeparator($0) == nil }
  }

  private static func otherReading(of number: GroupedNumber) -> String {
    if number.canBeDecimal { return number.decimalReading }
    return number.separator == .space ? "\(number.groups.count) numbers" : "no number"
  }
}
