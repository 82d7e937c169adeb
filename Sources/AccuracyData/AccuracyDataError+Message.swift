import TabularText

extension AccuracyDataError: CustomStringConvertible {
  /// The same as `message`.
  public var description: String { message }

  /// What is wrong, where, and what would be right, for the person who made the file.
  public var message: String {
    switch self {
    case .text(let error): error.message
    case .unknownExample(let name, let nearest):
      "there is no built-in data set \(quotedForMessage(name)); "
        + "the nearest names are \(listedForMessage(nearest, limit: 3))"
    case .invalidFilter, .unknownColumn, .unknownLevel, .noRowLeft, .allExcluded, .unknownStudy,
      .tooManyLevels, .unorderedCell, .unorderedValue:
      selectionMessage
    case .swallowedRow, .rowNames, .spilledRow, .mergedCells: shiftMessage
    case .foreignSeparator(let file, let line, let kind):
      "\(shown(file)), line \(line): \(kind.text)"
    case .unreadCounts(let file, let line, let columns, let missing):
      "\(shown(file)), line \(line): no column is called \(missing.joined(separator: " or ")), but "
        + "\(listedNames(columns, limit: 6)) may be meant; call the counts TP, FP, FN and TN, or rename "
        + "what is no count"
    case .raggedRow, .missingColumns, .repeatedColumn, .secondHeader:
      structureMessage
    case .invalidCount, .inconsistentCounts, .severalFaults: countMessage
    case .doubtfulStudyColumn, .repeatedStudy: studyMessage
    case .noRows(let file):
      "\(shown(file)): there is a header but no row below it; each study needs a row"
    case .noUsableRow(let file, let rows, let dropped):
      "\(shown(file)): no usable row among \(rows); at least one study needs TP and FN, "
        + (dropped > 0
          ? "and TN and FP, because --one-arm drop leaves out \(dropped) with one arm; "
            + "use --one-arm use"
          : "or TN and FP")
    case .totalRow(let file, let line, let study, let ground, let excluding, let conditions):
      "\(shown(file)), line \(line): \(quotedForMessage(study)) \(ground.text); it would count "
        + "every participant twice: remove the row"
        + (excluding.flatMap { shellOption("--exclude", $0) }.map { ", or use \($0)" } ?? "")
        + (conditions.isEmpty
          ? "" : ", or choose rows with \(conditions.joined(separator: " or "))")
        + (ground == .name ? ". If it is a study, put its year into the label" : "")
    }
  }

  private var structureMessage: String {
    switch self {
    case .raggedRow(let file, let line, let found, let expected, let firstField):
      "\(shown(file)), line \(line): \(found) \(found == 1 ? "field" : "fields") where the header "
        + "has \(expected); the row begins with \(quotedForMessage(firstField)). Every row needs "
        + "\(expected) fields; a field with a separator inside goes in quotation marks"
    case .missingColumns(let file, let line, let missing, let found):
      shown(file) + (line.map { ", line \($0)" } ?? "") + ": "
        + (line == nil
          ? "no header row with the names of the counts"
          : "no column for \(missing.joined(separator: " and "))")
        + ". Needed are TP, FP, FN and TN (or TP with n1 and TN or FP with n0), separated by "
        + "commas, semicolons or tabs; found \(listedForMessage(found, limit: 10))"
    case .secondHeader(let file, let line, let first):
      "\(shown(file)): lines \(first) and \(line) are both headers with counts, and the rows "
        + "between them would be lost; give each table a file of its own, or remove one header"
    case .repeatedColumn(let file, let line, let first, let second, let numbers):
      "\(shown(file)), line \(line): columns "
        + numbers.map(String.init).joined(separator: " and ")
        + " (\(quotedForMessage(first)) and \(quotedForMessage(second))) are the same column "
        + "twice; rename or remove one"
    default: ""
    }
  }

  /// What is wrong with cells that stand in other columns, or in other rows, than they seem.
  private var shiftMessage: String {
    switch self {
    case .swallowedRow(let file, let line, let field, let closing):
      "\(shown(file)), line \(line), column \(field): a quotation mark opens here and is closed on "
        + "line \(closing) only, so that the rows between would be one cell; close it on its own line, "
        + "or remove it (where it means \"as above\", leave the cell blank)"
    case .rowNames(let file, let line, let fields, let firstField):
      "\(shown(file)), line \(line): every row has \(fields + 1) fields where the header has "
        + "\(fields), the first of them \(quotedForMessage(firstField)): row names without a header, as "
        + "R writes them (use write.csv with row.names = FALSE, or give that column a name in front of "
        + "the header), or else a separator too many at the end of each row, to be removed"
    case .spilledRow(let file, let line, let column, let value, let firstField):
      "\(shown(file)), line \(line): \(quotedForMessage(value)) under \(quotedForMessage(column)) looks "
        + "like the end of a row that stands one column too far to the right; the row begins with "
        + "\(quotedForMessage(firstField)). A cell with a separator inside, as 1,060 or a name, goes in "
        + "quotation marks"
    case .mergedCells(let file, let column, let option, let lines):
      "\(shown(file)): column \(quotedForMessage(column)), which "
        + "\(listedForMessage([option], limit: 1, length: 80)) asks for, has blanks or ditto marks below "
        + "its values (\(lines.count == 1 ? "line" : "lines") "
        + listedForMessage(lines.prefix(50).map(String.init), limit: 8, of: lines.count)
        + "), as merged cells of a spreadsheet leave them: these rows would be lost; write the value "
        + "into each cell, or NA where it is missing"
    default: ""
    }
  }

