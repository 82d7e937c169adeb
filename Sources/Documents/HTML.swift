/// A piece of an HTML page in which text cannot become markup.
///
/// Written as a string literal, its own characters are markup and every interpolated value is text:
///
///     let row: HTML = "<td>\(study.label)</td>"
///
/// escapes the label, in an element as in a quoted attribute value. A piece of HTML, or an array of
/// pieces, is interpolated as it is. There is no other way from a `String` to markup than `trusted`.
public struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The characters of the page.
  public private(set) var markup: String

  /// Markup that this program wrote itself.
  ///
  /// - Parameter markup: well-formed, and free of text from elsewhere that was not escaped.
  /// - Returns: the piece.
  public static func trusted(_ markup: String) -> HTML { HTML(markup: markup) }

  private init(markup: String) { self.markup = markup }

  /// A literal is markup; `StaticString` keeps every other text out.
  public init(stringLiteral value: StaticString) { markup = value.description }

  /// Markup with values between.
  public init(stringInterpolation: Interpolation) { markup = stringInterpolation.markup }

  /// Text, escaped.
  ///
  /// - Parameter text: any text; characters that steer what follows are shown by their number.
  public init(text: String) { markup = HTML.escaped(text) }

  /// Whether there is nothing.
  public var isEmpty: Bool { markup.isEmpty }

  /// Two pieces, one after the other.
  public static func + (left: HTML, right: HTML) -> HTML {
    HTML(markup: left.markup + right.markup)
  }

  /// Adds a piece.
  public static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

  /// Gathers the parts of a literal.
  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var markup = ""

    /// An empty literal.
    public init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    /// Characters of the literal.
    public mutating func appendLiteral(_ literal: StaticString) { markup += literal.description }
    /// Text, escaped.
    public mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }
    /// A whole number.
    public mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    /// A piece of HTML.
    public mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
    /// Pieces, one after the other.
    public mutating func appendInterpolation(_ pieces: [HTML]) {
      for piece in pieces { markup += piece.markup }
    }
  }

  /// The text as character data or as a quoted attribute value.
  private static func escaped(_ text: String) -> String {
    if text.utf8.allSatisfy({ isPlain($0) }) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count + 16)
    for scalar in SafeText.visible(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      false
    default: byte >= 0x20 && byte < 0x7F
    }
  }
}
