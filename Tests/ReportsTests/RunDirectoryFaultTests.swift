import Digests
import Foundation
import Messages
import Testing

@testable import Documents
@testable import Output

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("A run's directory under faults: the old run, or none, never a mixture")
struct RunDirectoryFaultTests {
  private let scratch: ScratchDirectory
  private let path: String

  init() throws {
    scratch = try ScratchDirectory()
    path = scratch.path + "/run"
  }

  private static let names = [
    "fit.json", "draws-1.csv", "sof.csv", "figures/sroc.svg", "CT/export/model.stan",
  ]

  private func write(_ names: [String], _ text: String, into output: OutputDirectory) throws {
    for name in names { try output.write(name, text: text) }
    let record: [(String, JSONValue)] = [
      ("schema", "sroc.run/1"), ("of", .string(text)),
      ("files", JSONValue(output.fileNames + ["run.json"])),
    ]
    try output.write("run.json", bytes: RunSeal.sealed(record, digests: output.digests))
  }

  private func run(_ text: String, names: [String] = names) throws {
    let output = try OutputDirectory(path: path)
    try write(names, text, into: output)
    try output.commit()
  }

  private func contents() -> [String: String] {
    var contents: [String: String] = [:]
    for name in ScratchDirectory.listing(path) { contents[name] = scratch.content("run/" + name) }
    return contents
  }

  /// Something gets in the way after everything was written, before one file after another.
  @Test(arguments: ["fit.json", "draws-1.csv", "sof.csv", "figures/sroc.svg", "run.json"])
  func aRenameThatFailsTakesAllBack(_ name: String) throws {
    try run("old")
    let before = contents()
    do {
      let output = try OutputDirectory(path: path)
      try write(Self.names + ["revman.csv"], "new", into: output)
      let kept = path + "/kept"
      #expect(rename(path + "/" + name, kept) == 0 && mkdir(path + "/" + name, 0o755) == 0)
      #expect(throws: OutputError.self) { try output.commit() }
      #expect(rmdir(path + "/" + name) == 0 && rename(kept, path + "/" + name) == 0)
    }
    #expect(contents() == before)
  }

  /// The states in which a process can be killed between two steps: the old record is under another name,
  /// or the new one under a temporary one.
  @Test(arguments: [".run.json.earlier", ".run.json.00000000000000ff.sroc-tmp"])
  func aKilledRunIsReplacedWithAllItsFiles(_ record: String) throws {
    try run("old")
    #expect(rename(path + "/run.json", path + "/" + record) == 0)
    _ = try scratch.file("run/.fit.json.0123456789abcdef.sroc-tmp", "half")
    _ = try scratch.file("run/CT/export/.model.stan.0123456789abcdef.sroc-tmp", "half")
    try run("new", names: ["draws-1.csv"])
    #expect(ScratchDirectory.listing(path) == ["draws-1.csv", "run.json"])
  }

  /// Some files are the old run's and some the new one's; each record vouches for its own.
  @Test func aRunKilledBetweenTwoNamesIsReplacedWithoutForce() throws {
    try run("new")
    let new = contents()
    #expect(unlink(path + "/run.json") == 0)
    #expect(unlink(path + "/fit.json") == 0 && unlink(path + "/sof.csv") == 0)
    let other = scratch.path + "/other"
    let output = try OutputDirectory(path: other)
    try write(Self.names, "old", into: output)
    try output.commit()
    #expect(rename(other + "/run.json", path + "/.run.json.earlier") == 0)
    for name in ["fit.json", "sof.csv"] {
      #expect(rename(other + "/" + name, path + "/" + name) == 0)
    }
    let hidden = ".run.json.00000000000000ff.sroc-tmp"
    _ = try scratch.file("run/" + hidden, new["run.json"] ?? "")
    // One that then fails takes nothing away that tells whose the files are.
    do {
      let failed = try OutputDirectory(path: path)
      try failed.write("fit.json", text: "half")
    }
    try run("third", names: ["draws-1.csv"])
    #expect(ScratchDirectory.listing(path) == ["draws-1.csv", "run.json"])
    // Without the record of the run that was stopped its files are nobody's.
    _ = try scratch.file("run/draws-1.csv", "new")
    #expect(throws: OutputError.self) { try run("fourth") }
  }

