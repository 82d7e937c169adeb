import AccuracyData
import Digests
import TabularText

/// Reads and checks one data set.
///
/// With `selection.by` a study may have one row in each level: the check for studies with several
/// rows is then done within levels, and all levels are returned together.
///
/// - Parameters:
///   - source: where the bytes come from.
///   - selection: which rows count and how they are read.
/// - Returns: the usable studies, at least one, with warnings and provenance.
/// - Throws: `AccuracyDataError` for data that cannot be opened, is malformed, or does not fit
///   the selection. Warnings are never thrown.
public func readAccuracyData(
  _ source: DataSource, selection: DataSelection = DataSelection()
) throws(AccuracyDataError) -> AccuracyDataset {
  let input = try SelectedTable(source, selection: selection)
  if selection.by != nil {
    for level in try input.table.levelsToAnalyse(of: input.rows, columns: input.split) {
      try input.check(level.rows, level: level.name)
    }
  } else {
    try input.check(input.rows, level: nil)
  }
  return try input.dataset(of: input.rows, level: nil)
}

/// Reads a data set and splits it by the levels of the column `selection.by`, or by the observed
/// combinations of the levels of several, which are called "CT, 2 mm".
///
/// A level without any usable row is left out, with a warning in every other level.
///
/// - Parameters:
///   - source: where the bytes come from.
///   - selection: which rows count and how they are read; `by` must be set.
/// - Returns: one data set for each level, in order of first appearance, at least one. Rows with
///   a blank cell form the level `(missing)`.
/// - Throws: `AccuracyDataError`, as `readAccuracyData` does, for the first level at fault.
public func readAccuracyDataByLevel(
  _ source: DataSource, selection: DataSelection
) throws(AccuracyDataError) -> [(level: String, dataset: AccuracyDataset)] {
  precondition(selection.by != nil, "reading by level needs a column in selection.by")
  let input = try SelectedTable(source, selection: selection)
  let name = input.table.crossedName(of: input.split)
  var results: [(level: String, dataset: AccuracyDataset)] = []
  var emptyLevels: [String] = []
  for level in try input.table.levelsToAnalyse(of: input.rows, columns: input.split) {
    try input.check(level.rows, level: level.name)
    if input.usable(level.rows).isEmpty {
      emptyLevels.append(level.name)
      continue
    }
    let filter = DataFilter(column: name, value: level.name)
    results.append((level.name, try input.dataset(of: level.rows, level: filter)))
  }
  if results.isEmpty {
    throw input.noUsableRow(input.rows)
  }
  if !emptyLevels.isEmpty {
    let warning = DataWarning(
      code: .emptyRow,
      message: "No usable row where \(name) is \(listedForMessage(emptyLevels, limit: 5)); "
        + "left out.")
    for index in results.indices { results[index].dataset.warnings.append(warning) }
  }
  return results
}

/// A file with the rows that the conditions keep.
private struct SelectedTable {
  let source: DataSource
  let selection: DataSelection
  let sha256: String
  let table: AccuracyTable
  let excluded: [String]
  let rows: [TableRow]
  /// The columns of `selection.by`.
  let split: [Int]
  /// What the conditions and the split met.
  let selectionWarnings: [DataWarning]
  /// The lines of totals among all rows of the file.
  let fileTotals: [Int: FoundTotal]

  init(_ source: DataSource, selection: DataSelection) throws(AccuracyDataError) {
    let raw = try source.contents()
    self.source = source
    self.selection = selection
    table = try AccuracyTable(raw: raw, file: source.name, selection: selection)
    var found: [DataWarning] = []
    let kept = try table.rows(meeting: selection.filters, warnings: &found)
    excluded = try table.excludedLabels(selection.excluded)
    let labels = Set(excluded)
    rows = labels.isEmpty ? kept : kept.filter { !labels.contains($0.label) }
    if rows.isEmpty { throw .allExcluded(file: table.file) }
    if let by = selection.by {
      split = try table.columns(named: by, option: "--by")
    } else {
      split = []
    }
    for column in split {
      let option = "--by \(table.layout.names[column])"
      try table.requireNoMergedCells(column, option: option)
      found += table.blankCells(
        of: column, in: rows, option: option, fate: "the level (missing)")
    }
    selectionWarnings = found
    fileTotals = table.totals(among: table.rows)
    sha256 = SecureHash.hexDigest(of: raw)
  }

  /// The rows that become studies.
  func usable(_ rows: [TableRow]) -> [TableRow] {
    rows.filter { $0.isUsable && !(selection.oneArm == .drop && $0.hasOneArm) }
  }

  /// The error of rows none of which becomes a study.
  func noUsableRow(_ rows: [TableRow]) -> AccuracyDataError {
    .noUsableRow(
      file: table.file, rows: rows.count,
      droppedOneArm: selection.oneArm == .drop ? rows.count { $0.hasOneArm } : 0)
  }

  /// Refuses rows that must not be pooled.
  func check(_ rows: [TableRow], level: String?) throws(AccuracyDataError) {
    try table.requireNoTotals(among: rows, fileTotals: fileTotals)
    if !selection.allowDependent {
      try table.requireOneRowPerStudy(usable(rows), level: level)
    }
  }

  func dataset(
    of rows: [TableRow], level: DataFilter?
  ) throws(AccuracyDataError) -> AccuracyDataset {
    let used = usable(rows)
    if used.isEmpty { throw noUsableRow(rows) }
    let covariates = table.layout.covariates
    let studies = used.map { row in
      AccuracyStudy(
        label: row.label, row: row.line, diseased: row.diseased.arm,
        nondiseased: row.nondiseased.arm,
        covariates: covariates.map { column in
          let cell = row.cells[column]
          return StudyCovariate(
            name: table.layout.names[column], value: isMissingValue(cell) ? "" : cell)
        })
    }
    var dataset = AccuracyDataset(source: source.name, studies: studies, sha256: sha256)
    if case .example(let name) = source, let builtIn = BuiltInDatasets.named(name) {
      dataset.title = builtIn.title
      dataset.citation = builtIn.citation
    }
    dataset.filters = selection.filters
    dataset.excluded = excluded
    dataset.level = level
    dataset.columns = table.layout.names
    dataset.emptyRows = rows.count { !$0.isUsable }
    dataset.oneArmStudies = rows.count { $0.hasOneArm }
    dataset.warnings = warnings(rows: rows, used: used, level: level)
    return dataset
  }

  private func warnings(
    rows: [TableRow], used: [TableRow], level: DataFilter?
  ) -> [DataWarning] {
    var rules = StudyWarnings(
      oneArm: selection.oneArm, designColumn: table.layout.column(named: "design"))
    for row in rows { rules.look(at: row) }
    rules.lookForDuplicates(in: used)
    rules.lookForBelowChance(in: used)
    // With `by`, rows of one study in several levels are what the user asked for.
    if selection.allowDependent { rules.addDependence(table.repeatedStudies(in: used)) }
    let isWhole = selection.by == nil || level != nil
    let doubts = isWhole ? table.possibleDependence(in: used) : []
    rules.addFewStudies(Set(used.map(\.label)).count)
    return table.warnings + exclusion + selectionWarnings + doubts + rules.warnings
  }

  private var exclusion: [DataWarning] {
    if excluded.isEmpty { return [] }
    return [
      DataWarning(
        code: .excludedStudy,
        message: "Left out by --exclude: \(listedNames(excluded, limit: 20)).")
    ]
  }
}
