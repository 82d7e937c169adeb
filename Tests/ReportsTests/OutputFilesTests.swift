import Foundation
import Messages
import Testing

@testable import Documents
@testable import Output

@Suite("Files outside of a run's directory")
struct OutputFilesTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  private func reason(
    _ path: String, force: Bool = false, isReplaceable: ([UInt8]) -> Bool = { _ in false }
  ) -> String? {
    do {
      try OutputFiles.check(path, force: force, isReplaceable: isReplaceable)
      return nil
    } catch {
      return error.reason.spelled(by: .commandLine)
    }
  }

  private func path(_ name: String) -> String { scratch.path + "/" + name }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
  }

  @Test func anExistingFileIsReplacedOnlyWhereItMayBe() throws {
    try Data("%PDF-1.5".utf8).write(to: URL(fileURLWithPath: path("a")))
    #expect(reason(path("new")) == nil)
    #expect(reason(path("a"))?.contains("--force") == true)
    #expect(reason(path("a"), force: true) == nil)
    #expect(reason(path("a")) { $0.starts(with: Array("%PDF".utf8)) } == nil)
    #expect(reason(path("a")) { $0.count > 8 } != nil)
  }

  @Test func aLinkIsNeitherFollowedNorReplaced() throws {
    try Data("old".utf8).write(to: URL(fileURLWithPath: path("real")))
    for (name, target) in [("link", "real"), ("dangling", "nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: path(name), withDestinationPath: target)
      #expect(reason(path(name), force: true)?.contains("link") == true)
    }
    for name in ["-", "a/", "a/.", "a/.."] { #expect(reason(name, force: true) != nil, "\(name)") }
  }

  /// What a killed run left goes, what a run at work needs stays.
  @Test func leftoversOfDeadRunsAreRemoved() throws {
    let dead = path(".a.svg.0123456789abcdef.sroc-tmp")
    let foreign = path(".a.svg.notes.sroc-tmp")
    for file in [dead, foreign] { try Data("half".utf8).write(to: URL(fileURLWithPath: file)) }
    let other = OutputFiles()
    try other.write(path("a.svg"), bytes: Array("first".utf8))
    let output = OutputFiles()
    try output.write(path("a.svg"), bytes: Array("second".utf8))
    #expect(!FileManager.default.fileExists(atPath: dead))
    #expect(FileManager.default.fileExists(atPath: foreign))
    try output.commit()
    try other.commit()
    #expect(try String(contentsOfFile: path("a.svg"), encoding: .utf8) == "first")
  }

  @Test func whatIsNoOrdinaryFileIsRefusedEvenByForce() throws {
    #expect(reason(scratch.path, force: true)?.contains("directory") == true)
    #expect(reason("/dev/null", force: true)?.contains("ordinary") == true)
    #expect(reason("", force: true) != nil)
    #expect(reason("a\0b", force: true) != nil)
    #expect(reason(path("none/a"), force: true)?.contains("no directory") == true)
    try Data().write(to: URL(fileURLWithPath: path("a")))
    #expect(reason(path("a/b"), force: true)?.contains("not a directory") == true)
  }

  @Test func allFilesAppearTogetherOrNone() throws {
    try Data("old".utf8).write(to: URL(fileURLWithPath: path("a")))
    do {
      let output = OutputFiles()
      try output.write(path("a"), bytes: Array("new".utf8))
      _ = try output.writeScratch([1], beside: path("a"))
      #expect(throws: OutputError.self) { try output.write(path("none/b"), bytes: []) }
      #expect(try String(contentsOfFile: path("a"), encoding: .utf8) == "old")
    }
    #expect(try files() == ["a"] && String(contentsOfFile: path("a"), encoding: .utf8) == "old")
    do {
      let output = OutputFiles()
      let helper = try output.writeScratch(Array("half".utf8), beside: path("a"))
      #expect(try String(contentsOfFile: helper, encoding: .utf8) == "half")
      try output.write(path("a"), bytes: Array("new".utf8))
      try output.write(path(String(repeating: "b", count: 250)), bytes: [])
      try output.commit()
    }
    #expect(try files().count == 2)
    #expect(try String(contentsOfFile: path("a"), encoding: .utf8) == "new")
  }

  @Test func otherProgramsAreFoundAndRun() throws {
    let shell = try #require(ExternalProgram(named: "sh"))
    #expect(shell.run(["-c", "exit 5"]) == 5)
    #expect(shell.run(["-c", "kill -9 $$"]) == 137)
    // Words are given as they are: no shell in between expands them.
    #expect(shell.run(["-c", "test \"$1\" = '$HOME *'", "sh", "$HOME *"]) == 0)
    #expect(ExternalProgram(named: "no-such-program-anywhere") == nil)
  }

  @Test func aRunIsUpdatedInPart() throws {
    let run = path("run")
    func write(_ names: [String], replaces: (String) -> Bool) throws {
      let output = try OutputDirectory(path: run, force: true, standing: nil, replaces: replaces)
      for name in names { try output.write(name, text: "x") }
      let record: [(String, JSONValue)] = [
        ("schema", "sroc.run/1"), ("files", JSONValue(output.fileNames + ["run.json"])),
      ]
      try output.write("run.json", bytes: RunSeal.sealed(record, digests: output.digests))
      try output.commit()
    }
    try write(["draws-1.csv", "figures/sroc.svg", "figures/trace.svg", "CT/export/model.stan"]) {
      _ in true
    }
    try write(["figures/trace.svg", "figures/ranks.svg"]) { $0.hasPrefix("figures/") }
    let record = try JSONValue.parse(
      Array(try Data(contentsOf: URL(fileURLWithPath: run + "/run.json"))))
    let names = Set(record["files"]?.elements?.compactMap(\.stringValue) ?? [])
    #expect(
      names == [
        "draws-1.csv", "CT/export/model.stan", "figures/trace.svg", "figures/ranks.svg", "run.json",
      ])
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: run + "/" + name) }
    #expect(names.allSatisfy(exists) && !exists("figures/sroc.svg"))
    // A folder goes with its last file.
    try write(["draws-1.csv"]) { _ in true }
    #expect(!exists("figures") && !exists("CT") && exists("draws-1.csv"))
  }
}
