/// What separates groups of digits: `1.000`, `1,000`, `1'000`, `1 000`.
package enum GroupSeparator: Hashable {
  case point, comma, apostrophe, space

  /// The separator that a character is.
  package init?(_ character: Character) {
    switch character {
    case ".": self = .point
    case ",": self = .comma
    case "'", "\u{2019}": self = .apostrophe
    case " ", "\u{A0}", "\u{202F}": self = .space
    default: return nil
    }
  }

  /// Whether it can be a decimal mark.
  package var canBeDecimalMark: Bool { self == .point || self == .comma }
}

/// A number of groups of three digits, which has one separator throughout: `1.000`, `12 345 678`.
///
/// Whether `1.000` is a thousand or one can only be known from the rest of the file.
package struct GroupedNumber: Equatable {
  package var separator: GroupSeparator
  /// The digits between the separators; the first group has one to three and does not begin with a
  /// zero, all others have three.
  package var groups: [String]

  /// All digits together.
  package var whole: String { groups.joined() }
  /// Whether it could be a decimal number: one mark only.
  package var canBeDecimal: Bool { groups.count == 2 && separator.canBeDecimalMark }
  /// The number as decimals, `1` for `1.000` and `1.25` for `1.250`.
  package var decimalReading: String {
    let fraction = groups[1].reversed().drop { $0 == "0" }.reversed()
    return fraction.isEmpty ? groups[0] : groups[0] + "." + String(fraction)
  }
  /// The digits behind the only separator, if it can be a decimal mark.
  package var decimals: String? { canBeDecimal ? groups[1] : nil }
}

/// What the spelling of a cell says about the marks in its number.
package enum NumberForm: Equatable {
  /// No number.
  case text
  /// Digits only, perhaps with a sign.
  case whole
  /// A number whose decimal mark can only be this one.
  case decimal(GroupSeparator)
  /// A number that can be read in two ways.
  case grouped(GroupedNumber)
}

/// How a cell spells its number.
///
/// - Parameter cell: a trimmed cell; a sign before it and a percent sign or an exponent behind it are
///   allowed.
/// - Returns: what its marks can be.
package func numberForm(_ cell: String) -> NumberForm {
  guard cell.utf8.count <= 40 else { return .text }
  var body = Substring(cell)
  if let sign = body.first, sign == "+" || isDash(sign) { body = body.dropFirst() }
  if body.last == "%" { body = body.dropLast() }
  var hasExponent = false
  if let mark = body.lastIndex(where: { $0 == "e" || $0 == "E" }) {
    let exponent = body[body.index(after: mark)...]
    let digits =
      exponent.first.map { $0 == "+" || $0 == "-" } == true
      ? exponent.dropFirst() : exponent
    guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return .text }
    body = body[..<mark]
    hasExponent = true
  }
  var groups = [""]
  var separators: [GroupSeparator] = []
  for character in body {
    if let byte = character.asciiValue, isDigit(byte) {
      groups[groups.count - 1].append(character)
    } else if let separator = GroupSeparator(character) {
      separators.append(separator)
      groups.append("")
    } else {
      return .text
    }
  }
  return form(groups, separators, hasExponent: hasExponent)
}

private func form(
  _ groups: [String], _ separators: [GroupSeparator], hasExponent: Bool
) -> NumberForm {
  guard let last = separators.last, let ending = groups.last else {
    return groups[0].isEmpty ? .text : .whole
  }
  guard !ending.isEmpty else { return .text }
  let areGroups = areThousands(groups)
  if Set(separators).count == 1 {
    if areGroups, !hasExponent {
      return .grouped(GroupedNumber(separator: last, groups: groups))
    }
    return separators.count == 1 && last.canBeDecimalMark ? .decimal(last) : .text
  }
  // 1.234,5: one mark between the groups and another before the decimals.
  let isMixed =
    last.canBeDecimalMark && Set(separators.dropLast()).count == 1
    && separators.count { $0 == last } == 1 && areThousands(groups.dropLast())
  return isMixed ? .decimal(last) : .text
}

/// Whether the first group has one to three digits, the first no zero, and each other one has three.
private func areThousands(_ groups: some Collection<String>) -> Bool {
  guard let first = groups.first else { return false }
  return (1...3).contains(first.utf8.count) && !first.hasPrefix("0")
    && groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
}

/// Whether a byte is a digit of ASCII.
package func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}

