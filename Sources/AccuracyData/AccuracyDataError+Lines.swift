import TabularText

extension AccuracyDataError {
  /// The same error of a file of which the data were a part, so that lines count from the file's beginning.
  ///
  /// - Parameter line: the line of the file for one of the part, both from 1.
  /// - Returns: the error; one that names no line as it is.
  package func movingLines(_ line: (Int) -> Int) -> AccuracyDataError {
    func moved(_ place: DataLocation) -> DataLocation {
      var place = place
      place.line = line(place.line)
      return place
    }
    switch self {
    case .text(let error): return .text(error.movingLines(line))
    case .unorderedCell(let place, let value, let condition):
      return .unorderedCell(location: moved(place), value: value, condition: condition)
    case .invalidCount(let place, let value, let problem):
      return .invalidCount(location: moved(place), value: value, problem: problem)
    case .inconsistentCounts(let place, let value, let explanation):
      return .inconsistentCounts(location: moved(place), value: value, explanation: explanation)
    case .severalFaults(let file, let first, let count):
      return .severalFaults(file: file, first: first.map { $0.movingLines(line) }, count: count)
    case .raggedRow(let file, let at, let found, let expected, let field):
      return .raggedRow(
        file: file, line: line(at), found: found, expected: expected, firstField: field)
    case .swallowedRow(let file, let at, let field, let closing):
      return .swallowedRow(file: file, line: line(at), field: field, closing: line(closing))
    case .rowNames(let file, let at, let fields, let field):
      return .rowNames(file: file, line: line(at), fields: fields, firstField: field)
    case .spilledRow(let file, let at, let column, let value, let field):
      return .spilledRow(
        file: file, line: line(at), column: column, value: value, firstField: field)
    case .mergedCells(let file, let column, let option, let lines):
      return .mergedCells(file: file, column: column, option: option, lines: lines.map(line))
    case .totalRow(let file, let at, let study, let ground, let excluding, let conditions):
      return .totalRow(
        file: file, line: line(at), study: study, ground: ground, excluding: excluding,
        conditions: conditions)
    case .repeatedStudy(let file, let study):
      var study = study
      study.lines = study.lines.map(line)
      return .repeatedStudy(file: file, study)
    default: return self
    }
  }
}

extension TabularTextError {
  fileprivate func movingLines(_ line: (Int) -> Int) -> TabularTextError {
    switch self {
    case .nulByte(let file, let at, let byte): .nulByte(file: file, line: line(at), byte: byte)
    case .openQuote(let file, let at, let field):
      .openQuote(file: file, line: line(at), field: field)
    case .textAfterQuote(let file, let at, let field):
      .textAfterQuote(file: file, line: line(at), field: field)
    case .fieldTooLong(let file, let at, let field):
      .fieldTooLong(file: file, line: line(at), field: field)
    default: self
    }
  }
}
