import AccuracyData
import DataReading
import Testing

@testable import PriorStudy

@Suite("Intervals of all candidate priors")
struct CandidateIntervalsTests {
  /// One sample with weights gives the ends of separate fits: over eight seeds each, the means of every end differ
  /// by what the spread over seeds allows. Ends of one seed go together over candidates, so that the largest of
  /// 160 z is that of some ten.
  @Test(arguments: ["audit4", "naf-pet-ct"]) func weightsDoForSeparateFits(name: String) throws {
    let dataset = try readAccuracyData(DataSource(argument: "example:\(name)"))
    func ends(_ seeds: ClosedRange<UInt64>, _ fits: CandidateFits) throws -> [[Double]] {
      try seeds.map { seed in
        let found = try candidateIntervals(dataset, seed: seed, fits: fits)
        #expect(fits == .separate || found.filter { !$0.isRefitted }.count >= 15)
        return found.flatMap(\.margins).flatMap {
          [$0.mean.lower, $0.mean.upper, $0.newStudy.lower, $0.newStudy.upper]
        }
      }
    }
    let (fast, slow) = (try ends(1...8, .reweighted), try ends(11...18, .separate))
    let scores = zScores(fast, slow)
    #expect(scores.count == 160 && scores.allSatisfy { abs($0) < 4.5 }, "\(scores)")
    #expect(scores.reduce(0) { $0 + $1 * $1 } / 160 < 3)
    // The mutant that forgets the weights: each candidate with the ends of another.
    let mutant = fast.map { Array($0.dropFirst(8) + $0.prefix(8)) }
    #expect(zScores(mutant, slow).contains { abs($0) > 9 })
  }

  /// Of each end: the difference of means over its standard error.
  private func zScores(_ first: [[Double]], _ second: [[Double]]) -> [Double] {
    func moments(_ rows: [[Double]], _ column: Int) -> (mean: Double, variance: Double) {
      let count = Double(rows.count)
      let mean = rows.reduce(0) { $0 + $1[column] } / count
      let squares = rows.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) }
      return (mean, squares / (count - 1) / count)
    }
    return first[0].indices.map { column in
      let (a, b) = (moments(first, column), moments(second, column))
      return (a.mean - b.mean) / (a.variance + b.variance).squareRoot()
    }
  }

  @Test func aMissIsCountedOnItsSideAndPaidFor() {
    var score = MarginScore()
    func intervals(_ lower: Double, _ upper: Double) -> MarginIntervals {
      MarginIntervals(
        mean: LogitInterval(lower: lower, upper: upper),
        newStudy: LogitInterval(lower: -1.96, upper: 1.96))
    }
    #expect(score.add(intervals(-1, 1), mean: 0, deviation: 1) == 2)
    #expect(abs(score.add(intervals(-2, -0.5), mean: 0, deviation: 1) - (1.5 + 20)) < 1e-12)
    #expect(abs(score.add(intervals(0.25, 1), mean: 0, deviation: 1) - (0.75 + 10)) < 1e-12)
    #expect(score.below == 1 && score.above == 1 && abs(score.content - 3 * 0.95) < 1e-4)
    _ = score.add(intervals(-1, 1), mean: 3, deviation: 0)
    #expect(abs(score.content - 3 * 0.95) < 1e-4)
  }
}
