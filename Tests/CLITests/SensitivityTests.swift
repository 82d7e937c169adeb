import Foundation
import Testing

@Suite("sensitivity shows every preset")
struct SensitivityTests {
  @Test func thePageNamesWhatThePriorDoes() throws {
    let run = try sroc(["sensitivity", "example:auditc"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.text.split(separator: "\n").map(String.init)
    for name in ["this fit (default)", "metabayesdta", "cochrane", "midas-iwishart"] {
      #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
    }
    #expect(lines.contains { $0.hasPrefix("tau_se ") && $0.hasSuffix("! prior against data") })
    #expect(run.text.contains("No preset moves the median"))
    #expect(lines.allSatisfy { $0.count <= 100 })
    let few = try sroc(["sensitivity", "example:naf-pet-ct"] + quickOptions)
    #expect(few.text.contains("! The prior matters: under "))
  }

  @Test func theJSONIsTheContract() throws {
    let run = try sroc(["sensitivity", "example:audit4", "--format", "json"] + quickOptions)
    let json = try OrderedJSON(run.output)
    #expect(json["schema"]?.string == "sroc.sensitivity/1")
    let priors = json["priors"]?.elements ?? []
    #expect(priors.count == 11 && priors[0]["prior"] == .null)
    #expect(priors.allSatisfy { $0["reliable"]?.boolean == true })
    // The default is the default: nothing moves.
    let same = priors[1]["settings"]?.elements.first
    #expect(same?["shift_sensitivity"]?.number == 0 && same?["shift_specificity"]?.number == 0)
    let names = json["power_scaling"]?["parameters"]?.elements.compactMap { $0["name"]?.string }
    #expect(names == ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"])
    let rows = csvRows(
      try sroc(["sensitivity", "example:audit4", "--format", "csv"] + quickOptions).text)
    #expect(rows.count == 12 && rows.allSatisfy { $0.count == rows[0].count })
  }

  /// Under a prior of the covariance as a whole the correlation has no part of its own.
  @Test func aPartThatThePriorHasNotIsNull() throws {
    let run = try sroc(
      ["sensitivity", "example:audit4", "--prior", "midas-iwishart", "--format", "json"]
        + quickOptions)
    let parameter = try OrderedJSON(run.output)["power_scaling"]?["parameters"]?.elements.first
    #expect(parameter?["prior_correlation"] == .null)
    #expect(parameter?["prior_deviations"]?.number != nil)
  }
}
