import TabularText

/// A cell of a data file.
public struct DataLocation: Sendable, Equatable {
  /// The file's name as given.
  public var file: String
  /// The line on which the row starts, from 1.
  public var line: Int
  /// The column's number, from 1.
  public var columnNumber: Int
  /// The column's name in the header.
  public var columnName: String

  /// A cell.
  ///
  /// - Parameters:
  ///   - file: name as given.
  ///   - line: line on which the row starts, from 1.
  ///   - columnNumber: from 1.
  ///   - columnName: name in the header.
  public init(file: String, line: Int, columnNumber: Int, columnName: String) {
    self.file = file
    self.line = line
    self.columnNumber = columnNumber
    self.columnName = columnName
  }
}

/// A study that has several usable rows, and what would tell them apart.
public struct RepeatedStudy: Sendable, Equatable {
  /// The label of the first such study.
  public var study: String
  /// Other spellings of the label that were taken as the same.
  public var otherSpellings: [String]
  /// The column that names the study, or several joined by commas.
  public var labelColumn: String
  /// The lines of its rows, from 1.
  public var lines: [Int]
  /// How many studies have several rows.
  public var repeatedStudies: Int
  /// Columns whose levels separate the rows of every repeated study.
  public var separatingColumns: [String]
  /// The one of them that would make the label unambiguous with the fewest values.
  public var namingColumn: String?
  /// Columns that separate the rows of some repeated studies, best first, with how many.
  public var partlySeparatingColumns: [(name: String, studies: Int)]
  /// Two or three of the latter columns that together separate the rows of every such study;
  /// empty if there are none.
  public var jointlySeparatingColumns: [String]
  /// Whether the rows of the first such study are equal in every column.
  public var identicalRows: Bool
  /// Whether the column that names the study could mean something else by its name.
  public var labelIsWeak: Bool
  /// A column that numbers the rows, passed over because the label comes again.
  public var numberingColumn: String?
  /// Whether the first such study has blank labels that were filled from above.
  public var hasFilledLabels: Bool
  /// Options that would separate the rows, as they are typed: one level each, or one level.
  public var remedies: [String]
  /// The level of `--by` in which it happens.
  public var level: String?

  package init(
    study: String, otherSpellings: [String], labelColumn: String, lines: [Int],
    repeatedStudies: Int, separatingColumns: [String], namingColumn: String? = nil,
    partlySeparatingColumns: [(name: String, studies: Int)], jointlySeparatingColumns: [String],
    identicalRows: Bool, labelIsWeak: Bool, numberingColumn: String? = nil, hasFilledLabels: Bool,
    remedies: [String], level: String? = nil
  ) {
    self.study = study
    self.otherSpellings = otherSpellings
    self.labelColumn = labelColumn
    self.lines = lines
    self.repeatedStudies = repeatedStudies
    self.separatingColumns = separatingColumns
    self.namingColumn = namingColumn
    self.partlySeparatingColumns = partlySeparatingColumns
    self.jointlySeparatingColumns = jointlySeparatingColumns
    self.identicalRows = identicalRows
    self.labelIsWeak = labelIsWeak
    self.numberingColumn = numberingColumn
    self.hasFilledLabels = hasFilledLabels
    self.remedies = remedies
    self.level = level
  }

  /// Whether two descriptions are equal.
  public static func == (left: RepeatedStudy, right: RepeatedStudy) -> Bool {
    left.study == right.study && left.otherSpellings == right.otherSpellings
      && left.labelColumn == right.labelColumn
      && left.lines == right.lines
      && left.repeatedStudies == right.repeatedStudies
      && left.separatingColumns == right.separatingColumns
      && left.partlySeparatingColumns.elementsEqual(right.partlySeparatingColumns, by: ==)
      && left.jointlySeparatingColumns == right.jointlySeparatingColumns
      && left.identicalRows == right.identicalRows && left.level == right.level
      && left.labelIsWeak == right.labelIsWeak && left.remedies == right.remedies
      && left.numberingColumn == right.numberingColumn
      && left.namingColumn == right.namingColumn
      && left.hasFilledLabels == right.hasFilledLabels
  }
}

/// What separates the columns of a file that cannot be read.
public enum ForeignSeparator: Sendable, Equatable {
  case spaces, bars
  /// Each row is one cell in quotation marks.
  case quotedRows
}

/// What shows a row to be one of totals.
public enum TotalGround: Sendable, Equatable {
  /// Its label.
  case name
  /// Its counts are the sums of all other rows.
  case sumOfAll
  /// Its counts are the sums of the rows next to it.
  case sumOfNeighbours
}

