/// A function of a source: anything with a body of its own that is called.
struct SourceFunction: Equatable {
  /// Its name; `init`, `subscript` and `deinit` are names too, and so are those of computed properties.
  var name: String
  /// Where it begins.
  var line: Int
  /// Lines from its first to the one with its last brace.
  var length: Int
}

extension SourceFile {
  /// The functions with a body, those inside others too.
  ///
  /// It is read off the layout that `swift format` and the C sources of this package keep: a body begins
  /// with the brace at the end of a line and ends with the next brace at the indentation of the
  /// declaration.
  var functions: [SourceFunction] {
    let lines = codeLines.map(Indented.init)
    return lines.indices.compactMap { start in
      let name = path.hasSuffix(".swift") ? lines[start].swiftName : lines[start].nameInC
      guard let name, let end = Self.end(of: start, in: lines) else { return nil }
      return SourceFunction(name: name, line: start + 1, length: end - start + 1)
    }
  }

  /// The last line of what is declared in a line; nil where that has no body.
  private static func end(of start: Int, in lines: [Indented]) -> Int? {
    let indentation = lines[start].indentation
    for index in start..<lines.count {
      let line = lines[index]
      let isHead = line.indentation == indentation
      if index > start && (line.code.isEmpty || line.indentation < indentation) { return nil }
      // Another declaration: that before it was a requirement of a protocol, or a stored property.
      if index > start, isHead, !line.goesOn { return nil }
      if line.code.hasSuffix("{") {
        return (index + 1..<lines.count).first {
          lines[$0].indentation == indentation && lines[$0].code.hasPrefix("}")
        }
      }
      if isHead, line.code.hasSuffix("}"), line.code.contains("{") { return index }
    }
    return nil
  }
}

/// A line of code and how far it stands in.
private struct Indented {
  let indentation: Int
  let code: String

  init(_ line: String) {
    indentation = line.prefix { $0 == " " || $0 == "\t" }.count
    code = String(line.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " }.reversed())
  }

  /// Whether it goes on with a declaration that began above it.
  var goesOn: Bool {
    [")", "]", "}", "{", "where ", "->", ">", "throws", "#"].contains { code.hasPrefix($0) }
  }

  /// What a Swift declaration with a body in this line is called.
  var swiftName: String? {
    let words = code.split(separator: " ")
    for (index, word) in words.enumerated() {
      let stem = word.prefix { $0.isLetter }
      switch stem {
      case "init", "deinit", "subscript":
        let next = word.dropFirst(stem.count).first
        return next == nil || "(<?!".contains(next ?? " ") ? String(stem) : nil
      case "func" where word == "func", "var" where word == "var":
        guard index + 1 < words.count else { return nil }
        let name = words[index + 1].prefix { !"(<:".contains($0) }
        // What has a value is stored; its closure is none of the functions.
        return stem == "var" && words.contains("=") ? nil : String(name)
      default:
        guard Self.modifiers.contains(String(stem)) || word.hasPrefix("@") else { return nil }
      }
    }
    return nil
  }

  private static let modifiers: Set<String> = [
    "private", "fileprivate", "internal", "package", "public", "open", "static", "class", "final",
    "mutating", "nonmutating", "consuming", "borrowing", "override", "required", "convenience",
    "nonisolated", "isolated", "indirect", "lazy", "weak", "prefix", "postfix", "infix", "async",
  ]

  /// What a function of C that begins in this line is called: not indented, a name before a parenthesis,
  /// and neither a macro, a statement nor an initialiser.
  var nameInC: String? {
    guard indentation == 0, let parenthesis = code.firstIndex(of: "("), !code.hasPrefix("#"),
      !code.hasPrefix("typedef"), !code.hasSuffix(";"), !code[..<parenthesis].contains("=")
    else { return nil }
    let name = code[..<parenthesis].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name.reversed())
  }
}
