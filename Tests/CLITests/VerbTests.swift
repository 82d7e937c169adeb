import Foundation
import Testing

@Suite("Every verb in every format")
struct VerbTests {
  @Test func checkDescribesEveryBuiltInDataSet() throws {
    let list = try OrderedJSON(try sroc(["datasets", "--format", "json"]).output)
    #expect(list["schema"]?.string == "sroc.datasets/1")
    let datasets = list["datasets"]?.elements ?? []
    #expect(datasets.count >= 17)
    for dataset in datasets {
      let name = try #require(dataset["name"]?.string)
      let check = try sroc(["check", "example:\(name)", "--allow-dependent", "--format", "json"])
      #expect(check.code == 0 && check.errors.isEmpty, "\(name): \(check.errors)")
      let json = try OrderedJSON(check.output)
      expectInOrder(["schema", "version", "data", "level", "studies"], among: json.keys, name)
      #expect(json["schema"]?.string == "sroc.check/1")
      let studies = json["studies"]?.elements ?? []
      #expect(json["data"]?["studies"]?.number == Double(studies.count))
      let empty = json["data"]?["empty_rows"]?.number ?? .nan
      #expect(dataset["rows"]?.number == Double(studies.count) + empty)
      // The data set as it is printed is the data set as it is read.
      let printed = try sroc(["datasets", name])
      #expect(printed.code == 0)
      let again = try sroc(
        ["check", "-", "--allow-dependent", "--format", "csv"], input: printed.output)
      let direct = try sroc(["check", "example:\(name)", "--allow-dependent", "--format", "csv"])
      #expect(again.output == direct.output && csvRows(direct.text).count == studies.count + 1)
    }
  }

  /// The command that the list prints for a data set runs as it stands.
  @Test func everyPrintedCommandRuns() throws {
    let list = try OrderedJSON(try sroc(["datasets", "--format", "json"]).output)
    let page = try sroc(["datasets"]).text
    for dataset in list["datasets"]?.elements ?? [] {
      let command = try #require(dataset["command"]?.string)
      if command.contains("--") { #expect(page.contains("  " + command + "\n")) }
      let words = command.split(separator: " ").dropFirst().map(String.init)
      let run = try sroc(words + ["--draws", "100", "--format", "csv"])
      #expect(run.code == 0, "\(command): \(run.errors)")
      #expect(run.text.hasPrefix("name,median"), "\(command)")
    }
  }

  @Test func namesOfExamplesAreForgiving() throws {
    let plain = try sroc(["datasets", "naf_pet_ct"]).output
    for name in ["naf-pet-ct", "NAF-PET-CT", "example:naf-pet-ct"] {
      #expect(try sroc(["datasets", name]).output == plain)
    }
    let wrong = try sroc(["datasets", "audit"])
    #expect(wrong.code == 66 && wrong.errors.contains("auditc") && wrong.output.isEmpty)
  }

  @Test func textGoesWithEveryVerb() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let fit = try sroc(["fit", "example:naf-pet-ct", "--out", out])
    for words in [
      "Sensitivity", "Specificity", "LR+", "DOR", "Both above 0.80", "tau_se", "rho",
      "differs from prior by", "about nothing", "uniform Se, Sp", "cochrane",
      "! Zero cells: Quon 2012 (FN)",
      "! Case-control design: El Yaagoubi 2022", "Sampling reliable",
    ] {
      #expect(fit.text.contains(words), "\(words)")
    }
    #expect(try sroc(["fit", "example:audit4", "--draws", "100", "--quiet"]).output.isEmpty)
    #expect(try sroc(["check", "example:naf-pet-ct"]).text.contains("3 studies"))
    #expect(try sroc(["datasets"]).text.contains("naf-pet-ct"))
    let files = (1...4).map { out + "/draws-\($0).csv" }
    let diagnosis = try sroc(["diagnose"] + files)
    #expect(diagnosis.code == 0 && diagnosis.text.contains("4 chains of 5,000 draws"))
    #expect(diagnosis.text.contains("All parameters pass"))
    #expect(csvRows(try sroc(["datasets", "--format", "csv"]).text).count >= 18)
  }

  @Test func diagnoseOfSavedDrawsRepeatsTheFit() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:auditc", "--draws", "1000", "--out", out]).code == 0)
    let files = (1...4).map { out + "/draws-\($0).csv" }
    let diagnosis = try OrderedJSON(try sroc(["diagnose", "--format", "json"] + files).output)
    expectInOrder(
      ["schema", "version", "files", "chains", "draws", "ok", "problems", "parameters"],
      among: diagnosis.keys, "diagnose")
    let fit = try OrderedJSON(try #require(scratch.data("run/fit.json")))
    for name in parameterNames.prefix(7) {
      for key in ["median", "sd", "q97.5", "rhat", "ess_bulk", "ess_tail", "mcse_mean"] {
        #expect(diagnosis.value(name, key) == fit.value(name, key), "\(name) \(key)")
        #expect(fit.value(name, key) != nil)
      }
    }
    let rows = csvRows(try sroc(["diagnose", "--format", "csv"] + files).text)
    #expect(rows.count == 8 && rows[1][0] == "mu_se")
  }

  @Test func diagnoseRefusesADeviceThatNeverEnds() throws {
    let run = try sroc(["diagnose", "/dev/zero"])
    #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(run.errors.contains("/dev/zero") && run.errors.contains("NUL byte"))
  }

  @Test func diagnoseFindsWhatIsWrong() throws {
    let scratch = try ScratchDirectory()
    let steps = (0..<500).map { "\($0)" }.joined(separator: "\n")
    let a = try scratch.file("a.csv", "x\n" + steps + "\n")
    let b = try scratch.file("b.csv", "x\n" + (1000..<1500).map { "\($0)\n" }.joined())
    let bad = try sroc(["diagnose", a, b])
    #expect(bad.code == 0 && bad.text.contains("R-hat"))
    #expect(try sroc(["diagnose", "--strict", a, b]).code == 3)
    let constant = try scratch.file("c.csv", "x\n" + String(repeating: "1\n", count: 500))
    let json = try OrderedJSON(try sroc(["diagnose", "--format", "json", constant]).output)
    #expect(json["ok"]?.boolean == false && json.parameter("x")?["rhat"] == .null)
    for (name, text) in [
      ("short.csv", "x\n1\n2\n"), ("other.csv", "y\n" + steps), ("text.csv", "x\none\n"),
      ("ragged.csv", "x\n1,2\n"), ("empty.csv", ""), ("header.csv", "x\n"),
    ] {
      let run = try sroc(["diagnose", a, try scratch.file(name, text)])
      #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1, "\(name)")
      #expect(run.errors.contains(name))
    }
    for path in [scratch.path("none.csv"), scratch.root] {
      #expect(try sroc(["diagnose", path]).code == 66)
    }
  }

  @Test func strictTellsReliableFromUnreliable() throws {
    let poor = ["fit", "example:auditc", "--chains", "1", "--draws", "100"]
    let plain = try sroc(poor)
    #expect(plain.code == 0 && plain.text.contains("NOT reliable"))
    let strict = try sroc(poor + ["--strict", "--format", "json"])
    #expect(strict.code == 3 && strict.errors.isEmpty)
    let diagnostics = try OrderedJSON(strict.output)["diagnostics"]
    #expect(
      diagnostics?["ok"]?.boolean == false && diagnostics?["problems"]?.elements.isEmpty == false)
    #expect(try sroc(["fit", "example:auditc", "--strict"]).code == 0)
  }
}
