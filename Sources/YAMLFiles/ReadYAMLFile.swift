import AccuracyData
import Documents
import Messages
import Output
import Requests

/// Reads the text of a YAML file.
///
/// - Parameters:
///   - path: as given.
///   - kind: what it should be, as "a model file".
///   - missing: the message where there is no such file.
/// - Returns: the text without a byte order mark.
/// - Throws: `AnalysisError` 66 for a missing file, 65 for one that is too large or no text.
package func readYAMLFile(
  _ path: String, as kind: String, missing: Message
) throws(AnalysisError) -> String {
  let shown = SafeText.visible(path)
  func tooLarge(_ size: String) -> AnalysisError {
    AnalysisError(
      .badData, "\(shown): \(size); \(kind) has at most \(YAMLText.largestSize) bytes")
  }
  let bytes: [UInt8]
  do throws(SystemFailure) {
    bytes = try readRegularFile(path, megabytes: 1)
  } catch {
    guard !error.isMissing else { throw AnalysisError(.noInput, missing) }
    if error.isTooLarge { throw tooLarge("more than a megabyte") }
    throw AnalysisError(
      error.isWrongKind ? .badData : .noInput,
      "\(shown): cannot be read as \(kind) "
        + "(\(error.isNoFile ? "it is no ordinary file" : error.reason))")
  }
  guard bytes.count <= YAMLText.largestSize else { throw tooLarge("\(bytes.count) bytes") }
  let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  guard let text = String(validating: bytes[start...], as: UTF8.self) else {
    throw AnalysisError(.badData, "\(shown): not UTF-8; save it as UTF-8 text")
  }
  return text
}

extension YAMLProblem {
  /// The problem as a message with the file's name.
  ///
  /// - Parameter file: as given.
  /// - Returns: an error with code 65.
  package func error(in file: String) -> AnalysisError {
    AnalysisError(
      .badData, "\(SafeText.visible(file)):\(place.line):\(place.column): \(words)",
      at: DataErrorPlace(file: file, line: place.line, column: place.column))
  }
}
