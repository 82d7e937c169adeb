import Foundation
import Testing

@Suite("What the reader says reaches every page, file and exit code")
struct ReadingTests {
  private let head = "study,tp,fp,fn,tn\n"
  private let table =
    "study,test,tp,fp,fn,tn\n\"Ahn, 2010\",CT,32,4,5,60\nBell 2012,CT,21,9,2,88\n"
    + "Cho 2015,MRI,47,3,11,95\nDiaz 2018,CT,14,1,3,41\nEk 2020,MRI,63,12,9,140\nFox 2021,CT,30,2,4,70\n"

  @Test("Excluded studies are named on the page, in the files and when the run is repeated")
  func exclude() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", table)
    let options = [file, "--exclude", "bell 2012,Ahn, 2010", "--draws", "300"]
    let run = try sroc(["fit"] + options + ["--out", scratch.path("run")])
    #expect(run.code == 0 && run.text.contains("4 studies"))
    #expect(run.text.contains("! Left out by --exclude: Bell 2012, 'Ahn, 2010'."))
    let fit = try OrderedJSON(scratch.data("run/fit.json") ?? Data())
    #expect(fit["data"]?["excluded"]?.elements.map(\.string) == ["Bell 2012", "Ahn, 2010"])
    #expect(fit.warningCodes.contains("excluded_study"))
    let report = scratch.text("run/report.html")
    #expect(report.contains("Left out by name: Bell 2012 and “Ahn, 2010”."))
    #expect(report.contains("without Bell 2012; “Ahn, 2010”<"))
    let record = try OrderedJSON(scratch.data("run/run.json") ?? Data())
    #expect(record["exclude"]?.elements.map(\.string) == ["bell 2012,Ahn, 2010"])

    let again = try sroc(
      ["fit", "--config", scratch.path("run"), "--format", "json"])
    #expect(again.code == 0)
    #expect(try OrderedJSON(again.output)["parameters"] == fit["parameters"])
    #expect(try OrderedJSON(again.output)["data"]?["studies"] == .number(4))
    let rebuilt = try sroc(["report", scratch.path("run"), "--out", scratch.path("again.html")])
    #expect(rebuilt.code == 0 && scratch.text("again.html").contains("Left out by name"))

