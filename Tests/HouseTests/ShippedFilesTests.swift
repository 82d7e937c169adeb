import Foundation
import Testing

/// What travels with the program says what the program is.
@Suite struct ShippedFilesTests {
  let root = HouseSources().root

  func text(of file: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
  }

  /// The rest of the only line that begins so.
  func value(in text: String, after beginning: String) throws -> String {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix(beginning) }
    try #require(lines.count == 1, "\(lines.count) lines begin with \(beginning)")
    return lines[0].dropFirst(beginning.count).trimmingCharacters(in: .init(charactersIn: "\" "))
  }

  @Test func theCitationNamesTheProgramsVersion() throws {
    let version = try value(
      in: text(of: "Sources/Requests/Version.swift"), after: "public let programVersion = ")
    #expect(try value(in: text(of: "CITATION.cff"), after: "version:") == version)
  }

  /// The dependencies of a manifest that do not lie in this repository.
  func dependencies(in manifest: String) -> [Substring] {
    manifest.split(separator: "\n").filter { $0.contains(".package(url:") }
  }

  func isPinned(_ dependency: Substring) -> Bool {
    dependency.firstMatch(of: /, exact: "[0-9]+\.[0-9]+\.[0-9]+"/) != nil
  }

  @Test func everyDependencyIsPinnedToOneVersion() throws {
    for manifest in ["Package.swift", "Benchmarks/Package.swift"] {
      let found = try dependencies(in: text(of: manifest))
      #expect(!found.isEmpty)
      for dependency in found { #expect(isPinned(dependency), "\(manifest): \(dependency)") }
    }
    #expect(!isPinned(".package(url: \"https://example.org/a\", from: \"1.8.0\")"))
  }

  /// The licences ask that these sentences travel with the program that holds their software.
  @Test func theNoticesOfWhatTheProgramCarriesAreThere() throws {
    let notices = try text(of: "THIRD-PARTY-NOTICES.md")
    for sentence in [
      "The University of Tennessee", "Neither the name of the copyright holders nor the names",
      "2010-2022 Intel Corp", "Neither the name of Intel Corporation nor the names",
      "1998-2008 Brian Gough", "GCC RUNTIME LIBRARY EXCEPTION", "Hewlett-Packard",
      "Silicon Graphics", "Runtime Library Exception to the Apache 2.0 License",
      "swift-argument-parser", "Ingy döt Net", "Kirill Simonov",
    ] {
      #expect(notices.contains(sentence), "no \"\(sentence)\"")
    }
  }
}
