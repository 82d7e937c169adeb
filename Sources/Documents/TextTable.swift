/// A table in columns for a terminal or a plain text file.
///
/// Cells are made safe by `SafeText` and measured by `DisplayWidth`, so labels in any script
/// line up and cannot steer the terminal.
public struct TextTable: Sendable {
  /// How the cells of a column stand below each other.
  public enum Alignment: Sendable {
    /// Flush left, the label column.
    case left
    /// Flush right.
    case right
    /// Each cell in the middle.
    case center
    /// Decimal points below each other; whole numbers end where the point would be.
    case decimal
    /// Intervals `a to b`: lower ends, the word and upper ends below each other, minus signs
    /// hanging to the left.
    case interval
  }

  enum Line {
    case row([String])
    case text(String)
  }

  package let columns: [Alignment]
  package let gap: Int
  package let indent: Int
  package var header: [String]?
  var lines: [Line] = []

  /// An empty table.
  ///
  /// - Parameters:
  ///   - columns: the alignment of each column, at least one.
  ///   - gap: spaces between columns.
  ///   - indent: spaces before the first column.
  public init(columns: [Alignment], gap: Int = 3, indent: Int = 0) {
    precondition(!columns.isEmpty && gap >= 0 && indent >= 0, "a table needs a column")
    self.columns = columns
    self.gap = gap
    self.indent = indent
  }

  /// Sets the names above the columns.
  ///
  /// - Parameter header: at most one text a column; missing ones are empty.
  public mutating func setHeader(_ header: [String]) {
    precondition(header.count <= columns.count, "more names than columns")
    self.header = completed(header)
  }

  /// Appends a row.
  ///
  /// - Parameter row: at most one text a column; missing ones are empty.
  public mutating func add(row: [String]) {
    precondition(row.count <= columns.count, "more cells than columns")
    lines.append(.row(completed(row)))
  }

  /// Appends a line of its own across all columns; it does not widen them.
  ///
  /// - Parameter text: one line; empty for a blank line.
  public mutating func add(text: String) {
    lines.append(.text(SafeText.visible(text)))
  }

  /// The table as text, every line ended by a line feed and free of spaces at its end.
  ///
  /// - Parameter width: columns available. Where the table is wider, its left-aligned columns
  ///   are cut with an ellipsis, the widest first, to no less than 8 columns; numbers are
  ///   never cut. `nil` cuts nothing.
  /// - Returns: the lines.
  public func render(width: Int? = nil) -> String {
    let rows = lines.compactMap { if case .row(let cells) = $0 { cells } else { nil } }
    var blocks = columns.indices.map { column in
      ColumnBlock(
        cells: rows.map { $0[column] }, title: header?[column] ?? "", alignment: columns[column])
    }
    if let width { shrink(&blocks, to: width) }
    var result = ""
    if header != nil { appendLine(blocks.map(\.titleLine), to: &result) }
    var index = 0
    for line in lines {
      switch line {
      case .text(let text):
        appendLine([text], to: &result)
      case .row:
        appendLine(blocks.map { $0.line(index) }, to: &result)
        index += 1
      }
    }
    return result
  }

  private func completed(_ cells: [String]) -> [String] {
    let missing = repeatElement("", count: columns.count - cells.count)
    return cells.map(SafeText.visible) + missing
  }

  private func appendLine(_ cells: [String], to result: inout String) {
    var line = String(repeating: " ", count: indent)
    line += cells.joined(separator: String(repeating: " ", count: gap))
    while line.last == " " { line.removeLast() }
    result += line + "\n"
  }

  private func shrink(_ blocks: inout [ColumnBlock], to width: Int) {
    let smallest = 8
    var excess = blocks.reduce(indent + gap * (blocks.count - 1)) { $0 + $1.width } - width
    while excess > 0 {
      let candidates = blocks.indices.filter {
        blocks[$0].alignment == .left && blocks[$0].width > smallest
      }
      guard let widest = candidates.max(by: { blocks[$0].width < blocks[$1].width }) else { return }
      blocks[widest].limit(to: blocks[widest].width - 1)
      excess -= 1
    }
  }
}
