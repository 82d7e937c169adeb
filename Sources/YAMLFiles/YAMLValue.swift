import CYAML

/// The content of a YAML file, each value with its place. The one file that knows who parses.
package struct YAMLValue: Sendable {
  package enum Content: Sendable {
    case text(String)
    case list([YAMLValue])
    case members([Member])
  }

  /// A key with its value.
  package struct Member: Sendable {
    package var key: String
    package var keyPlace: FilePlace
    package var value: YAMLValue
  }

  package var place: FilePlace
  package var content: Content

  /// What it is, in words.
  package var kindWords: String {
    switch content {
    case .text(let text): text.isEmpty ? "nothing" : "a text"
    case .list: "a list"
    case .members: "keys with values"
    }
  }

  /// Parses a text.
  ///
  /// - Parameter text: checked by `YAMLText`.
  /// - Throws: `YAMLProblem` for what is no YAML, for a second document and for a key that stands twice.
  package init(parsing text: String) throws(YAMLProblem) {
    try YAMLText.check(text)
    let events = try YAMLEvents(text)
    guard try events.nextDocument() != nil else {
      throw YAMLProblem(FilePlace(line: 1, column: 1), "the file has no content")
    }
    var left = Self.mostValues
    self = try YAMLValue(try events.next(), of: events, depth: 0, left: &left)
    if let second = try events.nextDocument() {
      throw .unparsed("but found another document", at: second)
    }
  }

  private static let mostValues = 1000

  /// The value that begins with an event, of which the others are taken.
  private init(
    _ event: YAMLEvents.Event, of events: YAMLEvents, depth: Int, left: inout Int
  ) throws(YAMLProblem) {
    place = event.place
    left -= 1
    guard depth <= YAMLText.deepest, left > 0 else {
      throw YAMLProblem(place, "more levels or values than are taken")
    }
    switch event.kind {
    case .text(let text): content = .text(text)
    case .list:
      var values: [YAMLValue] = []
      while case let next = try events.next(), next.kind != .end {
        values.append(try YAMLValue(next, of: events, depth: depth + 1, left: &left))
      }
      content = .list(values)
    case .members:
      var members: [Member] = []
      while case let next = try events.next(), next.kind != .end {
        let key = try YAMLValue(next, of: events, depth: depth + 1, left: &left)
        guard case .text(let name) = key.content else {
          throw YAMLProblem(key.place, "a key is a word")
        }
        let value = try YAMLValue(
          try events.next(), of: events, depth: depth + 1, left: &left)
        members.append(Member(key: name, keyPlace: key.place, value: value))
      }
      try Self.checkKeys(of: members)
      content = .members(members)
    case .end, .document, .streamEnd: throw .unreadable
    }
  }

  /// No key stands twice.
  private static func checkKeys(of members: [Member]) throws(YAMLProblem) {
    var places: [String: FilePlace] = [:]
    var repeated: Set<String> = []
    for member in members {
      if places[member.key] != nil { repeated.insert(member.key) }
      places[member.key] = places[member.key] ?? member.keyPlace
    }
    let keys = repeated.sorted()
    guard let first = keys.first, let place = places[first] else { return }
    throw YAMLProblem(
      place, "the key \(keys.joined(separator: ", ")) stands here and again; leave one out")
  }
}

/// What libyaml finds in a text, one piece after the other.
private final class YAMLEvents {
  enum Kind: Equatable {
    /// Every scalar is the text that stands there.
    case text(String)
    case list
    case members
    /// Of a list, of members or of a document.
    case end
    case document
    case streamEnd
  }

  struct Event {
    var kind: Kind
    var place: FilePlace
  }

  // The parser keeps its own address and that of the text.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) throws(YAMLProblem) {
    let bytes = Array(text.utf8)
    self.text = .allocate(capacity: bytes.count)
    _ = self.text.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else { throw .unreadable }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// Where the next document begins; nil where there is none.
  func nextDocument() throws(YAMLProblem) -> FilePlace? {
    while true {
      let event = try next()
      switch event.kind {
      case .document: return event.place
      case .streamEnd: return nil
      default: continue
      }
    }
  }

  /// The next piece.
  ///
  /// - Throws: `YAMLProblem` for what is no YAML, and for anchors, aliases and tags.
  func next() throws(YAMLProblem) -> Event {
    var event = yaml_event_t()
    repeat {
      guard yaml_parser_parse(parser, &event) == 1 else { throw YAMLProblem(parser.pointee) }
    } while event.type == YAML_STREAM_START_EVENT
    defer { yaml_event_delete(&event) }
    let place = FilePlace(event.start_mark)
    let data = event.data
    let kind: Kind
    var hasProperties = false
    switch event.type {
    case YAML_SCALAR_EVENT:
      let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
      kind = .text(String(decoding: bytes, as: UTF8.self))
      hasProperties = data.scalar.anchor != nil || data.scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      kind = .list
      hasProperties = data.sequence_start.anchor != nil || data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      kind = .members
      hasProperties = data.mapping_start.anchor != nil || data.mapping_start.tag != nil
    case YAML_ALIAS_EVENT:
      throw YAMLProblem(place, YAMLText.notTaken)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT, YAML_DOCUMENT_END_EVENT: kind = .end
    case YAML_DOCUMENT_START_EVENT: kind = .document
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    default: throw .unreadable
    }
    if hasProperties { throw YAMLProblem(place, YAMLText.notTaken) }
    return Event(kind: kind, place: place)
  }
}

extension FilePlace {
  /// libyaml counts from 0, columns in characters.
  fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

extension YAMLProblem {
  /// What the parser says, at its place.
  fileprivate init(_ parser: yaml_parser_t) {
    guard parser.error == YAML_SCANNER_ERROR || parser.error == YAML_PARSER_ERROR,
      let problem = parser.problem
    else {
      self = .unreadable
      return
    }
    self = .unparsed(String(cString: problem), at: FilePlace(parser.problem_mark))
  }

  fileprivate static func unparsed(_ problem: String, at place: FilePlace) -> Self {
    Self(place, "\(problem); keys and values stand as `key: value`, with spaces in front")
  }

  fileprivate static var unreadable: Self {
    Self(FilePlace(line: 1, column: 1), "the file cannot be read as YAML")
  }
}
