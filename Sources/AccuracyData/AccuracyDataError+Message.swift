extension AccuracyDataError: CustomStringConvertible {
  /// The same as `message`.
  public var description: String { message }

  /// What is wrong, where, and what would be right, for the person who made the file.
  public var message: String {
    switch self {
    case .unreadable(let file, let reason): "\(shown(file)): \(reason)"
    case .unknownExample(let name, let nearest):
      "there is no built-in data set \(quotedForMessage(name)); "
        + "the nearest names are \(listedForMessage(nearest, limit: 3))"
    case .invalidFilter, .unknownColumn, .unknownLevel, .noRowLeft: selectionMessage
    case .tooLarge, .tooLittleMemory, .empty, .binaryFormat, .nulByte: contentMessage
    case .openQuote, .textAfterQuote, .raggedRow, .missingColumns, .repeatedColumn:
      structureMessage
    case .invalidCount, .inconsistentCounts: countMessage
    case .noRows(let file):
      "\(shown(file)): there is a header but no row below it; each study needs a row"
    case .noUsableRow(let file, let rows):
      "\(shown(file)): no usable row among \(rows); at least one study needs TP and FN, "
        + "or TN and FP"
    case .totalRow(let file, let line, let study, let isNamedTotal):
      "\(shown(file)), line \(line): \(quotedForMessage(study)) "
        + (isNamedTotal ? "looks like a row of totals" : "has the column sums as its counts")
        + "; remove the row, because it would count every participant twice"
    case .repeatedStudy(let file, let repeated): "\(shown(file))" + repeatedMessage(repeated)
    }
  }

  private var selectionMessage: String {
    switch self {
    case .invalidFilter(let text):
      "\(quotedForMessage(text)) is not a condition; write COLUMN=VALUE, for example test=CT"
    case .unknownColumn(let file, let option, let name, let available):
      "\(shown(file)): \(option) asks for column \(quotedForMessage(name)), which is not there; "
        + "the columns are \(listedForMessage(available, limit: 12))"
    case .unknownLevel(let file, let column, let value, let levels):
      "\(shown(file)): column \(quotedForMessage(column)) never has the value "
        + "\(quotedForMessage(value)); its values are "
        + listedForMessage(levels.map { $0.isEmpty ? "(missing)" : $0 }, limit: 10)
    case .noRowLeft(let file, let filters):
      "\(shown(file)): no row meets all conditions ("
        + listedForMessage(filters.map { "\($0.column)=\($0.value)" }, limit: 5)
        + "); drop one of them"
    default: ""
    }
  }

  private var contentMessage: String {
    switch self {
    case .tooLarge(let file, let megabytes):
      "\(shown(file)): more than \(megabytes) MB, which is no table of studies"
    case .tooLittleMemory(let file, let needed, let left):
      "\(shown(file)): reading it may need \(needed) MB of memory, and the limits (ulimit -v, "
        + "ulimit -d) leave \(left) MB; a smaller file or a higher limit would do"
    case .empty(let file):
      "\(shown(file)): the file is empty; it needs a header such as study,TP,FP,FN,TN "
        + "and one row a study"
    case .binaryFormat(let file, let format):
      "\(shown(file)): this is \(format), not text; open it and save the sheet as CSV UTF-8"
    case .nulByte(let file, let line, let byte):
      "\(shown(file)), line \(line), byte \(byte): a NUL byte, so this is a binary file or UTF-16 "
        + "without a byte order mark; save it as CSV UTF-8"
    default: ""
    }
  }

  private var structureMessage: String {
    switch self {
    case .openQuote(let file, let line, let field):
      "\(shown(file)), line \(line), column \(field): a quotation mark opens here and is never "
        + "closed; close it, or write two for a literal one"
    case .textAfterQuote(let file, let line, let field):
      "\(shown(file)), line \(line), column \(field): text after the closing quotation mark; "
        + "put the whole field in quotation marks and double the ones inside"
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
    case .repeatedColumn(let file, let line, let first, let second, let numbers):
      "\(shown(file)), line \(line): columns "
        + numbers.map(String.init).joined(separator: " and ")
        + " (\(quotedForMessage(first)) and \(quotedForMessage(second))) are the same column "
        + "twice; rename or remove one"
    default: ""
    }
  }

  private var countMessage: String {
    switch self {
    case .invalidCount(let location, let value, let problem):
      "\(shown(location)): \(quotedForMessage(value)) \(problem.explanation)"
    case .inconsistentCounts(let location, let value, let explanation):
      "\(shown(location)): \(value) contradicts the row, because \(explanation); correct one of "
        + "them, or rename the column if it means something else"
    default: ""
    }
  }

  private func repeatedMessage(_ repeated: RepeatedStudy) -> String {
    let lines = listedForMessage(repeated.lines.map(String.init), limit: 6)
    let others = repeated.repeatedStudies - 1
    var text = repeated.level.map { ", level \(quotedForMessage($0))" } ?? ""
    text += ": study \(quotedForMessage(repeated.study)) is in \(repeated.lines.count) rows "
    text += "(lines \(lines))"
    if others > 0 {
      text += others == 1 ? ", and so is 1 more study" : ", and so are \(others) more studies"
    }
    if repeated.identicalRows {
      return text + "; its rows are equal in every column, so remove the copies"
    }
    let separating = repeated.separatingColumns
    if let column = separating.first {
      text += "; what separates the rows is \(listedForMessage(separating, limit: 8)): "
      text += "use --where or --by with it"
      text += namingAdvice(repeated.labelColumn, and: [column])
    } else if !repeated.partlySeparatingColumns.isEmpty {
      let partly = repeated.partlySeparatingColumns.map {
        "\($0.name) (\($0.studies) of \(repeated.repeatedStudies))"
      }
      text += "; no single column separates the rows of all of them, the best are "
      text += "\(listedForMessage(partly, limit: 8)): combine --where and --by"
      text += namingAdvice(repeated.labelColumn, and: repeated.jointlySeparatingColumns)
    } else {
      text += "; no other column separates the rows, so give each a label of its own"
    }
    return text + ", or pool dependent rows with --allow-dependent"
  }
}

/// What to write if rows of one label are different studies after all.
private func namingAdvice(_ label: String, and columns: [String]) -> String {
  if columns.isEmpty { return "" }
  let names = ([label] + columns).map { listedForMessage([$0], limit: 1) }
  return ", or, if these are different studies, --study \(names.joined(separator: ","))"
}

/// The name of a file as messages show it: the end is what tells long paths apart.
private func shown(_ file: String) -> String {
  let visible = trimmedText(file.suffix(200))
  return file.count > 200 ? "...\(visible)" : visible
}

private func shown(_ location: DataLocation) -> String {
  "\(shown(location.file)), line \(location.line), column \(location.columnNumber) "
    + "(\(listedForMessage([location.columnName], limit: 1)))"
}

extension CountProblem {
  /// Why the cell is no count and what to write, to follow the value.
  var explanation: String {
    switch self {
    case .negative: "is negative; a count is 0 or more"
    case .fraction: "is not whole; a count is a whole number such as 12"
    case .exponent: "is in scientific notation; write all digits of the count"
    case .comma: "has a comma; write the count without thousands separator or decimals"
    case .tooLarge: "is more than \(largestCount); no study has so many participants"
    case .notANumber: "is not a count; write a whole number such as 12, or nothing if it is missing"
    }
  }
}
