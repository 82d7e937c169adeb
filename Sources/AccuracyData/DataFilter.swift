import TabularText

/// One condition on the rows, as `test=CT` or `year>=2010`.
///
/// Cells are trimmed and then compared exactly; two numbers are compared as numbers, so that `1`
/// and `1.0` are the same, and all spellings of "missing" (blank, `NA`, `NaN`, `.`, `(missing)`) are
/// the same.
/// Labels of studies are compared as the reader compares them, without case.
public struct DataFilter: Sendable, Equatable {
  /// How a cell relates to the value; the raw value is the operator.
  public enum Relation: String, Sendable, CaseIterable {
    /// The same value.
    case equal = "="
    /// Any other value, missing ones included.
    case notEqual = "!="
    /// A smaller number.
    case below = "<"
    /// A smaller number or the same.
    case atMost = "<="
    /// A larger number.
    case above = ">"
    /// A larger number or the same.
    case atLeast = ">="

    /// The relation that opens a text, the longer operator first, and the text behind it.
    package static func opening(_ text: Substring) -> (relation: Relation, value: String)? {
      for relation in [notEqual, atMost, atLeast, equal, below, above]
      where text.hasPrefix(relation.rawValue) {
        return (relation, trimmedText(text.dropFirst(relation.rawValue.count)))
      }
      return nil
    }
  }

  /// The column's name, in any case.
  public let column: String
  /// How the cell relates to the value.
  public let relation: Relation
  /// The value that the cell is compared with.
  public let value: String
  /// The condition as it was written. The columns of a file decide where the name ends in it,
  /// because a name may hold an operator.
  public let text: String

  /// A condition.
  ///
  /// - Parameters:
  ///   - column: the column's name, in any case.
  ///   - value: the value that the cell is compared with.
  ///   - relation: how it is compared.
  public init(column: String, value: String, relation: Relation = .equal) {
    self.column = column
    self.value = value
    self.relation = relation
    text = column + relation.rawValue + value
  }

  /// Reads a condition as the command line writes it, `COLUMN=VALUE` or with `!=`, `<`, `<=`, `>`
  /// or `>=`; splits at the first operator behind a name until a file's columns are
  /// known.
  ///
  /// - Parameter text: the argument of `--where`.
  /// - Throws: `AccuracyDataError.invalidFilter` without an operator or without a column.
  public init(parsing text: String) throws(AccuracyDataError) {
    for place in text.indices {
      guard let found = Relation.opening(text[place...]) else { continue }
      let name = trimmedText(text[..<place])
      // A name may begin with an operator, as ">50y" does.
      guard !name.isEmpty else { continue }
      column = name
      relation = found.relation
      value = found.value
      self.text = trimmedText(text)
      return
    }
    throw .invalidFilter(text: text)
  }

  /// The condition for a file with these columns: the longest name that fits is meant.
  ///
  /// - Parameter names: the columns' names.
  /// - Returns: the condition with the column as the file spells it, or `nil` if no name fits.
  package func resolved(among names: [String]) -> DataFilter? {
    var best: (filter: DataFilter, end: Substring.Index)?
    let whole = Substring(text)
    for name in names {
      guard let end = endOfName(name, opening: whole) else { continue }
      guard let found = Relation.opening(whole[end...].drop(while: isBlank)) else { continue }
      if let best, best.end >= end { continue }
      best = (DataFilter(column: name, value: found.value, relation: found.relation), end)
    }
    return best?.filter
  }

  /// The condition with spaces round the operator where that is clear, for a text.
  public var spacedText: String {
    let operators = text.indices.count { "=<>".contains(text[$0]) }
    guard operators == (relation.rawValue.count == 2 && relation != .notEqual ? 2 : 1) else {
      return text
    }
    return "\(column) \(relation.rawValue) \(value)"
  }

  /// Whether two conditions ask for the same.
  public static func == (left: DataFilter, right: DataFilter) -> Bool {
    left.column == right.column && left.relation == right.relation && left.value == right.value
  }
}
