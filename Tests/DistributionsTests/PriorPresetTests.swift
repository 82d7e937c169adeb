import Distributions
import Foundation
import Testing

/// The table of presets is the only place where their formulas are written.
@Suite("Presets of priors and the documents")
struct PriorPresetTests {
  /// The row of a preset in a document.
  private func row(_ preset: PriorPreset) -> String {
    var cells = preset.parts.map {
      $0.parameter == "Sigma" ? "Sigma: `\($0.expression)`" : "`\($0.expression)`"
    }
    if cells.count == 2 { cells.append("") }
    return (["`\(preset.name)`"] + cells + [preset.origin]).reduce("|") {
      $0 + ($1.isEmpty ? " |" : " \($1) |")
    }
  }

  private func text(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test(arguments: ["docs/guide.md", "Models/bivariate/README.md"])
  func documentsHaveTheProgramsTable(_ path: String) throws {
    let table =
      (["| preset | mu_se, mu_sp | tau_se, tau_sp | rho | whose |", "|---|---|---|---|---|"]
      + PriorPreset.all.map(row)).joined(separator: "\n")
    #expect(try text(path).contains(table + "\n"), "the table must read:\n\(table)")
  }

  /// A document that names a preset's prior beside its name would be a second place.
  @Test(arguments: ["README.md", "docs/contract.md", "docs/statistics.md", "docs/glossary.md"])
  func otherDocumentsHaveNoTable(_ path: String) throws {
    let text = try text(path)
    #expect(!text.isEmpty)
    for preset in PriorPreset.all {
      #expect(!text.contains("| `\(preset.name)` |"), "\(preset.name)")
    }
  }

  @Test func namesAreFoundHoweverTheyAreTyped() {
    #expect(PriorPreset.named("Meta4Diag_PC")?.name == "meta4diag-pc")
    #expect(PriorPreset.named("nobody") == nil)
    #expect(Set(PriorPreset.all.map(\.name)).count == PriorPreset.all.count)
  }

  @Test func aFormulaReadsBackAsThePrior() throws {
    for preset in PriorPreset.all {
      let parts = Dictionary(
        uniqueKeysWithValues: preset.parts.map { ($0.parameter, $0.expression) })
      let read = try AccuracyPrior(
        preset: "default",
        overrides: PriorOverrides(
          mu: parts["mu"], tau: parts["tau"], rho: parts["rho"], covariance: parts["Sigma"]))
      let own = try AccuracyPrior.preset(preset.name)
      #expect(read.muSensitivity == own.muSensitivity && read.covariance == own.covariance)
      #expect(preset.formula == preset.parts.map { "\($0) \($1)" }.joined(separator: ", "))
    }
  }
}
