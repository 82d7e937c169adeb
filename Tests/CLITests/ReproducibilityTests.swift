import Foundation
import Testing

@Suite("Same seed, same bytes")
struct ReproducibilityTests {
  /// What a run wrote, without its times.
  private func result(_ scratch: ScratchDirectory, _ name: String) -> [String: Data] {
    contents(scratch, name).filter { $0.key != "timing.json" }
  }

  /// The quasi-random blocks need a proposal that is close to the posterior.
  @Test(
    arguments: zip(
      ["collapsed", "collapsed-quasi", "collapsed-nuts", "nuts"], [800, 3500, 800, 800]))
  func threadsNeverChangeTheResult(_ sampler: String, warmup: Int) throws {
    let scratch = try ScratchDirectory()
    let options = [
      "fit", "example:auditc", "--sampler", sampler, "--draws", "150", "--warmup", "\(warmup)",
      "--seed", "5", "--prevalence", "beta(2,8)",
    ]
    for threads in ["1", "2", "7"] {
      let run = try sroc(options + ["--threads", threads, "--out", scratch.path(threads)])
      #expect(run.code == 0, "\(run.errors)")
    }
    let one = result(scratch, "1")
    if sampler == "collapsed-quasi" {
      #expect(scratch.text("1/fit.json").contains("independence-quasi"))
    }
    #expect(one.count == 22 && one["draws-4.csv"] != one["draws-3.csv"])
    #expect(result(scratch, "2") == one)
    #expect(result(scratch, "7") == one)
    #expect(scratch.text("7/timing.json").contains("\"threads\": 7"))
  }

  @Test(arguments: ["0", "1", "2", "18446744073709551615", "4294967297"])
  func seedsAreAllDifferent(_ seed: String) throws {
    // 4294967297 = 2^32 + 1: a generator that keeps 32 bits of seed takes it for 1.
    let run = try sroc([
      "fit", "example:audit4", "--draws", "100", "--seed", seed, "--format", "csv",
    ])
    #expect(run.code == 0)
    for other in ["0", "1", "2", "18446744073709551615", "4294967297"] where other != seed {
      let second = try sroc([
        "fit", "example:audit4", "--draws", "100", "--seed", other, "--format", "csv",
      ])
      #expect(second.output != run.output, "seeds \(seed) and \(other)")
    }
  }

  @Test func aSavedRunRepeatsItself() throws {
    let scratch = try ScratchDirectory()
    let table = studyTable([[10, 2, 3, 20], [5, 1, 1, 9], [0, 0, 4, 30], [8, nil, 2, nil]])
    let file = try scratch.file("data.csv", table)
    let first = try sroc([
      "fit", file, "--draws", "300", "--seed", "18446744073709551615", "--chains", "3", "--prior",
      "bamdit", "--prior-rho", "lkj(3)", "--prior-mu-se", "student_t(4, 1, 2)", "--one-arm", "drop",
      "--level", "0.8", "--interval", "wilson", "--prevalence", "0.1,0.4", "--threshold", "varies",
      "--warmup", "1500", "--both-above", "0.9,0.75", "--extrapolate", "--out",
      scratch.path("first"),
    ])
    #expect(first.code == 0, "\(first.errors)")
    for config in [scratch.path("first"), scratch.path("first/run.json")] {
      let again = try sroc(["fit", "--config", config, "--out", scratch.path("again"), "--force"])
      #expect(again.code == 0 && again.output.count > 100, "\(again.errors)")
      #expect(result(scratch, "again") == result(scratch, "first"))
    }
    // Other data under the same name are refused, unless they are asked for.
    _ = try scratch.file("data.csv", table + "S5,4,1,1,8\n")
    let changed = try sroc(["fit", "--config", scratch.path("first")])
    #expect(changed.code == 65 && changed.output.isEmpty && changed.errors.contains("changed"))
    let other = try sroc(["fit", file, "--config", scratch.path("first"), "--format", "json"])
    #expect(other.code == 0)
    #expect(try OrderedJSON(other.output)["data"]?["studies"] == .number(4))
  }

  @Test func theOutputFormatDoesNotChangeTheNumbers() throws {
    let options = ["fit", "example:audit4", "--draws", "200"]
    let json = try OrderedJSON(try sroc(options + ["--format", "json"]).output)
    let rows = csvRows(try sroc(options + ["--format", "csv"]).text)
    let median = rows.first { $0[0] == "sensitivity" }?[1]
    #expect(json.value("sensitivity", "median") == median.flatMap { Double($0) })
    let text = try sroc(options).text
    let shown = ((json.value("sensitivity", "median") ?? .nan) * 1000).rounded() / 1000
    #expect(text.contains("\(shown)"), "\(shown) is not on the page")
  }
}
