/// The names of the files in a batch's directory.
enum BatchFiles {
  /// What the batch is of; written once, before any row.
  static let plan = "plan.json"
  /// The data sets with the hashes of their bytes.
  static let inputs = "inputs.csv"
  /// The design that they are made up by.
  static let design = "design.yaml"
  /// The folder of parts.
  static let parts = "parts"
  /// All rows, in the order of the data sets.
  static func merged(_ format: RowFormat) -> String { "all.\(format.rawValue)" }

  /// The rows of one shard, once they are all there.
  static func part(_ shard: Shard, _ format: RowFormat) -> String {
    "part-\(padded(shard.number))-of-\(padded(shard.count)).\(format.rawValue)"
  }

  /// The same while rows are added.
  static func unfinishedPart(_ shard: Shard, _ format: RowFormat) -> String {
    part(shard, format) + ".part"
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }
}
