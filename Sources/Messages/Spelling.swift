/// How a door spells arguments and requests.
public enum Spelling: Sendable, Hashable {
  /// As the command line takes them: `CommandLineSpelling`.
  case commandLine
  /// As the fields of a request: `chains`, `study: "A, B"`.
  case fields

  /// The name of an argument.
  ///
  /// - Parameter argument: which.
  /// - Returns: the option or the field.
  public func name(of argument: Argument) -> String {
    switch self {
    case .commandLine: CommandLineSpelling.name(of: argument)
    case .fields: argument.field
    }
  }

  /// An argument with its value.
  ///
  /// - Parameter setting: both.
  /// - Returns: what can be typed as it stands.
  public func text(of setting: ArgumentValue) -> String {
    switch self {
    case .commandLine: CommandLineSpelling.text(of: setting)
    case .fields: FieldSpelling.text(of: setting)
    }
  }

  /// A whole request.
  ///
  /// - Parameters:
  ///   - verb: what it is for.
  ///   - settings: what it says, in order.
  /// - Returns: a command, or the verb with its fields.
  public func request(_ verb: Verb, _ settings: [ArgumentValue] = []) -> String {
    switch self {
    case .commandLine: CommandLineSpelling.request(verb, settings)
    case .fields: FieldSpelling.request(verb, settings)
    }
  }
}

/// Requests as fields.
enum FieldSpelling {
  static func text(of setting: ArgumentValue) -> String {
    let value = setting.value.map { quoted($0 + setting.pattern) } ?? "true"
    return "\(setting.argument.field): \(value)"
  }

  static func request(_ verb: Verb, _ settings: [ArgumentValue]) -> String {
    let fields = settings.map(text(of:)).joined(separator: ", ")
    return fields.isEmpty ? verb.rawValue : "\(verb.rawValue) with \(fields)"
  }

  /// A number or plain name as it is, anything else between quotation marks.
  private static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789_-.".unicodeScalars.contains($0))
      }
    if isPlain { return value }
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