  @Test func emptyFoldersOfAKilledRunAreRemoved() throws {
    let folders = FileManager.default
    for hasLeftover in [true, false] {
      try? folders.removeItem(atPath: path)
      for folder in ["CT/figures", "MRI/export"] {
        try folders.createDirectory(
          atPath: path + "/" + folder, withIntermediateDirectories: true)
      }
      if hasLeftover { _ = try scratch.file("run/CT/.fit.json.0123456789abcdef.sroc-tmp", "half") }
      try run("new", names: ["draws-1.csv"])
      #expect(ScratchDirectory.listing(path) == ["draws-1.csv", "run.json"])
    }
    // Beside a run that is whole an empty folder is the user's.
    try folders.createDirectory(atPath: path + "/mine", withIntermediateDirectories: false)
    try run("new", names: ["draws-1.csv"])
    #expect(ScratchDirectory.listing(path).contains("mine"))
  }

  @Test func aRunKilledBeforeItsFirstNameLeavesNothingThatIsInTheWay() throws {
    let folders = FileManager.default
    try folders.createDirectory(atPath: path + "/CT/figures", withIntermediateDirectories: true)
    _ = try scratch.file("run/.fit.json.0123456789abcdef.sroc-tmp", "half")
    _ = try scratch.file("run/CT/figures/.sroc.svg.0123456789abcdef.sroc-tmp", "half")
    try run("new", names: ["draws-1.csv"])
    #expect(scratch.content("run/draws-1.csv") == "new")
    #expect(!ScratchDirectory.listing(path).contains { $0.contains("sroc-tmp") })
  }

  @Test func twoWritersAreOneTooMany() throws {
    let first = try OutputDirectory(path: path)
    let error = #expect(throws: OutputError.self) { _ = try OutputDirectory(path: path) }
    #expect(error?.reason.spelled(by: .fields).contains("another run") == true)
    #expect(try DirectoryHandle(path: path).isBeingWritten)
    try write(Self.names, "first", into: first)
    try first.commit()
    #expect(scratch.content("run/fit.json") == "first")
    // The lock goes with its holder, in whatever way that ends.
    withExtendedLifetime(first) {}
  }

  @Test func theLockGoesWithItsHolder() throws {
    do { _ = try OutputDirectory(path: path) }
    try run("second")
    #expect(scratch.content("run/fit.json") == "second")
  }

  /// As a child between its making and the start of its program: it has copies of all descriptors.
  @Test func theLockGoesWithItsHolderThoughAChildHasACopy() throws {
    var copy: Int32 = -1
    defer { close(copy) }
    do {
      let folder = try DirectoryHandle(path: scratch.path)
      #expect(folder.lock())
      copy = dup(folder.descriptor)
      #expect(copy >= 0)
    }
    #expect(try !DirectoryHandle(path: scratch.path).isBeingWritten)
  }

