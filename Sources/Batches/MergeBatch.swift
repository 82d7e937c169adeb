import Concurrency
import Documents
import Messages
import Output
import Requests

/// What a merge found.
public struct MergedBatch: Sendable {
  /// Rows that were written.
  public let rows: Int
  /// What came of them.
  public let count: BatchCount
  /// Where they are.
  public let path: String
}

/// Shards that are not complete.
public struct IncompleteBatch: Error, Equatable {
  /// Their numbers, ascending.
  public let missing: [Int]
  /// Of how many.
  public let shards: Int

  /// The numbers as a scheduler's list: `1,4-7`.
  public var list: String {
    var runs: [ClosedRange<Int>] = []
    for number in missing {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}

/// Puts the rows of all shards into one file, in the order of the data sets; it asks no scheduler, only the
/// files.
///
/// - Parameters:
///   - directory: of the batch.
///   - target: the file; nil for `all.csv` or `all.jsonl` in the directory.
///   - force: replaces whatever file stands there.
/// - Returns: how many rows there are.
/// - Throws: `IncompleteBatch`; `AnalysisError` 66 where there is no batch, 65 where a part does not have its
///   rows; `OutputError`.
public func mergeBatch(
  _ directory: String, to target: String?, force: Bool = false
) throws -> MergedBatch {
  guard let plan = try BatchDirectory.standingPlan(directory) else {
    throw AnalysisError(
      .noInput,
      "\(SafeText.visible(directory)): there is no \(BatchFiles.plan), so that this is not the directory "
        + "of a batch")
  }
  let root = try DirectoryHandle.made(directory)
  let all = (1...plan.shards).map { Shard(number: $0, count: plan.shards) }
  let parts = try? root.folder(BatchFiles.parts)
  let missing = all.filter { parts?.kind(BatchFiles.part($0, plan.format)) != .file }
  guard missing.isEmpty, let parts else {
    throw IncompleteBatch(missing: missing.map(\.number), shards: plan.shards)
  }
  let path = target ?? directory + "/" + BatchFiles.merged(plan.format)
  let beginning = Array((plan.format == .csv ? "dataset,status," : "{\"dataset\":").utf8)
  try OutputFiles.check(path, force: force) { $0.isEmpty || $0.starts(with: beginning) }
  let files = OutputFiles()
  let merged = try LineWriter(try files.stage(path))
  var count = BatchCount(total: plan.count)
  let rows = try merge(
    all, of: plan, in: parts, below: root, path: directory, to: merged, count: &count)
  try merged.close()
  try files.commit()
  return MergedBatch(rows: rows, count: count, path: path)
}

/// The rows of all parts, one of each in turn.
private func merge(
  _ shards: [Shard], of plan: BatchPlan.Standing, in parts: DirectoryHandle,
  below root: DirectoryHandle, path: String, to merged: LineWriter, count: inout BatchCount
) throws -> Int {
  let reader = RowReader(format: plan.format)
  let header = headerLine(plan.columns)
  if plan.format == .csv { try merged.append(header) }
  // A shard without data sets has no more than its header.
  let busy = shards.prefix(min(plan.shards, plan.count))
  // Sixty-four megabytes for all buffers together.
  let size = max(4096, min(1 << 16, (64 << 20) / max(busy.count, 1)))
  let readers = busy.map { shard in
    LineReader(
      BatchFiles.part(shard, plan.format), in: parts, path: path + "/parts", bufferSize: size)
  }
  func fail(_ shard: Shard, _ words: String) -> AnalysisError {
    AnalysisError(
      .badData,
      "\(SafeText.visible(path))/parts/\(BatchFiles.part(shard, plan.format)): \(words); remove it and "
        + "run \(shard.label) again")
  }
  if plan.format == .csv {
    for (shard, lines) in zip(busy, readers) {
      guard let line = try lines.next(), line + [10] == header else {
        throw fail(shard, "the header is not that of the plan")
      }
    }
  }
  let names = try PlannedNames(root, path: path)
  for row in 0..<plan.count {
    if row % 4096 == 0 { try Cancellation.check() }
    let place = row % plan.shards
    guard let line = try readers[place].next(), !line.isEmpty else {
      throw fail(busy[place], "rows are missing at its end")
    }
    guard let status = reader.status(of: line[...], dataset: try names.next()) else {
      throw fail(busy[place], "row \(row / plan.shards + 1) is not that of its data set")
    }
    count.add(status)
    try merged.append(line + [10])
  }
  for (shard, lines) in zip(busy, readers) where try lines.next() != nil {
    throw fail(shard, "it has more rows than data sets")
  }
  return plan.count
}

/// The name of the file of all rows in the directory of a batch.
///
/// - Parameter format: of the rows.
/// - Returns: the name.
public func mergedFileName(_ format: RowFormat) -> String { BatchFiles.merged(format) }

/// The level of the intervals in a batch's rows.
///
/// - Parameter directory: of the batch.
/// - Returns: a probability.
/// - Throws: `AnalysisError` 66 where there is no batch.
public func levelOfBatch(_ directory: String) throws -> Double {
  guard let plan = try BatchDirectory.standingPlan(directory) else {
    throw AnalysisError(
      .noInput,
      "\(SafeText.visible(directory)): there is no \(BatchFiles.plan); give the directory of a batch"
    )
  }
  return plan.level
}
