/// A place in a text, from 1.
struct FilePlace: Hashable, Sendable, Comparable {
  var line: Int
  var column: Int

  static func < (first: FilePlace, second: FilePlace) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

/// What is wrong with a model file, where, and what would be right.
struct ModelFileProblem: Error, Equatable {
  var place: FilePlace
  var words: String

  init(_ place: FilePlace, _ words: String) { (self.place, self.words) = (place, words) }
}
