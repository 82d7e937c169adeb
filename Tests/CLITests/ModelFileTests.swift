import Foundation
import Testing

/// `sroc models` and `--model` with a file.
@Suite("Models and model files on the command line")
struct ModelFileCommandTests {
  @Test func aPrintedModelIsAFileThatFits() throws {
    let folder = try ScratchDirectory()
    let text = try sroc(["models", "fixed"])
    #expect(text.code == 0 && text.text.contains("schema: sroc.model/1"))
    try FileManager.default.createDirectory(
      atPath: folder.path("own"), withIntermediateDirectories: false)
    let path = try folder.file("own/mine.yaml", text.text)
    let data = ["fit", "example:auditc"] + quickOptions
    let named = try sroc(data + ["--model", "fixed"])
    // From any folder, by any path.
    let own = try sroc(data + ["--model", path])
    #expect(named.code == 0 && named.text == own.text)
    let here = try sroc(
      data + ["--model", "mine.yaml"], directory: folder.path("own"))
    #expect(here.text == named.text)
  }

  /// Of variation between studies nothing is said where the model has none.
  @Test func fewStudiesAreToldInTheModelsWords() throws {
    func message(_ model: String) throws -> String? {
      let run = try sroc(
        ["fit", "example:audit4", "--model", model, "--format", "json"] + quickOptions)
      return try OrderedJSON(run.output)["data"]?["warnings"]?.elements.first {
        $0["code"]?.string == "few_studies"
      }?["message"]?.string
    }
    #expect(try message("bivariate")?.contains("varies between studies") == true)
    let fixed = try #require(try message("fixed"))
    #expect(fixed.hasPrefix("Only 4 usable studies: ") && !fixed.contains("varies"), "\(fixed)")
  }

