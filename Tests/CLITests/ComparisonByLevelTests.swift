import Foundation
import Testing

@Suite("fit --by compares the levels")
struct ComparisonByLevelTests {
  private let quick = ["fit", "example:scheidler", "--by", "modality", "--draws", "300"]

  @Test func comparisonsInJSONTextAndFiles() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(quick + ["--format", "json", "--out", scratch.path("run")])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let json = try OrderedJSON(run.output)
    let levels = (json["levels"]?.elements ?? []).compactMap { $0["level"]?.string }
    let comparisons = json["comparisons"]?.elements ?? []
    #expect(levels.count == 3 && comparisons.count == 3)
    #expect(json["comparison_note"]?.string?.contains("ignores pairing") == true)
    let rows = csvRows(scratch.text("run/comparisons.csv"))
    #expect(rows.count == 1 + 2 * 3 && rows.allSatisfy { $0.count == 12 })
    for (index, comparison) in comparisons.enumerated() {
      let first = try #require(comparison["first"]?.string)
      let second = try #require(comparison["second"]?.string)
      let order = [second, first].map { levels.firstIndex(of: $0) ?? -1 }
      #expect(order[0] >= 0 && order[0] < order[1])
      for (offset, margin) in ["sensitivity", "specificity"].enumerated() {
        let row = rows[1 + 2 * index + offset]
        #expect(row.prefix(3) == [first, second, margin])
        let difference = try #require(comparison[margin]?["difference"])
        #expect(Double(row[3]) == difference["median"]?.number)
        let ends = try ["lower", "median", "upper"].map { try #require(difference[$0]?.number) }
        #expect(ends == ends.sorted() && ends.allSatisfy { abs($0) < 1 })
        let probability = try #require(comparison[margin]?["probability_first_higher"]?.number)
        #expect(probability >= 0 && probability <= 1)
        // Higher in more than half of the draws and a median difference above 0 are the same.
        #expect((probability > 0.5) == (ends[1] > 0))
        let ratio = try #require(comparison[margin]?["ratio"]?["median"]?.number)
        #expect((ratio > 1) == (ends[1] > 0))
      }
    }
    let page = try sroc(quick).text
    #expect(page.contains("Comparison by modality, at the summary points"))
    #expect(page.contains("ignores pairing within studies"))
    #expect(page.components(separatedBy: " against ").count == 1 + 3)
  }

  @Test func oneLevelHasNothingToCompare() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file(
      "one.csv", "study,tp,fp,fn,tn,test\nA,9,1,2,20,CT\nB,7,2,2,18,CT\nC,8,1,3,15,CT\n")
    let arguments = ["fit", file, "--by", "test", "--draws", "100", "--out", scratch.path("run")]
    let run = try sroc(arguments)
    #expect(run.code == 0 && !run.text.contains("Comparison"))
    #expect(!scratch.exists("run/comparisons.csv"))
  }

  @Test func levelsThatAreMarkupOrControlCharactersStayText() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file(
      "odd.csv",
      "study,tp,fp,fn,tn,test\n"
        + (0..<4).map { "S\($0),\(9 + $0),1,2,20,\"a,\"\"b\u{1B}[31m\"\n" }.joined()
        + (0..<4).map { "S\($0),\(8 + $0),2,3,15,<script>\n" }.joined())
    let run = try sroc([
      "fit", file, "--by", "test", "--draws", "100", "--out", scratch.path("run"),
    ])
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.text.contains("<script> against") && !run.text.contains("\u{1B}"))
    #expect(scratch.text("run/comparisons.csv").contains("\"a,\"\"b"))
  }
}
