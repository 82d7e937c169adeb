import TabularText

/// Where something is wrong, in a data file, another file or a request, as far as it can be said.
public struct DataErrorPlace: Sendable, Equatable {
  /// The file's name as given.
  public var file: String?
  /// The line, from 1.
  public var line: Int?
  /// The column's number, from 1.
  public var column: Int?
  /// The column's name.
  public var field: String?
  /// What stands there.
  public var value: String?

  /// A place.
  public init(
    file: String? = nil, line: Int? = nil, column: Int? = nil, field: String? = nil,
    value: String? = nil
  ) {
    (self.file, self.line, self.column) = (file, line, column)
    (self.field, self.value) = (field, value)
  }

  fileprivate init(_ location: DataLocation, value: String) {
    self.init(
      file: location.file, line: location.line, column: location.columnNumber,
      field: location.columnName, value: value)
  }
}

extension AccuracyDataError {
  /// Where it is; of several faults the first.
  public var errorPlace: DataErrorPlace {
    switch self {
    case .text(let error): error.errorPlace
    case .invalidCount(let location, let value, _): DataErrorPlace(location, value: value)
    case .unorderedCell(let location, let value, _): DataErrorPlace(location, value: value)
    case .inconsistentCounts(let location, let value, _):
      DataErrorPlace(location, value: "\(value)")
    case .severalFaults(_, let first, _): first.first?.errorPlace ?? DataErrorPlace()
    case .raggedRow(let file, let line, _, _, _), .foreignSeparator(let file, let line, _),
      .unreadCounts(let file, let line, _, _), .rowNames(let file, let line, _, _),
      .secondHeader(let file, let line, _), .totalRow(let file, let line, _, _, _, _):
      DataErrorPlace(file: file, line: line)
    case .swallowedRow(let file, let line, let field, _):
      DataErrorPlace(file: file, line: line, column: field)
    case .spilledRow(let file, let line, let column, let value, _):
      DataErrorPlace(file: file, line: line, field: column, value: value)
    case .missingColumns(let file, let line, _, _): DataErrorPlace(file: file, line: line)
    case .repeatedColumn(let file, let line, let first, _, let numbers):
      DataErrorPlace(file: file, line: line, column: numbers.first, field: first)
    case .repeatedStudy(let file, let study):
      DataErrorPlace(
        file: file, line: study.lines.first, field: study.labelColumn, value: study.study)
    case .unknownStudy(let file, let name, _):
      DataErrorPlace(file: file, field: "exclude", value: name)
    case .unknownColumn(let file, _, let name, _): DataErrorPlace(file: file, value: name)
    case .unknownLevel(let file, let column, let value, _):
      DataErrorPlace(file: file, field: column, value: value)
    case .unknownExample(let name, _): DataErrorPlace(file: "example:\(name)")
    case .invalidFilter(let text): DataErrorPlace(field: "where", value: text)
    case .tooManyLevels(let file, let column, _, _), .mergedCells(let file, let column, _, _),
      .doubtfulStudyColumn(let file, let column, _, _, _):
      DataErrorPlace(file: file, field: column)
    case .unorderedValue(let file, let value, _, _): DataErrorPlace(file: file, value: value)
    case .noRowLeft(let file, _), .allExcluded(let file), .noRows(let file),
      .noUsableRow(let file, _, _):
      DataErrorPlace(file: file)
    }
  }
}

extension TabularTextError {
  fileprivate var errorPlace: DataErrorPlace {
    switch self {
    case .unreadable(let file, _), .tooLarge(let file, _), .tooLittleMemory(let file, _, _),
      .empty(let file), .binaryFormat(let file, _):
      DataErrorPlace(file: file)
    case .nulByte(let file, let line, _): DataErrorPlace(file: file, line: line)
    case .openQuote(let file, let line, let field),
      .textAfterQuote(let file, let line, let field), .fieldTooLong(let file, let line, let field):
      DataErrorPlace(file: file, line: line, column: field)
    }
  }
}
