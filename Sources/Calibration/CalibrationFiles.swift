import Batches
import Documents
import Messages
import Output
import Requests
import Simulation

/// The columns of a batch that a calibration of a design needs.
///
/// - Parameters:
///   - path: of the design.
///   - wantsWarnings: whether the codes of warnings are counted too.
/// - Returns: as `BatchRequest.setColumns` takes them.
/// - Throws: `AnalysisError` for a design that cannot be read, or has levels, which no summary knows.
public func calibrationColumns(
  _ path: String, wantsWarnings: Bool = false
) throws(AnalysisError) -> String {
  let design = try SimulationDesign(path: path)
  guard design.cells.allSatisfy(\.levels.isEmpty) else {
    throw AnalysisError(
      .badData,
      "\(SafeText.visible(path)): a calibration is of one population; leave levels out, or take the rows of "
        + "\(request: .batch)")
  }
  let groups: [RowColumnGroup] =
    (design.isFromPrior ? [.truth, .ranks] : [.truth, .maximumLikelihood])
    + (wantsWarnings ? [.warnings] : [])
  return groups.map(\.rawValue).joined(separator: ",")
}

extension CalibrationSummary {
  /// Summarises a calibration's directory, whose rows are all there.
  ///
  /// - Parameter directory: that of its batch.
  /// - Throws: `AnalysisError` for another directory.
  public init(directory: String) throws {
    let level = try levelOfBatch(directory)
    try self.init(rows: directory + "/" + mergedFileName(.csv), level: level)
  }

  /// The names of the files that a summary is written to.
  static let table = "calibration.csv"
  static let warningTable = "warnings.csv"

  /// Writes the table, and a figure of ranks a cell.
  ///
  /// - Parameter directory: of the calibration.
  /// - Throws: `OutputError`.
  public func writeFiles(to directory: String) throws {
    let root = try DirectoryHandle.made(directory)
    do throws(SystemFailure) {
      try root.replace(Self.table, csv().serializedBytes())
      if hasWarnings { try root.replace(Self.warningTable, warningsCSV().serializedBytes()) }
      for cell in cells {
        guard let figure = rankFigure(cell, title: "Ranks of truths among draws") else { continue }
        try root.replace("\(figure.name).svg", figure.file())
      }
    } catch {
      throw OutputError(path: directory, reason: Message(error.reason))
    }
  }
}
