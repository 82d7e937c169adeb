/// One condition on the rows: the cell of a column has a value.
///
/// Cells are trimmed and then compared exactly; two numbers are compared as numbers, so that `1`
/// and `1.0` are the same, and all spellings of "missing" (blank, `NA`, `NaN`, `.`) are the same.
public struct DataFilter: Sendable, Equatable {
  /// The column's name, in any case.
  public var column: String
  /// The value that the cell must have.
  public var value: String

  /// A condition.
  ///
  /// - Parameters:
  ///   - column: the column's name, in any case.
  ///   - value: the value that the cell must have.
  public init(column: String, value: String) {
    self.column = column
    self.value = value
  }

  /// Reads a condition as the command line writes it, `COLUMN=VALUE`; splits at the first `=`.
  ///
  /// - Parameter text: the argument of `--where`.
  /// - Throws: `AccuracyDataError.invalidFilter` without `=` or without a column.
  public init(parsing text: String) throws(AccuracyDataError) {
    guard let separator = text.firstIndex(of: "=") else {
      throw .invalidFilter(text: text)
    }
    let name = trimmedText(text[..<separator])
    guard !name.isEmpty else { throw .invalidFilter(text: text) }
    self.init(column: name, value: trimmedText(text[text.index(after: separator)...]))
  }
}

/// Which rows of a data file make the data set, and how they are read.
public struct DataSelection: Sendable, Equatable {
  /// What happens to a study with one usable arm.
  public enum OneArm: String, Sendable, CaseIterable {
    /// The study is kept; its missing arm contributes the factor 1 to the likelihood.
    case use
    /// The study is left out.
    case drop
  }

  /// The conditions that a row must meet, all of them.
  public var filters: [DataFilter]
  /// The column whose levels are analysed one by one; `nil` for one analysis.
  public var by: String?
  /// The column that names the study, or several joined by commas (`author,year`); `nil` for
  /// the rule of the data format.
  public var studyColumn: String?
  /// Whether several rows of one study may be pooled as though they were independent.
  public var allowDependent: Bool
  /// What happens to studies with one arm.
  public var oneArm: OneArm

  /// A selection; without arguments every row of the file, with no study in two rows.
  ///
  /// - Parameters:
  ///   - filters: conditions that a row must meet, all of them.
  ///   - by: column whose levels are analysed one by one.
  ///   - studyColumn: column that names the study.
  ///   - allowDependent: pool several rows of one study as though independent.
  ///   - oneArm: what happens to studies with one arm.
  public init(
    filters: [DataFilter] = [], by: String? = nil, studyColumn: String? = nil,
    allowDependent: Bool = false, oneArm: OneArm = .use
  ) {
    self.filters = filters
    self.by = by
    self.studyColumn = studyColumn
    self.allowDependent = allowDependent
    self.oneArm = oneArm
  }
}
