import Documents
import Messages
import Requests

/// The shipped models as text: name and what each is.
///
/// - Parameters:
///   - width: columns of the terminal; nil for a file or a pipe.
///   - spelling: how the door spells requests.
/// - Returns: lines ended by line feeds.
/// - Throws: `AnalysisError` for a shipped file that cannot be read, a defect.
public func modelsPage(
  width: Int? = nil, spelling: Spelling
) throws(AnalysisError) -> String {
  var table = TextTable(columns: [.left, .left], gap: 2)
  table.setHeader(["Name", "Model"])
  for name in ModelCatalogue.names {
    table.add(row: [name, try ModelCatalogue.model(name).summary])
  }
  let fit = spelling.request(
    .fit, [ArgumentValue(.data, "DATA"), ArgumentValue(.model, "NAME")])
  let print = spelling.request(.models, [ArgumentValue(.name, "NAME")])
  let own = spelling.text(of: ArgumentValue(.model, "FILE.yaml"))
  return table.render(width: width)
    + "\nUse one with: \(fit).  Print one with: \(print)\n"
    + "A file of your own begins as a copy of one: \(own)\n"
}

/// The shipped models as `sroc.models/1`.
///
/// - Returns: an ordered JSON object.
/// - Throws: as `modelsPage`.
public func modelsJSON() throws(AnalysisError) -> JSONValue {
  var models: [JSONValue] = []
  for name in ModelCatalogue.names {
    let model = try ModelCatalogue.model(name)
    models.append(
      .object([
        ("name", .string(name)), ("summary", .string(model.summary)),
        ("fits", .string(model.choice.rawValue)),
        ("covariates", JSONValue(model.covariates.covariates)),
        ("rows", JSONValue(model.covariates.rows?.rawValue)), ("file", .string(model.text)),
      ]))
  }
  return .object([
    ("schema", "sroc.models/1"), ("version", .string(programVersion)), ("models", .array(models)),
  ])
}

/// The shipped models as a table.
///
/// - Returns: a CSV table with name, summary and the model that is fitted.
/// - Throws: as `modelsPage`.
public func modelsTable() throws(AnalysisError) -> CSVTable {
  var table = CSVTable(columnNames: ["name", "summary", "fits"])
  for name in ModelCatalogue.names {
    let model = try ModelCatalogue.model(name)
    table.add([.text(name), .text(model.summary), .text(model.choice.rawValue)])
  }
  return table
}

/// The file of one shipped model.
///
/// - Parameter name: one of the catalogue, or a file, which is then checked.
/// - Returns: its bytes.
/// - Throws: `AnalysisError` as `ModelCatalogue.model`.
public func modelText(_ name: String) throws(AnalysisError) -> [UInt8] {
  Array(try ModelCatalogue.model(name).text.utf8)
}
