/// Text for a person that may name arguments and recommend requests, kept in pieces until a door says
/// how it spells them.
///
/// Written as a literal: `"\(argument: .chains) \(count): use 1 to 1024 chains"`. Any other value in it
/// is text; a message in it keeps its pieces.
public struct Message: Sendable, Hashable {
  /// A part of a message.
  public enum Piece: Sendable, Hashable {
    /// Text that is the same through every door.
    case text(String)
    /// The name of an argument.
    case argument(Argument)
    /// An argument with its value.
    case setting(ArgumentValue)
    /// A whole request.
    case request(Verb, [ArgumentValue])
  }

  /// The parts in order; no two texts stand side by side, and none is empty.
  public private(set) var pieces: [Piece] = []

  /// A message of text alone.
  ///
  /// - Parameter text: any, which names no argument or has been spelled already.
  public init(_ text: String) { append(.text(text)) }

  /// The text through a door.
  ///
  /// - Parameter spelling: how the door spells arguments and requests.
  /// - Returns: the whole text.
  public func spelled(by spelling: Spelling) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .argument(let argument): spelling.name(of: argument)
      case .setting(let setting): spelling.text(of: setting)
      case .request(let verb, let settings): spelling.request(verb, settings)
      }
    }.joined()
  }

  /// Whether there is nothing to say.
  public var isEmpty: Bool { pieces.isEmpty }

  /// Two messages, one after the other.
  public static func + (first: Message, second: Message) -> Message {
    var sum = first
    sum += second
    return sum
  }

  /// Puts a message behind another.
  public static func += (first: inout Message, second: Message) {
    for piece in second.pieces { first.append(piece) }
  }

  private mutating func append(_ piece: Piece) {
    guard case .text(let text) = piece else {
      pieces.append(piece)
      return
    }
    if text.isEmpty { return }
    if case .text(let before) = pieces.last {
      pieces[pieces.count - 1] = .text(before + text)
    } else {
      pieces.append(piece)
    }
  }
}

extension Message: ExpressibleByStringInterpolation {
  /// A message of text alone.
  public init(stringLiteral text: String) { self.init(text) }

  /// A message of text and pieces.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.message }

  /// Gathers the parts of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var message = Message("")

    /// Begins a literal.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Text between two values.
    public mutating func appendLiteral(_ literal: String) { message.append(.text(literal)) }

    /// A value as text.
    public mutating func appendInterpolation(_ value: some Any) {
      message.append(.text(String(describing: value)))
    }

    /// A message with its pieces.
    public mutating func appendInterpolation(_ other: Message) { message += other }

    /// The name of an argument.
    public mutating func appendInterpolation(argument: Argument) {
      message.append(.argument(argument))
    }

    /// An argument with its value, or what is only switched on.
    public mutating func appendInterpolation(setting argument: Argument, _ value: String? = nil) {
      message.append(.setting(ArgumentValue(argument, value)))
    }

    /// A whole request.
    public mutating func appendInterpolation(request verb: Verb, _ settings: [ArgumentValue] = []) {
      message.append(.request(verb, settings))
    }
  }
}

extension Message: CustomStringConvertible {
  /// The text with the names of fields, for a debugger.
  public var description: String { spelled(by: .fields) }
}

extension Sequence<Message> {
  /// All messages as one.
  ///
  /// - Parameter separator: what stands between two.
  /// - Returns: the message.
  public func joined(separator: Message = "") -> Message {
    var result: Message = ""
    for (index, message) in enumerated() {
      if index > 0 { result += separator }
      result += message
    }
    return result
  }
}
