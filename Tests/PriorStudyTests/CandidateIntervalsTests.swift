import AccuracyData
import DataReading
import Testing

@testable import PriorStudy

@Suite("Intervals of all candidate priors")
struct CandidateIntervalsTests {
  /// One sample with weights gives the ends of separate fits, within their Monte Carlo error: that of an end
  /// of 5,000 draws is near a twentieth of an SD, or an eightieth of the width, and the weights cost some of it.
  @Test(arguments: ["audit4", "naf-pet-ct"]) func weightsDoForSeparateFits(name: String) throws {
    let dataset = try readAccuracyData(DataSource(argument: "example:\(name)"))
    let fast = try candidateIntervals(dataset, seed: 3)
    let slow = try candidateIntervals(dataset, seed: 4, fits: .separate)
    #expect(fast.filter { !$0.isRefitted }.count >= 15)
    var shifts: [Double] = []
    for (a, b) in zip(fast, slow) {
      for (first, second) in zip(a.margins, b.margins) {
        for (x, y) in [(first.mean, second.mean), (first.newStudy, second.newStudy)] {
          let width = y.upper - y.lower
          shifts += [abs(x.lower - y.lower) / width, abs(x.upper - y.upper) / width]
        }
      }
    }
    #expect(shifts.reduce(0, +) / Double(shifts.count) < 0.03)
    #expect((shifts.max() ?? 1) < 0.12)
    // The mutant that forgets the weights gives every candidate the same ends.
    let lower = fast.filter { !$0.isRefitted }.map { $0.margins[1].mean.upper }
    #expect((lower.max() ?? 0) - (lower.min() ?? 0) > 0.1)
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
