import Foundation

/// A source file as the rules of the house see it.
struct SourceFile {
  /// Path below the root of the package, as `Sources/Samplers/Leapfrog.swift`.
  var path: String
  /// The whole text.
  var text: String

  /// The second component of the path: the room of a file below `Sources`.
  var room: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  /// The lines, without an empty last one.
  var lines: [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The lines as far as they are code: without the text of string literals and without comments.
  ///
  /// Literals over several lines keep their inner lines, which no rule has needed to exclude so far.
  var codeLines: [String] { lines.map { Self.code(of: $0) } }

  /// The lines without comments; the text of literals stays, also of those over several lines.
  var linesWithoutComments: [String] {
    var isInLiteral = false
    return lines.map { line in
      let delimiters = line.components(separatedBy: "\"\"\"").count - 1
      defer { if delimiters % 2 == 1 { isInLiteral.toggle() } }
      return isInLiteral || delimiters > 0 ? String(line) : Self.code(of: line, withLiterals: true)
    }
  }

  private static func code(of line: Substring, withLiterals: Bool = false) -> String {
    var code = ""
    var isInLiteral = false
    var isEscaped = false
    for (character, next) in zip(line, line.dropFirst().map(Optional.some) + [nil]) {
      if isInLiteral {
        if withLiterals { code.append(character) }
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isInLiteral = false
          if !withLiterals { code.append(character) }
        }
      } else if character == "/", next == "/" {
        break
      } else {
        isInLiteral = character == "\""
        code.append(character)
      }
    }
    return code
  }

  /// The module of every import declaration, with its line number.
  ///
  /// Knows attributes (`@testable`), access levels (`private import`) and declarations
  /// (`import struct Module.Type`).
  var imports: [(line: Int, module: String)] {
    codeLines.enumerated().compactMap { index, line in
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
        words[..<keyword].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
      else { return nil }
      var name = words[keyword + 1]
      if Self.declarationKinds.contains(name), keyword + 2 < words.count {
        name = words[keyword + 2]
      }
      let module = name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return (index + 1, String(module))
    }
  }

  /// The names of the headers that a C source includes.
  var includes: [String] {
    lines.compactMap { line in
      let text = line.filter { $0 != " " && $0 != "\t" }
      guard text.hasPrefix("#include") else { return nil }
      let name = text.dropFirst("#include".count + 1).prefix { $0 != ">" && $0 != "\"" }
      return String(name)
    }
  }

  private static let accessLevels: Set<String> = [
    "private", "fileprivate", "internal", "package", "public",
  ]
  private static let declarationKinds: Set<String> = [
    "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
  ]
}

/// The files of the package this test was compiled from.
struct HouseSources {
  /// The root of the package.
  let root: URL

  init(thisFile: String = #filePath) {
    root = URL(fileURLWithPath: thisFile).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// The table of the package's manifest; without rooms where it cannot be read.
  var table: ImportTable {
    let manifest = root.appendingPathComponent("Package.swift")
    return ImportTable(manifest: (try? String(contentsOf: manifest, encoding: .utf8)) ?? "")
  }

  /// The folders of `Sources`.
  func rooms() throws -> [String] {
    let sources = root.appendingPathComponent("Sources")
    return try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { name in
      var isFolder: ObjCBool = false
      let path = sources.appendingPathComponent(name).path
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && isFolder.boolValue
    }
  }

  /// The Swift files that lie directly in a folder, as the manifests do.
  func topLevelFiles(in folder: String) throws -> [SourceFile] {
    let base = root.appendingPathComponent(folder)
    return try FileManager.default.contentsOfDirectory(atPath: base.path).filter {
      $0.hasSuffix(".swift")
    }.map { name in
      let text = try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8)
      return SourceFile(path: folder + "/" + name, text: text)
    }
  }

  /// Every file of a folder with one of the endings; folders that start with a dot are left out.
  func files(in folder: String, endings: Set<String> = ["swift"]) throws -> [SourceFile] {
    let base = root.appendingPathComponent(folder)
    guard let names = FileManager.default.enumerator(atPath: base.path) else { return [] }
    var files: [SourceFile] = []
    for case let name as String in names {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      guard !isHidden, endings.contains((name as NSString).pathExtension) else { continue }
      let text = try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8)
      files.append(SourceFile(path: folder + "/" + name, text: text))
    }
    return files.sorted { $0.path < $1.path }
  }
}
