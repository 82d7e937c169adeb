/// One record below the header, before its cells mean anything.
package struct RecordRow {
  /// The line on which it starts, from 1.
  package var line: Int
  /// All cells, trimmed, as many as the header has.
  package var cells: [String]

  /// A record.
  ///
  /// - Parameters:
  ///   - line: on which it starts, from 1.
  ///   - cells: trimmed.
  package init(line: Int, cells: [String]) { (self.line, self.cells) = (line, cells) }
}
