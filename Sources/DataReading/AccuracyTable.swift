import AccuracyData
import TabularText

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
  package var arm: AccuracyArm? {
    if case .complete(let arm) = self { arm } else { nil }
  }
}

/// One row below the header.
struct TableRow {
  package var line: Int
  package var label: String
  /// Whether the label is that of a row above.
  var hasFilledLabel = false
  /// All cells, trimmed.
  package var cells: [String]
  package var diseased: ArmReading
  package var nondiseased: ArmReading

  var isUsable: Bool { diseased.arm != nil || nondiseased.arm != nil }
  var hasOneArm: Bool { (diseased.arm == nil) != (nondiseased.arm == nil) }
}

/// A whole data file, read and checked cell by cell, before any selection.
struct AccuracyTable {
  package var file: String
  var layout: ColumnLayout
  package var rows: [TableRow]
  /// Whether the reader chose the columns that name the study, and not the user.
  var labelIsChosen: Bool
  /// Whether no two rows have one label.
  var labelsAreDistinct: Bool
  /// Other spellings of a label, by its first.
  package var spellings: [String: [String]]
  /// Warnings about the whole file.
  package var warnings: [DataWarning]

  /// Reads the text of a data file.
  ///
  /// - Parameters:
  ///   - raw: the bytes of the file.
  ///   - file: name for messages.
  ///   - selection: its study column and whether several rows of a study are accepted.
  /// - Throws: everything that makes a file malformed, and `unknownColumn` for the study column.
  init(raw: [UInt8], file: String, selection: DataSelection) throws(AccuracyDataError) {
    let text = try readingText { () throws(TabularTextError) in try decodeText(raw, file: file) }
    let header = try findHeader(in: text.bytes, file: file)
    var layout = try ColumnLayout(header: header.fields, file: file, line: header.line)
    var faults = CountFaults(file: file)
    let records = try RecordRows(below: header, layout: layout, faults: &faults)
    var rows = records.rows
    var warnings = Self.fileWarnings(text: text, header: header)
    warnings += layout.missingArmWarnings
    let settled = try layout.settle(rows, file: file, line: header.line)
    warnings += layout.ambiguousSizeWarnings + records.warnings
    warnings += layout.unusedCountWarnings(rows) + settled
    if let studyColumn = selection.studyColumn {
      try layout.useLabel(studyColumn, file: file)
    } else if !rows.isEmpty {
      let chosen = try StudyColumn(
        layout, rows: rows, file: file, allowDependent: selection.allowDependent)
      layout = chosen.layout
      warnings += chosen.warnings
    }
    let asWritten = rows
    var labels = StudyLabels(&rows, layout: layout)
    if selection.studyColumn == nil, !labels.areDistinct, let joined = layout.joinYear(asWritten) {
      warnings.append(joined)
      rows = asWritten
      labels = StudyLabels(&rows, layout: layout)
    }
    var counts = CountReader(
      file: file, layout: layout, rows: rows,
      hasFreeCommas: header.reader.delimiter != UInt8(ascii: ","))
    self.file = file
    self.layout = layout
    self.rows = []
    self.rows.reserveCapacity(rows.count)
    for (index, row) in rows.enumerated() {
      if let arms = counts.arms(of: row, faults: &faults) {
        self.rows.append(
          TableRow(
            line: row.line, label: labels.labels[index],
            hasFilledLabel: labels.filled.contains(index), cells: row.cells,
            diseased: arms.diseased, nondiseased: arms.nondiseased))
      }
    }
    try faults.throwAny()
    if rows.isEmpty { throw .noRows(file: file) }
    labelIsChosen = selection.studyColumn == nil
    labelsAreDistinct = labels.areDistinct
    spellings = labels.spellings
    self.warnings = warnings + labels.warnings + counts.warnings
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
}