  private var countMessage: String {
    switch self {
    case .invalidCount(let location, let value, let problem):
      "\(shown(location)): \(quotedForMessage(value)) \(problem.fault(of: value)); \(problem.remedy)"
    case .inconsistentCounts(let location, let value, let explanation):
      "\(shown(location)): \(value) contradicts the row, because \(explanation); correct one of "
        + "them, or rename the column if it means something else"
    case .severalFaults(let file, let first, let count):
      "\(shown(file)): \(count) faults: "
        + first.map(\.shortFault).joined(separator: "; ")
        + (count > first.count ? "; and \(count - first.count) more" : "")
        + ". \(remedies(of: first))"
    default: ""
    }
  }

  /// A fault of one row or cell without the file's name and the remedy.
  private var shortFault: String {
    func place(_ location: DataLocation) -> String {
      "line \(location.line), column \(location.columnNumber) ("
        + listedForMessage([location.columnName], limit: 1, length: 20) + ")"
    }
    switch self {
    case .invalidCount(let location, let value, let problem):
      return "\(place(location)): \(quotedForMessage(value, length: 20)) "
        + problem.fault(of: value)
    case .inconsistentCounts(let location, let value, let explanation):
      return "\(place(location)): \(value) contradicts the row, because \(explanation)"
    case .raggedRow(_, let line, let found, let expected, _):
      return "line \(line): \(found) \(found == 1 ? "field" : "fields") instead of \(expected)"
    case .spilledRow(_, let line, let column, let value, _):
      return "line \(line): \(quotedForMessage(value, length: 20)) under "
        + "\(quotedForMessage(column, length: 20)) looks like the end of a shifted row"
    default: return message
    }
  }

  private func remedies(of faults: [AccuracyDataError]) -> String {
    var remedies: [String] = []
    func add(_ text: String) { if !remedies.contains(text) { remedies.append(text) } }
    for fault in faults {
      switch fault {
      case .invalidCount(_, _, .twoReadings):
        add("Groups of three digits can be thousands or not: write counts without separators")
      case .invalidCount(_, _, .tooLarge):
        add("Counts end at \(largestCount), because no study has so many participants")
      case .invalidCount: add("A count is a whole number such as 12, or nothing if it is missing")
      case .inconsistentCounts: add("Sizes of arms must be the sums of their cells")
      default: add("A field with a separator inside goes in quotation marks")
      }
    }
    return remedies.joined(separator: ". ")
  }
}

extension ForeignSeparator {
  /// What is wrong, and what to do.
  package var text: String {
    switch self {
    case .spaces:
      "the columns are separated by spaces; separate them by commas, semicolons or tabs (in R: "
        + "write.csv with row.names = FALSE)"
    case .bars: "the columns are separated by |; separate them by commas, semicolons or tabs"
    case .quotedRows:
      "the whole row stands in quotation marks and so is one cell; remove the marks round each row"
    }
  }
}

extension TotalGround {
  /// What is wrong with the row, to follow its label.
  package var text: String {
    switch self {
    case .name: "looks like a row of totals"
    case .sumOfAll: "has the column sums as its counts"
    case .sumOfNeighbours: "has the sums of the rows next to it as its counts"
    }
  }
}

package func shown(_ location: DataLocation) -> String {
  "\(shown(location.file)), line \(location.line), column \(location.columnNumber) "
    + "(\(listedForMessage([location.columnName], limit: 1)))"
}

extension CountProblem {
  /// Why the cell is no count, to follow the value.
  package func fault(of value: String) -> String {
    switch self {
    case .negative: "is negative"
    case .fraction: "is not whole"
    case .comma: "has a comma"
    case .twoReadings(let whole, let other):
      (value.contains(",") ? "has a comma and " : "") + "is \(whole) or \(other)"
    case .tooLarge(let number):
      (number.map { "is \($0), " } ?? "is ") + "more than \(largestCount)"
    case .notANumber: "is not a count"
    }
  }

  /// What to write.
  var remedy: String {
    switch self {
    case .negative: "a count is 0 or more"
    case .fraction: "a count is a whole number such as 12"
    case .comma: "write the count without thousands separator or decimals"
    case .twoReadings(let whole, let other):
      "groups of three digits can be thousands or not, and no other column shows which: write "
        + whole + (other.allSatisfy(\.isNumber) ? " or \(other)" : "")
    case .tooLarge: "counts end there, because no study has so many participants"
    case .notANumber: "write a whole number such as 12, or nothing if it is missing"
    }
  }
}
