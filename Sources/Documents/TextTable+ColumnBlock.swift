/// The cells of one column, brought to one width.
struct ColumnBlock {
  package let alignment: TextTable.Alignment
  package private(set) var width: Int
  private let title: String
  /// Cells that are aligned below each other, all of `blockWidth` columns where not empty.
  private let cells: [String]
  private let blockWidth: Int

  init(cells: [String], title: String, alignment: TextTable.Alignment) {
    self.alignment = alignment
    self.title = title
    switch alignment {
    case .left, .right, .center: self.cells = cells
    case .decimal: self.cells = Self.alignedDecimals(cells)
    case .interval: self.cells = Self.alignedIntervals(cells)
    }
    blockWidth = self.cells.map(DisplayWidth.columns).max() ?? 0
    width = max(blockWidth, DisplayWidth.columns(of: title))
  }

  package mutating func limit(to width: Int) {
    self.width = width
  }

  var titleLine: String {
    placed(title)
  }

  package func line(_ index: Int) -> String {
    switch alignment {
    case .left, .right, .center: return placed(cells[index])
    case .decimal, .interval:
      // The block stands in the middle of its column, so that points stay below each other.
      let left = String(repeating: " ", count: (width - blockWidth) / 2)
      return DisplayWidth.padded(left + cells[index], to: width)
    }
  }

  private func placed(_ text: String) -> String {
    let fitting = DisplayWidth.truncated(text, to: max(1, width))
    switch alignment {
    case .left: return DisplayWidth.padded(fitting, to: width)
    case .right: return DisplayWidth.leftPadded(fitting, to: width)
    case .center, .decimal, .interval:
      let left = (width - DisplayWidth.columns(of: fitting)) / 2
      return DisplayWidth.padded(String(repeating: " ", count: left) + fitting, to: width)
    }
  }

  private static func alignedDecimals(_ cells: [String]) -> [String] {
    let parts = cells.map { cell in
      let point = cell.firstIndex(of: ".") ?? endOfNumber(cell)
      return (String(cell[..<point]), String(cell[point...]))
    }
    let wholeWidth = parts.map { DisplayWidth.columns(of: $0.0) }.max() ?? 0
    let fractionWidth = parts.map { DisplayWidth.columns(of: $0.1) }.max() ?? 0
    return parts.map { whole, fraction in
      DisplayWidth.leftPadded(whole, to: wholeWidth)
        + DisplayWidth.padded(fraction, to: fractionWidth)
    }
  }

  /// Where the point of a whole number would be: `12 %` has it after `12`, `n/a` at its end.
  private static func endOfNumber(_ cell: String) -> String.Index {
    guard let last = cell.lastIndex(where: \.isNumber) else { return cell.endIndex }
    return cell.index(after: last)
  }

  private static func alignedIntervals(_ cells: [String]) -> [String] {
    let separator = " to "
    let ends = cells.map { cell -> (String, String)? in
      let words = cell.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, words[1] == "to" else { return nil }
      return (String(words[0]), String(words[2]))
    }
    let lowers = hangingSigns(ends.map { $0?.0 })
    let uppers = hangingSigns(ends.map { $0?.1 })
    let width = zip(lowers, uppers).reduce(0) { widest, pair in
      guard let lower = pair.0, let upper = pair.1 else { return widest }
      return max(widest, DisplayWidth.columns(of: lower + separator + upper))
    }
    return cells.indices.map { index in
      if let lower = lowers[index], let upper = uppers[index] { return lower + separator + upper }
      let indent = max(0, width - DisplayWidth.columns(of: cells[index])) / 2
      return String(repeating: " ", count: indent) + cells[index]
    }
  }

  /// Texts padded to one width, with a column of their own for minus signs where one has it.
  private static func hangingSigns(_ texts: [String?]) -> [String?] {
    let needsSign = texts.contains { $0?.hasPrefix("-") ?? false }
    let hung = texts.map { text in
      text.map { needsSign && !$0.hasPrefix("-") ? " " + $0 : $0 }
    }
    let width = hung.compactMap { $0.map(DisplayWidth.columns) }.max() ?? 0
    return hung.map { text in text.map { DisplayWidth.padded($0, to: width) } }
  }
}