  /// A limit that is spread over the arms of the studies counts those that the model has.
  @Test func oneProportionHasOneArm() throws {
    let run = try sroc(
      ["influence", "example:audit4", "--model", "univariate", "--proportion", "sensitivity"]
        + quickOptions)
    #expect(
      run.code == 0 && run.text.contains("below p 0.0125 (0.05 over 4 studies)"), "\(run.text)")
    let both = try sroc(["influence", "example:audit4"] + quickOptions)
    #expect(
      both.text.contains("below p 0.0063 (0.05 over the two arms of 4 studies)"), "\(both.text)")
  }

  @Test func theListHasEveryModel() throws {
    let page = try sroc(["models"])
    #expect(page.code == 0)
    let json = try #require(
      try JSONSerialization.jsonObject(with: try sroc(["models", "--format", "json"]).output)
        as? [String: Any])
    #expect(json["schema"] as? String == "sroc.models/1")
    let models = try #require(json["models"] as? [[String: Any]])
    let names = models.compactMap { $0["name"] as? String }
    #expect(names.count == models.count && names.count >= 7)
    for name in names { #expect(page.text.contains("\n\(name) ")) }
    let table = try sroc(["models", "--format", "csv"]).text.split(separator: "\n")
    #expect(table.count == names.count + 1 && table[0] == "name,summary,fits")
  }

  @Test func aRunIsRepeatedWithoutItsFile() throws {
    let folder = try ScratchDirectory()
    _ = try folder.file(
      "m.yaml",
      """
      schema: sroc.model/1
      name: mine
      family: bivariate
      random_effects:
        correlation: none
      priors:
        preset: cochrane
        mu_se: normal(1, 2)

      """)
    let first = try sroc(
      ["fit", "example:auditc", "--model", "m.yaml", "--out", "run"] + quickOptions,
      directory: folder.root)
    #expect(first.code == 0, "\(first.errors)")
    try FileManager.default.removeItem(atPath: folder.path("m.yaml"))
    let again = try sroc(["fit", "--config", "run", "--out", "again"], directory: folder.root)
    #expect(again.code == 0, "\(again.errors)")
    func record(_ name: String) -> String { folder.text("\(name)/run.json") }
    #expect(record("run") == record("again"))
    #expect(record("run").contains("\"text\": \"schema: sroc.model/1\\nname: mine"))
    #expect(record("run").contains("\"model\": \"independent\""))
    // And the report of it.
    #expect(try sroc(["report", "run"], directory: folder.root).code == 0)
  }

  /// Rows of one study and the prior of their SDs, which a run keeps.
  @Test func aFileSaysHowRowsDepend() throws {
    let folder = try ScratchDirectory()
    _ = try folder.file(
      "m.yaml",
      """
      schema: sroc.model/1
      name: mine
      family: bivariate
      covariates:
        columns: test
        rows: shared+within
      priors:
        kappa: half_normal(0.2)

      """)
    let data = ["fit", "example:ascus", "--model", "m.yaml"] + quickOptions
    let file = try sroc(data + ["--out", "run"], directory: folder.root)
    #expect(file.code == 0 && file.text.contains("shared+within rows"), "\(file.errors)")
    let typed = try sroc(
      [
        "fit", "example:ascus", "--covariate", "test", "--rows", "shared+within", "--prior-kappa",
        "half_normal(0.2)",
      ] + quickOptions)
    #expect(file.text.hasPrefix(typed.text))
    try FileManager.default.removeItem(atPath: folder.path("m.yaml"))
    let again = try sroc(["fit", "--config", "run", "--out", "again"], directory: folder.root)
    #expect(again.code == 0, "\(again.errors)")
    #expect(folder.text("run/run.json") == folder.text("again/run.json"))
    #expect(folder.text("run/run.json").contains("\"prior_kappa\": \"half_normal(0.2)\""))
    let models = try OrderedJSON(try sroc(["models", "--format", "json"]).output)
    let rows = models["models"]?.elements.compactMap { $0["rows"]?.string }
    #expect(rows == ["exchangeable"])
    // What is typed wins over the shipped file.
    for (typed, heading) in [
      (["--covariance", "separate"], "mu_sp ~ test; tau ~ test ·"),
      (["--allow-dependent"], "mu_sp ~ test ·"), (["--rows", "shared"], "shared rows ·"),
    ] {
      let run = try sroc(["fit", "example:ascus", "--model", "comparison"] + typed + quickOptions)
      #expect(run.code == 0 && run.text.contains(heading), "\(run.text)")
    }
  }

  @Test func wrongModelsEndWithTheirCodes() throws {
    let folder = try ScratchDirectory()
    _ = try folder.file("bad.yaml", "schema: sroc.model/1\nname: x\nfamly: bivariate\n")
    func run(_ model: String, _ more: String...) throws -> ProgramRun {
      try sroc(
        ["fit", "example:auditc", "--model", model] + more + quickOptions, directory: folder.root)
    }
    let unknown = try run("fixd")
    #expect(unknown.code == 64 && unknown.errors.contains("did you mean fixed?"))
    #expect(try !run("foo").errors.contains("did you mean"))
    _ = try folder.file("large.yaml", String(repeating: "# words\n", count: 200_000))
    let large = try run("large.yaml")
    #expect(large.code == 65 && large.errors.contains("at most 65536 bytes"), "\(large.errors)")
    let device = try run("/dev/null")
    #expect(device.code == 65 && device.errors.contains("it is no ordinary file"))
    let missing = try run("none.yaml")
    #expect(missing.code == 66 && missing.errors.contains("sroc models lists the models"))
    let bad = try run("bad.yaml")
    #expect(bad.code == 65)
    #expect(
      bad.errors.hasPrefix("sroc: bad.yaml:3:1: unknown key \"famly\": did you mean family?"))
    #expect(bad.errors.split(separator: "\n").count == 1 && bad.text.isEmpty)
    let both = try run("univariate")
    #expect(both.code == 64 && both.errors.contains("add --proportion sensitivity or"))
    #expect(try run("univariate", "--proportion", "specificity").code == 0)
    let prior = try run("fixed", "--prior-tau", "half_normal(1)")
    #expect(prior.code == 64 && prior.errors.contains("--prior-tau is of variation"))
  }

  /// A file made for another program's reader to choke on.
  @Test func bombsEndAtOnce() throws {
    let folder = try ScratchDirectory()
    _ = try folder.file("deep.yaml", "a: " + String(repeating: "[", count: 60_000))
    _ = try folder.file("large.yaml", String(repeating: "# x\n", count: 20_000))
    for (name, words) in [("deep.yaml", "nested more than 8"), ("large.yaml", "at most 65536")] {
      let run = try sroc(["models", name], directory: folder.root)
      #expect(run.code == 65 && run.errors.contains(words), "\(run.errors)")
    }
  }
}
