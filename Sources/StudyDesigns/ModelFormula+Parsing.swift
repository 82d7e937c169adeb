extension ModelFormula {
  /// Parses `side ~ term + term; side ~ term`.
  ///
  /// A side is `mu_se`, `mu_sp` or `tau`, or `accuracy`, `threshold` or `shape`; a term is a column, `a:b` or
  /// `1`; a name that is no identifier stands between backquotes. Whether the columns exist is decided by the data.
  ///
  /// - Parameter text: as typed.
  /// - Throws: `StudyDesignError` that names the place and what would be right.
  public init(parsing text: String) throws(StudyDesignError) {
    self.init()
    var reader = FormulaReader(text)
    var seen: Set<Side> = []
    repeat {
      if reader.isAtEnd, !seen.isEmpty { break }
      let name = try reader.name(of: "a side")
      guard let side = Side(rawValue: name) else {
        throw reader.problem(
          "\"\(name)\" is no side of a formula; the sides are "
            + Side.allCases.map(\.rawValue).joined(separator: ", "))
      }
      guard seen.insert(side).inserted else {
        throw reader.problem("\(side.rawValue) stands twice")
      }
      if let other = seen.first(where: { $0.isHierarchical != side.isHierarchical }) {
        throw reader.problem(
          "\(other.rawValue) and \(side.rawValue) are of two scales; accuracy, threshold and shape (the "
            + "HSROC model) exclude mu_se, mu_sp and tau")
      }
      try reader.require("~", after: side.rawValue)
      let terms = try reader.terms()
      switch side {
      case .muSensitivity: muSensitivity = terms
      case .muSpecificity: muSpecificity = terms
      case .covariance:
        guard terms.count < 2, (terms.first?.columns.count ?? 0) < 2 else {
          throw reader.problem("tau depends on one column at most, as tau ~ test")
        }
        covariance = terms.first?.columns.first
      case .accuracy: accuracy = terms
      case .threshold: threshold = terms
      case .shape: shape = terms
      }
    } while reader.skip(";")
    guard reader.isAtEnd else {
      throw reader.problem("\"\(reader.rest)\" is not expected there; separate sides by ;")
    }
  }
}

/// Reads a formula from left to right.
private struct FormulaReader {
  private let text: String
  private var place: String.Index

  init(_ text: String) { (self.text, place) = (text, text.startIndex) }

  private mutating func skipSpace() {
    while place < text.endIndex, text[place].isWhitespace { place = text.index(after: place) }
  }

  /// What has not been read, at most 20 characters.
  var rest: String {
    let left = text[place...]
    return left.count > 20 ? left.prefix(20) + "..." : String(left)
  }

  var isAtEnd: Bool { text[place...].allSatisfy(\.isWhitespace) }

  func problem(_ what: String) -> StudyDesignError {
    StudyDesignError(.usage, "formula \"\(text)\": \(what)")
  }

  /// Takes a character where it comes next.
  mutating func skip(_ character: Character) -> Bool {
    skipSpace()
    guard place < text.endIndex, text[place] == character else { return false }
    place = text.index(after: place)
    return true
  }

  mutating func require(_ character: Character, after what: String) throws(StudyDesignError) {
    guard skip(character) else {
      throw problem("after \(what) a \(character) is missing, as in mu_se ~ test")
    }
  }

  /// An identifier, or what stands between backquotes.
  mutating func name(of what: String) throws(StudyDesignError) -> String {
    skipSpace()
    if skip("`") { return try quotedName() }
    let word = text[place...].prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    guard !word.isEmpty else {
      let found = isAtEnd ? "nothing" : "\"\(rest)\""
      throw problem(
        "\(what) is expected where \(found) stands; a name with other characters than letters, digits, "
          + "_ and . needs backquotes")
    }
    place = word.endIndex
    return String(word)
  }

  /// What stands before the next backquote; two of them are one in the name.
  private mutating func quotedName() throws(StudyDesignError) -> String {
    var name = ""
    while let end = text[place...].firstIndex(of: "`") {
      name += text[place..<end]
      place = text.index(after: end)
      guard place < text.endIndex, text[place] == "`" else { return name }
      name += "`"
      place = text.index(after: place)
    }
    throw problem("a backquote is opened and not closed")
  }

  /// Whether the next name stands between backquotes.
  private mutating func isQuoted() -> Bool {
    skipSpace()
    return place < text.endIndex && text[place] == "`"
  }

  /// Terms separated by +; `1` stands for what is always there.
  mutating func terms() throws(StudyDesignError) -> [ModelFormula.Term] {
    var terms: [ModelFormula.Term] = []
    repeat {
      // A column can be called 1, but only between backquotes.
      let isPlain = !isQuoted()
      var columns = [try name(of: "a column")]
      while skip(":") { columns.append(try name(of: "a column")) }
      if isPlain, columns == ["1"] { continue }
      guard columns.count <= 2, Set(columns).count == columns.count else {
        throw problem("an interaction has two different columns, as a:b")
      }
      let term = ModelFormula.Term(columns)
      guard !terms.contains(where: { Set($0.columns) == Set(columns) }) else {
        throw problem("\(term.text) stands twice on one side")
      }
      terms.append(term)
    } while skip("+")
    return terms
  }
}
