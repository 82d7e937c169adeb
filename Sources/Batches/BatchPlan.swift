import Documents
import Messages
import Requests
import SavedRuns

/// What a batch is of: all that decides a row, so that shards and resumed runs are of one batch.
struct BatchPlan: Sendable {
  /// Members in order.
  let members: [(String, JSONValue)]

  /// The plan of a request.
  ///
  /// - Parameters:
  ///   - request: validated.
  ///   - count: of its data sets.
  ///   - columns: of its rows.
  ///   - inputs: SHA-256 of the list of data sets.
  init(_ request: BatchRequest, count: Int, columns: RowColumns, inputs: String) {
    members = [
      ("schema", .string(Self.schema)), ("version", .string(programVersion)),
      ("source", .string(request.source.words)), ("data_sets", JSONValue(count)),
      ("inputs_sha256", .string(inputs)), ("seed", .unsigned(request.seed)),
      ("seed_text", .string("\(request.seed)")), ("min_ess", .number(request.leastESS)),
      ("shards", JSONValue(request.shard.count)), ("format", .string(request.format.rawValue)),
      ("quantities", JSONValue(request.quantities)),
      ("groups", JSONValue(request.groups.map(\.rawValue))), ("columns", JSONValue(columns.names)),
      ("variables", JSONValue(columns.variables)), ("settings", JSONValue(columns.settings)),
      ("other_priors", JSONValue(columns.otherPriorNames)), ("truths", JSONValue(columns.truths)),
      ("options", .object(fitMembers(request.fit))),
    ]
  }

  private static let schema = "sroc.batch-plan/1"

  var bytes: [UInt8] { JSONValue.object(members).serializedBytes() + [10] }

  /// The columns that an earlier shard settled on.
  ///
  /// - Parameters:
  ///   - bytes: of a plan.
  ///   - path: for messages.
  /// - Returns: the columns, the number of shards and of data sets, and the format.
  /// - Throws: `AnalysisError` 65 where the bytes are no plan of this program.
  static func read(_ bytes: [UInt8], path: String) throws(AnalysisError) -> Standing {
    let record = try SavedRecord(path: path, bytes: bytes, schema: schema)
    guard let shards = try record.whole("shards"), shards > 0,
      let count = try record.whole("data_sets"), count > 0
    else { throw record.bad("shards") }
    let groups = try record.texts("groups").compactMap(RowColumnGroup.init(rawValue:))
    return Standing(
      columns: RowColumns(
        variables: try record.texts("variables"), groups: groups,
        settings: try record.texts("settings"),
        otherPriorNames: try record.texts("other_priors"), truths: try record.texts("truths")),
      shards: shards, count: count, format: try record.choice("format", RowFormat.csv),
      level: try record.object("options").number("level") ?? 0.95,
      members: record.value.members ?? [])
  }

  /// A plan that stands already.
  struct Standing {
    let columns: RowColumns
    let shards: Int
    let count: Int
    let format: RowFormat
    /// Of the intervals.
    let level: Double
    fileprivate let members: [(String, JSONValue)]
  }

  /// Refuses to go on with another batch.
  ///
  /// - Parameters:
  ///   - standing: the plan in the directory.
  ///   - path: of the plan, for messages.
  /// - Throws: `AnalysisError` 65 that names the first difference.
  func requireSame(as standing: Standing, path: String) throws(AnalysisError) {
    for (name, value) in members where name != "options" {
      try require(name, value, standing.members.first { $0.0 == name }?.1, path: path)
    }
    let options = standing.members.first { $0.0 == "options" }?.1
    for (name, value) in members.first(where: { $0.0 == "options" })?.1.members ?? [] {
      try require(name, value, options?[name], path: path)
    }
  }

  private func require(
    _ name: String, _ own: JSONValue, _ other: JSONValue?, path: String
  ) throws(AnalysisError) {
    guard let other else {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(path)): \"\(name)\" is missing; this is not the plan of this program")
    }
    guard own != other else { return }
    if name == "inputs_sha256" {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(path)): the data sets are not those of the plan: compare "
          + "\(BatchFiles.inputs) with them, and name another directory to begin anew")
    }
    func text(_ value: JSONValue) -> String {
      SafeText.visible(String(value.serialized(.compact).prefix(60)))
    }
    throw AnalysisError(
      .badData,
      "\(SafeText.visible(path)): this batch has \(name) \(text(own)), the plan \(text(other)); give "
        + "the same options, or name another directory with \(argument: .out)")
  }
}

/// The options of a fit that decide its numbers.
private func fitMembers(_ options: FitOptions) -> [(String, JSONValue)] {
  let left: Set<String> = [
    "schema", "version", "command", "data", "sha256", "seed", "seed_text",
  ]
  return recordMembers(options, dataHash: "").filter { !left.contains($0.0) }
}
