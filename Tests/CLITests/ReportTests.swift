import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("sroc report: the report of data, and of a saved run without data and sampling")
struct ReportTests {
  /// Exact draws of atanh rho, NUTS traces, a random prevalence, dropped arms and levels all have to
  /// come back from the files.
  @Test(arguments: [
    ["example:auditc", "--prior", "copuladta-brma", "--extrapolate"],
    ["example:telomerase", "--sampler", "collapsed-nuts", "--prevalence", "beta(2,8)"],
    [
      "example:kearon1998-dvt-us", "--allow-dependent", "--prevalence", "0.1,0.3", "--export",
      "jags",
    ],
    ["example:scheidler", "--by", "modality", "--both-above", "0.7", "--threshold", "varies"],
    // Slopes, bands, the fit without covariates, net benefits, replications and what stands out.
    [
      "example:catheter", "--covariate", "type", "--covariate", "prevalence", "--prevalence",
      "beta(2,8)", "--exchange-rate", "0.1,2",
    ],
    ["example:gould-fdgpet-nodules", "--covariate", "year", "--at", "year=2000"],
  ])
  func rebuiltBytesAreThoseOfTheRun(_ arguments: [String]) throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let run = try sroc(["fit"] + arguments + quickOptions + ["--out", out, "--quiet"])
    #expect(run.code == 0, "\(run.errors)")
    let before = contents(scratch, "run")
    #expect(before.keys.contains("report.html"))
    for name in before.keys where name.hasSuffix("report.html") || name.hasSuffix(".svg") {
      try FileManager.default.removeItem(atPath: out + "/" + name)
    }
    for threads in ["1", "2"] {
      let report = try sroc(["report", out, "--threads", threads])
      #expect(report.code == 0 && report.errors.isEmpty, "\(report.errors)")
      #expect(report.text == "Report written to \(out)/report.html\n")
      let after = contents(scratch, "run")
      #expect(Set(after.keys) == Set(before.keys))
      for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
    }
  }

  /// Streams of a level go by the bytes of its value, which have to come back as they were: an accent that
  /// makes one character with the "=" before it, and a column that holds one itself.
  @Test(arguments: ["\u{301}a", "=", "e\u{301}", "a=b"], ["kind", "kind (1=new)"])
  func levelsAreReadBackByteForByte(_ value: String, _ column: String) throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let rows = ["A,9,1,1,9,", "B,8,2,1,9,", "C,7,3,2,8,"]
    let table =
      ["study,tp,fp,fn,tn,\(column)"] + rows.map { $0 + value } + rows.map { $0 + "other" }
    let data = try scratch.file("data.csv", table.joined(separator: "\n") + "\n")
    let run = try sroc(["fit", data, "--by", column, "--out", out, "--quiet"] + quickOptions)
    #expect(run.code == 0, "\(run.errors)")
    let before = contents(scratch, "run")
    let report = try sroc(["report", out, "--quiet"])
    #expect(report.code == 0, "\(report.errors)")
    #expect(contents(scratch, "run") == before)
  }

  @Test func theReportComesFromTheSavedDraws() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:audit4", "--out", out, "--quiet"] + quickOptions).code == 0)
    let report = scratch.text("run/report.html")
    // The mutant of the test above: another draw is another report.
    let draws = scratch.text("run/draws-2.csv")
    let first = try #require(
      draws.split(separator: "\n").first { $0.first?.isNumber ?? false || $0.first == "-" })
    var cells = first.split(separator: ",").map(String.init)
    cells[2] = "9.5"
    let changed = draws.replacingOccurrences(of: first, with: cells.joined(separator: ","))
    #expect(changed != draws)
    _ = try scratch.file("run/draws-2.csv", changed)
    try seal(scratch, "run")
    #expect(try sroc(["report", out, "--quiet"]).code == 0)
    #expect(scratch.text("run/report.html") != report)
  }

  @Test func drawsWithoutFisherZStillServe() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let fit = ["fit", "example:telomerase", "--prior", "copuladta-brma", "--out", out, "--quiet"]
    #expect(try sroc(fit + quickOptions).code == 0)
    // Draws of a program that keeps rho alone; it rounds to -1 in many of these draws.
    #expect(scratch.text("run/draws-1.csv").contains(",-1,"))
    for chain in 1...2 {
      let lines = scratch.text("run/draws-\(chain).csv").split(
        separator: "\n", omittingEmptySubsequences: false)
      let kept = lines.map { line -> String in
        if line.hasPrefix("#") || line.isEmpty { return String(line) }
        var cells = line.split(separator: ",")
        cells.remove(at: 1)
        return cells.joined(separator: ",")
      }
      _ = try scratch.file("run/draws-\(chain).csv", kept.joined(separator: "\n"))
    }
    try seal(scratch, "run")
    let report = try sroc(["report", out])
    #expect(report.code == 0, "\(report.errors)")
    #expect(scratch.text("run/report.html").hasSuffix("</html>\n"))
  }

  @Test func dataGiveTheReportAlone() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(["report", "example:audit4"] + quickOptions, directory: scratch.root)
    #expect(run.code == 0 && run.text == "Report written to report.html\n", "\(run.errors)")
    #expect(scratch.listing("") == ["report.html"])
    #expect(scratch.text("report.html").contains("name=\"generator\" content=\"sroc "))
    // Its own report is replaced, anybody else's page is not.
    let again = try sroc(
      ["report", "example:audit4"] + quickOptions + ["--quiet"], directory: scratch.root)
    #expect(again.code == 0 && again.output.isEmpty)
    let foreign = try scratch.file("mine.html", "<html>twelve years of work</html>")
    let refused = try sroc(["report", "example:audit4", "--out", foreign] + quickOptions)
    #expect(refused.code == 73 && refused.messages.count == 1 && refused.output.isEmpty)
    #expect(refused.errors.contains("mine.html") && refused.errors.contains("--force"))
    #expect(scratch.text("mine.html").contains("twelve years"))
    #expect(
      try sroc(["report", "example:audit4", "--out", foreign, "--force"] + quickOptions).code == 0)
    #expect(scratch.text("mine.html").contains("content=\"sroc "))
  }

  @Test func aSavedRunCanBeReportedElsewhere() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:audit4", "--out", out, "--quiet"] + quickOptions).code == 0)
    let before = contents(scratch, "run")
    let run = try sroc(["report", out + "/run.json", "--out", scratch.path("copy.html")])
    #expect(run.code == 0, "\(run.errors)")
    #expect(scratch.data("copy.html") == before["report.html"])
    #expect(contents(scratch, "run") == before)
  }

  @Test func wrongUsageIs64() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:audit4", "--out", out, "--quiet"] + quickOptions).code == 0)
    for (arguments, word) in [
      ([out, "--seed", "2"], "--seed"), ([out, "--prior=uniform"], "--prior"),
      ([out, "--by", "x"], "--by"), (["example:scheidler", "--by", "modality"], "--by"),
      (["example:ascus", "--covariate", "test"], "--covariate COLUMN --out DIR"),
      (["example:audit4", "--draws", "1"], "--draws"), (["example:audit4", "--bogus"], "--bogus"),
      ([], "DATA"),
    ] {
      let run = try sroc(["report"] + arguments, directory: scratch.root)
      #expect(run.code == 64 && run.output.isEmpty, "\(arguments): \(run.code)")
      #expect(run.errors.contains(word), "\(run.errors)")
      #expect(!scratch.exists("report.html"))
    }
  }
}

