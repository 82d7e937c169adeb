import Foundation
import Testing

@Suite("A covariate with many levels")
struct ManyLevelsTests {
  /// Twelve levels have 27 parameters: the map of proposals has no products of pairs there, and covers the
  /// posterior as well as for few.
  @Test func areFittedAsFewAre() throws {
    let scratch = try ScratchDirectory()
    let rows = (0..<48).map { row in
      let (tp, fp) = (20 + (7 * row) % 13, 3 + (5 * row) % 8)
      return "S\(row),\(tp),\(fp),\(4 + row % 3),\(50 + (3 * row) % 17),L\(row % 12)"
    }
    let file = try scratch.file(
      "levels.csv", "study,tp,fp,fn,tn,group\n" + rows.joined(separator: "\n") + "\n")
    let run = try sroc(
      ["fit", file, "--covariate", "group", "--draws", "1000", "--format", "json"])
    #expect(run.code == 0, "\(run.errors)")
    let fit = try OrderedJSON(run.output)
    #expect(fit["sampler"]?["kernel"]?.string == "independence-mh")
    #expect((fit["sampler"]?["importance_efficiency"]?.number ?? 0) > 0.6)
    #expect(fit["diagnostics"]?["ok"]?.boolean == true)
    #expect(fit["parameters"]?.elements.count { $0["base"]?.string == "mu_se" } == 12)
    // Seconds of a busy core; with all products it was two minutes.
    #expect(run.processorSeconds < 60)
  }
}
