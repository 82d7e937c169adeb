import Foundation
import Testing

/// Documents point to what is there: files, headings, and symbols of the sources.
@Suite struct DocumentLinksTests {
  let root = HouseSources().root

  private func text(_ path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// All Markdown of the repository that people read.
  private func documents() throws -> [DocumentLinks] {
    let folders = ["docs", "Models", "Tests", "Benchmarks"]
    let found = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    var paths: [String] = []
    while let file = found?.nextObject() as? URL {
      let path = String(file.path.dropFirst(root.path.count + 1))
      let isTop = !path.contains("/")
      if isTop, file.pathExtension.isEmpty, !folders.contains(path) { found?.skipDescendants() }
      if file.pathExtension == "md" { paths.append(path) }
    }
    return paths.sorted().compactMap { path in
      text(path).map { DocumentLinks(path: path, text: $0) }
    }
  }

  /// What is wrong with a document's links.
  private func brokenLinks(of document: DocumentLinks) -> [String] {
    document.links.compactMap { link in
      let path = link.target.isEmpty ? document.path : document.resolve(link.target)
      if !exists(path) { return "\(document.path): no \(path)" }
      if !link.anchor.isEmpty {
        let anchors = text(path).map { DocumentLinks(path: path, text: $0).anchors } ?? []
        if !anchors.contains(link.anchor) { return "\(document.path): no \(path)#\(link.anchor)" }
      }
      guard path.hasPrefix("Sources/"), link.words.hasPrefix("`") else { return nil }
      let symbol = link.words.filter { $0 != "`" }
      let isThere = path.hasSuffix("/" + symbol) || text(path)?.contains(symbol) == true
      return isThere ? nil : "\(document.path): no \(symbol) in \(path)"
    }
      + document.citedPaths.filter { !exists($0) && !$0.contains("*") && !$0.contains("<") }.map {
        "\(document.path): no \($0)"
      }
  }

  @Test func everyLinkLeadsSomewhere() throws {
    let documents = try documents()
    #expect(documents.flatMap(brokenLinks) == [])
    // A search that found no links would find none broken.
    #expect(documents.count > 10 && documents.reduce(0) { $0 + $1.links.count } > 60)
    #expect(documents.contains { $0.links.contains { !$0.anchor.isEmpty } })
  }

  @Test func readmeLeadsToEveryDocument() throws {
    let readme = try #require(text("README.md"))
    let found = Set(DocumentLinks(path: "README.md", text: readme).links.map(\.target))
    let documents = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("docs").path)
    #expect(Set(documents.map { "docs/" + $0 }).subtracting(found) == [])
  }

  /// Sources cite documents as `docs/NAME.md`, and a section of one by its number.
  @Test func everyDocumentThatASourceCitesIsThere() throws {
    let files = try HouseSources().files(in: "Sources", endings: ["swift", "c", "h"])
    var cited = 0
    for file in files {
      // A citation may be broken at the end of a line.
      let words = file.lines.map { $0.drop { " /*".contains($0) } }.joined(separator: " ")
      for match in words.matches(of: /(docs\/[a-z]+\.md)(?:, section ([0-9]+))?/) {
        cited += 1
        let document = text(String(match.1)).map { DocumentLinks(path: "", text: $0) }
        let section = match.2.flatMap { Int($0) }
        #expect(document != nil, "\(file.path): no \(match.1)")
        #expect(
          section.map { document?.sections.contains($0) == true } ?? true,
          "\(file.path): no section in \(match.0)")
      }
    }
    #expect(cited > 20)
  }

  @Test func whatIsWrongIsFound() {
    let document = DocumentLinks(
      path: "docs/made-up.md",
      text: """
        # A heading: of words
        [here](#a-heading-of-words) [there](https://example.org/x) [gone](gone.md)
            [in a block](block.md)
        [`DenseRule`](../Sources/CollapsedLikelihood/DenseRule.swift) `Sources/Nowhere/A.swift`
        [`NoSuchRule`](../Sources/CollapsedLikelihood/DenseRule.swift) [no](contract.md#no-such)
        """)
    #expect(
      brokenLinks(of: document) == [
        "docs/made-up.md: no docs/made-up.md", "docs/made-up.md: no docs/gone.md",
        "docs/made-up.md: no NoSuchRule in Sources/CollapsedLikelihood/DenseRule.swift",
        "docs/made-up.md: no docs/contract.md#no-such",
        "docs/made-up.md: no Sources/Nowhere/A.swift",
      ])
    #expect(document.anchors == ["a-heading-of-words"])
  }
}
