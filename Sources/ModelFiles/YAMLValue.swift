import Yams

/// The content of a YAML file, each value with its place. The one file that knows who parses.
struct YAMLValue: Sendable {
  enum Content: Sendable {
    case text(String)
    case list([YAMLValue])
    case members([Member])
  }

  /// A key with its value.
  struct Member: Sendable {
    var key: String
    var keyPlace: FilePlace
    var value: YAMLValue
  }

  var place: FilePlace
  var content: Content

  /// What it is, in words.
  var kindWords: String {
    switch content {
    case .text(let text): text.isEmpty ? "nothing" : "a text"
    case .list: "a list"
    case .members: "keys with values"
    }
  }

  /// Parses a text.
  ///
  /// - Parameter text: checked by `YAMLText`.
  /// - Throws: `ModelFileProblem` for what is no YAML, for a second document and for a key that stands twice.
  init(parsing text: String) throws(ModelFileProblem) {
    try YAMLText.check(text)
    let root: Node?
    do {
      // With the basic resolver every scalar is the text that stands there.
      root = try Yams.compose(yaml: text, .basic)
    } catch let error as YamlError {
      throw ModelFileProblem(error)
    } catch {
      throw ModelFileProblem(FilePlace(line: 1, column: 1), "the file cannot be read as YAML")
    }
    guard let root else {
      throw ModelFileProblem(FilePlace(line: 1, column: 1), "the file has no content")
    }
    var left = Self.mostValues
    self = try YAMLValue(root, depth: 0, left: &left)
  }

  private static let mostValues = 1000

  private init(_ node: Node, depth: Int, left: inout Int) throws(ModelFileProblem) {
    place = FilePlace(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    left -= 1
    guard depth <= YAMLText.deepest, left > 0 else {
      throw ModelFileProblem(place, "more levels or values than any model has")
    }
    switch node {
    case .scalar(let scalar): content = .text(scalar.string)
    case .sequence(let sequence):
      var values: [YAMLValue] = []
      for node in sequence { values.append(try YAMLValue(node, depth: depth + 1, left: &left)) }
      content = .list(values)
    case .mapping(let mapping):
      var members: [Member] = []
      for (key, value) in mapping {
        let keyValue = try YAMLValue(key, depth: depth + 1, left: &left)
        guard case .text(let name) = keyValue.content else {
          throw ModelFileProblem(keyValue.place, "a key is a word")
        }
        members.append(
          Member(
            key: name, keyPlace: keyValue.place,
            value: try YAMLValue(value, depth: depth + 1, left: &left)))
      }
      content = .members(members)
    case .alias: throw ModelFileProblem(place, "aliases are not taken; write the value itself")
    }
  }
}

extension ModelFileProblem {
  /// What the parser says, at its place.
  fileprivate init(_ error: YamlError) {
    func place(_ mark: Mark) -> FilePlace { FilePlace(line: mark.line, column: mark.column) }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(
        place(mark), "\(problem); keys and values stand as `key: value`, with spaces in front")
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        place(context.mark),
        "the key \(keys.joined(separator: ", ")) stands here and again; leave one out")
    default:
      self.init(FilePlace(line: 1, column: 1), "the file cannot be read as YAML")
    }
  }
}
