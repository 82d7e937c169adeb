import Foundation
import Testing

@Suite("fit --prior-only shows the prior")
struct PriorOnlyTests {
  @Test func thePageSaysWhatItIs() throws {
    let run = try sroc(["fit", "example:auditc", "--prior-only"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.text.contains("the prior alone, no count is used"))
    #expect(!run.text.contains("2,071") && !run.text.contains("exact ML"))
    #expect(!run.text.contains("Zero cells") && !run.text.contains("S08"))
    #expect(run.text.contains("Sampling reliable"))
  }

  /// Means, SDs and correlation are those of the priors; the mutant with one study's counts in it is not.
  @Test func theNumbersAreThePriors() throws {
    let run = try sroc(["fit", "example:auditc", "--prior-only", "--format", "json"])
    let json = try OrderedJSON(run.output)
    #expect(json["prior_only"]?.boolean == true && json["maximum_likelihood"] == .null)
    #expect(json["diagnostics"]?["ok"]?.boolean == true)
    let parameters = json["parameters"]?.elements ?? []
    // normal(0, 1.5), half_normal(1), lkj(2): (rho + 1) / 2 ~ beta(2, 2).
    let expected: [(name: String, median: Double, upper: Double, error: Double)] = [
      ("mu_se", 0, 2.940, 0.12), ("mu_sp", 0, 2.940, 0.12), ("tau_se", 0.6745, 2.2414, 0.06),
      ("tau_sp", 0.6745, 2.2414, 0.06), ("rho", 0, 0.811, 0.03),
      ("sensitivity", 0.5, 0.9498, 0.02),
    ]
    for (name, median, upper, error) in expected {
      let parameter = try #require(parameters.first { $0["name"]?.string == name })
      #expect(abs(try #require(parameter["median"]?.number) - median) < error, "\(name)")
      #expect(abs(try #require(parameter["q97.5"]?.number) - upper) < 2 * error, "\(name)")
    }
    let fit = try OrderedJSON(try sroc(["fit", "example:auditc", "--format", "json"]).output)
    #expect(fit["prior_only"] == nil)
  }

  @Test func presetsAndLevelsHaveTheirPriorsToo() throws {
    for preset in ["uniform", "cochrane"] {
      let run = try sroc(
        ["fit", "example:naf-pet-ct", "--prior-only", "--prior", preset, "--format", "json"])
      let parameters = try OrderedJSON(run.output)["parameters"]?.elements ?? []
      let se = try #require(parameters.first { $0["name"]?.string == "sensitivity" })
      #expect(abs(try #require(se["median"]?.number) - 0.5) < 0.05, "\(preset)")
      if preset == "uniform" {
        #expect(abs(try #require(se["q97.5"]?.number) - 0.975) < 0.01)
      }
    }
    let by = try sroc(["fit", "example:ascus", "--by", "test", "--prior-only"] + quickOptions)
    #expect(by.code == 0 && by.text.contains("the prior alone"))
  }

  @Test func itLeavesNoFiles() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(
      ["fit", "example:audit4", "--prior-only", "--out", scratch.path("run")] + quickOptions)
    #expect(run.code == 64 && run.errors.contains("--prior-only"))
    #expect(scratch.listing("").isEmpty)
  }
}
