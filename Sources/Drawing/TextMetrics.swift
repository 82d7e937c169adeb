import Documents

/// How wide a text will be, without a font at hand.
///
/// The advance widths are Helvetica's (Adobe Font Metrics, thousandths of an em), to which Arial and
/// Liberation Sans agree. A reader without these fonts sees a wider one, so a layout leaves
/// `safety` times the width.
public enum TextMetrics {
  /// Factor from Helvetica to the widest of the usual substitutes (DejaVu Sans, about 1.16).
  public static let safety = 1.17

  /// Width of a text on one line, with `safety`.
  ///
  /// - Parameters:
  ///   - text: any text; characters beyond ASCII count 0.6 em, or 1 em where a terminal gives them
  ///     two columns.
  ///   - size: font size in the figure's units.
  ///   - isBold: bold is a tenth wider.
  /// - Returns: the width in the figure's units.
  public static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    var thousandths = 0.0
    for character in text {
      if let ascii = character.asciiValue, ascii >= 32, ascii < 127 {
        thousandths += Double(helvetica[Int(ascii) - 32])
      } else {
        let columns = DisplayWidth.columns(of: String(character))
        thousandths += columns == 0 ? 0 : columns == 1 ? 600 : 1100
      }
    }
    return thousandths / 1000 * size * safety * (isBold ? 1.1 : 1)
  }

  /// The text, cut with an ellipsis where it is wider than there is room.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - room: width in the figure's units.
  ///   - size: font size.
  ///   - isBold: whether it is set in bold.
  /// - Returns: the text or its beginning with `…`.
  public static func fitted(
    _ text: String, room: Double, size: Double, isBold: Bool = false
  ) -> String {
    if width(text, size: size, isBold: isBold) <= room { return text }
    var kept = ""
    let ellipsis = width("…", size: size, isBold: isBold)
    for character in text {
      let longer = kept + String(character)
      if width(longer, size: size, isBold: isBold) + ellipsis > room { break }
      kept = longer
    }
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }

  /// Advance widths of Helvetica for the characters 32 to 126.
  private static let helvetica: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
}
