import Foundation
import Testing

@Suite("Calibration on the command line")
struct CalibrateTests {
  private func design(_ truths: String) -> String {
    "schema: sroc.design/1\nstudies: [4, 8]\nn1: 40\nn0: 60\n\(truths)replicates: 6\ngrid: studies\n"
  }

  @Test func ranksOfTruthsFromThePrior() throws {
    let scratch = try ScratchDirectory()
    let truths = "se: prior\nsp: prior\ntau_se: prior\ntau_sp: prior\nrho: prior\n"
    let file = try scratch.file("d.yaml", design(truths))
    let out = scratch.path("out")
    let run = try sroc(["calibrate", file, "--out", out] + quickBatch)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.text.contains("Cell 2: studies 8") && run.text.contains("log_likelihood"))
    let table = csvRows(scratch.text("out/calibration.csv"))
    #expect(table.count == 1 + 2 * 6 && table[0][9] == "p")
    #expect(table.dropFirst().allSatisfy { (0...1).contains(Double($0[9]) ?? -1) })
    #expect(scratch.text("out/ranks-1.svg").contains("<svg"))
    // Again from the rows; in two shards the same bytes.
    #expect(
      try sroc(["calibrate", out, "--format", "csv"]).output == scratch.data("out/calibration.csv"))
    let shared = scratch.path("shared")
    for number in [2, 1] {
      let part = try sroc(
        ["calibrate", file, "--out", shared, "--shard", "\(number)/2"] + quickBatch)
      #expect(part.code == 0, "\(part.errors)")
      #expect(part.text.contains("is complete") == (number == 2), "\(part.text)")
    }
    #expect(scratch.data("shared/all.csv") == scratch.data("out/all.csv"))
    // Truths of a prior belong to a fit.
    #expect(try sroc(["simulate", file]).code == 64)
    let joint = try sroc(
      ["calibrate", file, "--out", scratch.path("x"), "--prior-covariance"]
        + ["inverse_wishart(3, 1, 0, 1)"])
    #expect(joint.code == 64 && joint.errors.contains("--prior-tau"), "\(joint.errors)")
  }

  @Test func intervalsBesideFixedTruths() throws {
    let scratch = try ScratchDirectory()
    let truths = "se: 0.8\nsp: 0.9\ntau_se: 0.4\ntau_sp: 0.4\nrho: 0\n"
    let file = try scratch.file("d.yaml", design(truths))
    let run = try sroc(
      ["calibrate", file, "--out", scratch.path("out"), "--format", "csv"] + quickBatch)
    #expect(run.code == 0, "\(run.errors)")
    let table = csvRows(run.text)
    #expect(table.count == 1 + 2 * 4)
    #expect(Set(table.dropFirst().map { $0[6] }) == ["posterior", "ml"])
    for row in table.dropFirst() where row[6] == "posterior" {
      let shares = (8...11).filter { $0 != 9 }.compactMap { Double(row[$0]) }
      #expect(row[7] == "6" && abs(shares.reduce(0, +) - 1) < 1e-12)
    }
    #expect(try sroc(["calibrate", file]).code == 64)
    // Warnings are counted where they are asked for: a planted copy of a row is one that the counts show.
    let planted = try scratch.file(
      "p.yaml",
      design(truths + "plant: duplicate\n").replacing("replicates: 6", with: "replicates: 2")
        .replacing("n1: 40", with: "n1: [30, 80]"))
    let counted = try sroc(
      ["calibrate", planted, "--out", scratch.path("warned"), "--warnings"] + quickBatch)
    #expect(counted.code == 0 && counted.text.contains("duplicate_row"), "\(counted.errors)")
    let shares = csvRows(scratch.text("warned/warnings.csv"))
    #expect(shares[0].suffix(3) == ["warning", "share", "share_error"])
    #expect(shares.count == 1 + 2 * 12)
    for row in shares where row[5] == "duplicate_row" { #expect(row[6] == "1") }
    let again = try sroc(["calibrate", file, "--out", scratch.path("out"), "--force"] + quickBatch)
    #expect(again.code == 0, "\(again.errors)")
    let strict = try sroc(
      ["calibrate", file, "--out", scratch.path("strict"), "--strict", "--draws", "100"]
        + ["--min-ess", "100000", "--no-progress"])
    #expect(strict.code == 3, "\(strict.errors)")
    #expect(try sroc(["calibrate", scratch.path("out"), "--level", "0.5"]).code == 64)
  }
}
