/// What the values of a column show about whether they name studies.
private struct LabelValues {
  /// Values that are there.
  var given = 0
  /// Different ones among them.
  var distinct = 0
  /// Different ones with a year or "et al".
  var dated = 0
  /// Different ones with a letter.
  var worded = 0
  /// Whether a value comes again, or is followed by blanks as in merged cells of a spreadsheet.
  var repeats = false
  /// The first value that comes again.
  var example = ""

  init(_ values: some Sequence<String>) {
    var seen: Set<String> = []
    var beginsWithValue: Bool?
    var hasBlank = false
    for value in values {
      if beginsWithValue == nil { beginsWithValue = !value.isEmpty }
      if value.isEmpty { hasBlank = true }
      if isMissingValue(value) { continue }
      given += 1
      guard seen.insert(labelKey(value)).inserted else {
        if example.isEmpty { example = value }
        continue
      }
      distinct += 1
      if namesPublication(value) { dated += 1 }
      if value.contains(where: \.isLetter) { worded += 1 }
    }
    repeats = distinct < given || hasBlank && beginsWithValue == true && distinct > 0
  }

  /// At least half of the values have a year or "et al", and they are words.
  var looksLikeStudies: Bool { distinct > 0 && dated * 2 >= distinct && worded * 2 >= distinct }
}

/// Whether a text has a year from 1900 to 2099 or "et al".
func namesPublication(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  for start in bytes.indices.dropLast(3) {
    let century = (bytes[start], bytes[start + 1])
    guard century == (0x31, 0x39) || century == (0x32, 0x30) else { continue }
    guard isDigit(bytes[start + 2]), isDigit(bytes[start + 3]) else { continue }
    let before = start > 0 && isDigit(bytes[start - 1])
    let after = start + 4 < bytes.count && isDigit(bytes[start + 4])
    if !before && !after { return true }
  }
  return text.lowercased().contains("et al")
}

/// Chooses the columns that name the study from their names and values.
struct StudyColumn {
  let file: String
  let rows: [RecordRow]
  /// Whether several rows of a study are accepted, so that a doubtful column is no error.
  let allowDependent: Bool
  private(set) var layout: ColumnLayout
  private(set) var warnings: [DataWarning] = []

  init(
    _ layout: ColumnLayout, rows: [RecordRow], file: String, allowDependent: Bool
  ) throws(AccuracyDataError) {
    self.layout = layout
    self.rows = rows
    self.file = file
    self.allowDependent = allowDependent
    let strong = strongCandidates
    if let first = strong.first {
      use(first)
      if numbersRows(first.columns) { try lookBehindNumbers(strong.dropFirst()) }
    } else if let column = weakColumn {
      self.layout.label = [column]
      self.layout.labelIsWeak = true
      if numbersRows([column]) { try lookBehindNumbers([]) }
    } else {
      try requireNoDoubtfulColumn(numbering: nil)
      warnings.append(numberedRows)
    }
  }

  private struct Candidate {
    var columns: [Int]
    var isAuthor: Bool
    /// Whether the name could be that of a covariate, such as the kind of publication.
    var canBeElse: Bool
  }

  private mutating func use(_ candidate: Candidate) {
    layout.label = candidate.columns
    layout.labelIsAuthorAndYear = candidate.isAuthor
    layout.labelIsWeak = candidate.canBeElse
  }

  /// The columns whose names always name the study, best first; an author with the year.
  private var strongCandidates: [Candidate] {
    let ranked = layout.otherColumns.compactMap { column in
      StudyColumnNames.strongRank(layout.names[column]).map { (rank: $0, column: column) }
    }.sorted { ($0.rank, $0.column) < ($1.rank, $1.column) }
    let year = layout.otherColumns.first { StudyColumnNames.isYear(layout.names[$0]) }
    return ranked.map { rank, column in
      let isAuthor = rank == StudyColumnNames.authorRank
      return Candidate(
        columns: [column] + (isAuthor ? year.map { [$0] } ?? [] : []), isAuthor: isAuthor,
        canBeElse: rank > StudyColumnNames.authorRank)
    }
  }

