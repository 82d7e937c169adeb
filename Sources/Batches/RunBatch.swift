import AccuracyData
import Concurrency
import Documents
import Fitting
import Messages
import Output
import Requests
import Samplers
import Synchronization

/// Fits after which threads wait for each other; so many rows may wait for one slow fit.
private let fitsAtOnce = 4096

/// Fits all data sets of a request, or of its shard, and writes a row for each, in their order.
///
/// A row depends on the bytes and the name of its data set and on the request alone: not on other data sets,
/// shards, threads, or on what was interrupted.
///
/// - Parameters:
///   - request: validated.
///   - output: takes rows where the request names no directory.
///   - progress: called after each row, from any thread.
/// - Returns: what came of the rows.
/// - Throws: `BatchInterrupted` after a signal; else an error that `AnalysisError.init(_:)` turns into
///   message and exit code. Rows that were written stay.
public func runBatch(
  _ request: BatchRequest, output: @escaping @Sendable ([UInt8]) throws -> Void,
  progress: @escaping @Sendable (BatchCount) -> Void
) throws -> BatchCount {
  try request.validate()
  let items = try request.source.items(seed: request.seed, fit: request.fit)
  let ofDesigns = request.groups.first { $0 == .truth || $0 == .ranks }
  if let group = ofDesigns, items.simulation == nil {
    throw AnalysisError(
      .usage,
      "\(setting: .columns, group.rawValue): data that are read have no known truth; it "
        + "is for a design")
  }
  guard let directory = request.directory else {
    let columns = try request.columns(items)
    if request.format == .csv { try output(headerLine(columns)) }
    return try request.run(
      items, columns: columns, digests: nil, count: BatchCount(total: items.count), sink: output,
      progress: progress)
  }
  let batch = try BatchDirectory(directory, request: request, items: items)
  let count = try batch.run(progress: progress)
  if request.shard.count == 1 { _ = try mergeBatch(directory, to: nil) }
  return count
}

/// The header of rows as CSV.
func headerLine(_ columns: RowColumns) -> [UInt8] {
  var table = CSVTable(columnNames: columns.names)
  return table.takeBytes()
}

extension BatchRequest {
  /// The columns of the rows: those that each batch has, with those of the model's other parameters.
  ///
  /// Names of levels are in the data, so the first data set that can be fitted shows them, by a fit too short
  /// to be used for anything else.
  ///
  /// - Parameter items: of the batch.
  /// - Returns: the columns.
  /// - Throws: what ends a batch.
  func columns(_ items: any BatchItems) throws -> RowColumns {
    let truths =
      (groups.contains(.truth) ? items.simulation?.design.truthColumns ?? [] : [])
      + (groups.contains(.ranks) ? TruthRanks.columns : [])
    let plain = RowColumns(
      variables: EstimateRequest.usual + quantities, groups: groups, settings: [""],
      otherPriorNames: [], truths: truths)
    let isKnown =
      fit.model == .bivariate && fit.design.isPlain && !groups.contains(.priors)
    if isKnown { return plain }
    var short = self
    (short.fit.chains, short.fit.draws, short.leastESS) = (4, 100, 0)
    for index in 0..<items.count {
      try Cancellation.check()
      guard case .estimates(let found, _) = try short.fitOnce(items, index) else { continue }
      let own = RowColumns(of: found, groups: groups, truths: truths)
      guard fit.design.isPlain else { return own }
      return RowColumns(
        variables: plain.variables + own.variables.filter { !plain.variables.contains($0) },
        groups: groups, settings: own.settings, otherPriorNames: own.otherPriorNames,
        truths: truths)
    }
    return plain
  }

  /// What a data set was made up with, where it was and it was asked for.
  private func truth(
    _ items: any BatchItems, _ index: Int, _ fitted: FittedItem
  ) -> [(String, CSVCell)] {
    guard let data = items.simulation else { return [] }
    var truths: [(String, CSVCell)] = []
    if groups.contains(.truth) {
      truths += zip(data.design.truthColumns, data.truthCells(index))
    }
    if groups.contains(.ranks) {
      var cells = [CSVCell](repeating: .empty, count: TruthRanks.columns.count)
      if case .estimates(let found, _) = fitted.outcome {
        cells = TruthRanks.cells(found, data.cell(index))
      }
      truths += zip(TruthRanks.columns, cells)
    }
    return truths
  }

  /// Fits and streams rows.
  ///
  /// - Parameters:
  ///   - items: of the batch.
  ///   - columns: of its rows.
  ///   - digests: what the data sets' bytes must still have; nil for any.
  ///   - start: the rows that stand.
  ///   - sink: takes rows in order.
  ///   - progress: called after each row.
  /// - Returns: the count of all rows.
  /// - Throws: `BatchInterrupted`, and what ends a batch.
  func run(
    _ items: any BatchItems, columns: RowColumns, digests: InputList?, count start: BatchCount,
    sink: @escaping @Sendable ([UInt8]) throws -> Void,
    progress: @escaping @Sendable (BatchCount) -> Void
  ) throws -> BatchCount {
    let count = Mutex(start)
    let queue = RowQueue(first: start.done, sink: sink)
    let spelling = fit.spelling
    // Rows that waited for one before them are lost.
    func interrupted() -> BatchInterrupted {
      var standing = count.withLock { $0 }
      standing.done = queue.next
      return BatchInterrupted(count: standing)
    }
    do {
      for first in stride(from: start.done, to: start.total, by: fitsAtOnce) {
        let last = min(first + fitsAtOnce, start.total)
        _ = try inPieces(last - first, threads: threads) { piece -> Bool in
          try Cancellation.check()
          let row = first + piece
          let found = try fitItem(items, shard.item(row), digests: digests)
          let fitted = format == .csv ? found.fitting(columns) : found
          let truth = truth(items, shard.item(row), fitted)
          let bytes =
            format == .csv
            ? fitted.csvLine(columns, spelling: spelling, truth: truth)
            : fitted.jsonLine(groups: groups, spelling: spelling, truth: truth)
          try queue.put(bytes, at: row)
          let now = count.withLock { count in
            count.add(fitted.status)
            if fitted.status == .error {
              count.note(error: (fitted.name, fitted.message(spelling)), row: row)
            }
            return count
          }
          progress(now)
          return true
        }
      }
    } catch is WorkCancelled {
      throw interrupted()
    } catch SamplingError.interrupted {
      throw interrupted()
    }
    return count.withLock { $0 }
  }
}

extension Shard {
  /// The data set of a row of this shard, both from 0.
  func item(_ row: Int) -> Int { number - 1 + row * count }

  /// The rows of this shard.
  ///
  /// - Parameter total: data sets of the batch.
  /// - Returns: how many.
  func rows(of total: Int) -> Int { total < number ? 0 : (total - number) / count + 1 }
}
