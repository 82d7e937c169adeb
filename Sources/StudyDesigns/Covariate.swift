import AccuracyData
import Messages
import TabularText

/// A column of the data on which parameters depend, with its value in every row.
public struct Covariate: Sendable, Equatable {
  /// How a column acts.
  public enum Kind: String, Sendable, CaseIterable {
    /// Each value is a level with parameters of its own.
    case categorical
    /// A number; parameters change along a straight line on the logit scale.
    case continuous
  }

  /// The values, by kind.
  public enum Values: Sendable, Equatable {
    /// The levels, the reference first, and for each row the place of its level.
    case levels([String], ofRows: [Int])
    /// A number for each row, with their mean and standard deviation (n - 1) over all rows.
    case numbers([Double], mean: Double, deviation: Double)
  }

  /// The column, as the header spells it.
  public let column: String
  /// Its values.
  public let values: Values
  /// Whether the kind was recognised by the rule of `ruleText`, not asked for.
  public let isRecognised: Bool

  /// How it acts.
  public var kind: Kind {
    switch values {
    case .levels: .categorical
    case .numbers: .continuous
    }
  }

  /// The levels, the reference first; none of a continuous covariate.
  public var levels: [String] {
    if case .levels(let levels, _) = values { levels } else { [] }
  }

  /// A column with as many different numbers is continuous.
  public static let fewestNumbers = 6
  /// A column of categories has at most so many levels.
  public static let mostLevels = 50
  /// The rule by which a column's kind is recognised.
  public static let ruleText =
    "a column of numbers with \(fewestNumbers) or more different values is continuous, any other "
    + "categorical"

  /// One clause for a page, as `test: categorical, 2 levels (CT 89 rows, MRI 19)`.
  public var sentence: String {
    switch values {
    case .levels(let levels, let places):
      let counts = levels.indices.map { level in
        let count = places.count { $0 == level }
        return "\(levels[level]) \(count)" + (level == 0 ? (count == 1 ? " row" : " rows") : "")
      }
      let shown = counts.prefix(8) + (counts.count > 8 ? ["..."] : [])
      return "\(column): categorical, \(levels.count) level\(levels.count == 1 ? "" : "s") "
        + "(\(shown.joined(separator: ", ")))"
    case .numbers(_, let mean, let deviation):
      return "\(column): continuous, mean \(Self.number(mean)), SD \(Self.number(deviation))"
    }
  }

