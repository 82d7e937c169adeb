import Concurrency
import Documents
import Messages
import Output
import Requests

/// The directory of a batch, with its plan and the rows of this process's shard.
struct BatchDirectory {
  private let path: String
  private let request: BatchRequest
  private let items: any BatchItems
  private let columns: RowColumns
  private let inputs: InputList
  private let parts: DirectoryHandle

  /// Opens the directory, or makes it, and settles on the plan that all shards follow.
  ///
  /// - Parameters:
  ///   - path: of the directory.
  ///   - request: validated.
  ///   - items: its data sets.
  /// - Throws: `OutputError`; `AnalysisError` 65 where another batch stands there, 73 where rows do that
  ///   nobody asked to keep.
  init(_ path: String, request: BatchRequest, items: any BatchItems) throws {
    (self.path, self.request, self.items) = (path, request, items)
    inputs = Self.inputs(path, request, items)
    let (count, hash) = (items.count, inputs.sha256)
    func plan(_ columns: RowColumns) -> BatchPlan {
      BatchPlan(request, count: count, columns: columns, inputs: hash)
    }
    try Self.requireEmpty(path)
    if request.replaces { try Self.clear(path) }
    let standing = try Self.standingPlan(path)
    if let standing {
      columns = standing.columns
      try plan(columns).requireSame(as: standing, path: path + "/" + BatchFiles.plan)
      try Self.requireWanted(path, request)
    } else {
      columns = try request.columns(items)
    }
    let root = try DirectoryHandle.made(path)
    do {
      if standing == nil {
        let list = items.simulation == nil ? BatchFiles.inputs : BatchFiles.design
        // Without a plan it is of nothing; the bytes of shards that begin together are the same.
        if root.kind(BatchFiles.plan) == nil { try root.replace(list, inputs.bytes) }
        if try !root.publish(BatchFiles.plan, plan(columns).bytes),
          let first = try Self.standingPlan(path)
        {
          // Another shard was first.
          try plan(columns).requireSame(as: first, path: path + "/" + BatchFiles.plan)
        }
      }
      parts = try root.folderMade(BatchFiles.parts)
    } catch let failure as SystemFailure {
      throw OutputError(path: path, reason: Message(failure.reason))
    }
  }

  /// The data sets, as the plan of other shards knows them where it stands: so that each shard reads no more than
  /// its own.
  private static func inputs(
    _ path: String, _ request: BatchRequest, _ items: any BatchItems
  ) -> InputList {
    guard request.shard.count > 1, items.simulation == nil,
      let root = try? DirectoryHandle(path: path), root.kind(BatchFiles.plan) == .file,
      let bytes = try? root.bytes(of: BatchFiles.inputs, megabytes: 1024),
      let known = InputList(bytes, items: items)
    else { return InputList(items) }
    return known
  }

  /// The plan in a directory; nil where there is none.
  static func standingPlan(_ path: String) throws -> BatchPlan.Standing? {
    do {
      let root = try DirectoryHandle(path: path)
      let bytes = try root.bytes(of: BatchFiles.plan, megabytes: 64)
      return try BatchPlan.read(bytes, path: path + "/" + BatchFiles.plan)
    } catch let failure as SystemFailure {
      if failure.isMissing { return nil }
      throw OutputError(path: path, reason: Message(failure.reason))
    }
  }

  /// Refuses rows of an earlier process that nobody asked to keep.
  private static func requireWanted(_ path: String, _ request: BatchRequest) throws {
    guard !request.resumes, let root = try? DirectoryHandle(path: path),
      let parts = try? root.folder(BatchFiles.parts)
    else { return }
    let own = [
      BatchFiles.part(request.shard, request.format),
      BatchFiles.unfinishedPart(request.shard, request.format),
    ]
    guard own.contains(where: { parts.kind($0) != nil }) else { return }
    throw OutputError(
      path: path,
      reason: "rows of this batch stand here; \(argument: .resume) keeps them and goes on, "
        + "\(argument: .force) throws them away")
  }

