import Digests
import Foundation
import Messages
import Testing

@testable import Documents
@testable import Output

@Suite("Output directory")
struct OutputDirectoryTests {
  /// A sealed record; the files that are given with their content have its hash.
  private static func runRecord(files: [String], of contents: [String: String] = [:]) -> String {
    let bytes = RunSeal.sealed(
      [("schema", "sroc.run/1"), ("files", JSONValue(files))],
      digests: contents.sorted { $0.key < $1.key }.map {
        ($0.key, SecureHash.hexDigest(of: Array($0.value.utf8)))
      })
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("files appear together, at commit, and nothing else stays")
  func commit() throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path + "/a/b"
    let output = try OutputDirectory(path: path)
    try output.write("fit.json", text: "old")
    try output.write("figures/sroc.svg", text: "<svg/>")
    try output.write("draws-1.csv") { emit throws(OutputError) in
      try emit(Array("a\n".utf8))
      try emit([])
      try emit(Array("1\n".utf8))
    }
    try output.write("fit.json", text: "new")
    try output.write("run.json", text: Self.runRecord(files: output.fileNames))
    let before = ScratchDirectory.listing(path)
    #expect(!before.contains { ["fit.json", "run.json", "draws-1.csv"].contains($0) })
    #expect(!before.contains("figures/sroc.svg"))
    try output.commit()
    #expect(
      ScratchDirectory.listing(path)
        == ["draws-1.csv", "figures", "figures/sroc.svg", "fit.json", "run.json"])
    #expect(scratch.content("a/b/fit.json") == "new")
    #expect(scratch.content("a/b/draws-1.csv") == "a\n1\n")
  }

  @Test("an error in the middle leaves nothing behind, not even the directories made")
  func failure() throws {
    let scratch = try ScratchDirectory()
    func run() throws {
      let output = try OutputDirectory(path: scratch.path + "/a/b/")
      try output.write("fit.json", text: "x")
      try output.write("figures/sroc.svg", text: "x")
      #expect(!ScratchDirectory.listing(scratch.path).isEmpty)
      try output.write("draws-1.csv") { emit throws(OutputError) in
        try emit([1])
        throw OutputError(path: "draws.csv", reason: "stopped")
      }
    }
    #expect(throws: OutputError(path: "draws.csv", reason: "stopped")) { try run() }
    #expect(ScratchDirectory.listing(scratch.path).isEmpty)
  }

  @Test("without commit an earlier run stays as it was")
  func earlierRunSurvives() throws {
    let scratch = try ScratchDirectory()
    _ = try scratch.file(
      "run.json", Self.runRecord(files: ["fit.json"], of: ["fit.json": "earlier"]))
    _ = try scratch.file("fit.json", "earlier")
    do {
      let output = try OutputDirectory(path: scratch.path)
      try output.write("fit.json", text: "later")
    }
    #expect(ScratchDirectory.listing(scratch.path) == ["fit.json", "run.json"])
    #expect(scratch.content("fit.json") == "earlier")
  }

  @Test("files of the earlier run that the new one lacks are removed, and only those")
  func staleFiles() throws {
    let scratch = try ScratchDirectory()
    let outside = try scratch.file("outside.txt", "keep")
    let inside = scratch.path + "/run"
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: false)
    let listed = ["draws-1.csv", "draws-2.csv", "../outside.txt", outside, ".hidden"]
    let old = ["draws-1.csv": "earlier", "draws-2.csv": "earlier"]
    _ = try scratch.file("run/run.json", Self.runRecord(files: listed, of: old))
    for name in ["draws-1.csv", "draws-2.csv", "notes.txt", ".hidden"] {
      _ = try scratch.file("run/" + name, "earlier")
    }
    let output = try OutputDirectory(path: inside)
    try output.write("draws-1.csv", text: "later")
    try output.write("run.json", text: Self.runRecord(files: output.fileNames))
    try output.commit()
    #expect(
      ScratchDirectory.listing(inside) == [".hidden", "draws-1.csv", "notes.txt", "run.json"])
    #expect(scratch.content("run/draws-1.csv") == "later")
    #expect(scratch.content("outside.txt") == "keep")
  }

  @Test("a directory with other files is refused, unless forced")
  func refusal() throws {
    for record in [nil, "{}", "not json", "{\"schema\": \"other/1\"}"] {
      let scratch = try ScratchDirectory()
      _ = try scratch.file("thesis.txt", "keep")
      if let record { _ = try scratch.file("run.json", record) }
      let error = #expect(throws: OutputError.self) { _ = try OutputDirectory(path: scratch.path) }
      #expect(error?.message.spelled(by: .commandLine).contains("--force") == true)
      let forced = try OutputDirectory(path: scratch.path, force: true)
      try forced.write("fit.json", text: "x")
      try forced.commit()
      #expect(scratch.content("thesis.txt") == "keep")
      #expect(scratch.content("fit.json") == "x")
    }
  }

  @Test("what no sealed record vouches for is refused, named and counted, unless forced")
  func doubtfulFiles() throws {
    let contents = ["studies.csv": "my own", "notes/fit.json": "my own"]
    let names = ["studies.csv", "notes/fit.json"]
    let bare: JSONValue = ["schema": "sroc.run/1", "files": JSONValue(names)]
    let broken = Self.runRecord(files: names, of: contents).replacingOccurrences(
      of: "notes", with: "n0tes")
    for (record, words) in [
      (bare.serialized(), "3 files, the first studies.csv"),
      (broken, "2 files, the first studies.csv"),
      (Self.runRecord(files: names), "2 files there are not"),
      (Self.runRecord(files: names, of: ["studies.csv": "my own"]), "wrote it: notes/fit.json"),
      (Self.runRecord(files: []), "wrote it: studies.csv"),
    ] {
      let scratch = try ScratchDirectory()
      try FileManager.default.createDirectory(
        atPath: scratch.path + "/notes", withIntermediateDirectories: false)
      for (name, text) in contents { _ = try scratch.file(name, text) }
      _ = try scratch.file("run.json", record)
      let error = #expect(throws: OutputError.self) {
        _ = try OutputDirectory(path: scratch.path) { $0 == "studies.csv" }
      }
      #expect(error?.reason.spelled(by: .fields).contains(words) == true, "\(error?.reason ?? "")")
      #expect(error?.reason.spelled(by: .commandLine).contains("--force") == true)
      for (name, text) in contents { #expect(scratch.content(name) == text) }
      let forced = try OutputDirectory(path: scratch.path, force: true)
      try forced.write("studies.csv", text: "x")
      try forced.commit()
      #expect(scratch.content("studies.csv") == "x")
    }
  }

  @Test("a file that was not foreseen is refused when it would be written over")
  func unforeseenFile() throws {
    let scratch = try ScratchDirectory()
    _ = try scratch.file("run.json", Self.runRecord(files: ["run.json"]))
    _ = try scratch.file("revman.csv", "my own")
    let output = try OutputDirectory(path: scratch.path)
    let error = #expect(throws: OutputError.self) { try output.write("revman.csv", text: "x") }
    #expect(error?.message.spelled(by: .fields).contains("revman.csv") == true)
    output.discard()
    #expect(ScratchDirectory.listing(scratch.path) == ["revman.csv", "run.json"])
    #expect(scratch.content("revman.csv") == "my own")
  }

  @Test("times need no hash, but to be times")
  func times() throws {
    let scratch = try ScratchDirectory()
    _ = try scratch.file("run.json", Self.runRecord(files: ["timing.json", "run.json"]))
    _ = try scratch.file("timing.json", "{\"schema\": \"sroc.timing/1\"}")
    _ = try OutputDirectory(path: scratch.path)
    _ = try scratch.file("timing.json", "the time table of my train")
    #expect(throws: OutputError.self) { _ = try OutputDirectory(path: scratch.path) }
  }

  @Test("a run in a folder of the directory is another's")
  func runBelow() throws {
    let scratch = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/sub", withIntermediateDirectories: false)
    _ = try scratch.file("run.json", Self.runRecord(files: ["run.json"]))
    for name in ["sub/run.json", "sub/fit.json"] { _ = try scratch.file(name, "{}") }
    _ = try OutputDirectory(path: scratch.path) { _ in true }
  }

  @Test("an empty directory, or one with the leftovers of a killed run, is accepted")
  func acceptance() throws {
    let scratch = try ScratchDirectory()
    _ = try OutputDirectory(path: scratch.path)
    _ = try scratch.file(".fit.json.123.sroc-tmp", "half")
    _ = try OutputDirectory(path: scratch.path)
    #expect(FileManager.default.fileExists(atPath: scratch.path))
  }

  @Test("impossible places are errors")
  func impossible() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("file", "x")
    for path in ["", file, file + "/below", "/proc/nothing/here"] {
      #expect(throws: OutputError.self) { _ = try OutputDirectory(path: path, force: true) }
    }
    for name in ["-", "example:auditc", scratch.path + "/run.json", scratch.path + "/run.json/"] {
      #expect(throws: OutputError.self) { _ = try OutputDirectory(path: name, force: true) }
    }
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/fit.json", withIntermediateDirectories: false)
    let output = try OutputDirectory(path: scratch.path, force: true)
    #expect(throws: OutputError.self) { try output.write("fit.json", text: "x") }
  }

  @Test("a full disk is an error that names the file")
  func fullDisk() throws {
    try #require(FileManager.default.fileExists(atPath: "/dev/full"))
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let error = #expect(throws: OutputError.self) {
      try FileSystem.writeAll([1, 2, 3], to: descriptor, path: "DIR/fit.json")
    }
    #expect(error?.message == "cannot write DIR/fit.json: No space left on device")
  }
}