  /// A number that reads back as it is, without a needless `.0`.
  static func exact(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// A number with four significant digits at most, and no zeros behind them.
  static func number(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value)" }
    if abs(value) < 1e-9 || abs(value) >= 1e15 {
      var (digits, power) = (value, 0)
      while abs(digits) >= 10 { (digits, power) = (digits / 10, power + 1) }
      while abs(digits) < 1 { (digits, power) = (digits * 10, power - 1) }
      return "\((digits * 1000).rounded() / 1000)e\(power)"
    }
    var unit = 1.0
    while abs(value) * unit < 1000, unit < 1e12 { unit *= 10 }
    let rounded = (value * unit).rounded() / unit
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// A column that is asked for as a covariate.
public struct CovariateChoice: Sendable, Equatable {
  /// The column, in any case.
  public var column: String
  /// Its kind; nil to have it recognised.
  public var kind: Covariate.Kind?

  /// A choice.
  ///
  /// - Parameters:
  ///   - column: the column, in any case.
  ///   - kind: its kind; nil to have it recognised.
  public init(_ column: String, kind: Covariate.Kind? = nil) {
    (self.column, self.kind) = (column, kind)
  }

  /// Reads `COLUMN`, `COLUMN:categorical` or `COLUMN:continuous`.
  ///
  /// - Parameter text: as typed.
  public init(parsing text: String) {
    for kind in Covariate.Kind.allCases where text.lowercased().hasSuffix(":\(kind.rawValue)") {
      self.init(trimmedText(text.dropLast(kind.rawValue.count + 1)), kind: kind)
      return
    }
    self.init(trimmedText(text))
  }

  /// As it is typed.
  public var text: String { column + (kind.map { ":\($0.rawValue)" } ?? "") }
}

extension Covariate {
  /// Reads a column of the data.
  ///
  /// - Parameters:
  ///   - choice: the column with its kind.
  ///   - studies: the rows of the data.
  ///   - references: levels that are to come first; others stand in the order of the rows.
  ///   - direct: of data that were cut down, the column and its levels before, whose order they keep.
  /// - Throws: `StudyDesignError` for an unknown column, missing cells, or numbers that are none.
  public init(
    _ choice: CovariateChoice, in studies: [AccuracyStudy], references: [String],
    direct: DirectComparison? = nil
  ) throws(StudyDesignError) {
    let names = studies.first?.covariates.map(\.name) ?? []
    let wanted = choice.column.lowercased()
    guard
      let place = names.firstIndex(of: choice.column)
        ?? names.firstIndex(where: { $0.lowercased() == wanted })
    else {
      let known =
        names.isEmpty
        ? "the data have no other columns than labels and counts"
        : "the columns are \(listedNames(names, limit: 12))"
      throw StudyDesignError(
        .usage, "there is no column \(quotedForMessage(choice.column)) for a covariate; \(known)")
    }
    column = names[place]
    isRecognised = choice.kind == nil
    let cells = studies.map { $0.covariates[place].value }
    let missing = cells.indices.filter { isMissingValue(cells[$0]) }
    if let first = missing.first {
      let others = listedNames(missing.dropFirst().map { studies[$0].label }, limit: 4)
      throw StudyDesignError(
        .data,
        "line \(studies[first].row): \(quotedForMessage(studies[first].label)) has no value of "
          + quotedForMessage(column)
          + (missing.count > 1
            ? ", nor \(missing.count == 2 ? "has 1 other" : "have \(missing.count - 1) others") "
              + "(\(others))" : ""),
        remedy: ArgumentValue(.filter, "\(column)!="))
    }
    var marks = DecimalMarks()
    marks.look(at: cells, column: place)
    let numbers = cells.map { orderedNumber($0, marks: marks) }
    let areNumbers = numbers.allSatisfy { $0?.isFinite == true }
    let distinct = Set(numbers.compactMap { $0 }).count
    let kind =
      choice.kind
      ?? (areNumbers && distinct >= Self.fewestNumbers ? .continuous : .categorical)
    switch kind {
    case .continuous:
      if let bad = numbers.firstIndex(where: { $0?.isFinite != true }) {
        throw StudyDesignError(
          .data,
          "line \(studies[bad].row): \(quotedForMessage(cells[bad])) in column "
            + "\(quotedForMessage(column)) is not a number, which a continuous covariate needs; "
            + "correct the cell, or take it as \(column):categorical")
      }
      values = try Self.scaled(numbers.compactMap { $0 }, column: column)
    case .categorical:
      values = try Self.levels(
        of: cells, column: column, references: references,
        order: direct?.column == column ? direct?.levels ?? [] : [])
    }
  }

  private static func scaled(
    _ numbers: [Double], column: String
  ) throws(StudyDesignError) -> Values {
    guard let low = numbers.min(), let high = numbers.max(), low < high else {
      throw StudyDesignError(
        .data,
        "column \(quotedForMessage(column)) has the same value in every row, so that no slope can be "
          + "estimated; leave the covariate out")
    }
    let (mean, deviation) = moments(numbers)
    guard deviation.isFinite, deviation > 1e-300 else {
      throw StudyDesignError(
        .data,
        "column \(quotedForMessage(column)) has values from \(low) to \(high), which are too "
          + "\(deviation.isFinite ? "small" : "large") to be standardised; give them in another unit"
      )
    }
    guard deviation > 1e-12 * abs(mean) else {
      throw StudyDesignError(
        .data,
        "column \(quotedForMessage(column)) has values from \(low) to \(high), whose differences are "
          + "lost beside their size; take a number near them from all, so that the differences are left"
      )
    }
    return .numbers(numbers, mean: mean, deviation: deviation)
  }

  /// Mean and standard deviation (n - 1).
  private static func moments(_ numbers: [Double]) -> (mean: Double, deviation: Double) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let sum = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, numbers.count > 1 ? (sum / Double(numbers.count - 1)).squareRoot() : 0)
  }

  private static func levels(
    of cells: [String], column: String, references: [String], order: [String]
  ) throws(StudyDesignError) -> Values {
    var places: [String: Int] = [:]
    var levels: [String] = []
    var ofRows: [Int] = []
    for cell in cells {
      let key = comparisonKey(cell)
      if places[key] == nil {
        places[key] = levels.count
        levels.append(cell)
      }
      ofRows.append(places[key] ?? 0)
    }
    guard levels.count <= mostLevels else {
      throw StudyDesignError(
        .data,
        "column \(quotedForMessage(column)) has \(levels.count) different values, and a categorical "
          + "covariate at most \(mostLevels) levels; give a column of categories, or numbers as "
          + "\(column):continuous")
    }
    let reference = references.compactMap { places[comparisonKey(trimmedText($0))] }.first
    var known: Set<Int> = []
    let first =
      (reference.map { [$0] } ?? []) + order.compactMap { places[comparisonKey($0)] }
    let sorted = (first + levels.indices).filter { known.insert($0).inserted }
    if sorted != Array(levels.indices) {
      levels = sorted.map { levels[$0] }
      ofRows = ofRows.map { sorted.firstIndex(of: $0) ?? 0 }
    }
    return .levels(levels, ofRows: ofRows)
  }
}
