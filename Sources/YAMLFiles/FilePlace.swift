/// A place in a text, from 1.
package struct FilePlace: Hashable, Sendable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) { (self.line, self.column) = (line, column) }

  package static func < (first: FilePlace, second: FilePlace) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

/// What is wrong with a file, where, and what would be right.
package struct YAMLProblem: Error, Equatable {
  package var place: FilePlace
  package var words: String

  package init(_ place: FilePlace, _ words: String) { (self.place, self.words) = (place, words) }
}
