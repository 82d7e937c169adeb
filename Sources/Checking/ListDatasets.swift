import AccuracyData
import Documents
import Messages
import Requests
import TabularText

/// The built-in data sets as text: name, size, title and citation.
///
/// - Parameters:
///   - width: columns of the terminal; nil for a file or a pipe.
///   - spelling: how the door spells requests.
/// - Returns: lines ended by line feeds.
public func datasetsPage(width: Int? = nil, spelling: Spelling) -> String {
  var table = TextTable(columns: [.left, .right, .left], gap: 2)
  table.setHeader(["Name", "Rows", "Title"])
  for dataset in BuiltInDatasets.all {
    table.add(row: [
      dataset.name.replacing("_", with: "-"), NumberText.count(dataset.rowCount), dataset.title,
    ])
  }
  let fit = spelling.request(.fit, [ArgumentValue(.data, "example:NAME")])
  let print = spelling.request(.datasets, [ArgumentValue(.name, "NAME")])
  let dependent = BuiltInDatasets.all.filter { !$0.needs.isEmpty }
    .map { "  \(spelling.request(.fit, $0.request))\n" }
  return table.render(width: width)
    + "\nUse one with: \(fit).  Print one as CSV with: \(print)\n"
    + "These have several tables of some studies:\n" + dependent.joined()
}

extension BuiltInDataset {
  /// What a fit of the whole set asks for.
  fileprivate var request: [ArgumentValue] {
    [ArgumentValue(.data, "example:" + name.replacing("_", with: "-"))]
      + needs.compactMap { need in
        Argument(rawValue: need.field).map { ArgumentValue($0, need.value) }
      }
  }
}

/// The built-in data sets as `sroc.datasets/1`.
///
/// - Returns: an ordered JSON object.
public func datasetsJSON() -> JSONValue {
  .object([
    ("schema", "sroc.datasets/1"), ("version", .string(programVersion)),
    (
      "datasets",
      .array(
        BuiltInDatasets.all.map {
          .object([
            ("name", .string($0.name)), ("rows", JSONValue($0.rowCount)),
            ("title", .string($0.title)), ("citation", .string($0.citation)),
            ("note", .string($0.note)),
            ("command", .string(CommandLineSpelling.request(.fit, $0.request))),
          ])
        })
    ),
  ])
}

/// The built-in data sets as a table.
///
/// - Returns: a CSV table with name, rows, title, citation and note.
public func datasetsTable() -> CSVTable {
  var table = CSVTable(columnNames: ["name", "rows", "title", "citation", "note"])
  for dataset in BuiltInDatasets.all {
    table.add([
      .text(dataset.name), .integer(dataset.rowCount), .text(dataset.title),
      .text(dataset.citation), .text(dataset.note),
    ])
  }
  return table
}

/// One built-in data set as CSV.
///
/// - Parameter name: in any case, hyphens or underscores, with or without `example:`.
/// - Returns: the bytes of the file.
/// - Throws: `AnalysisError` 66, which names the nearest examples.
public func datasetCSV(_ name: String) throws(AnalysisError) -> [UInt8] {
  let plain = name.lowercased().hasPrefix("example:") ? String(name.dropFirst(8)) : name
  if let dataset = BuiltInDatasets.named(plain) { return dataset.csv }
  throw AnalysisError(
    AccuracyDataError.unknownExample(
      name: plain, nearest: BuiltInDatasets.nearestNames(to: plain)))
}
