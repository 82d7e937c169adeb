#if os(Linux)
  import Foundation
  import Glibc
  import Documents
  import Output
  import Testing

  /// Limits of the system end the program with a message and 70 or are kept to; never with a signal, and
  /// it never hangs.
  @Suite("Limits of the system")
  struct LimitTests {
    private let fit = ["fit", "example:audit4", "--draws", "200", "--no-progress"]

    @Test(arguments: [
      ("ulimit -s 64", "(ulimit -s) leaves 64 kB; at least 512 kB are needed"),
      ("ulimit -n 4", "(ulimit -n) leaves 4; at least 16 are needed"),
      ("ulimit -d 6000", "(ulimit -d) leaves"),
    ])
    func aLimitBelowWhatAnyRunNeedsIsSaid(_ limit: String, _ words: String) throws {
      for arguments in [["--version"], ["check", "example:audit4"], fit] {
        let run = try sroc(arguments, shellPrefix: limit)
        #expect(run.code == 70 && run.output.isEmpty, "\(limit) \(arguments): \(run.code)")
        #expect(run.messages.count == 1 && run.errors.contains(words), "\(run.errors)")
      }
    }

    /// A program with shared libraries may not even be loaded; what loads it says so with 127.
    @Test(arguments: [30_000, 60_000])
    func littleAddressSpaceIsNeverASignal(_ kilobytes: Int) throws {
      for arguments in [["--version"], fit] {
        let run = try sroc(arguments, shellPrefix: "ulimit -v \(kilobytes)")
        #expect(run.code == 70 || run.code == 127, "\(kilobytes): \(run.code) \(run.errors)")
        #expect(run.messages.count == 1 && run.output.isEmpty)
      }
    }

    @Test func aRunThatNeedsMoreMemoryThanThereIsDoesNotStart() throws {
      for (limit, arguments) in [
        ("ulimit -v 300000", ["--draws", "100000"]),
        ("ulimit -v 300000", ["--draws", "100000", "--sampler", "nuts"]),
        ("ulimit -d 120000", ["--draws", "20000", "--chains", "8"]),
      ] {
        let run = try sroc(
          ["fit", "example:auditc", "--no-progress"] + arguments, shellPrefix: limit)
        #expect(run.code == 70 && run.output.isEmpty, "\(limit) \(arguments): \(run.code)")
        #expect(run.messages.count == 1 && run.errors.contains("may need"), "\(run.errors)")
        #expect(run.errors.contains("MB of memory") && run.errors.contains("leave "))
      }
      let enough = try sroc(fit, shellPrefix: "ulimit -d 300000")
      #expect(enough.code == 0 && enough.errors.isEmpty, "\(enough.code) \(enough.errors)")
    }

    @Test func aTableThatIsTooLargeForTheMemoryLeftIsNotRead() throws {
      let table = studyTable((0..<40_000).map { [10 + $0 % 7, 2, 3, 20] })
      let run = try sroc(
        ["check", "-"], input: Data(table.utf8), shellPrefix: "ulimit -d 60000")
      #expect(run.code == 70 && run.output.isEmpty, "\(run.code) \(run.errors)")
      #expect(run.messages.count == 1 && run.errors.contains("reading it may need"))
    }

    /// A shell that lets nobody make a second process or thread; no shell agrees with the next on the
    /// name of this limit.
    private static let oneProcess = OrdinaryUser.shellPrefix(
      "ulimit -u 1 2>/dev/null || ulimit -p 1; ")

    /// Where the system refuses threads, the thread at hand does the work of all.
    @Test(.enabled(if: OrdinaryUser.isAvailable, "the superuser, who has no limit, needs setpriv"))
    func noThreadNoHang() throws {
      let scratch = try ScratchDirectory(in: "/tmp")
      let program = try OrdinaryUser.program(in: scratch)
      // The limit is in force: the same shell makes a second process only without it.
      let second = ["-c", "(exit 0) && echo made"]
      let free = try sroc(second, program: "/bin/sh")
      #expect(free.code == 0 && free.text == "made\n", "\(free.errors)")
      let refused = try sroc(second, shellPrefix: Self.oneProcess, program: "/bin/sh")
      #expect(refused.code != 0 && refused.code != 99 && refused.output.isEmpty)
      #expect(!refused.errors.isEmpty)
      let expected = try sroc(fit + ["--threads", "1", "--format", "csv"])
      #expect(expected.code == 0)
      for arguments in [
        ["--version"], ["datasets"], ["check", "example:audit4"],
        fit + ["--threads", "4", "--format", "csv"],
      ] {
        let run = try sroc(arguments, shellPrefix: Self.oneProcess, program: program)
        #expect(run.code == 0 && run.errors.isEmpty, "\(arguments): \(run.code) \(run.errors)")
        if arguments.first == "fit" { #expect(run.output == expected.output) }
      }
    }

    /// The threads of a process while it runs, as the system lists them.
    private func threads(of process: pid_t) -> Int {
      (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").count) ?? 0
    }

    @Test func oneThreadMeansNoOtherThread() throws {
      let endless = ["fit", "example:auditc", "--sampler", "nuts", "--draws", "50000"]
      for count in [1, 3] {
        var most = 0
        let run = try sroc(endless + ["--threads", "\(count)", "--no-progress"]) { process in
          // A second of work is well beyond where several threads have begun.
          let isOver = waited(for: process) {
            most = max(most, threads(of: process))
            return count > 1 && most == count || processorSeconds(of: process) ?? 0 > 1
          }
          try #require(isOver)
          kill(process, SIGTERM)
        }
        #expect(run.code == 143 && most == count, "\(count): \(run.code), \(most) threads")
      }
    }

    /// A reader blocks on a pipe: the program has been through all its preparations by then.
    @Test func checkingDataMakesNoThread() throws {
      let scratch = try ScratchDirectory()
      let pipe = scratch.path("pipe")
      try #require(mkfifo(pipe, 0o600) == 0)
      var most = 0
      let run = try sroc(["check", pipe]) { process in
        try #require(waitedForHandler(of: SIGHUP, in: process))
        try #require(waitedUntilAsleep(process) { most = max(most, threads(of: process)) })
        kill(process, SIGHUP)
      }
      #expect(run.code == 129 && most == 1, "\(run.code), \(most) threads")
    }
  }
#endif
