import TabularText

extension AccuracyDataError {
  /// What is wrong with the rows that were asked for.
  var selectionMessage: String {
    switch self {
    case .invalidFilter(let text):
      "\(quotedForMessage(text)) is not a condition; write COLUMN=VALUE, for example test=CT "
        + "(or with !=, <, <=, >, >=)"
    case .unknownColumn(let file, let option, let name, let available):
      "\(shown(file)): \(option) asks for column \(quotedForMessage(name)), which is not there; "
        + "the columns are \(listedNames(available, limit: 12))"
    case .unknownLevel(let file, let column, let value, let levels):
      "\(shown(file)): column \(quotedForMessage(column)) never has the value "
        + "\(quotedForMessage(value)); its values are "
        + listedNames(levels.map { $0.isEmpty ? "(missing)" : $0 }, limit: 10)
    case .noRowLeft(let file, let filters):
      "\(shown(file)): no row meets all conditions ("
        + listedForMessage(filters.map(\.text), limit: 5) + "); drop one of them"
    case .allExcluded(let file):
      "\(shown(file)): --exclude leaves no row; name fewer studies"
    case .unknownStudy(let file, let name, let nearest):
      "\(shown(file)): --exclude asks for study \(quotedForMessage(name)), which is not there; "
        + "the nearest labels are \(listedNames(nearest, limit: 3))"
        + (nearest.first.flatMap { shellOption("--exclude", $0) }.map { ": use \($0)" } ?? "")
    case .tooManyLevels(let file, let column, let levels, let limit):
      "\(shown(file)): column \(quotedForMessage(column)) has \(levels) values, and --by analyses at "
        + "most \(limit) levels one by one; give a column of categories"
    case .unorderedCell(let location, let value, let condition):
      "\(shown(location)): \(quotedForMessage(value)) cannot be compared as a number, which "
        + "the condition \(quotedForMessage(condition)) needs; use = or != , or correct the cell"
    case .unorderedValue(let file, let value, let condition, true):
      "\(shown(file)): \(quotedForMessage(value)) in the condition \(quotedForMessage(condition)) can "
        + "be a number with decimals or one with thousands; write it without a separator of "
        + "thousands, or with another number of decimals"
    case .unorderedValue(let file, let value, let condition, false):
      "\(shown(file)): \(quotedForMessage(value)) in the condition \(quotedForMessage(condition)) is "
        + "not a number; <, <=, > and >= compare numbers"
    default: ""
    }
  }

  /// What is wrong with the labels of studies.
  var studyMessage: String {
    switch self {
    case .doubtfulStudyColumn(let file, let column, let example, let numbering, let columns):
      "\(shown(file)): " + doubtful(column, example: example, numbering: numbering)
        + " The columns are \(listedNames(columns, limit: 12))"
    case .repeatedStudy(let file, let repeated): shown(file) + repeatedMessage(repeated)
    default: ""
    }
  }

  private func doubtful(_ column: String, example: String, numbering: String?) -> String {
    let name = quotedForMessage(column)
    let several = example.isEmpty ? "one of its studies" : quotedForMessage(example)
    let choices = [
      shellOption("--study", column).map { "\($0) if it names the study" },
      numbering.map { shellOption("--study", $0) ?? "--study none" }
        .map { "\($0) if each row is a study of its own" }
        ?? "--study none if each row is a study of its own",
    ].compactMap { $0 }
    return "column \(name) looks as if it named the study, and \(several) is in several rows; use "
      + choices.joined(separator: ", or ") + "."
  }

  private func repeatedMessage(_ repeated: RepeatedStudy) -> String {
    let lines = listedForMessage(repeated.lines.map(String.init), limit: 6)
    let others = repeated.repeatedStudies - 1
    var text = repeated.level.map { ", level \(quotedForMessage($0))" } ?? ""
    text += ": study \(quotedForMessage(repeated.study)) is in \(repeated.lines.count) rows "
    text += "(lines \(lines))"
    if !repeated.otherSpellings.isEmpty {
      let spellings = repeated.otherSpellings.prefix(3).map { quotedForMessage($0) }
      text += ", also written \(spellings.joined(separator: ", "))"
    }
    if others > 0 {
      text += others == 1 ? ", and so is 1 more study" : ", and so are \(others) more studies"
    }
    if repeated.hasFilledLabels { text += ", with blank labels taken as the study above" }
    if repeated.identicalRows {
      return text + "; its rows are equal in every column, so remove the copies"
    }
    text += separation(repeated)
    let naming = namingRemedy(repeated)
    let isByYear = repeated.namingColumn.map(StudyColumnNames.isPublicationDate) == true
    if let numbering = repeated.numberingColumn.flatMap({ shellOption("--study", $0) }) {
      text += ", \(numbering) if these are different studies"
    } else if let naming, !isByYear {
      text += ", \(naming) if these are different studies"
    }
    if repeated.labelIsWeak {
      text += ", --study none if \(quotedForMessage(repeated.labelColumn)) does not name the study"
    }
    return text + ", or --allow-dependent to pool dependent rows"
  }

  private func separation(_ repeated: RepeatedStudy) -> String {
    let separating = repeated.separatingColumns
    if !separating.isEmpty {
      let use =
        repeated.remedies.isEmpty
        ? "--where or --by" : repeated.remedies.joined(separator: " or ")
      // Several years of one name are rather several studies.
      let naming =
        repeated.namingColumn.map(StudyColumnNames.isPublicationDate) == true
        ? namingRemedy(repeated) : nil
      return "; what separates the rows is \(listedNames(separating, limit: 8)): use "
        + (naming.map { "\($0) if these are different studies, " } ?? "") + use
    }
    if !repeated.partlySeparatingColumns.isEmpty {
      let partly = repeated.partlySeparatingColumns.map {
        "\(listedNames([$0.name], limit: 1)) (\($0.studies) of \(repeated.repeatedStudies))"
      }
      let combined = repeated.remedies.first.map { "\($0) for a part" } ?? "--where and --by"
      return "; no single column separates the rows of all of them, the best are "
        + "\(listedForMessage(partly, limit: 8, length: 60)): combine them, as \(combined)"
    }
    return "; no other column separates the rows, so give each a label of its own"
  }

  /// What to write if rows of one label are different studies after all.
  private func namingRemedy(_ repeated: RepeatedStudy) -> String? {
    let columns =
      repeated.separatingColumns.isEmpty
      ? repeated.jointlySeparatingColumns : repeated.namingColumn.map { [$0] } ?? []
    if columns.isEmpty { return nil }
    return shellOption("--study", ([repeated.labelColumn] + columns).joined(separator: ","))
  }
}
