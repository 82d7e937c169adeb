import Documents
import Messages
import Requests

/// A JSON file of a saved run, read key by key; a wrong value is an error that names file and key.
package struct SavedRecord {
  /// The file's name as the user gave it.
  package let file: String
  /// The member that is looked at.
  package let value: JSONValue

  /// The file's name as messages show it.
  package var path: String { SafeText.visible(file) }

  /// Takes the content of a file.
  ///
  /// - Parameters:
  ///   - path: the file's name.
  ///   - bytes: its content.
  ///   - schema: what the file must be, as `sroc.run/1`.
  /// - Throws: `AnalysisError` 65 where it is something else; a newer schema says so.
  package init(path: String, bytes: [UInt8], schema: String) throws(AnalysisError) {
    file = path
    do {
      value = try JSONValue.parse(bytes)
    } catch {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(path)), \(error): this is not a file that a run of this program wrote")
    }
    let found = value["schema"]?.stringValue ?? ""
    if found == schema { return }
    if Self.isNewer(found, than: schema) {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(path)): schema \(SafeText.visible(found)) was written by a newer version "
          + "of this program, which reads \(schema); update it")
    }
    throw AnalysisError(
      .badData, "\(SafeText.visible(path)): no schema \"\(schema)\"; give a run of this program")
  }

  private init(file: String, value: JSONValue) {
    self.file = file
    self.value = value
  }

  private static func isNewer(_ found: String, than known: String) -> Bool {
    let (left, right) = (found.split(separator: "/"), known.split(separator: "/"))
    guard left.count == 2, right.count == 2, left[0] == right[0] else { return false }
    guard let new = Int(left[1]), let old = Int(right[1]) else { return false }
    return new > old
  }

  /// The error of a key.
  package func bad(_ key: String) -> AnalysisError {
    AnalysisError(.badData, "\(path): \"\(key)\" is missing or has a value that no run writes")
  }

  /// An object inside.
  package func object(_ key: String) throws(AnalysisError) -> SavedRecord {
    guard let member = value[key], member.members != nil else { throw bad(key) }
    return SavedRecord(file: file, value: member)
  }

  /// The objects of an array inside.
  func objects(_ key: String) throws(AnalysisError) -> [SavedRecord] {
    guard let elements = value[key]?.elements, elements.allSatisfy({ $0.members != nil }) else {
      throw bad(key)
    }
    return elements.map { SavedRecord(file: file, value: $0) }
  }

  /// A text; nil where there is none.
  package func text(_ key: String) throws(AnalysisError) -> String? {
    guard let member = value[key], !member.isNull else { return nil }
    guard let text = member.stringValue else { throw bad(key) }
    return text
  }

  /// Whether something holds; false where the key is missing.
  package func flag(_ key: String) throws(AnalysisError) -> Bool {
    guard let member = value[key] else { return false }
    guard let flag = member.booleanValue else { throw bad(key) }
    return flag
  }

  /// A text that every run writes.
  func requiredText(_ key: String) throws(AnalysisError) -> String {
    guard let text = try text(key) else { throw bad(key) }
    return text
  }

  /// The texts of an array; none where the key is missing.
  package func texts(_ key: String) throws(AnalysisError) -> [String] {
    guard let member = value[key] else { return [] }
    guard let elements = member.elements else { throw bad(key) }
    let texts = elements.compactMap(\.stringValue)
    guard texts.count == elements.count else { throw bad(key) }
    return texts
  }

  /// A number; nil where there is none.
  package func number(_ key: String) throws(AnalysisError) -> Double? {
    guard let member = value[key], !member.isNull else { return nil }
    guard let number = member.doubleValue else { throw bad(key) }
    return number
  }

  /// The numbers of an array; none where the key is missing.
  func numbers(_ key: String) throws(AnalysisError) -> [Double] {
    guard let member = value[key] else { return [] }
    guard let elements = member.elements else { throw bad(key) }
    let numbers = elements.compactMap(\.doubleValue)
    guard numbers.count == elements.count else { throw bad(key) }
    return numbers
  }

  /// A number that every run writes; NaN where the run had none.
  func numberOrNaN(_ key: String) throws(AnalysisError) -> Double {
    guard let member = value[key] else { throw bad(key) }
    if member.isNull { return .nan }
    guard let number = member.doubleValue else { throw bad(key) }
    return number
  }

  /// A whole number; nil where there is none.
  package func whole(_ key: String) throws(AnalysisError) -> Int? {
    guard let member = value[key], !member.isNull else { return nil }
    guard let result = member.integerValue else { throw bad(key) }
    return result
  }

  /// A count of patients, rows or iterations; nil where there is none.
  package func count(_ key: String) throws(AnalysisError) -> Int? {
    guard let result = try whole(key) else { return nil }
    guard result >= 0 else { throw bad(key) }
    return result
  }

  /// One of the values of a type; the fallback where the key is missing.
  package func choice<Value: RawRepresentable>(
    _ key: String, _ fallback: Value
  ) throws(AnalysisError) -> Value where Value.RawValue == String {
    guard let member = value[key], !member.isNull else { return fallback }
    guard let text = member.stringValue, let result = Value(rawValue: text) else { throw bad(key) }
    return result
  }
}
