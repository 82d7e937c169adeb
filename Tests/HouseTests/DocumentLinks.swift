import Foundation

/// What a Markdown document points to.
struct DocumentLinks {
  /// Path below the root of the package.
  var path: String
  /// The whole text.
  var text: String

  /// A link to a file of the package: `[words](target#anchor)`.
  struct Link: Equatable {
    var words: String
    var target: String
    var anchor: String
  }

  /// Links that lead to no other site, outside of indented blocks.
  var links: [Link] {
    prose.flatMap { line in
      line.matches(of: /\[([^\]]+)\]\(([^)# ]*)(?:#([^) ]*))?\)/).map { match in
        Link(
          words: String(match.1), target: String(match.2), anchor: match.3.map(String.init) ?? "")
      }
    }.filter { !$0.target.contains(":") }
  }

  /// Anchors of the headings, as the hosts of repositories make them.
  var anchors: Set<String> {
    Set(
      prose.filter { $0.hasPrefix("#") }.map { line in
        line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
          .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
          .replacingOccurrences(of: " ", with: "-")
      })
  }

  /// Numbers of the headings that have one.
  var sections: Set<Int> {
    Set(prose.compactMap { $0.firstMatch(of: /^##+ ([0-9]+)\./).flatMap { Int($0.1) } })
  }

  /// Paths between backticks that begin with a folder of the package.
  var citedPaths: [String] {
    prose.flatMap { line in
      line.matches(of: /`((?:Sources|Tests|Models|Benchmarks|docs)\/[^` ]*)`/).map { String($0.1) }
    }
  }

  private var prose: [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("    ") }
  }

  /// A path beside this document.
  func resolve(_ target: String) -> String {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") {
      if part == ".." {
        if !parts.isEmpty { parts.removeLast() }
      } else if part != "." {
        parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}
