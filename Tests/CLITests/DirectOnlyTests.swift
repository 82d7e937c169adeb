import Foundation
import Testing

private let data = ["example:schuetz-ct-mri", "--covariate", "test", "--direct-only"]

@Suite("--direct-only: studies with every level alone, and everything says so")
struct DirectOnlyTests {
  private let words = "only studies with CT and MRI"

  /// A saved run, its report and figures, and the same run again.
  @Test func aRunSaysItEverywhere() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(
      ["fit"] + data + quickOptions + ["--quiet", "--out", scratch.path("run")])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let fit = try OrderedJSON(try #require(scratch.data("run/fit.json")))
    let direct = try #require(fit["data"]?["direct_only"])
    #expect(direct.keys == ["column", "levels", "kept", "dropped"])
    #expect(direct["levels"]?.elements.compactMap(\.string) == ["CT", "MRI"])
    #expect(direct["kept"]?.elements.count == 5 && direct["dropped"]?.elements.count == 98)
    #expect(fit["data"]?["studies"]?.number == 10)
    let record = try OrderedJSON(try #require(scratch.data("run/run.json")))
    #expect(record["direct_only"]?.boolean == true)
    for name in ["sroc", "forest"] {
      #expect(scratch.text("run/figures/\(name).svg").contains(words), "\(name)")
      #expect(scratch.text("run/CT/figures/\(name).svg").contains(words), "\(name)")
    }
    for name in ["report.html", "CT/report.html"] {
      let report = scratch.text("run/\(name)")
      #expect(report.contains(words) && report.contains("5 of 103 studies are used"), "\(name)")
    }
    #expect(scratch.text("run/CT/report.html").contains("<dt>Rows</dt><dd>only studies with"))

    let report = try sroc(["report", scratch.path("run"), "--quiet"])
    #expect(report.code == 0, "\(report.errors)")
    let again = try sroc(
      ["fit", "--config", scratch.path("run"), "--quiet", "--out", scratch.path("again")])
    #expect(again.code == 0, "\(again.errors)")
    #expect(scratch.data("again/run.json") == scratch.data("run/run.json"))
  }

  /// The other verbs that take covariates.
  @Test(arguments: [["influence"], ["sensitivity"], ["compare", "--methods", "ml"]])
  func otherVerbs(_ verb: [String]) throws {
    let draws = verb.count == 1 ? quickOptions : ["--no-progress"]
    let page = try sroc(verb + data + draws)
    #expect(page.code == 0, "\(page.errors)")
    #expect(page.text.contains(words), "\(page.text)")
    let json = try OrderedJSON(try sroc(verb + data + draws + ["--format", "json"]).output)
    #expect(json["data"]?["direct_only"]?["kept"]?.elements.count == 5)
  }

  @Test func comparisonsWithoutACovariateAreRefused() throws {
    for arguments in [["fit", "example:ascus"], ["compare", "example:auditc"]] {
      let run = try sroc(arguments + ["--direct-only"] + quickOptions)
      #expect(run.code == 64 && run.messages.count == 1 && run.errors.contains("--covariate"))
    }
  }

  /// What the message about too few studies tells to type.
  @Test func theRemedyWorks() throws {
    let arguments = ["fit", "example:scheidler", "--covariate", "modality", "--direct-only"]
    let run = try sroc(arguments + quickOptions)
    #expect(run.code == 65 && run.messages.count == 1 && run.output.isEmpty)
    #expect(run.errors.contains("--where 'modality!=MRI'"), "\(run.errors)")
    let mended = try sroc(arguments + ["--where", "modality!=MRI"] + quickOptions)
    #expect(mended.code == 0 && mended.text.contains("only studies with CT and LAG"))
  }
}
