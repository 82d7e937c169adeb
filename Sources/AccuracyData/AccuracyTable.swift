/// What one arm of one row gave.
enum ArmReading: Equatable {
  case complete(AccuracyArm)
  /// Neither count is given.
  case missing
  /// One of the two counts is missing.
  case half
  /// Both counts are zero: an arm without participants tells nothing.
  case nobody

  /// The arm if it can be used.
  var arm: AccuracyArm? {
    if case .complete(let arm) = self { arm } else { nil }
  }
}

/// One row below the header.
struct TableRow {
  var line: Int
  var label: String
  /// All cells, trimmed.
  var cells: [String]
  var diseased: ArmReading
  var nondiseased: ArmReading

  var isUsable: Bool { diseased.arm != nil || nondiseased.arm != nil }
  var hasOneArm: Bool { (diseased.arm == nil) != (nondiseased.arm == nil) }
}

/// A whole data file, read and checked cell by cell, before any selection.
struct AccuracyTable {
  var file: String
  var layout: ColumnLayout
  var rows: [TableRow]
  /// Warnings about the whole file.
  var warnings: [DataWarning]

  /// Reads the text of a data file.
  ///
  /// - Parameters:
  ///   - raw: the bytes of the file.
  ///   - file: name for messages.
  ///   - studyColumn: the argument of `--study`, or `nil`.
  /// - Throws: everything that makes a file malformed, and `unknownColumn` for `studyColumn`.
  init(raw: [UInt8], file: String, studyColumn: String?) throws(AccuracyDataError) {
    let text = try decodeText(raw, file: file)
    var header = try findHeader(in: text.bytes, file: file)
    var layout = try ColumnLayout(header: header.fields, file: file, line: header.line)
    if let studyColumn { try layout.useLabel(studyColumn, file: file) }
    self.file = file
    self.layout = layout
    rows = []
    warnings = Self.fileWarnings(text: text, header: header)
    var spans: [FieldSpan] = []
    while let line = try header.reader.next(into: &spans) {
      let cells = spans.map(header.reader.text(of:))
      if cells.allSatisfy(\.isEmpty) { continue }
      guard cells.count == layout.names.count else {
        throw .raggedRow(
          file: file, line: line, found: cells.count, expected: layout.names.count,
          firstField: cells[0])
      }
      rows.append(try row(cells: cells, line: line))
    }
    if rows.isEmpty { throw .noRows(file: file) }
  }

  private static func fileWarnings(text: DecodedText, header: FoundHeader) -> [DataWarning] {
    var warnings: [DataWarning] = []
    if let encoding = text.foreignEncoding {
      warnings.append(
        DataWarning(
          code: .encoding,
          message: "The file was read as \(encoding), not UTF-8; check that names with accents "
            + "are right, or save it as CSV UTF-8."))
    }
    if header.titleRows > 0 {
      let rows = header.titleRows == 1 ? "1 row" : "\(header.titleRows) rows"
      warnings.append(
        DataWarning(
          code: .titleRows,
          message: "Skipped \(rows) of text above the header on line \(header.line)."))
    }
    return warnings
  }

  private func row(cells: [String], line: Int) throws(AccuracyDataError) -> TableRow {
    TableRow(
      line: line, label: label(cells: cells, line: line), cells: cells,
      diseased: try arm(
        .truePositives, .falseNegatives, .diseasedTotal, names: ("TP", "FN"), cells: cells,
        line: line),
      nondiseased: try arm(
        .trueNegatives, .falsePositives, .nondiseasedTotal, names: ("TN", "FP"), cells: cells,
        line: line))
  }

  private func label(cells: [String], line: Int) -> String {
    if layout.label.isEmpty { return "\(rows.count + 1)" }
    let parts = layout.label.map { cells[$0] }.filter { !isMissingValue($0) }
    guard let first = parts.first else { return "row on line \(line)" }
    // "Smith 2010" in a column of authors already has its year.
    if layout.labelIsAuthorAndYear, parts.count > 1, first.contains(parts[1]) { return first }
    return parts.joined(separator: " ")
  }

  private func location(_ column: Int, line: Int) -> DataLocation {
    DataLocation(
      file: file, line: line, columnNumber: column + 1, columnName: layout.names[column])
  }

  private func count(
    _ role: CountRole, cells: [String], line: Int
  ) throws(AccuracyDataError) -> Int? {
    guard let column = layout.counts[role], !isMissingValue(cells[column]) else { return nil }
    do {
      return try parseCount(cells[column])
    } catch {
      throw .invalidCount(
        location: location(column, line: line), value: cells[column], problem: error)
    }
  }

  /// Builds an arm from any two of its right results, its wrong results and its size.
  private func arm(
    _ correctRole: CountRole, _ incorrectRole: CountRole, _ totalRole: CountRole,
    names: (correct: String, incorrect: String), cells: [String], line: Int
  ) throws(AccuracyDataError) -> ArmReading {
    let correct = try count(correctRole, cells: cells, line: line)
    let incorrect = try count(incorrectRole, cells: cells, line: line)
    let total = try count(totalRole, cells: cells, line: line)
    if correct == nil, incorrect == nil, total ?? 0 == 0 {
      return total == 0 ? .nobody : .missing
    }
    if let total, let column = layout.counts[totalRole] {
      let known = (correct ?? 0) + (incorrect ?? 0)
      let isWhole = correct != nil && incorrect != nil
      if isWhole ? known != total : known > total {
        let sum =
          isWhole
          ? "\(names.correct) + \(names.incorrect) is \(known)"
          : "\(correct != nil ? names.correct : names.incorrect) alone is \(known)"
        throw .inconsistentCounts(
          location: location(column, line: line), value: total, explanation: sum)
      }
    }
    guard let right = correct ?? difference(total, incorrect),
      let wrong = incorrect ?? difference(total, correct)
    else { return .half }
    return right + wrong == 0
      ? .nobody : .complete(AccuracyArm(correct: right, incorrect: wrong))
  }

  private func difference(_ total: Int?, _ part: Int?) -> Int? {
    guard let total, let part else { return nil }
    return total - part
  }
}
