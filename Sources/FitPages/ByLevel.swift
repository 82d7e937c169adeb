import Comparison
import Documents
import Fitting

/// Fits of all levels with their comparisons as `sroc.fit-by/1`.
///
/// - Parameter fits: levels and fits, in order.
/// - Returns: an ordered JSON object.
public func fitsByLevelJSON(_ fits: [(level: String, fit: ModelFit)]) -> JSONValue {
  .object([
    ("schema", "sroc.fit-by/1"),
    ("column", JSONValue(fits.first?.fit.dataset.level?.column)),
    (
      "levels",
      .array(fits.map { .object([("level", .string($0.level)), ("fit", $0.fit.json())]) })
    ),
    ("comparisons", .array(contrastLevels(settings(of: fits)).map(\.json))),
    ("comparison_note", .string(separateFitsRemark)),
  ])
}

/// Parameters of all levels, one row a level and parameter.
///
/// - Parameter fits: levels and fits, in order.
/// - Returns: the columns of `summary.csv` after the level.
public func fitsByLevelTable(_ fits: [(level: String, fit: ModelFit)]) -> CSVTable {
  var table = CSVTable(columnNames: ["level"] + summaryColumns)
  for entry in fits {
    for report in entry.fit.parameters {
      table.add([.text(entry.level)] + summaryCells(report))
    }
  }
  return table
}
