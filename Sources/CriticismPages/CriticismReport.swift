import Documents
import Fitting

/// What a verb of criticism found of one fit, and how it is written down.
public protocol CriticismReport: Sendable {
  /// The fit that is criticised.
  var fit: ModelFit { get }

  /// The page for a terminal.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: the text, ended by a line feed.
  func page(width: Int?) -> String

  /// The report as JSON.
  ///
  /// - Returns: an ordered object.
  func json() -> JSONValue

  /// The report as a table.
  ///
  /// - Returns: the rows.
  func csv() -> CSVTable
}

extension InfluenceReport: CriticismReport {}
extension SensitivityReport: CriticismReport {}