/// Why a data file gives no data set. `message` says it in one sentence or two.
public enum AccuracyDataError: Error, Equatable {
  /// Whose mistake it is; the raw value is the exit code of the command line (sysexits).
  public enum Kind: Int32, Sendable {
    /// The command does not fit the data.
    case usage = 64
    /// The data was opened and is wrong.
    case malformed = 65
    /// There is no such data, or it cannot be opened.
    case notFound = 66
    /// A limit of the system leaves too little to read the file.
    case limits = 70
  }

  /// The file cannot be read as text with rows and fields.
  case text(TabularTextError)
  /// There is no such built-in data set.
  case unknownExample(name: String, nearest: [String])
  /// `--exclude` names a study that the file does not have.
  case unknownStudy(file: String, name: String, nearest: [String])
  /// A column with more levels than are analysed one by one.
  case tooManyLevels(file: String, column: String, levels: Int, limit: Int)
  /// A condition compares numbers with a value that is none.
  case unorderedValue(file: String, value: String, condition: String, hasTwoReadings: Bool)
  /// A condition compares a cell as a number that is none, or that can be read in two ways.
  case unorderedCell(location: DataLocation, value: String, condition: String)
  /// A condition is not of the form `COLUMN=VALUE`.
  case invalidFilter(text: String)
  /// An option names a column that the file does not have.
  case unknownColumn(file: String, option: String, name: String, available: [String])
  /// A condition asks for a value that the column never has.
  case unknownLevel(file: String, column: String, value: String, levels: [String])
  /// A column by which rows are selected has blanks or ditto marks for the value above.
  case mergedCells(file: String, column: String, option: String, lines: [Int])
  /// No row meets all conditions.
  case noRowLeft(file: String, filters: [DataFilter])
  /// Every study that is left is excluded.
  case allExcluded(file: String)
  /// Several cells or rows are wrong: the first ten, and how many there are.
  indirect case severalFaults(file: String, first: [AccuracyDataError], count: Int)
  /// No column is known to name the study, and one of another name looks as if it did.
  case doubtfulStudyColumn(
    file: String, column: String, example: String, numbering: String?, columns: [String])
  /// A row has more or fewer fields than the header.
  case raggedRow(file: String, line: Int, found: Int, expected: Int, firstField: String)
  /// The names of counts are separated by something that is not read.
  case foreignSeparator(file: String, line: Int, kind: ForeignSeparator)
  /// The file has no column for one arm, while others have the names of its counts in them.
  case unreadCounts(file: String, line: Int, columns: [String], missing: [String])
  /// A quoted field holds rows of the table; it ends on the line `closing`.
  case swallowedRow(file: String, line: Int, field: Int, closing: Int)
  /// Each row begins with a field for which the header has no name.
  case rowNames(file: String, line: Int, fields: Int, firstField: String)
  /// A row stands one column too far to the right, so that its last cell is in a column that should
  /// be empty.
  case spilledRow(file: String, line: Int, column: String, value: String, firstField: String)
  /// The header lacks counts; without any count name `line` is `nil`.
  case missingColumns(file: String, line: Int?, missing: [String], found: [String])
  /// The size of an arm is needed, and only columns of these names could give it, which may as well
  /// A row above the header is itself a header with counts.
  case secondHeader(file: String, line: Int, first: Int)
  /// Two columns have the same name or the same meaning.
  case repeatedColumn(file: String, line: Int, first: String, second: String, numbers: [Int])
  /// A cell should be a count and is none.
  case invalidCount(location: DataLocation, value: String, problem: CountProblem)
  /// The cells of an arm and its size contradict each other.
  case inconsistentCounts(location: DataLocation, value: Int, explanation: String)
  /// The file ends after its header.
  case noRows(file: String)
  /// No selected row has an arm with both counts.
  case noUsableRow(file: String, rows: Int, droppedOneArm: Int)
  /// A row sums others up; `excluding` is the label by which `--exclude` leaves it out, if one does,
  /// and `conditions` are options that leave it out or keep it alone, as they are typed.
  case totalRow(
    file: String, line: Int, study: String, ground: TotalGround, excluding: String?,
    conditions: [String])
  /// A study has several rows.
  case repeatedStudy(file: String, RepeatedStudy)

  /// Whose mistake it is.
  public var kind: Kind {
    switch self {
    case .text(let error):
      switch error {
      case .unreadable: .notFound
      case .tooLittleMemory: .limits
      default: .malformed
      }
    case .unknownExample: .notFound
    case .invalidFilter, .unknownColumn, .unknownLevel, .noRowLeft, .allExcluded, .unknownStudy,
      .tooManyLevels, .unorderedCell, .unorderedValue:
      .usage
    default: .malformed
    }
  }
}
