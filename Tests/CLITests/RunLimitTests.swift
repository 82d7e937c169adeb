import Testing

/// The limits under which the tests run the program.
@Suite("A program that does not end is killed, and the tests say so")
struct RunLimitTests {
  private let endless = [
    "fit", "example:auditc", "--sampler", "nuts", "--draws", "50000", "--no-progress",
  ]

  #if os(Linux)
    @Test func afterItsProcessorTime() throws {
      let killed = try #require(throws: KilledProgram.self) {
        try sroc(endless, limits: RunLimits(processorSeconds: 1))
      }
      #expect(killed.reason.contains("1.0 s of processor time") && killed.errors.isEmpty)
      #expect("\(killed)".contains("killed sroc fit example:auditc"))
    }
  #endif

  /// Asleep, it takes no processor time.
  @Test func afterTheGuardOnTheWallClock() throws {
    let killed = try #require(throws: KilledProgram.self) {
      try sroc(
        ["-c", "exec sleep 600"], program: "/bin/sh",
        limits: RunLimits(processorSeconds: 1, wallSeconds: 2))
    }
    #expect(killed.reason.contains("2.0 s on the wall clock"))
  }

  @Test func itsProcessorTimeIsMeasured() throws {
    let run = try sroc(["fit", "example:audit4", "--draws", "200"])
    #expect(run.code == 0 && run.processorSeconds > 0 && run.processorSeconds < 300)
    let asleep = try sroc(["-c", "sleep 1"], program: "/bin/sh")
    #expect(asleep.code == 0 && asleep.processorSeconds < 0.5)
  }
}
