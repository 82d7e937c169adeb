import SpecialFunctions

/// How intervals of a method did in one cell of a design, on the logit scale, over data sets with known truths.
public struct CoverageSummary: Sendable, Equatable {
  /// What is estimated: `sensitivity` or `specificity` of the median study.
  public let quantity: String
  /// `posterior`, or `ml`: exact maximum likelihood with Wald intervals.
  public let method: String
  /// Data sets with an interval.
  public let count: Int
  /// Data sets without one.
  public let missing: Int
  /// Share of intervals that hold the truth.
  public let coverage: Double
  /// Share that lie wholly below the truth.
  public let below: Double
  /// Share that lie wholly above it.
  public let above: Double
  /// Mean width.
  public let width: Double
  /// Mean interval score, `width + (2 / alpha) x distance of a truth outside`; the smaller the better.
  public let score: Double
  /// Mean of estimate minus truth.
  public let bias: Double
  /// Root of the mean square of estimate minus truth.
  public let rootMeanSquare: Double

  /// Monte Carlo error of the coverage.
  public var coverageError: Double {
    (coverage * (1 - coverage) / Double(max(count, 1))).squareRoot()
  }

  /// Summarises intervals.
  ///
  /// - Parameters:
  ///   - quantity: what they are of.
  ///   - method: how they came about.
  ///   - intervals: proportions with the true one; nil where there is none.
  ///   - level: of the intervals.
  init(
    quantity: String, method: String,
    intervals: [(estimate: IntervalEstimate, truth: Double)?], level: Double
  ) {
    (self.quantity, self.method) = (quantity, method)
    let known = intervals.compactMap { $0 }
    count = known.count
    missing = intervals.count - known.count
    func share(_ holds: (IntervalEstimate, Double) -> Bool) -> Double {
      known.isEmpty
        ? .nan : Double(known.count { holds($0.estimate, $0.truth) }) / Double(known.count)
    }
    below = share { $0.upper < $1 }
    above = share { $0.lower > $1 }
    coverage = 1 - below - above
    // An end that rounds to 0 or 1 has no logit; it has a place all the same.
    let logits = known.map { ($0.estimate.mapped(logit), logit($0.truth)) }.filter {
      $0.0.lower.isFinite && $0.0.upper.isFinite && $0.0.estimate.isFinite && $0.1.isFinite
    }
    func mean(_ value: (IntervalEstimate, Double) -> Double) -> Double {
      logits.isEmpty
        ? .nan : logits.reduce(0) { $0 + value($1.0, $1.1) } / Double(logits.count)
    }
    width = mean { interval, _ in interval.upper - interval.lower }
    score = mean { interval, truth in
      interval.upper - interval.lower
        + 2 / (1 - level) * (max(0, interval.lower - truth) + max(0, truth - interval.upper))
    }
    bias = mean { $0.estimate - $1 }
    rootMeanSquare = mean { ($0.estimate - $1) * ($0.estimate - $1) }.squareRoot()
  }
}