@Suite("sroc report: damaged and foreign directories")
struct DamagedRunTests {
  private let scratch: ScratchDirectory
  private let out: String

  init() throws {
    let run = try QuickRun()
    (scratch, out) = (run.scratch, run.path)
  }

  /// One message that names the file, nothing on standard output, and the report as it was.
  private func expectRefusal(
    _ code: Int32, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = scratch.data("run/report.html")
    let run = try sroc(["report", out])
    #expect(run.code == code, "\(run.code) \(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty && run.messages.count == 1, sourceLocation: sourceLocation)
    for word in words {
      #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation)
    }
    #expect(scratch.data("run/report.html") == before, sourceLocation: sourceLocation)
    #expect(
      !scratch.listing("run").contains { $0.contains("sroc-tmp") }, sourceLocation: sourceLocation)
  }

  private func change(_ name: String, _ old: String, _ new: String) throws {
    let text = scratch.text("run/" + name)
    try #require(text.contains(old), "\(name) has no \(old)")
    _ = try scratch.file("run/" + name, text.replacingOccurrences(of: old, with: new))
    try? seal(scratch, "run")
  }

  @Test(arguments: ["run.json", "fit.json", "draws-2.csv"])
  func aMissingFileIs66(_ name: String) throws {
    try FileManager.default.removeItem(atPath: out + "/" + name)
    try expectRefusal(66, [name])
  }

  @Test func directoriesOfOthersAre66() throws {
    _ = try scratch.file("thesis.txt", "twelve years of work")
    let run = try sroc(["report", scratch.root])
    #expect(run.code == 66 && run.messages.count == 1 && run.errors.contains("run.json"))
    let none = try sroc(["report", scratch.path("none")])
    #expect(none.code == 66 && none.messages.count == 1 && none.output.isEmpty)
  }

  @Test(arguments: [
    ("run.json", "\"schema\": \"sroc.run/1\"", "\"schema\": \"sroc.run/2\"", "newer version"),
    ("fit.json", "\"schema\": \"sroc.fit/1\"", "\"schema\": \"sroc.fit/9\"", "newer version"),
    ("run.json", "\"schema\": \"sroc.run/1\"", "\"schema\": \"other/1\"", "sroc.run/1"),
    ("run.json", "\"seed\": 1", "\"seed\": -1", "seed"),
    ("run.json", "\"seed\": 1", "\"seed\": 2", "seed_text"),
    ("run.json", "\"seed_text\": \"1\"", "\"seed_text\": 1", "seed_text"),
    ("run.json", "\"draws\": 200", "\"draws\": 201", "number of draws"),
    ("run.json", "\"chains\": 2", "\"chains\": 1", "number of chains"),
    ("run.json", "\"level\": 0.95", "\"level\": 0.9", "interval probability"),
    ("run.json", "\"level\": 0.95", "\"level\": \"0.95\"", "level"),
    ("run.json", "\"sampler\": \"collapsed\"", "\"sampler\": \"nuts\"", "sampler"),
    ("run.json", "\"prior\": \"default\"", "\"prior\": \"cochrane\"", "prior"),
    ("run.json", "\"prior_mu\": null", "\"prior_mu\": \"normal(0, 1)\"", "prior"),
    ("run.json", "\"prior_mu\": null", "\"prior_mu\": 1", "prior_mu"),
    ("run.json", "\"model\": \"bivariate\"", "\"model\": \"latent_class\"", "latent_class"),
    ("fit.json", "\"name\": \"bivariate\"", "\"name\": \"latent_class\"", "latent_class"),
    ("fit.json", "\"seed\": 1", "\"seed\": 2", "seed"),
    ("draws-1.csv", "seed = 1", "seed = 2", "draws-1.csv"),
    ("run.json", "\"draws\": 200", "\"draws\": 1", "draws"),
    ("run.json", "\"prior\": \"default\"", "\"prior\": \"bogus\"", "bogus"),
    ("run.json", "\"fit.json\"", "\"../../fit.json\"", "file_sha256"),
    ("fit.json", "\"tp\": ", "\"tp\": -", "tp"),
    ("fit.json", "\"study\": ", "\"study_\": ", "study"),
    ("fit.json", "\"studies\": [", "\"studies_\": [", "studies"),
    ("fit.json", "\"kernel\"", "\"kernel_\"", "kernel"),
    ("fit.json", "\"prior_table\"", "\"prior_table_\"", "prior_table"),
    ("fit.json", "{\n", "{\n,", "fit.json"),
    ("draws-1.csv", "tau_se", "tau_xx", "tau_se"),
    ("draws-2.csv", "id = 2", "id = 1", "draws-2.csv"),
    ("draws-2.csv", "sha256 = ", "sha256 = 0", "draws-2.csv"),
  ])
  func damageIsOneMessage(_ name: String, _ old: String, _ new: String, _ word: String) throws {
    try change(name, old, new)
    try expectRefusal(65, [word])
  }

  @Test func drawsThatNoRunWritesAre65() throws {
    let draws = scratch.text("run/draws-1.csv")
    let row = try #require(draws.split(separator: "\n").last { !$0.hasPrefix("#") })
    for (column, value) in [(2, "nan"), (4, "-0.5"), (6, "1.5"), (1, "inf"), (3, "x")] {
      var cells = row.split(separator: ",").map(String.init)
      cells[column] = value
      _ = try scratch.file(
        "run/draws-1.csv", draws.replacingOccurrences(of: row, with: cells.joined(separator: ",")))
      try seal(scratch, "run")
      try expectRefusal(65, ["draws-1.csv"])
    }
    // Cut short, as by a full disk.
    _ = try scratch.file("run/draws-1.csv", String(draws.prefix(draws.count / 2)))
    try seal(scratch, "run")
    try expectRefusal(65, ["draws-1.csv"])
  }

  @Test func filesOfTwoRunsAre65() throws {
    let other = scratch.path("other")
    #expect(
      try sroc(["fit", "example:auditc", "--out", other, "--quiet"] + quickOptions).code == 0)
    _ = try scratch.file("run/fit.json", scratch.text("other/fit.json"))
    try expectRefusal(65, ["fit.json", "sha256"])
    try seal(scratch, "run")
    try expectRefusal(65, ["fit.json", "two runs"])
  }

  @Test func aFullDiskIs73AndLeavesTheOldReport() throws {
    let before = contents(scratch, "run")
    let run = try sroc(["report", out], shellPrefix: "ulimit -f 8")
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(contents(scratch, "run") == before)
  }

  @Test func aClosedStandardOutputIsNoError() throws {
    let run = try sroc(["report", out], output: .closed)
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(scratch.text("run/report.html").hasSuffix("</html>\n"))
  }
}