  /// Refuses a directory with other content.
  private static func requireEmpty(_ path: String) throws {
    guard let root = try? DirectoryHandle(path: path) else { return }
    let known: Set<String> = [
      BatchFiles.plan, BatchFiles.inputs, BatchFiles.design, BatchFiles.parts,
    ]
    let names = ((try? root.names()) ?? []).filter {
      !known.contains($0) && !$0.hasPrefix(".")
        && !RowFormat.allCases.map(BatchFiles.merged)
          .contains($0)
    }
    let isBatch = root.kind(BatchFiles.plan) == .file
    guard !isBatch, let first = names.sorted().first else { return }
    throw OutputError(
      path: path,
      reason: "\(SafeText.visible(first)) stands here, which is no part of a batch; name an empty "
        + "directory or a new one")
  }

  /// Removes what a batch wrote, and nothing else; not while another process writes rows.
  private static func clear(_ path: String) throws {
    guard let root = try? DirectoryHandle(path: path), root.kind(BatchFiles.plan) == .file else {
      return
    }
    if let parts = try? root.folder(BatchFiles.parts) {
      if try parts.names().contains(where: { $0.hasSuffix(".part") && parts.isLocked($0) }) {
        throw OutputError(
          path: path, reason: "another process writes rows here; wait for its end")
      }
      let endings = RowFormat.allCases.flatMap { [".\($0.rawValue)", ".\($0.rawValue).part"] }
      for name in (try? parts.names()) ?? [] where name.hasPrefix("part-") {
        if endings.contains(where: name.hasSuffix) { parts.remove(name) }
      }
    }
    for format in RowFormat.allCases { root.remove(BatchFiles.merged(format)) }
    root.remove(BatchFiles.inputs)
    root.remove(BatchFiles.design)
    root.remove(BatchFiles.plan)
  }

  /// Fits the data sets of the shard whose rows are not there yet.
  ///
  /// - Parameter progress: called after each row.
  /// - Returns: the count of all rows of the shard.
  /// - Throws: as `runBatch`.
  func run(progress: @escaping @Sendable (BatchCount) -> Void) throws -> BatchCount {
    let total = request.shard.rows(of: items.count)
    var count = BatchCount(total: total)
    let target = BatchFiles.part(request.shard, request.format)
    let growing = try GrowingFile(target, in: parts, path: path + "/" + BatchFiles.parts) {
      // A requeued task may meet the one that it replaces, still at work: its rows are as good.
      try Cancellation.check()
      return request.resumes
    }
    guard let file = growing else {
      try readStatuses(of: target, into: &count)
      count.kept = count.done
      return count
    }
    let hasHeader = request.format == .csv
    let reader = RowReader(format: request.format)
    let lines = try file.keepLines { line, bytes in
      if hasHeader, line == 0 { return Array(bytes) + [10] == headerLine(columns) }
      let row = hasHeader ? line - 1 : line
      guard row < total else { return false }
      let name = items.name(request.shard.item(row))
      guard let status = reader.status(of: bytes, dataset: name) else { return false }
      count.add(status)
      return true
    }
    count.kept = count.done
    if hasHeader, lines == 0 { try file.append(headerLine(columns)) }
    let sink = FileSink(file)
    do {
      count = try request.run(
        items, columns: columns, digests: inputs, count: count, sink: sink.append,
        progress: progress)
    } catch let changed as ChangedInput where !changed.isReadable {
      throw AnalysisError(
        .noInput,
        "\(SafeText.visible(changed.name)): the data set cannot be read now; once it can, go on with "
          + "\(argument: .resume)")
    } catch let changed as ChangedInput {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(changed.name)): the data set has changed since the batch was planned; "
          + "begin anew with \(argument: .force), or in another directory")
    }
    try file.finish()
    return count
  }

  /// What came of the rows of a part that is complete.
  private func readStatuses(of target: String, into count: inout BatchCount) throws {
    let reader = RowReader(format: request.format)
    let file = LineReader(target, in: parts, path: path)
    if request.format == .csv { _ = try file.next() }
    while let line = try file.next() { count.add(reader.status(of: line[...], dataset: nil)) }
  }
}

/// A growing file that threads write to one at a time: the queue of rows holds a lock meanwhile.
private final class FileSink: @unchecked Sendable {
  private let file: GrowingFile

  init(_ file: GrowingFile) { self.file = file }

  @Sendable func append(_ bytes: [UInt8]) throws { try file.append(bytes) }
}
