/// What one column of draws holds: a quantity by name, `mu_se`, or one of a family, `mu_se[CT]`.
///
/// Two variables are the same where base and index are; all that reads draws asks for them by this,
/// never by a place in a list.
public struct Variable: Hashable, Sendable {
  /// The values that a quantity can take.
  public enum Scale: Sendable {
    /// Any number.
    case real
    /// Above 0.
    case positive
    /// From 0 to 1.
    case probability
    /// From -1 to 1.
    case correlation
    /// A ratio of probabilities or odds, above 0.
    case ratio

    /// Whether a quantity can have a value, the ends included, since numbers round.
    ///
    /// - Parameter value: any number.
    /// - Returns: false for NaN and the infinities.
    public func allows(_ value: Double) -> Bool {
      switch self {
      case .real: value.isFinite
      case .positive, .ratio: value >= 0 && value.isFinite
      case .probability: value >= 0 && value <= 1
      case .correlation: abs(value) <= 1
      }
    }
  }

  /// What a quantity is to the model.
  public enum Role: Sendable {
    /// A parameter of the model.
    case parameter
    /// A function of the parameters.
    case derived
    /// The true value in a setting that has not been studied.
    case newSetting
    /// What is kept for the program's own use, as another form of a parameter.
    case auxiliary
  }

  /// The quantity, as `mu_se`.
  public let base: String
  /// Which one of its family; empty where there is one only.
  public let index: [IndexEntry]
  /// The values that it can take.
  public let scale: Scale
  /// What it is to the model.
  public let role: Role

  /// A variable.
  ///
  /// - Parameters:
  ///   - base: the quantity.
  ///   - index: which one of its family.
  ///   - scale: the values that it can take.
  ///   - role: what it is to the model.
  public init(
    _ base: String, index: [IndexEntry] = [], scale: Scale = .real, role: Role = .parameter
  ) {
    (self.base, self.index, self.scale, self.role) = (base, index, scale, role)
  }

  /// The same quantity of another member of the family.
  ///
  /// - Parameter index: which.
  /// - Returns: the variable, `mu_se[CT]` of `mu_se`.
  public func callAsFunction(_ index: [IndexEntry]) -> Variable {
    Variable(base, index: index, scale: scale, role: role)
  }

  /// The name in files: `mu_se`, `mu_se[CT]`, `mu_se[TEST:CT,YEAR:2010]`.
  public var name: String {
    index.isEmpty ? base : "\(base)[\(index.map(\.text).joined(separator: ","))]"
  }

  /// Variables are the same where base and index are.
  public static func == (first: Variable, second: Variable) -> Bool {
    first.base == second.base && first.index == second.index
  }

  /// Hashes base and index.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(base)
    hasher.combine(index)
  }
}

/// One entry of a variable's index: a level, with its column where there are several.
public struct IndexEntry: Hashable, Sendable {
  /// The column of the data that the level is of; nil where there is one column only.
  public var column: String?
  /// The level, or a word such as `intercept`.
  public var value: String
  /// What the value is of, also where the name does not say it: a column, `slope`, `comparison`; nil where
  /// it is not known. Entries that differ in nothing else are the same.
  public var axis: String?

  /// An entry.
  ///
  /// - Parameters:
  ///   - value: the level.
  ///   - column: its column, where there are several.
  ///   - axis: what the value is of; nil for the column.
  public init(_ value: String, column: String? = nil, axis: String? = nil) {
    (self.column, self.value, self.axis) = (column, value, axis ?? column)
  }

  /// Entries are the same where column and value are.
  public static func == (first: IndexEntry, second: IndexEntry) -> Bool {
    first.column == second.column && first.value == second.value
  }

  /// Hashes column and value.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(column)
    hasher.combine(value)
  }

  /// As it stands between brackets, `CT` or `TEST:CT`.
  public var text: String { column.map { "\($0):\(value)" } ?? value }
}
