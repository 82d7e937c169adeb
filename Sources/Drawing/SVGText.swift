import Documents

extension Double {
  /// The number as SVG wants it: at most two decimals, four for a small one, never an exponent.
  package var svg: String {
    let scale = abs(self) < 2 ? 10_000.0 : 100.0
    let rounded = (self * scale).rounded() / scale
    guard abs(rounded) < 1e9 else { return rounded > 0 ? "1000000000" : "-1000000000" }
    return rounded == rounded.rounded() ? String(Int(rounded)) : Self.plain(rounded)
  }

  private static func plain(_ value: Double) -> String {
    let text = "\(value)"
    guard text.contains("e") else { return text }
    // Only values below 1e-4 have an exponent here; they are rounded to 1e-4.
    return value < 0 ? "-0.0001" : "0.0001"
  }
}

extension String {
  /// The text as XML character data or attribute value. Characters that XML 1.0 forbids become U+FFFD;
  /// everything else that steers what follows (direction marks, tag characters, line separators, the
  /// byte order mark) is dropped.
  package var xmlEscaped: String {
    var result = ""
    result.reserveCapacity(utf8.count + 8)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      case _ where SafeText.steers(scalar): continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
