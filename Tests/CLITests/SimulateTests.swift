import Foundation
import Testing

@Suite("Designs on the command line")
struct SimulateTests {
  private static let design = """
    schema: sroc.design/1
    studies: [3, 5]
    n1: {sizes: sizes.csv}
    n0: {sizes: sizes.csv}
    se: [0.8, 0.9]
    sp: 0.9
    tau_se: 0.4
    tau_sp: 0.5
    rho: -0.3
    effects: {t: 4}
    missing: 0.1
    replicates: 2
    grid: se

    """

  /// Fitted from the design, from the directory it is written to, and from one table: the same rows.
  @Test func aDesignIsFittedAsItIsWritten() throws {
    let scratch = try ScratchDirectory()
    _ = try scratch.file(
      "sizes.csv", studyTable([[20, 5, 4, 60], [40, 3, 8, 90], [9, 2, 1, 30]]))
    let file = try scratch.file("d.yaml", Self.design)
    let made = scratch.path("made")
    let run = try sroc(["simulate", file, "--seed", "5", "--out", made])
    #expect(run.code == 0 && run.text.contains("4 data sets in 2 cells"), "\(run.errors)")
    #expect(
      scratch.listing("made").filter { $0.hasSuffix(".csv") } == [
        "cell-0001/000001.csv", "cell-0001/000002.csv", "cell-0002/000001.csv",
        "cell-0002/000002.csv", "truths.csv",
      ])
    func rows(_ arguments: [String]) throws -> Data {
      let run = try sroc(["batch"] + arguments + ["--seed", "5"] + quickBatch)
      #expect(run.code == 0, "\(run.errors)")
      return run.output
    }
    let whole = try rows([made])
    #expect(try rows([file]) == whole)
    let table = try sroc(["simulate", file, "--seed", "5"])
    #expect(try rows([try scratch.file("one.csv", table.output)]) == whole)
    let truths = String(decoding: try rows([file, "--columns", "truth"]), as: UTF8.self)
    let last = truths.split(separator: "\n").map { $0.split(separator: ",").suffix(7) }
    #expect(
      last[0] == [
        "cell", "grid_se", "true_sensitivity", "true_specificity", "true_tau_se",
        "true_tau_sp", "true_rho",
      ])
    #expect(last[3] == ["2", "0.9", "0.9", "0.9", "0.4", "0.5", "-0.3"])
    #expect(try sroc(["batch", made, "--columns", "truth"] + quickBatch).code == 64)
    // Written again it has the same bytes; another seed is another simulation.
    let before = scratch.data("made/cell-0002/000002.csv")
    #expect(try sroc(["simulate", file, "--seed", "5", "--out", made, "--quiet"]).code == 0)
    #expect(scratch.data("made/cell-0002/000002.csv") == before)
    #expect(try sroc(["simulate", file, "--seed", "6", "--out", made]).code == 73)
    #expect(try sroc(["simulate", scratch.path("none.yaml")]).code == 66)
  }

  @Test func aDesignIsPartOfThePlan() throws {
    let scratch = try ScratchDirectory()
    let text = Self.design.replacing("{sizes: sizes.csv}", with: "40")
    let file = try scratch.file("d.yaml", text)
    let out = scratch.path("out")
    for number in 1...2 {
      let run = try sroc(["batch", file, "--out", out, "--shard", "\(number)/2"] + quickBatch)
      #expect(run.code == 0, "\(run.errors)")
    }
    #expect(try sroc(["merge", out]).code == 0)
    #expect(scratch.data("out/all.csv") == (try sroc(["batch", file] + quickBatch)).output)
    _ = try scratch.file("d.yaml", text.replacing("rho: -0.3", with: "rho: 0.3"))
    let other = try sroc(["batch", file, "--out", out, "--shard", "1/2", "--resume"] + quickBatch)
    #expect(other.code == 65, "\(other.errors)")
  }

  /// Sizes that are read from a file are part of the design.
  @Test func otherSizesAreAnotherDesign() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("d.yaml", Self.design)
    func sizes(_ number: Int) throws {
      _ = try scratch.file("sizes.csv", studyTable([[20, 5, 4, number], [40, 3, 8, 90]]))
    }
    try sizes(60)
    let out = ["--out", scratch.path("out")]
    #expect(try sroc(["batch", file, "--shard", "1/2"] + out + quickBatch).code == 0)
    #expect(try sroc(["simulate", file, "--out", scratch.path("made"), "--quiet"]).code == 0)
    try sizes(61)
    #expect(try sroc(["batch", file, "--shard", "2/2"] + out + quickBatch).code == 65)
    #expect(try sroc(["simulate", file, "--out", scratch.path("made"), "--quiet"]).code == 73)
  }

  @Test func fewerDataSetsLeaveNoneOfTheOldOnes() throws {
    let scratch = try ScratchDirectory()
    let text = Self.design.replacing("{sizes: sizes.csv}", with: "40")
    let file = try scratch.file("d.yaml", text)
    let made = scratch.path("made")
    #expect(try sroc(["simulate", file, "--out", made, "--quiet"]).code == 0)
    _ = try scratch.file("d.yaml", text.replacing("replicates: 2", with: "replicates: 1"))
    #expect(try sroc(["simulate", file, "--out", made, "--quiet", "--force"]).code == 0)
    #expect(scratch.listing("made").count { $0.hasSuffix("1.csv") } == 2)
    #expect(!scratch.exists("made/cell-0001/000002.csv"))
  }
}
