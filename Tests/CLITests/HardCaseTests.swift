import Foundation
import Testing

/// Data at the edge of what can be fitted, with the warnings that are true of them.
struct HardCase: Sendable, CustomTestStringConvertible {
  let name: String
  let rows: [[Int?]]
  let warnings: Set<String>
  /// Parameters that do not exist for these data.
  var missing: Set<String> = []
  var testDescription: String { name }
}

private let million = 1_000_000
/// Without a false positive, or at a single false positive rate, there is no partial area.
private let noArea: Set<String> = ["partial_auc"]

private let hardCases = [
  HardCase(
    name: "one study", rows: [[10, 2, 3, 20]],
    warnings: ["few_studies", "near_chance", "prior_pull"],
    missing: noArea),
  HardCase(
    name: "two studies", rows: [[10, 2, 3, 20], [5, 1, 1, 9]],
    warnings: ["few_studies", "prior_pull"]),
  HardCase(
    name: "three studies", rows: [[10, 2, 3, 20], [5, 1, 1, 9], [7, 3, 2, 11]],
    warnings: ["few_studies"]),
  HardCase(
    name: "one patient and one other, both right", rows: [[1, 0, 0, 1]],
    warnings: ["few_studies", "zero_cell", "near_chance", "prior_pull"], missing: noArea),
  HardCase(
    name: "one patient and one other, both wrong", rows: [[0, 1, 1, 0]],
    warnings: ["few_studies", "zero_cell", "near_chance", "prior_pull"], missing: noArea),
  HardCase(
    name: "zero cells in every study", rows: (1...6).map { [4 + $0, 0, 0, 9 + 2 * $0] },
    warnings: ["zero_cell", "prior_pull"], missing: noArea),
  HardCase(
    name: "no true positive anywhere", rows: (0..<6).map { [0, 2 + $0, 10 + $0, 20 + $0] },
    warnings: ["zero_cell", "near_chance", "prior_pull"]),
  HardCase(
    name: "cells of a million",
    rows: [
      [million, million, million, million], [999_999, 5, million, million],
      [900_000, 100_000, 100_000, 900_000], [950_000, 50_000, 60_000, million],
      [million - 7, 0, 1, million],
    ], warnings: ["large_arm", "prior_pull", "zero_cell", "near_chance", "against_trade_off"]),
  HardCase(
    name: "diseased only", rows: [[10, nil, 3, nil], [5, nil, 1, nil], [7, nil, 0, nil]],
    warnings: ["few_studies", "missing_arm", "zero_cell", "prior_pull"],
    missing: ["partial_auc", "i2"]),
  HardCase(
    name: "non-diseased only", rows: [[nil, 10, nil, 3], [nil, 1, nil, 8], [nil, 2, nil, 9]],
    warnings: ["few_studies", "missing_arm"], missing: ["i2"]),
  HardCase(
    name: "arms never together", rows: [[10, nil, 3, nil], [nil, 2, nil, 30], [7, nil, 2, nil]],
    warnings: ["few_studies", "missing_arm", "near_chance", "prior_pull"], missing: noArea),
  HardCase(
    name: "opposite studies",
    rows: [[50, 0, 0, 50], [0, 50, 50, 0], [50, 0, 0, 51], [0, 50, 51, 0]],
    warnings: ["few_studies", "zero_cell", "below_chance", "near_chance"]),
]

@Suite("Hard cases end in a finite answer and true warnings")
struct HardCaseTests {
  @Test(arguments: hardCases)
  func endsFinite(_ example: HardCase) throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", studyTable(example.rows))
    let run = try sroc(["fit", file, "--draws", "600", "--format", "json"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let fit = try OrderedJSON(run.output)
    try expectFinite(fit, except: example.missing)
    #expect(fit.warningCodes == example.warnings)
    let studies = fit["studies"]?.elements ?? []
    for (row, study) in zip(example.rows, studies) {
      for (arm, counts) in [("sensitivity", [row[0], row[2]]), ("specificity", [row[3], row[1]])] {
        let isMissing = counts.contains(nil)
        #expect(study[arm]?["from_model_only"] == .boolean(isMissing))
        #expect((study[arm]?["observed"]?.number == nil) == isMissing)
        #expect(study[arm]?["posterior_median"]?.number?.isFinite == true)
      }
    }
    let page = try sroc(["fit", file, "--draws", "600", "--verbose"])
    #expect(page.code == 0 && page.errors.isEmpty)
    for word in ["nan", "inf", "null"] {
      #expect(!page.text.lowercased().split { !$0.isLetter }.contains { $0 == word })
    }
    #expect(page.text.contains("! ") && page.text.contains("Sampling reliable"), "\(page.text)")
    #expect(try sroc(["check", file]).code == 0)
  }

  /// Every statistic is a number, but those of parameters that these data do not have.
  private func expectFinite(_ fit: OrderedJSON, except missing: Set<String>) throws {
    for name in parameterNames {
      let parameter = try #require(fit.parameter(name))
      for key in ["median", "lower", "upper", "q2.5", "q97.5", "mad", "rhat", "ess_bulk"] {
        let isNumber = parameter[key]?.number?.isFinite == true
        #expect(isNumber != missing.contains(name), "\(name) \(key)")
      }
    }
    #expect(fit["diagnostics"]?["ok"]?.boolean == true, "\(String(describing: fit["diagnostics"]))")
    #expect(fit["integration"]?["quadrature_error"]?.number ?? 1 < 1e-3)
    for name in ["sensitivity", "specificity"] {
      let (low, middle, high) = (
        fit.value(name, "lower") ?? .nan, fit.value(name, "median") ?? .nan,
        fit.value(name, "upper") ?? .nan
      )
      #expect(0 <= low && low < middle && middle < high && high <= 1)
    }
  }

  @Test func moreEvidenceMeansLessPrior() throws {
    let few = studyTable([[9, 1, 1, 19], [18, 3, 2, 37]])
    let many = studyTable((0..<40).map { [9 + $0, 1 + $0 / 9, 1 + $0 / 9, 19 + 2 * $0] })
    let scratch = try ScratchDirectory()
    let widths = try [few, many].enumerated().map { index, table in
      let file = try scratch.file("\(index).csv", table)
      let run = try sroc(["fit", file, "--draws", "600", "--format", "json"])
      let fit = try OrderedJSON(run.output)
      return (fit.value("mu_se", "upper") ?? .nan) - (fit.value("mu_se", "lower") ?? .nan)
    }
    #expect(widths[1] < 0.5 * widths[0], "\(widths)")
  }

  @Test("2,000 studies: a finite page in seconds")
  func manyStudies() throws {
    let scratch = try ScratchDirectory()
    var state: UInt64 = 20_260_101
    func next(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    let rows = (0..<2000).map { _ in [next(51), next(11), next(11), next(81)] }
    let file = try scratch.file("data.csv", studyTable(rows))
    let run = try sroc(["fit", file, "--chains", "2", "--draws", "500"])
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.text.contains("2,000 studies") && run.text.contains("Sampling reliable"))
    let check = try sroc(["check", file, "--format", "csv"])
    #expect(check.code == 0 && csvRows(check.text).count == 2001)
  }
}
