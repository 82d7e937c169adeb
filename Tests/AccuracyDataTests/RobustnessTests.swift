import RepeatableNumbers
import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Anything at all either reads or is refused")
struct RobustnessTests {
  private static let valid =
    "Table 1\nstudy;tp;fp;fn;tn;n1;test\n\"A; \"\"x\"\"\";9;1;1;9;10;CT\r\n"
    + "S\u{F6}n;8;NA;2;.;;MRI\nC;1;2;3;4;4;CT\nD;5.0;0;;12;;US\nE;;;;;;CT\n"

  /// Counts what happened, so that a run in which everything is refused, or nothing, is seen.
  private func outcome(_ bytes: [UInt8], _ selection: DataSelection) -> Bool {
    do {
      let dataset = try readAccuracyData(.bytes(bytes, name: "f.csv"), selection: selection)
      #expect(!dataset.studies.isEmpty)
      for study in dataset.studies {
        #expect(study.diseased?.total ?? 1 > 0 && study.nondiseased?.total ?? 1 > 0)
        #expect(study.diseased != nil || study.nondiseased != nil)
        #expect(study.row >= 1 && !study.label.isEmpty)
      }
      return true
    } catch {
      #expect(!error.message.isEmpty && error.message.utf8.count < 1200)
      #expect(
        error.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
      return false
    }
  }

  @Test("Random changes of bytes of a valid file", arguments: 0..<40)
  func mutations(_ seed: Int) {
    var generator = SplitMix64(seed: 20_261_122 &+ UInt64(seed))
    let original = Array(Self.valid.utf8)
    let special = Array("\",;\t\r\n.-0 9".utf8) + [0, 0xff, 0xfe, 0xc2, 0x80, 0xef]
    let selections = [
      DataSelection(), DataSelection(by: "test", allowDependent: true, oneArm: .drop),
      DataSelection(
        filters: [DataFilter(column: "test", value: "CT")], studyColumn: "test",
        allowDependent: true),
    ]
    var read = 0
    for round in 0..<100 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let byte =
          Bool.random(using: &generator)
          ? special.randomElement(using: &generator) ?? 0
          : UInt8.random(in: 0...255, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        case 2: bytes.remove(at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
        }
      }
      read += outcome(bytes, selections[round % selections.count]) ? 1 : 0
    }
    #expect(read > 5 && read < 95)
  }

  @Test("Random bytes", arguments: 0..<50)
  func noise(_ seed: Int) {
    var generator = SplitMix64(seed: 77 &+ UInt64(seed))
    let length = Int.random(in: 0..<400, using: &generator)
    for marks in [[], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]] as [[UInt8]] {
      let bytes = marks + (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(!outcome(bytes, DataSelection()))
    }
  }

  @Test("A valid file cut at any byte")
  func truncations() {
    let bytes = Array(Self.valid.utf8)
    let read = (0...bytes.count).count { outcome(Array(bytes[..<$0]), DataSelection()) }
    #expect(read > 20 && read < bytes.count - 40)
  }

  // What is quadratic takes hours; what is linear takes seconds, or a minute beside other work.
  @Test("A hundred thousand columns", .timeLimit(.minutes(10)))
  func manyColumns() throws {
    let names = (1...100_000).map { "c\($0)" }
    let values = [String](repeating: "v", count: 100_000).joined(separator: ",")
    let good = "study,tp,fp,fn,tn," + names.joined(separator: ",")
    let dataset = try read(good + "\nA,9,1,1,9,\(values)\nB,8,1,1,9,\(values)\n")
    #expect(dataset.studies[1].covariates.count == 100_000)
    let junk = try #require(failure(names.joined(separator: ",") + "\n" + values))
    #expect(junk.message.utf8.count < 400)
    let repeated = try #require(failure(good + "\nA,9,1,1,9,\(values)\nA,8,1,1,9,\(values)\n"))
    #expect(repeated.message.utf8.count < 600)
  }

  @Test("A million rows, of studies, of one study and of junk", .timeLimit(.minutes(10)))
  func manyRows() throws {
    let rows = (1...1_000_000).map { "S\($0),\(1000 + $0),1,1,9\n" }.joined()
    #expect(try read("study,tp,fp,fn,tn\n" + rows).studies.count == 1_000_000)
    let same = String(repeating: "A,9,1,1,9\n", count: 1_000_000)
    #expect(failure("study,tp,fp,fn,tn\n" + same)?.kind == .malformed)
    #expect(failure(same)?.message.contains("no header row") == true)
    #expect(
      failure("study,tp,fp,fn,tn\nA,9,1,1,9\n" + String(repeating: "junk\n", count: 1_000_000))
        != nil)
    #expect(failure("\"" + same)?.message.contains("never closed") == true)
  }

  @Test("Files: missing, directories, unreadable names, and pipes")
  func files() throws {
    func problem(_ path: String) -> AccuracyDataError? {
      do {
        _ = try readAccuracyData(.file(path))
        return nil
      } catch {
        return error
      }
    }
    for path in ["no-such-file.csv", "/", "", "a\u{0}b", "/dev/null/x"] {
      #expect(problem(path)?.kind == .notFound)
    }
    #expect(
      problem("no-such-file.csv")?.message.contains("no-such-file.csv: there is no such") == true)
    #expect(problem("/")?.message.contains("directory") == true)
    #expect(problem("/dev/null") == .text(.empty(file: "/dev/null")))
    #expect(problem("/dev/zero") == .text(.tooLarge(file: "/dev/zero", megabytes: 256)))
  }

  @Test("A file and a pipe give the bytes that were written")
  func reading() throws {
    let text = "study,tp,fp,fn,tn\n" + (1...9000).map { "S\($0),\($0),1,1,9\n" }.joined()
    let path = "accuracy-data-test-\(getpid()).csv"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer {
      close(file)
      unlink(path)
    }
    #expect(
      Array(text.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == text.utf8.count)
    let dataset = try readAccuracyData(.file(path))
    #expect(dataset.studies.count == 9000 && dataset.source == path)

    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(write(ends[1], "abc", 3) == 3)
    close(ends[1])
    #expect(try readToEnd(of: ends[0], file: "p") == Array("abc".utf8))
    close(ends[0])
  }
}