    let check = try sroc(["check"] + options.prefix(3))
    #expect(check.text.contains("! Left out by --exclude: Bell 2012, 'Ahn, 2010'."))
    let compare = try sroc(["compare"] + options.prefix(3) + ["--methods", "reml"])
    #expect(compare.text.contains("! Left out by --exclude"))
    let unknown = try sroc(["check", file, "--exclude", "Bell 2013"])
    #expect(unknown.code == 64 && unknown.errors.contains("--exclude 'Bell 2012'"))
    #expect(unknown.output.isEmpty && unknown.messages.count == 1)
    #expect(try sroc(["check", file, "--exclude", ""]).code == 64)
  }

  #if os(Linux)
    /// JSON is text, so that a saved run cannot keep every name that Linux gives to a file.
    @Test("A saved run of a file whose name is not UTF-8 is repeated with the file as DATA")
    func nameThatIsNoText() throws {
      let scratch = try ScratchDirectory()
      _ = try scratch.file("data.csv", table)
      let named = "name=$(printf 'st\\351.csv'); cp data.csv \"$name\"; set -- \"$@\" \"$name\""
      func fit(_ words: [String], shellPrefix: String?) throws -> ProgramRun {
        try sroc(["fit"] + words + ["--quiet"], directory: scratch.root, shellPrefix: shellPrefix)
      }
      let first = try fit(["--out", "run"] + quickOptions, shellPrefix: named)
      #expect(first.code == 0 && first.errors.isEmpty, "\(first.errors)")
      let again = ["--config", "run", "--out", "again", "--no-progress"]
      let alone = try fit(again, shellPrefix: nil)
      #expect(alone.code == 66 && alone.messages.count == 1 && !scratch.exists("again"))
      #expect(alone.errors.contains("not UTF-8") && alone.errors.contains("give the file as DATA"))
      let beside = try fit(again, shellPrefix: named)
      #expect(beside.code == 0, "\(beside.errors)")
      #expect(scratch.data("again/run.json") == scratch.data("run/run.json"))
    }
  #endif

  @Test("Conditions with other operators are kept with the run")
  func conditions() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", table)
    let run = try sroc([
      "fit", file, "--where", "tp>=21", "--where", "test!=MRI", "--draws", "300", "--out",
      scratch.path("run"),
    ])
    #expect(run.code == 0 && run.text.contains("3 studies"))
    let fit = try OrderedJSON(scratch.data("run/fit.json") ?? Data())
    #expect(fit["data"]?["where"]?.elements.map(\.string) == ["tp>=21", "test!=MRI"])
    let report = scratch.text("run/report.html")
    #expect(report.contains("tp &gt;= 21 and test != MRI"))
    let again = try sroc(["fit", "--config", scratch.path("run"), "--format", "json"])
    #expect(try OrderedJSON(again.output)["parameters"] == fit["parameters"])
    #expect(try sroc(["check", file, "--where", "tp>=many"]).code == 64)
    #expect(try sroc(["check", file, "--where", "test"]).code == 64)
  }

  @Test("Columns with = , and quotes in their names are reached by every option")
  func oddColumnNames() throws {
    let scratch = try ScratchDirectory()
    let rows = (0..<8).map {
      "\"S, \($0)\",\($0 % 2),\($0 % 2 == 0 ? "a" : "b"),\(20 + $0),\(2 + $0),\(3 + $0),\(50 + $0)\n"
    }
    let file = try scratch.file(
      "data.csv",
      "\"Author, year\",Measurement (1 =Device),\"the \"\"kind\"\", x=y\",TP,FP,FN,TN\n"
        + rows.joined())
    for options in [
      ["--where", "Measurement (1 =Device)=1"], ["--by", "Measurement (1 =Device)"],
      ["--study", "Author, year,Measurement (1 =Device)"], ["--where", "the \"kind\", x=y=a"],
      ["--by", "the \"kind\", x=y"], ["--exclude", "S, 3,S, 4"],
    ] {
      let run = try sroc(["check", file] + options)
      #expect(run.code == 0, "\(options): \(run.errors)")
    }
    let run = try sroc([
      "compare", file, "--methods", "reml", "--covariate", "The \"kind\", x=y",
    ])
    #expect(run.code == 0, "\(run.errors)")
  }

  @Test("A file whose name is not UTF-8 opens")
  func foreignFileName() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("plain.csv", table)
    // The shell makes the name, because arguments of this process are text.
    let script =
      "cd \"$2\" && cp \"$3\" \"$(printf 'caf\\351.csv')\" && exec \"$1\" check \"$(printf 'caf\\351.csv')\""
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, "sh", try programPath(), scratch.root, file]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #if os(Linux)
      #expect(process.terminationStatus == 0 && text.contains("6 studies"), "\(text)")
    #endif
  }

  @Test("The page of a hundred thousand rows stays a page, and its messages do not send to it")
  func pageOfManyRows() throws {
    let scratch = try ScratchDirectory()
    let rows = (0..<20_000).map { "S\($0),\(100 + $0 % 50),0,1,\(90 + $0 % 7)\n" }.joined()
    let file = try scratch.file("data.csv", head + rows)
    let run = try sroc(["check", file])
    #expect(run.code == 0 && run.output.count < 100_000)
    #expect(run.text.contains("and 19,500 more studies"))
    #expect(!run.text.contains("see sroc check") && run.text.contains("more of this kind."))
    #expect(run.text.contains("S5 (FP) and 19,994 more"))
    let json = try OrderedJSON(try sroc(["check", file, "--format", "json"]).output)
    #expect(json["studies"]?.elements.count == 20_000)
    let zero =
      json["data"]?["warnings"]?.elements.filter { $0["code"]?.string == "zero_cell" } ?? []
    #expect(zero.count == 201 && zero.last?["count"] == .number(19_800))
    let levels = try sroc(["check", file, "--by", "study"])
    #expect(levels.code == 64 && levels.errors.contains("20000 values"))
  }

  @Test("Large arms are named by study")
  func largeArms() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", head + "D,2000000,1,1,3e6\nE,9,1,1,9\n")
    let run = try sroc(["check", file])
    #expect(run.text.contains("! More than a million patients: D.\n"))
    #expect(run.text.contains("3,000,000"))
  }
}
