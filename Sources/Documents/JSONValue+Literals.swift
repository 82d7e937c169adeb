extension JSONValue: ExpressibleByNilLiteral {
  /// The literal `null`.
  ///
  /// - Parameter nilLiteral: carries nothing.
  public init(nilLiteral: ()) {
    self = .null
  }
}

extension JSONValue: ExpressibleByBooleanLiteral {
  /// A truth value.
  ///
  /// - Parameter value: the literal.
  public init(booleanLiteral value: Bool) {
    self = .boolean(value)
  }
}

extension JSONValue: ExpressibleByIntegerLiteral {
  /// A whole number.
  ///
  /// - Parameter value: the literal.
  public init(integerLiteral value: Int64) {
    self = .integer(value)
  }
}

extension JSONValue: ExpressibleByFloatLiteral {
  /// A number.
  ///
  /// - Parameter value: the literal.
  public init(floatLiteral value: Double) {
    self = .number(value)
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A string.
  ///
  /// - Parameter value: the literal.
  public init(stringLiteral value: String) {
    self = .string(value)
  }
}

extension JSONValue: ExpressibleByArrayLiteral {
  /// An array.
  ///
  /// - Parameter elements: the elements in order.
  public init(arrayLiteral elements: JSONValue...) {
    self = .array(elements)
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object that keeps the order of the literal.
  ///
  /// - Parameter elements: names and values in order; a name must not repeat.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements)
  }
}
