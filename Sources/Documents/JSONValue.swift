/// A JSON document (RFC 8259) whose object members keep the order in which they were given.
///
/// Literals build documents in place: `["name": "mu_se", "median": 2.1, "note": nil]` keeps
/// its order. Integers and other numbers are separate cases so that a 64-bit seed survives.
public enum JSONValue: Sendable {
  /// The literal `null`.
  case null
  /// The literals `true` and `false`.
  case boolean(Bool)
  /// A whole number written without fraction or exponent.
  case integer(Int64)
  /// A whole number that may exceed `Int64.max`, for example a seed.
  case unsigned(UInt64)
  /// Any other number; NaN and infinities are written as `null`.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object; members are written in this order.
  case object([(String, JSONValue)])
}

extension JSONValue {
  /// A number, or `null` where there is none.
  ///
  /// - Parameter value: any double; `nil`, NaN and infinities become `null` when written.
  public init(_ value: Double?) {
    self = value.map { .number($0) } ?? .null
  }

  /// A string, or `null` where there is none.
  ///
  /// - Parameter value: any text.
  public init(_ value: String?) {
    self = value.map { .string($0) } ?? .null
  }

  /// A whole number.
  ///
  /// - Parameter value: any integer.
  public init(_ value: Int) {
    self = .integer(Int64(value))
  }

  /// An array of numbers.
  ///
  /// - Parameter values: any doubles; non-finite ones become `null` when written.
  public init(_ values: [Double]) {
    self = .array(values.map { .number($0) })
  }

  /// An array of strings.
  ///
  /// - Parameter values: any texts.
  public init(_ values: [String]) {
    self = .array(values.map { .string($0) })
  }

  /// A matrix as an array of rows.
  ///
  /// - Parameter rows: any doubles; non-finite ones become `null` when written.
  public init(_ rows: [[Double]]) {
    self = .array(rows.map { JSONValue($0) })
  }
}

extension JSONValue {
  /// The member of this object with the given name; `nil` for other values and unknown names.
  ///
  /// - Parameter name: the member's name, compared exactly.
  public subscript(name: String) -> JSONValue? {
    members?.first { $0.0 == name }?.1
  }

  /// The element of this array at a position; `nil` for other values and positions outside.
  ///
  /// - Parameter index: position, counted from 0.
  public subscript(index: Int) -> JSONValue? {
    guard let elements, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The members in order when this is an object.
  public var members: [(String, JSONValue)]? {
    if case .object(let members) = self { return members }
    return nil
  }

  /// The elements when this is an array.
  public var elements: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  /// The text when this is a string.
  public var stringValue: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The truth value when this is `true` or `false`.
  public var booleanValue: Bool? {
    if case .boolean(let flag) = self { return flag }
    return nil
  }

  /// The value as a double when this is any kind of number.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): return Double(value)
    case .unsigned(let value): return Double(value)
    case .number(let value): return value
    default: return nil
    }
  }

  /// The value as an integer when this is a number that is exactly one.
  public var integerValue: Int? {
    switch self {
    case .integer(let value): return Int(exactly: value)
    case .unsigned(let value): return Int(exactly: value)
    case .number(let value): return Int(exactly: value)
    default: return nil
    }
  }

  /// The value as an unsigned 64-bit integer when this is a number that is exactly one.
  public var unsignedValue: UInt64? {
    switch self {
    case .integer(let value): return UInt64(exactly: value)
    case .unsigned(let value): return value
    case .number(let value): return UInt64(exactly: value)
    default: return nil
    }
  }

  /// Whether this is the literal `null`.
  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }
}

extension JSONValue: Equatable {
  /// Whether two documents are the same, member order included.
  ///
  /// The cases `integer` and `unsigned` are equal when their values are; a `number` equals
  /// neither, because it is written with a fraction or exponent.
  ///
  /// - Parameters:
  ///   - left: one document.
  ///   - right: the other document.
  /// - Returns: whether they are equal.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.boolean(let first), .boolean(let second)): return first == second
    case (.integer(let first), .integer(let second)): return first == second
    case (.unsigned(let first), .unsigned(let second)): return first == second
    case (.integer(let first), .unsigned(let second)): return second == UInt64(exactly: first)
    case (.unsigned(let first), .integer(let second)): return first == UInt64(exactly: second)
    case (.number(let first), .number(let second)): return first == second
    case (.string(let first), .string(let second)): return first == second
    case (.array(let first), .array(let second)): return first == second
    case (.object(let first), .object(let second)):
      return first.elementsEqual(second) { $0.0 == $1.0 && $0.1 == $1.1 }
    default: return false
    }
  }
}
