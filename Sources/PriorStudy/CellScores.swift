import CMath
import SpecialFunctions

/// How intervals of one margin did over data sets.
struct MarginScore: Sendable {
  /// Intervals wholly below the truth, and wholly above it.
  var below = 0
  var above = 0
  /// Sums of the widths, and of the interval scores `width + (2 / alpha) x distance of a truth outside`.
  var width = 0.0
  var score = 0.0
  /// Sum of the true probabilities of a new study inside its interval.
  var content = 0.0

  /// The score of one interval, which is added.
  mutating func add(
    _ intervals: MarginIntervals, mean: Double, deviation: Double
  ) -> Double {
    let interval = intervals.mean
    if interval.upper < mean { below += 1 }
    if interval.lower > mean { above += 1 }
    let distance = max(0, interval.lower - mean) + max(0, mean - interval.upper)
    let own = interval.upper - interval.lower + 2 / 0.05 * distance
    width += interval.upper - interval.lower
    score += own
    let new = intervals.newStudy
    content +=
      deviation > 0
      ? normalCDF((new.upper - mean) / deviation) - normalCDF((new.lower - mean) / deviation)
      : (new.lower <= mean && mean <= new.upper ? 1 : 0)
    return own
  }
}

/// How a candidate did in one half of a cell.
struct CandidateScore: Sendable {
  var sets = 0
  var refitted = 0
  /// Of sensitivity, then of specificity.
  var margins = [MarginScore(), MarginScore()]
  /// Sums over data sets of the mean score of both margins, its square, and its product with the incumbent's.
  var score = 0.0
  var square = 0.0
  var product = 0.0
}

/// The scores of all candidates in both halves of a cell: data sets of even number, then of odd number.
struct CellScores: Sendable {
  var halves: [[CandidateScore]]
  /// The candidates, and a reference.
  let names: [String]

  init(names: [String]) {
    self.names = names
    let empty = [CandidateScore](repeating: CandidateScore(), count: names.count)
    halves = [empty, empty]
  }

  /// Adds a data set.
  mutating func add(
    _ intervals: [CandidateIntervals], number: Int, means: [Double], deviations: [Double]
  ) {
    let half = number % 2
    var own = [Double](repeating: 0, count: intervals.count)
    for (index, candidate) in intervals.enumerated() {
      halves[half][index].sets += 1
      if candidate.isRefitted { halves[half][index].refitted += 1 }
      for margin in 0..<2 {
        own[index] +=
          0.5
          * halves[half][index].margins[margin].add(
            candidate.margins[margin], mean: means[margin], deviation: deviations[margin])
      }
    }
    let incumbent =
      names.firstIndex(of: CandidatePrior.incumbent).map { own[$0] } ?? .nan
    for index in own.indices {
      halves[half][index].score += own[index]
      halves[half][index].square += own[index] * own[index]
      halves[half][index].product += own[index] * incumbent
    }
  }
}
