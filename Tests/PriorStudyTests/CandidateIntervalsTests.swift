import AccuracyData
import DataReading
import Testing

@testable import PriorStudy

@Suite("Intervals of all candidate priors")
struct CandidateIntervalsTests {
  /// One sample with weights gives the ends of separate fits: they differ by no more than two such samples with
  /// other random numbers do, which is what Monte Carlo leaves of an end.
  @Test(arguments: ["audit4", "naf-pet-ct"]) func weightsDoForSeparateFits(name: String) throws {
    let dataset = try readAccuracyData(DataSource(argument: "example:\(name)"))
    let fast = try candidateIntervals(dataset, seed: 3)
    let slow = try candidateIntervals(dataset, seed: 4, fits: .separate)
    let again = try candidateIntervals(dataset, seed: 5)
    #expect(fast.filter { !$0.isRefitted }.count >= 15)
    let (moved, noise) = (shifts(fast, slow), shifts(fast, again))
    func mean(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + abs($1) } / Double(values.count)
    }
    #expect(mean(moved) < 1.5 * mean(noise) && mean(noise) < 0.06, "\(mean(moved)) \(mean(noise))")
    // The same candidate's ends, averaged: what weights had wrong would not average out.
    let bias = abs(moved.reduce(0, +)) / Double(moved.count)
    #expect(bias < mean(noise), "\(bias)")
    // The mutant that forgets the weights gives every candidate the same ends.
    let lower = fast.filter { !$0.isRefitted }.map { $0.margins[1].mean.upper }
    #expect((lower.max() ?? 0) - (lower.min() ?? 0) > 0.1)
  }

  /// How far each end is from the other's, as a share of the width.
  private func shifts(_ first: [CandidateIntervals], _ second: [CandidateIntervals]) -> [Double] {
    zip(first, second).flatMap { a, b in
      zip(a.margins, b.margins).flatMap { x, y in
        [(x.mean, y.mean), (x.newStudy, y.newStudy)].flatMap { own, other in
          let width = other.upper - other.lower
          return [(own.lower - other.lower) / width, (own.upper - other.upper) / width]
        }
      }
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
