import AccuracyData
import Documents
import Messages
import Output
import Requests
import Simulation

/// Where the data sets of a batch come from.
public enum BatchSource: Sendable, Equatable {
  /// All files of a directory and those below it whose names end in `.csv` or `.tsv`.
  case folder(String)
  /// One file that holds all data sets one below the other, told apart by a column.
  case file(DataSource, column: String)
  /// Data sets that are made up by the design in a file, with the master seed.
  case design(String)

  /// The source that an argument means: a directory, or what any verb takes for a file.
  ///
  /// - Parameters:
  ///   - argument: as given.
  ///   - column: that tells the data sets of a file apart.
  public init(argument: String, column: String) {
    if FileSystem.kind(of: argument) == .directory {
      self = .folder(argument)
    } else if argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
      self = .design(argument)
    } else {
      self = .file(DataSource(argument: argument), column: column)
    }
  }

  /// What a plan says of it: no folder of the machine.
  var words: String {
    switch self {
    case .folder: "directory"
    case .design: "design"
    case .file(_, let column): "file, by column \(column)"
    }
  }
}

/// A data set of a batch with the bytes that it was read from.
package struct LoadedItem: Sendable {
  /// The data.
  package let source: DataSource
  /// SHA-256 of its bytes.
  package let sha256: String
}

/// The data sets of a batch, in their order.
package protocol BatchItems: Sendable {
  /// How many there are.
  var count: Int { get }

  /// What a data set is called: its row's first cell, and what its seed is made of.
  ///
  /// - Parameter index: from 0.
  /// - Returns: the name.
  func name(_ index: Int) -> String

  /// Reads the bytes of one.
  ///
  /// - Parameter index: from 0.
  /// - Returns: the bytes with their hash.
  /// - Throws: `AccuracyDataError` for bytes that cannot be read.
  func load(_ index: Int) throws -> LoadedItem

  /// What makes all data sets up where they are not read; nil of those that are read.
  var simulation: SimulatedData? { get }

  /// Turns the error of reading one into that of the whole source, where lines count from its beginning.
  ///
  /// - Parameters:
  ///   - error: of reading what `load` gave.
  ///   - index: from 0.
  /// - Returns: the error that a person can follow.
  func placed(_ error: any Error, _ index: Int) -> any Error
}

extension BatchItems {
  /// They are read.
  package var simulation: SimulatedData? { nil }

  /// The error at hand says it.
  package func placed(_ error: any Error, _ index: Int) -> any Error { error }
}

extension BatchSource {
  /// Finds the data sets.
  ///
  /// - Parameters:
  ///   - seed: of those that are made up.
  ///   - fit: the options of each fit, whose prior is that of truths where a design draws them from it.
  /// - Returns: at least one.
  /// - Throws: `AnalysisError` 66 for a directory without data, 65 for a file without the column;
  ///   `AccuracyDataError` for a file that is no table.
  package func items(seed: UInt64, fit: FitOptions) throws -> any BatchItems {
    switch self {
    case .design(let path):
      let design = try SimulationDesign(path: path)
      return SimulatedItems(
        try SimulatedData(
          design, seed: seed, truth: design.isFromPrior ? try fit.priorTruth() : nil))
    case .folder(let path): return try FolderItems(path)
    case .file(let source, let column): return try FileItems(source, column: column)
    }
  }
}