/// The decimal marks that the numbers of some columns prove.
package struct DecimalMarks: Equatable {
  /// The columns that have numbers with a decimal point.
  package var point: [Int] = []
  /// The columns that have numbers with a decimal comma.
  package var comma: [Int] = []

  /// Nothing proven yet.
  package init() {}

  /// Looks at one column; a column with any text in it proves nothing.
  package mutating func look(at cells: some Sequence<String>, column: Int) {
    var found: Set<GroupSeparator> = []
    for cell in cells where !isMissingValue(cell) && !isMissingCode(cell) {
      switch numberForm(cell) {
      case .text: return
      case .whole, .grouped: continue
      case .decimal where opensWithZeros(cell): return
      case .decimal(let mark): if !isMonth(cell, mark: mark) { found.insert(mark) }
      }
    }
    if found.contains(.point) { point.append(column) }
    if found.contains(.comma) { comma.append(column) }
  }
}

/// Whether a number begins with a zero and another digit, as days and months do and numbers do not.
private func opensWithZeros(_ cell: String) -> Bool {
  let digits = cell.utf8.drop { !isDigit($0) }.prefix(2)
  return digits.count == 2 && digits.first == UInt8(ascii: "0") && digits.allSatisfy(isDigit)
}

/// Whether a number is a month of a year, `5.2010` or `2010.05`.
private func isMonth(_ cell: String, mark: GroupSeparator) -> Bool {
  let parts = cell.split { GroupSeparator($0) == mark }
  guard parts.count == 2 else { return false }
  func isMonth(_ part: Substring) -> Bool { Int(part).map { (1...12).contains($0) } == true }
  return isCalendarYear(String(parts[1])) && isMonth(parts[0])
    || isCalendarYear(String(parts[0])) && isMonth(parts[1]) && parts[1].utf8.count == 2
}

/// A cell as a number for `<` and `>`.
///
/// - Parameters:
///   - cell: a trimmed cell.
///   - marks: what the numbers of its column prove.
/// - Returns: the number, or `nil` for text and for `1.000`, which can be read in two ways where the
///   column proves no decimal mark.
package func orderedNumber(_ cell: String, marks: DecimalMarks) -> Double? {
  let (hasPoint, hasComma) = (!marks.point.isEmpty, !marks.comma.isEmpty)
  if hasPoint && hasComma { return nil }
  switch numberForm(cell) {
  case .text: return nil
  case .whole: return Double(cell)
  case .decimal(let mark):
    if mark == .comma ? hasPoint : hasComma { return nil }
    let plain = cell.compactMap { character -> Character? in
      guard let separator = GroupSeparator(character) else { return character }
      return separator == mark ? "." : nil
    }
    return Double(String(plain))
  case .grouped(let number):
    guard hasComma || hasPoint, cell.utf8.first.map(isDigit) == true else { return nil }
    if number.separator != (hasComma ? .comma : .point) { return Double(number.whole) }
    return number.canBeDecimal ? Double(number.decimalReading) : nil
  }
}

/// What a number in a condition is.
package enum TypedNumber: Equatable {
  case number(Double)
  /// No number.
  case text
  /// A number whose mark can group thousands or begin decimals.
  case twoReadings
}

/// The value of a condition as a number.
///
/// It is typed by hand: a point in it is a decimal point also where the file has decimal commas,
/// unless cells of the column have points between groups of three digits.
///
/// - Parameters:
///   - value: the trimmed value.
///   - cells: the column.
///   - marks: what the numbers of the column prove.
/// - Returns: the number, or why there is none.
package func typedNumber(
  _ value: String, cells: some Sequence<String>, marks: DecimalMarks
) -> TypedNumber {
  guard case .grouped(let number) = numberForm(value), number.canBeDecimal else {
    let known = orderedNumber(value, marks: marks) ?? orderedNumber(value, marks: DecimalMarks())
    return known.map { .number($0) } ?? .text
  }
  let hasGroups = cells.contains {
    if case .grouped(let cell) = numberForm($0) {
      cell.separator == number.separator
    } else {
      false
    }
  }
  let isProven =
    number.separator == .point
    ? !marks.point.isEmpty && marks.comma.isEmpty
    : (!marks.comma.isEmpty || hasGroups) && marks.point.isEmpty != marks.comma.isEmpty
  if isProven {
    return orderedNumber(value, marks: marks).map { .number($0) } ?? .text
  }
  guard number.separator == .point, !hasGroups, value.utf8.first.map(isDigit) == true else {
    return .twoReadings
  }
  return Double(number.decimalReading).map { .number($0) } ?? .text
}
