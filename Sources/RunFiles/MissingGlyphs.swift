import Documents
import Drawing
import Output

/// Which characters of a figure no installed font can draw: rsvg-convert puts a box in their place and
/// says nothing.
enum MissingGlyphs {
  /// The characters that all fonts of the system lack.
  ///
  /// - Parameters:
  ///   - figures: to be drawn.
  ///   - program: lists the fonts; `fc-list` of fontconfig, which rsvg-convert works with.
  /// - Returns: in the order of their numbers; empty where all are there, and where the fonts cannot be
  ///   listed.
  package static func characters(
    of figures: [Figure], program: ExternalProgram? = ExternalProgram(named: "fc-list")
  ) -> [Unicode.Scalar] {
    let letters = figures.reduce(into: Set<Unicode.Scalar>()) { $0.formUnion($1.letters) }
      .filter(isDrawn).sorted()
    guard !letters.isEmpty, let list = program?.output(["--format", "%{charset}\n"]) else {
      return []
    }
    let covered = ranges(String(decoding: list, as: UTF8.self))
    guard !covered.isEmpty else { return [] }
    return letters.filter { letter in !covered.contains { $0.contains(letter.value) } }
  }

  /// One sentence for a terminal; nil where nothing is missing.
  ///
  /// - Parameter missing: what `characters` found.
  /// - Returns: as "no installed font has 2 characters of the figure (U+6F22, U+5B57) ...".
  package static func warning(_ missing: [Unicode.Scalar]) -> String? {
    guard !missing.isEmpty else { return nil }
    let shown = missing.prefix(4).map { "U+" + String($0.value, radix: 16, uppercase: true) }
    let more = missing.count > shown.count ? ", ..." : ""
    return "no installed font has \(NumberText.count(missing.count)) "
      + "character\(missing.count == 1 ? "" : "s") of the figure "
      + "(\(shown.joined(separator: ", "))\(more)); boxes stand in their place. Install a font for "
      + "them (Debian: fonts-noto-cjk, fonts-noto-core), or write SVG"
  }

  /// `20-7e a0 4e00-9fff`, in hexadecimal, line by line.
  package static func ranges(_ text: String) -> Set<ClosedRange<UInt32>> {
    var ranges: Set<ClosedRange<UInt32>> = []
    for item in text.split(whereSeparator: \.isWhitespace) {
      let ends = item.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      guard let first = ends.first, let last = ends.last, first <= last else { continue }
      ranges.insert(first...last)
    }
    return ranges
  }

  /// Whether a character leaves a mark of its own.
  private static func isDrawn(_ letter: Unicode.Scalar) -> Bool {
    switch letter.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: !letter.properties.isVariationSelector
    }
  }
}
