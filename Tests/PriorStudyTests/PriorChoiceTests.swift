import Testing

@testable import PriorStudy

@Suite("The rule that chooses the default prior")
struct PriorChoiceTests {
  /// Rows of one half: in the field all candidates have the same scores but for what a test changes.
  private func rows(
    score: [String: Double] = [:], coverage: [String: Double] = [:], below: [String: Double] = [:]
  ) -> [ScoreRow] {
    CandidatePrior.all.flatMap { candidate -> [ScoreRow] in
      let (miss, side) = (1 - (coverage[candidate.name] ?? 0.95), below[candidate.name] ?? 0.02)
      func rates(_ below: Double) -> MarginRates {
        MarginRates(below: below, above: miss - below, width: 1, score: 1, content: 0.95)
      }
      func row(_ cell: String, _ studies: Int, _ tau: Double?) -> ScoreRow {
        let own = score[candidate.name] ?? 1
        return ScoreRow(
          cell: cell, studies: studies, tau: tau, isEven: true, candidate: candidate.name,
          sets: 2000, refitted: 0, sensitivity: rates(side), specificity: rates(side), score: own,
          square: own * own + 0.01, product: own + 0.01)
      }
      return [2, 3, 5].map { row("field-k0\($0)", $0, nil) }
        + [row("stress-a", 3, 1), row("stress-b", 3, 1.5)]
    }
  }

  @Test func theIncumbentStaysWhereNothingIsMuchBetter() {
    #expect(PriorChoice(rows()).chosen == CandidatePrior.incumbent)
    #expect(PriorChoice(rows(score: ["normal2-hn1": 0.985])).chosen == CandidatePrior.incumbent)
    #expect(PriorChoice(rows(score: ["normal2-hn1": 0.95])).chosen == "normal2-hn1")
  }

  @Test func whatFailsAGateIsNotChosen() {
    let better = ["normal2-hn1": 0.9, "normal2-exp1": 0.95]
    #expect(
      PriorChoice(rows(score: better, coverage: ["normal2-hn1": 0.92])).chosen == "normal2-exp1")
    // All misses on one side.
    #expect(
      PriorChoice(rows(score: better, below: ["normal2-hn1": 0.051])).chosen == "normal2-exp1")
  }

  @Test func whereNonePassesTheSmallestViolationIsChosen() {
    let low = Dictionary(uniqueKeysWithValues: CandidatePrior.all.map { ($0.name, 0.9) })
    let choice = PriorChoice(
      rows(score: ["normal2-hn1": 0.9], coverage: low.merging(["normal2-hn1": 0.91]) { $1 }))
    #expect(choice.nonePassed && choice.chosen == "normal2-hn1")
  }

  /// Two studies and a tau of 1.5 do not gate.
  @Test func someCellsAreShownOnly() {
    let all = rows(score: ["normal2-hn1": 0.9]).map { row -> ScoreRow in
      guard row.studies == 2 || row.tau == 1.5 else { return row }
      let bad = MarginRates(below: 0.4, above: 0, width: 1, score: 1, content: 0.5)
      return ScoreRow(
        cell: row.cell, studies: row.studies, tau: row.tau, isEven: true,
        candidate: row.candidate, sets: row.sets, refitted: 0, sensitivity: bad, specificity: bad,
        score: row.score, square: row.square, product: row.product)
    }
    let choice = PriorChoice(all)
    #expect(!choice.nonePassed && choice.chosen == "normal2-hn1")
  }

  @Test func rowsReadBack() throws {
    var scores = CellScores(names: CandidatePrior.all.map(\.name))
    let interval = LogitInterval(lower: -1, upper: 1)
    let margin = MarginIntervals(mean: interval, newStudy: interval)
    let own = CandidateIntervals(margins: [margin, margin], isRefitted: true)
    for number in 0..<3 {
      scores.add(
        CandidatePrior.all.map { _ in own }, number: number, means: [0, 2], deviations: [1, 1])
    }
    let cell = stressCells()[0]
    let text = String(decoding: scores.csv(of: cell).serializedBytes(), as: UTF8.self)
    let rows = try scoreRows(text, file: "a.csv")
    #expect(rows.count == 2 * CandidatePrior.all.count)
    #expect(rows[0].sets == 2 && rows[0].refitted == 2 && rows[0].tau == cell.tau)
    #expect(rows[0].sensitivity.coverage == 1 && rows[0].specificity.below == 1)
    #expect(abs(rows[0].score - 0.5 * (2 + 2 + 40)) < 1e-9)
    #expect(throws: (any Error).self) { try scoreRows(text + "x,y\n", file: "a.csv") }
  }
}
