import Foundation
import Testing

@Suite("influence leaves each study out")
struct InfluenceTests {
  private func expectClose(_ value: Double, _ expected: Double, _ what: String) {
    #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)), "\(what): \(value)")
  }

  @Test func thePageHasARowAStudy() throws {
    let run = try sroc(["influence", "example:auditc"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.text.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("Left out") && $0.hasSuffix("moves by") })
    #expect(lines.count { $0.hasPrefix("S") && $0.contains(" %") } == 14)
    let text = lines.joined(separator: " ")
    #expect(text.contains("S08 moves most."))
    #expect(text.contains("density -129.") && text.contains("(standard error 9."))
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func theJSONIsTheContract() throws {
    let run = try sroc(["influence", "example:audit4", "--format", "json"] + quickOptions)
    let json = try OrderedJSON(run.output)
    expectInOrder(
      [
        "schema", "version", "command", "data", "model", "prior", "seed", "level",
        "sampling_reliable", "method", "elpd", "log_marginal_likelihood", "settings", "studies",
        "predictive_checks", "deeks",
      ], among: json.keys, "influence")
    #expect(json["schema"]?.string == "sroc.influence/1")
    #expect(json["method"]?.string == "widened-proposal")
    let evidence = try #require(json["log_marginal_likelihood"]?["estimate"]?.number)
    #expect(abs(evidence + 26.25) < 0.01)
    let studies = json["studies"]?.elements ?? []
    #expect(studies.count == 4)
    let sum = studies.reduce(0) { $0 + ($1["elpd"]?["estimate"]?.number ?? .nan) }
    expectClose(sum, try #require(json["elpd"]?["estimate"]?.number), "elpd")
    for study in studies {
      let without = try #require(study["without"]?.elements.first)
      let own = try #require(without["sensitivity"]?["median"]?.number)
      let whole = try #require(
        json["settings"]?.elements.first?["all_studies"]?["sensitivity"])
      let width =
        try #require(whole["upper"]?.number) - #require(whole["lower"]?.number)
      let shift = abs(own - (whole["median"]?.number ?? .nan)) / width
      expectClose(try #require(without["shift_sensitivity"]?.number), shift, "shift")
    }
    // No Bayes factor and no marginal likelihood on a page.
    let page = try sroc(["influence", "example:audit4"] + quickOptions).text
    #expect(!page.contains("-26.2") && !page.lowercased().contains("bayes factor"))
  }

  /// Deeks' test has a verdict only where it can have one, and never stands on a fit's page.
  @Test func smallStudiesAreJudgedWithCare() throws {
    func reading(_ name: String) throws -> String? {
      let run = try sroc(
        ["influence", "example:\(name)", "--format", "json", "--allow-dependent"] + quickOptions)
      return try OrderedJSON(run.output)["deeks"]?["reading"]?.string
    }
    #expect(try reading("audit4") == "too-few-studies")
    #expect(try reading("auditc") == "heterogeneous")
    #expect(try reading("anti-ccp") == "asymmetry")
    let page = try sroc(["influence", "example:auditc"] + quickOptions).text
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(page.contains("Deeks' test") && page.contains("p 0.025") && page.contains("No verdict"))
    #expect(!(try sroc(["fit", "example:anti-ccp"] + quickOptions).text.contains("Deeks")))
  }

  @Test func levelsAndTables() throws {
    let by = try sroc(
      ["influence", "example:ascus", "--by", "test", "--format", "json"] + quickOptions)
    let json = try OrderedJSON(by.output)
    #expect(json["schema"]?.string == "sroc.influence-by/1" && json["column"]?.string == "test")
    #expect(json["levels"]?.elements.compactMap { $0["influence"]?["studies"] }.count == 2)
    let csv = try sroc(["influence", "example:naf-pet-ct", "--format", "csv"] + quickOptions)
    let rows = csvRows(csv.text)
    #expect(rows.count == 5 && rows.allSatisfy { $0.count == rows[0].count })
    let refused = try sroc(
      ["influence", "example:ascus", "--by", "test", "--format", "csv"] + quickOptions)
    #expect(refused.code == 64 && refused.errors.contains("--where"))
  }
}
