import Testing

@testable import Fitting
@testable import Requests
@testable import RunFiles

@Suite("sof.csv")
struct SummaryOfFindingsTests {
  private func table(
    _ name: String, prevalences: [Prevalence] = []
  ) throws -> (fit: FitResult, rows: [[String: String]]) {
    var options = FitOptions(data: "example:" + name)
    options.draws = 1000
    options.prevalences = prevalences
    let fit = try runFit(options, detail: .full).single
    // The only quoted cells are results "per 1,000" and the distribution of prevalences.
    let text = String(decoding: fit.summaryOfFindingsTable.serializedBytes(), as: UTF8.self)
    let lines = text.replacing("per 1,000", with: "per 1000").replacing("beta(2,8)", with: "beta")
      .replacing("\"", with: "")
      .split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    return (fit, rows)
  }

  private func number(_ row: [String: String], _ key: String) throws -> Double {
    try #require(row[key].flatMap { Double($0) }, "\(key)")
  }

  @Test("three illustrative prevalences where none was given, certainty blank")
  func illustrative() throws {
    let (fit, rows) = try table("auditc")
    #expect(rows.count == 4 + 3 * 2 * 4)
    #expect(rows.allSatisfy { $0["certainty"] == "" && $0["studies"] == "14" })
    let counts = rows.dropFirst(4)
    #expect(counts.allSatisfy { $0["prevalence_source"] == "illustrative" })
    #expect(Set(counts.compactMap { $0["prevalence"] }) == ["0.05", "0.1", "0.3"])
    let sensitivity = try #require(rows.first)
    #expect(sensitivity["result"] == "sensitivity" && sensitivity["setting"] == "summary point")
    #expect(
      try number(sensitivity, "estimate") == #require(fit.parameter("sensitivity")).summary.median)
    // Diseased inform sensitivity, non-diseased specificity.
    #expect(sensitivity["participants"] == "\(fit.dataset.diseasedTotal)")
    #expect(rows[2]["participants"] == "\(fit.dataset.nondiseasedTotal)")
  }

  /// Whole people lie within one of what the counts draw by draw give, and add up.
  @Test("counts are whole people that add up, near those of the draws, with their intervals")
  func countsOfTheDraws() throws {
    let (fit, rows) = try table("anti-ccp", prevalences: [.fixed(0.2), .beta(2, 8)])
    #expect(rows.count == 4 + 2 * 2 * 4)
    for (index, report) in fit.prevalences.enumerated() {
      for (setting, entries) in [
        ("summary point", report.atSummary), ("new setting", report.inNewSetting),
      ] {
        var total = 0.0
        for (result, name) in [
          ("true positives", "true_positives_per_1000"),
          ("false negatives", "false_negatives_per_1000"),
          ("true negatives", "true_negatives_per_1000"),
          ("false positives", "false_positives_per_1000"),
        ] {
          let expected = try #require(entries.first { $0.name == name }).estimate
          let row = try #require(
            rows.dropFirst(4 + index * 8).prefix(8).first {
              $0["result"] == result + " per 1000" && $0["setting"] == setting
            })
          #expect(row["prevalence_source"] == "given")
          #expect(row["prevalence"] == (index == 0 ? "0.2" : "beta"))
          let mean = index == 0 ? expected.estimate : try number(row, "estimate")
          #expect(abs(try number(row, "estimate") - mean) < 1)
          #expect(abs(try number(row, "lower") - expected.lower) <= 0.5 + 1e-9, "\(result)")
          #expect(abs(try number(row, "upper") - expected.upper) <= 0.5 + 1e-9, "\(result)")
          total += try number(row, "estimate")
        }
        #expect(total == 1000)
      }
    }
  }

  @Test("an arm that is missing counts neither study nor participants")
  func missingArms() throws {
    var options = FitOptions(data: "example:kearon1998-dvt-us")
    try options.select(
      filters: ["patients=symptomatic"], by: nil, study: nil, allowDependent: true,
      dropOneArm: false)
    options.draws = 500
    let fit = try runFit(options, detail: .full).single
    let rows = tableRows(fit.summaryOfFindingsTable)
    let informing = ["sensitivity", "specificity"].map { margin in
      rows.first { $0["result"] == margin }?["studies"]
    }
    let studies = fit.dataset.studies
    #expect(
      informing == [
        "\(studies.count { $0.diseased != nil })", "\(studies.count { $0.nondiseased != nil })",
      ])
    #expect(informing[0] != informing[1])
  }
}
