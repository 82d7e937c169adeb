extension TextMetrics {
  /// A text broken into lines at its spaces.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - room: width of a line in the figure's units.
  ///   - size: font size.
  ///   - isBold: whether it is set in bold.
  /// - Returns: the lines; a word that is wider than a line is cut with an ellipsis. Empty for a text
  ///   without words.
  public static func lines(
    _ text: String, room: Double, size: Double, isBold: Bool = false
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if width(longer, size: size, isBold: isBold) <= room {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = fitted(String(word), room: room, size: size, isBold: isBold)
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
