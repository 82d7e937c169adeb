import AccuracyMeasures
import Documents
import Fitting
import Messages
import Requests

/// How the rows of a batch are written.
public enum RowFormat: String, Sendable, CaseIterable {
  /// Comma-separated values under one header.
  case csv
  /// One JSON object a line.
  case jsonLines = "jsonl"
}

/// One of several processes that share a batch.
public struct Shard: Sendable, Equatable {
  /// Which, from 1.
  public let number: Int
  /// Of how many.
  public let count: Int

  /// The only one.
  public static let whole = Shard(number: 1, count: 1)

  /// A shard.
  ///
  /// - Parameters:
  ///   - number: from 1 to `count`.
  ///   - count: from 1 to 100,000.
  public init(number: Int, count: Int) { (self.number, self.count) = (number, count) }

  /// What an error calls it.
  public var label: String { "shard \(number)/\(count)" }
}

/// What a row has beside the columns that each has.
public enum RowColumnGroup: String, Sendable, CaseIterable {
  /// Levels of a covariate compared with each other.
  case comparisons
  /// Exact maximum likelihood.
  case maximumLikelihood = "ml"
  /// Accuracy under other priors.
  case priors
  /// The codes of the data's warnings.
  case warnings
  /// What the data set was made up with, by a design.
  case truth
  /// Ranks of the truths among the draws.
  case ranks
}

/// All that decides a batch.
public struct BatchRequest: Sendable {
  /// Where the data sets come from.
  public var source: BatchSource
  /// The options of every fit; its source and seed are replaced by those of the data set, and it works on
  /// one thread.
  public var fit: FitOptions
  /// The master seed.
  public var seed: UInt64
  /// Quantities of the catalogue beside the usual ones.
  public var quantities: [String] = []
  /// What a row has beside estimates.
  public var groups: [RowColumnGroup] = []
  /// The fewest effective draws of bulk and tails that a row may have; below it the fit is repeated with
  /// more draws.
  public var leastESS = 1000.0
  /// How rows are written.
  public var format = RowFormat.csv
  /// Which part of the batch this process does.
  public var shard = Shard.whole
  /// The directory of the batch; nil for rows on standard output.
  public var directory: String?
  /// Whether rows that stand already are kept.
  public var resumes = false
  /// Whether what stands in the directory is thrown away.
  public var replaces = false
  /// Fits at work at once; never changes a row.
  public var threads = 1

  /// A request with the usual columns.
  ///
  /// - Parameters:
  ///   - source: of the data sets.
  ///   - fit: the options of every fit.
  public init(source: BatchSource, fit: FitOptions) {
    (self.source, self.fit, seed) = (source, fit, fit.seed)
  }

  /// Takes the value of the argument for columns: names of quantities and groups, joined by commas.
  ///
  /// - Parameter texts: one or several values.
  /// - Throws: `AnalysisError` 64 for a name that is neither.
  public mutating func setColumns(_ texts: [String]) throws(AnalysisError) {
    for text in texts.flatMap({ $0.split(separator: ",") }) {
      let name = text.filter { !$0.isWhitespace }
      if let group = RowColumnGroup(rawValue: name) {
        if !groups.contains(group) { groups.append(group) }
      } else if Quantity.named(name) != nil {
        if !(quantities + EstimateRequest.usual).contains(name) { quantities.append(name) }
      } else {
        let more = Quantity.catalogue.map(\.variable.base)
          .filter { !EstimateRequest.usual.contains($0) }
        let known = (RowColumnGroup.allCases.map(\.rawValue) + more).joined(separator: ", ")
        throw AnalysisError(
          .usage, "\(setting: .columns, String(text)): no such column; use any of \(known)")
      }
    }
  }

  /// Checks what no type enforces.
  ///
  /// - Throws: `AnalysisError` 64.
  public func validate() throws(AnalysisError) {
    try fit.validate()
    guard !fit.splits else {
      throw AnalysisError(
        .usage,
        "\(argument: .by): a batch has one row a data set; give the column to \(argument: .dataset)"
      )
    }
    guard (1...100_000).contains(shard.count), (1...shard.count).contains(shard.number) else {
      throw AnalysisError(
        .usage,
        "\(setting: .shard, "\(shard.number)/\(shard.count)"): use I/N with I from 1 to N, and N at "
          + "most 100,000")
    }
    guard leastESS >= 0, leastESS <= 1e6 else {
      throw AnalysisError(.usage, "\(argument: .minESS) \(leastESS): use 0 to 1,000,000")
    }
    guard (1...1024).contains(threads) else {
      throw AnalysisError(.usage, "\(argument: .threads) \(threads): use 1 to 1024 threads")
    }
    if directory == nil {
      if shard != .whole {
        throw AnalysisError(
          .usage, "\(argument: .shard) needs \(argument: .out), the directory that all shards share"
        )
      }
      if resumes {
        throw AnalysisError(
          .usage, "\(argument: .resume) needs \(argument: .out), the directory of the batch")
      }
    }
    if replaces, resumes {
      throw AnalysisError(
        .usage, "\(argument: .resume) keeps rows and \(argument: .force) throws them away: use one")
    }
    if replaces, shard != .whole {
      throw AnalysisError(
        .usage,
        "\(argument: .force) with \(argument: .shard) would throw away what other shards write; remove "
          + "the directory before they start")
    }
  }

  /// What is asked of each fit.
  package var estimates: EstimateRequest {
    var request = EstimateRequest(quantities: EstimateRequest.usual + quantities)
    request.comparesSettings = groups.contains(.comparisons)
    request.wantsMaximumLikelihood = groups.contains(.maximumLikelihood)
    request.wantsOtherPriors = groups.contains(.priors)
    request.wantsWarnings = groups.contains(.warnings)
    return request
  }
}