  /// As a reader that looks whether a run is at work here.
  @Test func aLockOfAnInstantIsWaitedFor() throws {
    let reader = open(scratch.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #expect(flock(reader, LOCK_SH | LOCK_NB) == 0)
    let folder = try DirectoryHandle(path: scratch.path)
    #expect(!folder.lock(attempts: 2))
    let other = Thread {
      usleep(30_000)
      close(reader)
    }
    other.start()
    // Twenty seconds, so that a busy machine does not decide.
    #expect(folder.lock(attempts: 2_000))
  }

  @Test func aRunThatTookThePlaceOfTheOneReadIsNotTouched() throws {
    try run("old")
    let bytes = Array((scratch.content("run/run.json") ?? "").utf8)
    _ = try OutputDirectory(path: path, standing: bytes)
    try run("new")
    #expect(throws: OutputError.self) { _ = try OutputDirectory(path: path, standing: bytes) }
    #expect(scratch.content("run/fit.json") == "new")
  }

  /// A stranger's `run.json` names what is to be deleted, and a link leads out of the directory.
  @Test func noFileBehindALinkAndNoForeignNameIsEverRemoved() throws {
    let files = FileManager.default
    for folder in ["outside", "outside/figures", "run"] {
      try files.createDirectory(
        atPath: scratch.path + "/" + folder, withIntermediateDirectories: false)
    }
    let kept = ["outside/authorized_keys", "outside/draws-1.csv", "outside/figures/sroc.svg"]
    for name in kept { _ = try scratch.file(name, "keep") }
    _ = try scratch.file("run/notes.txt", "keep")
    try files.createSymbolicLink(atPath: path + "/x", withDestinationPath: "../outside")
    let listed = [
      "x/authorized_keys", "x/draws-1.csv", "x/figures/sroc.svg", "notes.txt",
      "../outside/draws-1.csv",
    ]
    let record = RunSeal.sealed(
      [("schema", "sroc.run/1"), ("files", JSONValue(listed))],
      digests: listed.map { ($0, SecureHash.hexDigest(of: Array("keep".utf8))) })
    _ = try scratch.file("run/run.json", String(decoding: record, as: UTF8.self))
    try run("new", names: ["fit.json"])
    for name in kept + ["run/notes.txt"] { #expect(scratch.content(name) == "keep", "\(name)") }
  }

  @Test func aFolderThatIsALinkIsRefused() throws {
    let files = FileManager.default
    for folder in ["outside", "run"] {
      try files.createDirectory(
        atPath: scratch.path + "/" + folder, withIntermediateDirectories: false)
    }
    for link in ["figures", "CT"] {
      try files.createSymbolicLink(atPath: path + "/" + link, withDestinationPath: "../outside")
    }
    let output = try OutputDirectory(path: path, force: true)
    for name in ["figures/sroc.svg", "CT/fit.json", "CT/figures/sroc.svg"] {
      let error = #expect(throws: OutputError.self) { try output.write(name, text: "x") }
      #expect(error?.reason.spelled(by: .fields).contains("link") == true)
    }
    #expect(ScratchDirectory.listing(scratch.path + "/outside").isEmpty)
  }

  @Test func theDirectoryItselfMayBeALinkOfTheUser() throws {
    let files = FileManager.default
    try files.createDirectory(
      atPath: scratch.path + "/real", withIntermediateDirectories: false)
    try files.createSymbolicLink(atPath: path, withDestinationPath: "real")
    try run("new")
    #expect(scratch.content("real/fit.json") == "new")
  }

  @Test func aLinkInPlaceOfAFileIsReplacedNotFollowed() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: path, withIntermediateDirectories: false)
    _ = try scratch.file("secret", "keep")
    try files.createSymbolicLink(atPath: path + "/fit.json", withDestinationPath: "../secret")
    let output = try OutputDirectory(path: path, force: true)
    try write(["fit.json"], "new", into: output)
    try output.commit()
    #expect(scratch.content("secret") == "keep" && scratch.content("run/fit.json") == "new")
    let kind = try files.attributesOfItem(atPath: path + "/fit.json")[.type]
    #expect(kind as? FileAttributeType == .typeRegular)
  }

  @Test func temporaryNamesCannotBeForeseen() {
    let names = Set((0..<200).map { _ in RunFileNames.temporary("fit.json") })
    #expect(names.count == 200)
    #expect(names.allSatisfy { RunFileNames.owner(ofTemporary: $0) == "fit.json" })
    #expect(names.allSatisfy { !$0.contains(".\(getpid()).") })
  }

  @Test func aNamedPipeInPlaceOfTheRecordIsNotWaitedFor() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(mkfifo(path + "/run.json", 0o600) == 0)
    #expect(throws: OutputError.self) { _ = try OutputDirectory(path: path) }
  }
}
