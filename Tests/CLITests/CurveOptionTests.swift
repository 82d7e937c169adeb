import Testing

@Suite("--extrapolate and --both-above")
struct CurveOptionTests {
  private let quick = ["fit", "example:auditc", "--draws", "300"]

  @Test func targetsAreReportedAsGiven() throws {
    let fit = try OrderedJSON(
      try sroc(quick + ["--both-above", "0.925, 0.7", "--format", "json"]).output)
    let report = try #require(fit["probability_both_above"])
    #expect(report["sensitivity_threshold"] == .number(0.925))
    #expect(report["specificity_threshold"] == .number(0.7))
    #expect(report["threshold"] == .null)
    let page = try sroc(quick + ["--both-above", "0.925,0.7"]).text
    #expect(page.contains("Sensitivity above 0.925 and specificity above 0.70: probability"))
    let both = try OrderedJSON(
      try sroc(quick + ["--both-above", "0.7", "--format", "json"]).output)
    #expect(both["probability_both_above"]?["threshold"] == .number(0.7))
    #expect(try sroc(quick).text.contains("Both above 0.80: probability"))
  }

  @Test(arguments: ["1.2", "0", "0.9,1", "a", "0.9,0.8,0.7", "", "0.9,", "nan"])
  func wrongTargetsAreUsageErrors(_ value: String) throws {
    let run = try sroc(quick + ["--both-above", value])
    #expect(run.code == 64 && run.output.isEmpty && run.errors.contains("--both-above"))
  }

  @Test func extrapolatedRowsAreMarked() throws {
    let scratch = try ScratchDirectory()
    #expect(try sroc(quick + ["--extrapolate", "--out", scratch.path("wide")]).code == 0)
    #expect(try sroc(quick + ["--out", scratch.path("plain")]).code == 0)
    let wide = csvRows(scratch.text("wide/sroc.csv"))
    let plain = csvRows(scratch.text("plain/sroc.csv"))
    let column = try #require(plain[0].firstIndex(of: "extrapolated"))
    #expect(plain.dropFirst().allSatisfy { $0[column] == "false" })
    #expect(wide.dropFirst().contains { $0[column] == "true" })
    #expect(wide.filter { $0[column] != "true" } == plain)
  }
}