  private func values(_ column: Int) -> LabelValues {
    LabelValues(rows.lazy.map { $0.cells[column] })
  }

  /// The column with a weak name, or without a name at the left, whose values show that it names
  /// studies: by years, or, failing that, because many are different.
  private var weakColumn: Int? {
    let columns = layout.otherColumns.filter {
      StudyColumnNames.isWeak(layout.names[$0]) || $0 == 0 && layout.firstIsNameless
    }
    let found = columns.map { (column: $0, values: values($0)) }.filter { $0.values.given > 0 }
    return found.first { $0.values.dated * 2 >= $0.values.distinct }?.column
      ?? found.first { $0.values.distinct * 3 >= $0.values.given }?.column
  }

  /// Whether a column has a number of its own in each row, so that it tells nothing about studies.
  private func numbersRows(_ columns: [Int]) -> Bool {
    guard columns.count == 1, rows.count > 1, layout.otherColumns.count > 1 else { return false }
    var seen: Set<String> = []
    return rows.allSatisfy { row in
      let cell = row.cells[columns[0]]
      let digits = cell.utf8.drop { !isDigit($0) }
      return !digits.isEmpty && digits.count <= 9 && cell.utf8.count - digits.count <= 6
        && digits.allSatisfy(isDigit) && !namesPublication(cell)
        && seen.insert(labelKey(cell)).inserted
    }
  }

  /// A number in each row hides nothing: if another column names studies that come again, it is that
  /// one which names them.
  private mutating func lookBehindNumbers(
    _ others: ArraySlice<Candidate>
  ) throws(AccuracyDataError) {
    let numbering = layout.label[0]
    for candidate in others where repeatsPublications(candidate.columns) {
      use(candidate)
      layout.numbering = numbering
      return
    }
    let weak = layout.otherColumns.first {
      StudyColumnNames.isWeak(layout.names[$0]) && repeatsPublications([$0])
    }
    if let weak {
      layout.label = [weak]
      (layout.labelIsAuthorAndYear, layout.labelIsWeak) = (false, true)
      layout.numbering = numbering
      return
    }
    try requireNoDoubtfulColumn(numbering: numbering)
  }

  /// Whether labels with a year come again.
  private func repeatsPublications(_ columns: [Int]) -> Bool {
    let labels = rows.lazy.map { row in
      columns.map { row.cells[$0] }.filter { !isMissingValue($0) }.joined(separator: " ")
    }
    let found = LabelValues(labels)
    return found.repeats && found.looksLikeStudies
  }

  /// Refuses a file in which a column of any other name has values like "Smith 2010" that come again.
  private func requireNoDoubtfulColumn(numbering: Int?) throws(AccuracyDataError) {
    if allowDependent { return }
    for column in layout.otherColumns.prefix(200) where !layout.label.contains(column) {
      let found = values(column)
      guard found.repeats, found.looksLikeStudies else { continue }
      throw .doubtfulStudyColumn(
        file: file, column: layout.names[column], example: found.example,
        numbering: numbering.map { layout.names[$0] }, columns: layout.names)
    }
  }

  private var numberedRows: DataWarning {
    let repeating = layout.otherColumns.prefix(200).filter { values($0).repeats }
      .map { layout.names[$0] }
    var message = "No column is known to name the study, so each row is taken as a study of its own"
    if repeating.isEmpty {
      message += "."
    } else {
      let option = shellOption("--study", repeating[0]) ?? "--study"
      message +=
        "; if one of the columns with repeated values names it, say so (\(option) for the first): "
        + listedNames(repeating, limit: 12) + "."
    }
    return DataWarning(code: .rowsNumbered, message: message)
  }
}
