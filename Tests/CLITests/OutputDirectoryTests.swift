import Foundation
import Testing

private let quick = ["fit", "example:audit4", "--draws", "100", "--chains", "2"]
private let runFiles = [
  "draws-1.csv", "draws-2.csv", "figures", "figures/forest.svg",
  "figures/natural-frequencies.svg", "figures/nomogram.svg", "figures/parameters.svg",
  "figures/predictive-values.svg", "figures/ranks.svg", "figures/sroc.svg", "figures/trace.svg",
  "fit.json", "log_lik.csv", "regions.csv", "report.html", "revman.csv", "run.json",
  "sof.csv", "sroc.csv", "studies.csv", "summary.csv", "timing.json",
]

@Suite("--out: all files or none, and nobody else's")
struct OutputDirectoryTests {
  @Test func allFilesOfTheContractAreWritten() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(quick + ["--out", scratch.path("a/b/run"), "--format", "json"])
    #expect(run.code == 0)
    #expect(scratch.listing("a/b/run") == runFiles)
    let fit = try OrderedJSON(try #require(scratch.data("a/b/run/fit.json")))
    // Beside it nothing is saved that depends on the machine or the day.
    let shown = try OrderedJSON(run.output)
    #expect(fit.without(["command"]) == shown.without(["timing", "threads", "seconds", "command"]))
    #expect(shown["timing"] != nil && shown["sampler"]?["threads"] != nil)
    let record = try OrderedJSON(try #require(scratch.data("a/b/run/run.json")))
    #expect(record["schema"]?.string == "sroc.run/1")
    #expect(record["sha256"] == fit["data"]?["sha256"])
  }

  @Test func theTablesHoldTheNumbersOfTheJSON() throws {
    let scratch = try ScratchDirectory()
    let arguments = ["fit", "example:auditc", "--draws", "400", "--out", scratch.path("run")]
    #expect(try sroc(arguments).code == 0)
    let fit = try OrderedJSON(try #require(scratch.data("run/fit.json")))
    let rows = csvRows(scratch.text("run/summary.csv"))
    #expect(rows.dropFirst().map { $0[0] } == parameterNames)
    for row in rows.dropFirst() {
      for (key, cell) in zip(rows[0], row).dropFirst() {
        #expect(fit.value(row[0], key) == Double(cell), "\(row[0]) \(key)")
      }
    }
    // The draws themselves give the means and quantiles that the JSON states.
    let chains = (1...4).map { csvColumns(scratch.text("run/draws-\($0).csv")) }
    for name in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "sensitivity", "specificity"] {
      let draws = chains.flatMap { $0[name] ?? [] }.sorted()
      #expect(draws.count == 1600)
      let mean = draws.reduce(0, +) / Double(draws.count)
      #expect(abs(mean - (fit.value(name, "mean") ?? .nan)) < 1e-12 * (1 + abs(mean)))
      // Type 7: 2.5 % of 1599 steps.
      let at = 0.025 * 1599
      let low = draws[Int(at)] + (at - at.rounded(.down)) * (draws[Int(at) + 1] - draws[Int(at)])
      #expect(abs(low - (fit.value(name, "q2.5") ?? .nan)) < 1e-12 * (1 + abs(low)))
    }
    let likelihood = csvRows(scratch.text("run/log_lik.csv"))
    #expect(likelihood.count == 1601 && likelihood.allSatisfy { $0.count == 2 + 14 })
    #expect(likelihood.dropFirst().joined().allSatisfy { Double($0)?.isFinite == true })
  }

  /// What cannot be read may well be the earlier run's: nobody is told that it is not, let alone to
  /// write over it.
  @Test(
    .enabled(if: OrdinaryUser.isAvailable, "the superuser, who may read all, needs setpriv"),
    arguments: ["run.json", "draws-1.csv", "timing.json", "figures"])
  func whatCannotBeReadIsNotCalledForeign(_ name: String) throws {
    let scratch = try ScratchDirectory(in: "/tmp")
    let program = try OrdinaryUser.program(in: scratch)
    let fit = quick + ["--out", scratch.path("run"), "--quiet"]
    try #require(try sroc(fit).code == 0)
    for path in ["run"] + scratch.listing("run").map({ "run/" + $0 }) {
      try #require(chmod(scratch.path(path), 0o777) == 0)
    }
    try #require(chmod(scratch.path("run/" + name), 0) == 0)
    let run = try sroc(
      fit + ["--seed", "2"], shellPrefix: OrdinaryUser.shellPrefix(), program: program)
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(run.errors.contains("\(name) there cannot be read (Permission denied)"))
    #expect(!run.errors.contains("of this program") && !run.errors.contains("--force"))
    // A file without permission may be replaced by who says so; a folder has to be read.
    guard name != "figures" else { return }
    let forced = try sroc(
      fit + ["--seed", "2", "--force"], shellPrefix: OrdinaryUser.shellPrefix(), program: program)
    #expect(forced.code == 0, "\(forced.errors)")
    #expect(scratch.listing("run") == runFiles)
  }

  @Test func aForeignDirectoryIsRefusedUnlessForced() throws {
    let scratch = try ScratchDirectory()
    let foreign = scratch.path("mine")
    try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: false)
    _ = try scratch.file("mine/thesis.txt", "twelve years of work")
    // Refused before the fit, which would take minutes.
    let slow = ["fit", "example:auditc", "--sampler", "nuts", "--draws", "50000"]
    let run = try sroc(slow + ["--out", foreign])
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1)
    #expect(run.errors.contains("mine") && run.errors.contains("--force"))
    #expect(scratch.listing("mine") == ["thesis.txt"])
    #expect(try sroc(quick + ["--out", foreign, "--force"]).code == 0)
    #expect(scratch.listing("mine") == (runFiles + ["thesis.txt"]).sorted())
    #expect(scratch.text("mine/thesis.txt") == "twelve years of work")
  }

  /// Refused before the fit, which would take minutes.
  private func refused(_ out: String, _ words: [String]) throws {
    let slow = ["fit", "example:auditc", "--sampler", "nuts", "--draws", "50000"]
    let run = try sroc(slow + ["--export", "stan", "--out", out])
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    for word in words + ["--force"] { #expect(run.errors.contains(word), "\(run.errors)") }
  }

  @Test func aRecordWithoutIdAuthorisesNothing() throws {
    let scratch = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: scratch.path("mine/notes"), withIntermediateDirectories: true)
    _ = try scratch.file(
      "mine/run.json",
      #"{"schema":"sroc.run/1","files":["studies.csv","notes/fit.json"]}"#)
    for name in ["studies.csv", "notes/fit.json"] { _ = try scratch.file("mine/" + name, "keep") }
    let before = contents(scratch, "mine")
    try refused(scratch.path("mine"), ["no id", "3 files", "studies.csv"])
    #expect(contents(scratch, "mine") == before && before.count == 3)
  }

  @Test func whatTheUserChangedOrPutThereStays() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let again = quick + ["--out", out, "--quiet"]
    #expect(try sroc(again + ["--export", "stan"]).code == 0)
    for name in ["export/model.stan", "report.html", "figures/sroc.svg", "run.json"] {
      let before = try #require(scratch.data("run/" + name))
      _ = try scratch.file("run/" + name, before + Data(" ".utf8))
      // With a changed record nothing tells what the other files are.
      try refused(out, name == "run.json" ? ["run.json was changed"] : ["1 file", name])
      #expect(scratch.data("run/" + name) == before + Data(" ".utf8))
      _ = try scratch.file("run/" + name, before)
    }
    #expect(try sroc(again).code == 0)
    // Now the program is nobody's, and the next one would take its place.
    try FileManager.default.createDirectory(
      atPath: out + "/export", withIntermediateDirectories: false)
    _ = try scratch.file("run/export/model.stan", "my own model")
    #expect(try sroc(again).code == 0)
    try refused(out, ["1 file", "export/model.stan"])
    #expect(scratch.text("run/export/model.stan") == "my own model")
    #expect(try sroc(again + ["--export", "stan", "--force"]).code == 0)
    #expect(scratch.text("run/export/model.stan").contains("binomial"))
  }

  @Test func anEarlierRunIsReplacedWhole() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(quick + ["--chains", "3", "--out", out]).code == 0)
    #expect(scratch.exists("run/draws-3.csv"))
    #expect(try sroc(quick + ["--seed", "2", "--out", out]).code == 0)
    #expect(scratch.listing("run") == runFiles)
  }

  @Test func whatCannotBeWrittenIs73AndLeavesNothing() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("file", "content")
    for path in [file, file + "/run", scratch.root + "/" + String(repeating: "x", count: 300), ""] {
      let run = try sroc(quick + ["--out", path])
      #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(path)")
    }
    #expect(scratch.listing("") == ["file"] && scratch.text("file") == "content")
  }

  @Test func aDiskThatFillsUpLeavesNothing() throws {
    let scratch = try ScratchDirectory()
    // 8 blocks of 512 bytes a file: enough for the message, too little for fit.json.
    let run = try sroc(quick + ["--out", scratch.path("run")], shellPrefix: "ulimit -f 8")
    #expect(run.code == 73 && run.output.isEmpty, "\(run.code)")
    #expect(run.messages.count == 1 && run.errors.contains("fit.json"), "\(run.errors)")
    #expect(!scratch.exists("run"), "\(scratch.listing("run"))")
  }

  @Test func aFailureLeavesAnEarlierRunAsItWas() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(quick + ["--out", out]).code == 0)
    let before = scratch.text("run/fit.json")
    let run = try sroc(quick + ["--seed", "9", "--out", out], shellPrefix: "ulimit -f 8")
    #expect(run.code == 73)
    #expect(scratch.listing("run") == runFiles && scratch.text("run/fit.json") == before)
  }

  @Test func levelsHaveFoldersThatStayInside() throws {
    let scratch = try ScratchDirectory()
    let levels = ["CT", "../../etc", "", "..", "a/b", "ct", String(repeating: "x", count: 300)]
    let table =
      "study,tp,fp,fn,tn,test\n"
      + levels.enumerated().map { "S\($0),\(9 + $0),1,2,20,\($1)\n" }.joined()
    let out = scratch.path("run")
    let run = try sroc([
      "fit", try scratch.file("data.csv", table), "--by", "test", "--draws", "100", "--chains", "1",
      "--out", out,
    ])
    #expect(run.code == 0 && run.errors.isEmpty)
    let files = scratch.listing("run")
    #expect(files.count { $0.hasSuffix("/fit.json") } == levels.count)
    #expect(files.contains("run.json") && files.contains("CT/fit.json"))
    #expect(scratch.listing("").allSatisfy { $0 == "data.csv" || $0.hasPrefix("run") })
  }
}
