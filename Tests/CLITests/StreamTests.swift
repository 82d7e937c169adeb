import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Pipes, interrupts and full disks")
struct StreamTests {
  @Test func standardInputIsReadToItsEnd() throws {
    let table = studyTable([[10, 2, 3, 20], [5, 1, 1, 9]])
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", table)
    let options = ["--draws", "200", "--format", "csv"]
    let fromPipe = try sroc(["fit", "-"] + options, input: Data(table.utf8))
    let fromFile = try sroc(["fit", file] + options)
    #expect(fromPipe.code == 0 && fromPipe.errors.isEmpty)
    #expect(fromPipe.output == fromFile.output && !fromPipe.output.isEmpty)
    let empty = try sroc(["fit", "-"])
    #expect(empty.code == 65 && empty.errors.contains("standard input"))
  }

  @Test func aReaderThatGoesAwayEndsTheProgramQuietly() throws {
    for (arguments, bytes) in [
      (["datasets"], 0), (["fit", "example:auditc", "--draws", "200", "--format", "json"], 0),
      (["check", "-", "--format", "json"], 10),
    ] {
      let table = studyTable((0..<2000).map { [10 + $0 % 7, 2, 3, 20] })
      let run = try sroc(arguments, input: Data(table.utf8), output: .reader(bytes: bytes))
      #expect(run.code == 0 && run.errors.isEmpty, "\(arguments): \(run.code) \(run.errors)")
    }
  }

  @Test func aClosedStandardOutputIsNoErrorEither() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let run = try sroc(
      ["fit", "example:audit4", "--draws", "200", "--out", out], output: .closed)
    #expect(run.code == 0 && run.errors.isEmpty)
    // The page must not have gone into a file that took descriptor 1.
    for name in scratch.listing("run") {
      #expect(!scratch.text("run/" + name).contains("credible interval   95 % prediction"))
    }
  }

  #if os(Linux)
    @Test func aFullDiskIs73() throws {
      for arguments in [["datasets"], ["fit", "example:audit4", "--draws", "200"]] {
        let run = try sroc(arguments, output: .path("/dev/full"))
        #expect(run.code == 73 && run.messages.count == 1, "\(run.code) \(run.errors)")
        #expect(run.errors.contains("standard output"))
      }
    }
  #endif

  /// A fit that would go on for minutes.
  private let endless = ["fit", "example:auditc", "--sampler", "nuts", "--draws", "50000"]

  /// A whole run takes minutes of processor time; the sampler is at work after half a second.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalEndsAFitAtOnce(_ number: Int32) throws {
    let scratch = try ScratchDirectory()
    var before: Double?
    let run = try sroc(endless + ["--out", scratch.path("run")]) { process in
      try #require(waitedForHandler(of: number, in: process))
      #if os(Linux)
        try #require(waited(for: process) { processorSeconds(of: process) ?? 0 > 0.5 })
      #endif
      before = processorSeconds(of: process)
      kill(process, number)
    }
    #expect(run.code == 128 + number && run.output.isEmpty, "\(run.code)")
    #expect(run.errors == "sroc: interrupted; nothing was written\n")
    #expect(!scratch.exists("run"))
    #expect(run.processorSeconds < (before ?? 20) + 5, "\(run.processorSeconds)")
  }

  @Test func aSignalEndsTheWaitForAPipe() throws {
    let scratch = try ScratchDirectory()
    let pipe = scratch.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let run = try sroc(["fit", pipe]) { process in
      try #require(waitedForHandler(of: SIGINT, in: process))
      try #require(waitedUntilAsleep(process))
      kill(process, SIGINT)
    }
    #expect(run.code == 130 && run.messages.count == 1 && run.output.isEmpty)
  }

  /// As under nohup; the other signals still end the run.
  @Test func anIgnoredHangUpStaysIgnored() throws {
    let run = try sroc(endless, shellPrefix: "trap '' HUP") { process in
      try #require(waitedForHandler(of: SIGTERM, in: process))
      #if os(Linux)
        #expect(hasSignal(SIGHUP, in: "SigIgn", of: process) == true)
      #endif
      kill(process, SIGHUP)
      // It would have died of the first signal, not of the second.
      usleep(300_000)
      kill(process, SIGTERM)
    }
    #expect(run.code == 143 && run.messages.count == 1, "\(run.code) \(run.errors)")
  }

  @Test func aSignalEndsTheWaitForTypedInput() throws {
    let scratch = try ScratchDirectory()
    let pipe = scratch.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // Open for reading and writing, the pipe never ends.
    let run = try sroc(["check", "-"], shellPrefix: "exec <>'\(pipe)'") { process in
      try #require(waitedForHandler(of: SIGTERM, in: process))
      try #require(waitedUntilAsleep(process))
      kill(process, SIGTERM)
    }
    #expect(run.code == 143 && run.output.isEmpty, "\(run.code)")
    #expect(run.errors == "sroc: interrupted; nothing was written\n")
  }

  /// The program that draws would take ten minutes.
  @Test func aSignalEndsTheProgramThatMakesAPDF() throws {
    let scratch = try ScratchDirectory()
    let started = scratch.path("started")
    let converter = try scratch.file(
      "rsvg-convert", "#!/bin/sh\necho $$ > '\(started)'\nexec sleep 600\n")
    try #require(chmod(converter, 0o700) == 0)
    let run = try sroc(
      ["plot", "example:audit4", "--draws", "200", "--figure", "sroc", "--out", "f.pdf"],
      directory: scratch.path(""), shellPrefix: "PATH=\"$PWD:$PATH\""
    ) { process in
      try #require(waited(for: process) { scratch.text("started").hasSuffix("\n") })
      kill(process, SIGTERM)
    }
    #expect(run.code == 143 && run.output.isEmpty, "\(run.code) \(run.errors)")
    #expect(run.errors == "sroc: interrupted; nothing was written\n")
    #expect(scratch.listing("").sorted() == ["rsvg-convert", "started"])
    let child = pid_t(scratch.text("started").filter(\.isNumber)) ?? 0
    #expect(child > 0 && kill(child, 0) != 0)
  }

  @Test func aSignalWhileFilesAreWrittenRemovesThem() throws {
    let scratch = try ScratchDirectory()
    let arguments = ["fit", "example:audit4", "--draws", "150000", "--out", scratch.path("run")]
    let run = try sroc(arguments) { process in
      try #require(
        waited(for: process) { scratch.listing("run").contains { $0.contains("draws-1") } })
      kill(process, SIGINT)
    }
    #expect(run.code == 130 && run.output.isEmpty, "\(run.code)")
    #expect(run.errors == "sroc: interrupted; nothing was written\n")
    #expect(!scratch.exists("run"), "\(scratch.listing("run"))")
  }
}
