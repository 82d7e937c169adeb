import Foundation

/// Works out the deterministic lines of a JAGS program, as far as they follow from one value.
struct JAGSArithmetic {
  enum Failure: Error {
    case unknown(String)
    case syntax(String)
  }

  private(set) var values: [String: Double]

  /// Goes through the lines `name <- expression` in order; those with unknown names are left out.
  init(_ program: String, given values: [String: Double]) {
    self.values = values
    for line in program.split(separator: "\n") {
      let sides = line.components(separatedBy: " <- ")
      guard sides.count == 2 else { continue }
      let name = sides[0].trimmingCharacters(in: .whitespaces)
      if let value = try? value(of: sides[1]) { self.values[name] = value }
    }
  }

  /// The value of an expression.
  func value(of text: String) throws -> Double {
    var parser = Parser(rest: text.filter { $0 != " " }[...], values: values)
    let value = try parser.comparison()
    guard parser.rest.isEmpty else { throw Failure.syntax(String(parser.rest)) }
    return value
  }

  private struct Parser {
    var rest: Substring
    let values: [String: Double]

    mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    mutating func comparison() throws -> Double {
      let left = try sum()
      return take("<") ? (left < (try sum()) ? 1 : 0) : left
    }

    mutating func sum() throws -> Double {
      var value = take("-") ? -(try product()) : try product()
      while true {
        if take("+") {
          value += try product()
        } else if take("-") {
          value -= try product()
        } else {
          return value
        }
      }
    }

    mutating func product() throws -> Double {
      var value = try factor()
      while true {
        if take("*") {
          value *= try factor()
        } else if take("/") {
          value /= try factor()
        } else {
          return value
        }
      }
    }

    mutating func factor() throws -> Double {
      if take("(") {
        let value = try comparison()
        guard take(")") else { throw Failure.syntax(String(rest)) }
        return value
      }
      if take("-") { return -(try factor()) }
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      guard let first = word.first else { throw Failure.syntax(String(rest)) }
      rest = rest.dropFirst(word.count)
      if first.isNumber {
        guard let value = Double(word) else { throw Failure.syntax(String(word)) }
        return value
      }
      guard take("(") else {
        guard let value = values[String(word)] else { throw Failure.unknown(String(word)) }
        return value
      }
      var arguments = [try comparison()]
      while take(",") { arguments.append(try comparison()) }
      guard take(")") else { throw Failure.syntax(String(rest)) }
      return try apply(String(word), arguments)
    }

    private func apply(_ name: String, _ arguments: [Double]) throws -> Double {
      switch (name, arguments.count) {
      case ("abs", 1): abs(arguments[0])
      case ("log", 1): log(arguments[0])
      case ("exp", 1): exp(arguments[0])
      case ("sqrt", 1): arguments[0].squareRoot()
      case ("tanh", 1): tanh(arguments[0])
      case ("cosh", 1): cosh(arguments[0])
      case ("pow", 2): pow(arguments[0], arguments[1])
      case ("ifelse", 3): arguments[0] != 0 ? arguments[1] : arguments[2]
      default: throw Failure.unknown(name)
      }
    }
  }
}
