import AccuracyData
import Concurrency
import DataReading
import Documents
import Fitting
import Messages
import RandomStreams
import Requests
import Samplers

/// Answers requests that come a line at a time, each a JSON object, with a line each.
///
/// A request is `{"id": ..., "data": {"study": [...], "tp": [...], ...}, "options": {...}}`, or has `path` in
/// the place of `data`. An answer has the same `id`, and the members of a batch's row, or `error`. The engine is
/// that of `runBatch`.
public struct RequestLines: Sendable {
  private let defaults: BatchRequest

  /// Answers with a master seed.
  ///
  /// - Parameter seed: of requests that have none of their own; the seed of a fit is then made of it and the
  ///   id, as a batch makes it of the data set's name.
  public init(seed: UInt64) {
    var options = FitOptions(source: .bytes([], name: "data"))
    (options.draws, options.seed) = (Self.usualDraws, seed)
    defaults = BatchRequest(source: .folder(""), fit: options)
  }

  /// Draws a chain where a request says nothing.
  public static let usualDraws = 750

  /// Answers some requests, side by side where there are threads.
  ///
  /// - Parameters:
  ///   - lines: without their line feeds; blank ones have no answer.
  ///   - first: the number of the first line, from 1.
  ///   - threads: fits at work at once; never changes an answer.
  /// - Returns: the answers in order, each a line.
  /// - Throws: `WorkCancelled` after a signal.
  public func answers(to lines: [[UInt8]], first: Int, threads: Int) throws -> [[UInt8]] {
    let places = lines.indices.filter { index in
      lines[index].contains { ![0x20, 0x09, 0x0D].contains($0) }
    }
    return try inPieces(places.count, threads: threads) { piece in
      try Cancellation.check()
      return try answer(lines[places[piece]], number: first + places[piece])
    }
  }

  private func answer(_ line: [UInt8], number: Int) throws -> [UInt8] {
    var id = JSONValue.null
    do {
      let members = try Self.parsed(line, number: number)
      id = members.first { $0.0 == "id" }?.1 ?? .null
      let row = try self.row(members, id: id)
      return JSONValue.object([("id", id)] + row).serializedBytes(.compact) + [10]
    } catch {
      if error is WorkCancelled { throw error }
      if case SamplingError.interrupted = error { throw WorkCancelled() }
      let failure = AnalysisError(error)
      return JSONValue.object([("id", id), ("error", failure.json(.fields))])
        .serializedBytes(.compact) + [10]
    }
  }

  private static func parsed(
    _ line: [UInt8], number: Int
  ) throws(AnalysisError) -> [(String, JSONValue)] {
    let value: JSONValue
    do {
      value = try JSONValue.parse(line)
    } catch {
      throw AnalysisError(
        .badData,
        "line \(number), column \(error.column): \(error.message); a request is a JSON object on one line",
        at: DataErrorPlace(line: number, column: error.column))
    }
    guard let members = value.members else {
      throw AnalysisError(
        .badData,
        "line \(number): a request is a JSON object, as {\"id\": 1, \"path\": \"studies.csv\"}",
        at: DataErrorPlace(line: number))
    }
    let known = ["id", "data", "path", "options"]
    if let other = members.first(where: { !known.contains($0.0) }) {
      throw AnalysisError(
        .usage,
        "\(SafeText.visible(other.0)): no such member; a request has \(known.joined(separator: ", "))",
        at: DataErrorPlace(field: other.0))
    }
    return members
  }

  private func row(
    _ members: [(String, JSONValue)], id: JSONValue
  ) throws -> [(String, JSONValue)] {
    func member(_ name: String) -> JSONValue? {
      members.first { $0.0 == name && !$0.1.isNull }?.1
    }
    var request = defaults
    let options = try RequestOptions(member("options"))
    try options.apply(to: &request)
    let source: DataSource
    switch (member("data"), member("path")) {
    case (let data?, nil): source = .bytes(try table(data), name: "data")
    case (nil, let path?):
      guard let text = path.stringValue, text != "-" else {
        throw AnalysisError(
          .usage, "path: the name of a file, or example:NAME", at: DataErrorPlace(field: "path"))
      }
      source = DataSource(argument: text)
    default:
      throw AnalysisError(
        .usage, "a request has either data or path", at: DataErrorPlace(field: "data"))
    }
    let name = id.stringValue ?? id.serialized(.compact)
    let seed =
      try options.seed() ?? StreamKey(seed: request.seed).child(.dataset(name)).derivedSeed
    request.fit.source = source
    try request.validate()
    guard !request.groups.contains(.truth), !request.groups.contains(.ranks) else {
      throw AnalysisError(
        .usage, "columns: truth and ranks are of a design; leave them out",
        at: DataErrorPlace(field: "columns"))
    }
    let fitted = FittedItem(
      name: name, seed: seed, outcome: try request.fitLoaded(source, seed: seed))
    return fitted.jsonMembers(groups: request.groups, spelling: .fields)
  }

  /// Columns of a data frame as the bytes of a table.
  private func table(_ value: JSONValue) throws(AnalysisError) -> [UInt8] {
    func wrong(_ words: String, _ field: String = "data") -> AnalysisError {
      AnalysisError(.badData, Message(words), at: DataErrorPlace(field: field))
    }
    guard let columns = value.members, !columns.isEmpty else {
      throw wrong("data: an object of columns, as {\"study\": [\"A\"], \"tp\": [12], ...}")
    }
    let length = columns[0].1.elements?.count ?? 0
    for (name, column) in columns {
      let name = SafeText.visible(name)
      guard let cells = column.elements else { throw wrong("data: \(name) is no list", name) }
      guard cells.count == length else {
        throw wrong(
          "data: \(name) has \(cells.count) rows and \(columns[0].0) \(length); columns have one length",
          name)
      }
    }
    var table = CSVTable(columnNames: columns.map(\.0), guardsFormulas: false)
    for row in 0..<length {
      var cells: [CSVCell] = []
      for (name, column) in columns {
        guard let cell = column[row].flatMap(Self.cell) else {
          throw wrong(
            "data: \(SafeText.visible(name)), row \(row + 1): use a number, a text or null", name)
        }
        cells.append(cell)
      }
      table.add(cells)
    }
    return table.serializedBytes()
  }

  /// A value of a column; nil for what is none.
  private static func cell(_ value: JSONValue) -> CSVCell? {
    switch value {
    case .null: .empty
    case .boolean(let flag): .text(flag ? "true" : "false")
    case .integer, .unsigned: .text(value.serialized(.compact))
    case .number(let number): .number(number)
    case .string(let text): .text(text)
    case .array, .object: nil
    }
  }
}
