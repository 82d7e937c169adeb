import AccuracyData
import TabularText

/// Chooses the columns that name the study from their names and values.
struct StudyColumn {
  package let file: String
  package let rows: [RecordRow]
  /// Whether several rows of a study are accepted, so that a doubtful column is no error.
  package let allowDependent: Bool
  private(set) var layout: ColumnLayout
  package private(set) var warnings: [DataWarning] = []

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
      try lookBehindLabels(strong.dropFirst())
    } else if let column = weakColumn {
      useWeak(column)
      try lookBehindLabels([])
    } else {
      try requireNoDoubtfulColumn(numbering: nil)
      warnings.append(numberedRows)
    }
  }

  private struct Candidate {
    var columns: [Int]
    var rank: Int
    var isAuthor: Bool { rank == StudyColumnNames.authorRank }
    /// Whether the name could be that of a covariate, such as the kind of publication.
    var canBeElse: Bool { rank > StudyColumnNames.authorRank }
  }

  private mutating func use(_ candidate: Candidate) {
    layout.label = candidate.columns
    layout.labelIsAuthorAndYear = candidate.isAuthor
    layout.labelIsWeak = candidate.canBeElse
  }

  private mutating func useWeak(_ column: Int) {
    layout.label = [column]
    (layout.labelIsAuthorAndYear, layout.labelIsWeak) = (false, true)
  }

  /// The columns whose names always name the study and that have values, best first; an author with
  /// the year.
  private var strongCandidates: [Candidate] {
    let ranked = layout.otherColumns.compactMap { column in
      StudyColumnNames.strongRank(layout.names[column]).map { (rank: $0, column: column) }
    }.filter { hasValues($0.column) }.sorted { ($0.rank, $0.column) < ($1.rank, $1.column) }
    let year = layout.otherColumns.first { StudyColumnNames.isYear(layout.names[$0]) }
    return ranked.map { rank, column in
      let isAuthor = rank == StudyColumnNames.authorRank
      return Candidate(
        columns: [column] + (isAuthor ? year.map { [$0] } ?? [] : []), rank: rank)
    }
  }

  private func hasValues(_ column: Int) -> Bool {
    rows.contains { row in
      let cell = row.cells[column]
      return !isMissingValue(cell) && !isMissingCode(cell) && !leavesLabelOut(cell)
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

  /// Numbers of rows, or labels that some rows lack, hide nothing: if another column names studies
  /// that come again, it is that one which names them.
  private mutating func lookBehindLabels(
    _ others: ArraySlice<Candidate>
  ) throws(AccuracyDataError) {
    let areNumbers = numbersRows(layout.label)
    let unlabelled = unlabelledLines
    guard areNumbers || !unlabelled.isEmpty else { return }
    layout.labelIsNumber = areNumbers
    let numbering = layout.label[0]
    let others = others.map { (candidate: $0, labelsAll: labelsEachRow($0)) }
    for (candidate, _) in others where repeats(candidate) {
      // Several publications of one author.
      if candidate.isAuthor, candidate.columns.count == 1, others.contains(where: \.labelsAll) {
        continue
      }
      use(candidate)
      layout.numbering = numbering
      return warnUnlabelled(unlabelledLines)
    }
    let weak = layout.otherColumns.filter {
      StudyColumnNames.isWeak(layout.names[$0]) && !layout.label.contains($0)
    }
    if let column = weak.first(where: { values($0).repeats && values($0).looksLikeStudies }) {
      useWeak(column)
      layout.numbering = numbering
      return warnUnlabelled(unlabelledLines)
    }
    let isTold =
      others.contains(where: \.labelsAll) || weak.contains { values($0).areStudies(of: rows.count) }
    if !isTold { try requireNoDoubtfulColumn(numbering: numbering) }
    warnUnlabelled(unlabelled)
    if areNumbers, !isTold { warnOfRepeats(besides: numbering) }
  }

  /// The lines of the rows that no label is given or carried down to.
  private var unlabelledLines: [Int] {
    let isWhole = rows.allSatisfy { row in
      let cell = row.cells[layout.label[0]]
      return !isMissingValue(cell) && !isMissingCode(cell) && !leavesLabelOut(cell)
    }
    if isWhole { return [] }
    var filled = rows
    return StudyLabels(&filled, layout: layout).unlabelledLines
  }

  private mutating func warnUnlabelled(_ lines: [Int]) {
    if lines.isEmpty { return }
    let names = listedNames(layout.label.map { layout.names[$0] }, limit: 3)
    let shown = listedForMessage(lines.prefix(50).map(String.init), limit: 8, of: lines.count)
    let rows =
      lines.count == 1
      ? "1 row has no label in \(names) and is taken as a study of its own (line"
      : "\(lines.count) rows have no label in \(names) and are taken as studies of their own (lines"
    warnings.append(
      DataWarning(
        code: .rowsNumbered, message: "\(rows) \(shown)); give them labels if they are not."))
  }

  /// Warns where text that comes again stands beside numbers of rows.
  private mutating func warnOfRepeats(besides numbering: Int) {
    let repeating = layout.otherColumns.prefix(200).filter { column in
      guard !layout.label.contains(column) else { return false }
      let found = values(column)
      // Reference standards are a few kinds without a year.
      if StudyColumnNames.isReference(layout.names[column]), found.dated == 0 { return false }
      return found.repeats && found.isWorded
    }.map { layout.names[$0] }
    guard let first = repeating.first else { return }
    let option = shellOption("--study", first) ?? "--study"
    let keep = shellOption("--study", layout.names[numbering]).map { ", or \($0) if none does" }
    warnings.append(
      DataWarning(
        code: .rowsNumbered,
        message:
          "\(quotedForMessage(layout.names[numbering])) has a number of its own in each row, "
          + "so each row is taken as a study of its own; if one of the columns with repeated values "
          + "names the study, say so (\(option) for the first\(keep ?? "")): "
          + listedNames(repeating, limit: 12) + "."))
  }

  /// The labels that a column with a strong name would give the rows.
  private func labels(of candidate: Candidate) -> StudyLabels {
    var chosen = layout
    chosen.label = candidate.columns
    chosen.labelIsAuthorAndYear = candidate.isAuthor
    var filled = rows
    return StudyLabels(&filled, layout: chosen)
  }

  /// Whether a column with a strong name, an author with the year, gives each row a label of its own.
  private func labelsEachRow(_ candidate: Candidate) -> Bool {
    let labels = labels(of: candidate)
    return labels.areDistinct && labels.filled.isEmpty && labels.unlabelledLines.isEmpty
      && (candidate.rank == StudyColumnNames.pmidRank || !numbersRows(candidate.columns))
  }

  /// Whether a column with a strong name has labels that come again.
  private func repeats(_ candidate: Candidate) -> Bool {
    let labels = labels(of: candidate)
    let found = values(candidate.columns[0])
    // "Publications" may be counted, or be of several kinds.
    if candidate.rank == StudyColumnNames.publicationRank, !found.looksLikeStudies {
      guard found.isWorded, found.isManifold else { return false }
    }
    // A number of a publication that is missing below another is none of a merged cell.
    return labels.hasWrittenTwice || !labels.areDistinct && found.isWorded
  }

  /// Refuses a file in which a column of any other name has values like "Smith 2010" that come again.
  private func requireNoDoubtfulColumn(numbering: Int?) throws(AccuracyDataError) {
    if allowDependent { return }
    for column in layout.otherColumns.prefix(200)
    where !layout.label.contains(column) && !StudyColumnNames.isKind(layout.names[column]) {
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
