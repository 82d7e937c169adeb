/// Who may import whom, as `Package.swift` declares it: the one place where it stands.
///
/// A room is a folder of `Sources`, and a target of the package. The rooms stand there in an order in
/// which each imports only rooms above it.
struct ImportTable {
  /// The rooms of this package that each room may import.
  var rooms: [(name: String, imports: [String])]
  /// Modules of other packages, by room.
  var external: [String: Set<String>]
  /// Modules of the toolchain and the system, open to all.
  var common: Set<String> = [
    "Swift", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization",
  ]

  /// The table of a manifest. Targets below `Tests` are no rooms.
  ///
  /// - Parameter manifest: the text of `Package.swift`.
  init(manifest: String) {
    rooms = []
    external = [:]
    let starts = [".target(", ".executableTarget(", ".systemLibrary("]
    var rest = manifest[...]
    while let start = rest.firstIndex(of: ".") {
      rest = rest[start...]
      guard let opening = starts.first(where: rest.hasPrefix) else {
        rest = rest.dropFirst()
        continue
      }
      let call = Self.balanced(rest.dropFirst(opening.count))
      rest = rest.dropFirst(opening.count)
      // The name of a product stands in a list of dependencies, behind a dot.
      guard let name = Self.strings(call).first, !call.contains("path: \"Tests/") else { continue }
      let list = Self.after("dependencies: [", in: call).map { Self.balanced($0) } ?? ""
      let products = list.split(separator: ".product(").dropFirst().compactMap {
        Self.strings(Self.balanced($0)).first
      }
      let plain = list.split(separator: ".product(", omittingEmptySubsequences: false).first ?? ""
      rooms.append((name: name, imports: Self.strings(plain)))
      if !products.isEmpty { external[name] = Set(products) }
    }
  }

  /// Whether a file of `room` may import `module`.
  func allows(_ module: String, in room: String) -> Bool {
    guard let entry = rooms.first(where: { $0.name == room }) else { return false }
    return entry.imports.contains(module) || common.contains(module)
      || external[room, default: []].contains(module)
  }

  /// The text up to the bracket that closes the one before it.
  private static func balanced(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if "([".contains(text[index]) { depth += 1 }
      if ")]".contains(text[index]) { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }

  private static func after(_ words: String, in text: Substring) -> Substring? {
    text.indices.first { text[$0...].hasPrefix(words) }.map { text[$0...].dropFirst(words.count) }
  }

  private static func strings(_ text: Substring) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
