import ModelInterface
import RandomStreams
import Testing

@testable import Samplers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The fitted proposal: normalised, close to its target, and judged honestly where it is not.
struct IndependenceAdaptationTests {
  private func adapt(
    _ target: PointwiseTarget, seed: UInt64, evaluations: Int = 3500
  ) throws -> AdaptedIndependence {
    try adaptIndependence(
      to: target, start: [Double](repeating: 0.1, count: target.dimension),
      evaluations: evaluations, key: StreamKey(seed: seed))
  }

  /// z of the mean importance weight pi / q against 1, over 40,000 fresh draws; `distort` is added
  /// to log q.
  private func weightScore(
    _ target: PointwiseTarget, _ adapted: AdaptedIndependence, seed: UInt64,
    distort: (Double, Double) -> Double = { _, _ in 0 }
  ) -> Double {
    var stream = RandomStream(StreamKey(seed: seed).child(.purpose(.simulation), .index(7)))
    var block = ProposalBlock(dimension: target.dimension, count: 40_000)
    adapted.proposal.draw(into: &block, using: &stream)
    var values = [Double](repeating: 0, count: block.count)
    var span = values.mutableSpan
    target.logDensities(at: block.positions.span, into: &span)
    let weights = values.indices.map { j in
      exp(
        values[j] - block.logDensities[j]
          - distort(block.positions[j], block.positions[block.count + j]))
    }
    let n = Double(weights.count)
    let mean = weights.reduce(0, +) / n
    let variance = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return (mean - 1) / (variance / n).squareRoot()
  }

  /// The mean weight of a normalised target is 1: |z| < 4.5 has a false-alarm rate of 3e-5 in all.
  @Test func weightsOfNormalisedTargetsAverageOne() throws {
    let targets: [(PointwiseTarget, UInt64)] = [
      (.correlated(0.9), 51), (.banana, 52), (.gumbel, 53), (.bounded, 54),
    ]
    for (target, seed) in targets {
      let adapted = try adapt(target, seed: seed)
      #expect(abs(weightScore(target, adapted, seed: seed)) < 4.5)
    }
  }

  /// Negative control: log densities that lack a term of the size of a neglected Jacobian.
  @Test func aWrongProposalDensityIsSeen() throws {
    let adapted = try adapt(.banana, seed: 55)
    #expect(abs(weightScore(.banana, adapted, seed: 55)) < 4.5)
    let wrong = weightScore(.banana, adapted, seed: 55) { x, y in 0.02 * (x * x + y * y) }
    #expect(abs(wrong) > 4.5)
  }

  @Test func goodFitsOfUnimodalTargets() throws {
    let targets: [(PointwiseTarget, UInt64)] = [
      (.correlated(0.9), 56), (.banana, 57), (.gumbel, 58),
    ]
    for (target, seed) in targets {
      let quality = try adapt(target, seed: seed).quality
      #expect(quality.efficiency > 0.9)
      #expect(quality.largestWeight < 6)
      #expect(quality.isGood)
    }
  }

  /// Two modes that a bent normal cannot hold, near enough for the pilot draws to find both.
  @Test func aBimodalTargetIsFlagged() throws {
    let adapted = try adapt(.bimodal(distance: 1.5), seed: 59)
    #expect(!adapted.quality.isGood && !adapted.isUsable)
    #expect(adapted.quality.efficiency < 0.3)
    // Refits were tried: more evaluations than one adaptation's.
    #expect(adapted.evaluations > 10_000)
  }

  @Test func qualityOfKnownWeights() {
    let even = ImportanceQuality(logWeights: [Double](repeating: 3, count: 100))
    #expect(even.efficiency == 1 && even.largestWeight == 1 && even.isGood)
    var one = [Double](repeating: 0, count: 100)
    one[17] = log(101)
    let uneven = ImportanceQuality(logWeights: one)
    // Weights 1 (99 times) and 101: mean 2, Kish 200^2 / (99 + 101^2).
    #expect(abs(uneven.largestWeight - 50.5) < 1e-12)
    #expect(abs(uneven.efficiency - 40_000.0 / (99 + 10_201) / 100) < 1e-14)
    #expect(!uneven.isGood && !uneven.isUsable)
    #expect(!ImportanceQuality(logWeights: [Double](repeating: -.infinity, count: 50)).isUsable)
  }

  @Test func everyStageIsCountedInGroupsOfEight() throws {
    // 500, 1000 and 2000 pilots and a batch of 500 that judges.
    #expect(try adapt(.banana, seed: 60).evaluations == 504 + 1000 + 2000 + 504)
    #expect(try adapt(.banana, seed: 60, evaluations: 1400).evaluations == 200 + 400 + 800 + 400)
  }

  @Test func adaptationIsReproducible() throws {
    let (first, second) = (try adapt(.banana, seed: 61), try adapt(.banana, seed: 61))
    #expect(first.quality == second.quality)
    #expect(first.starts.draw(at: 0.3).position == second.starts.draw(at: 0.3).position)
    #expect(try adapt(.banana, seed: 62).quality != first.quality)
  }

  @Test func startsAreDrawnByTheirWeights() {
    var block = ProposalBlock(dimension: 1, count: 8)
    for j in 0..<8 { block.positions[j] = Double(j) }
    let none = -Double.infinity
    let logWeights: [Double] = [none, 0, none, log(2), none, 0, none, none]
    let starts = WeightedStarts(
      block: block, logDensities: logWeights.map { $0 + 5 }, logWeights: logWeights)
    #expect(starts.draw(at: 1e-12).position == [1])
    #expect(starts.draw(at: 0.2499).position == [1])
    #expect(starts.draw(at: 0.2501).position == [3])
    #expect(starts.draw(at: 0.7499).position == [3])
    #expect(starts.draw(at: 1 - 1e-12).position == [5])
    #expect(starts.draw(at: 0.5).logDensity == log(2) + 5)
    #expect(starts.draw(at: 0.5).logWeight == log(2))
  }

  @Test func aStartWithoutDensityIsRefused() {
    #expect(throws: SamplingError.noFiniteStart) {
      try adaptIndependence(
        to: PointwiseTarget.bounded, start: [-2, 0], evaluations: 700, key: StreamKey(seed: 63))
    }
  }
}
