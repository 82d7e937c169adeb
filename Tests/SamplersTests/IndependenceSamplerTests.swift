import ModelInterface
import RandomStreams
import Requests
import Testing

@testable import Requests
@testable import Samplers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether the independence sampler draws from its target, by z scores with batch-means standard
/// errors, and whether its draws are the same for any threads and blocks.
///
/// Seeds are fixed. The bound is |z| < 4.5: with 160 batches (t with 159 df) and 50 comparisons the
/// false-alarm rate of fresh seeds is below 1e-3 for the whole file.
struct IndependenceSamplerTests {
  private static let bound = 4.5

  private func run(
    _ target: PointwiseTarget, adaptedTo fitted: PointwiseTarget? = nil, seed: UInt64,
    draws: Int = 20_000, threads: Int = 2
  ) throws -> [ChainDraws] {
    let start = [Double](repeating: 0.1, count: target.dimension)
    let adapted = try adaptIndependence(
      to: fitted ?? target, start: start, evaluations: 3500, key: StreamKey(seed: seed))
    return try sampleIndependence(
      target, adapted: adapted, draws: draws, chains: 4, key: StreamKey(seed: seed),
      threads: threads)
  }

  /// The z score of a mean against its true value, from 40 batches a chain.
  private func zScore(
    _ chains: [ChainDraws], expected: Double, of value: ([Double]) -> Double
  ) -> Double {
    var batches: [Double] = []
    for chain in chains {
      let size = chain.count / 40
      for batch in 0..<40 {
        var sum = 0.0
        for draw in (batch * size)..<((batch + 1) * size) {
          sum += value((0..<chain.dimension).map { chain.positions[$0 * chain.count + draw] })
        }
        batches.append(sum / Double(size))
      }
    }
    let count = Double(batches.count)
    let mean = batches.reduce(0, +) / count
    let squares = batches.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean - expected) / (squares / (count - 1) / count).squareRoot()
  }

  /// Standard normal quantiles at 2.5, 50 and 97.5 %.
  private static let normalQuantiles = [
    (0.025, -1.959963984540054), (0.5, 0), (0.975, 1.959963984540054),
  ]

  /// Decisions on bounds are those on values, for a target so curved that the proposal fits badly, and for
  /// bounds as high as they may be. Mutant: without the slack of the decision some of the highest pass for
  /// values.
  @Test func boundsDoNotChangeTheDraws() throws {
    var target = PointwiseTarget(dimension: 2) { x in
      let miss = (x[1] - 2 * x[0] * x[0]) / 0.05
      return -0.5 * (x[0] * x[0] + miss * miss)
    }
    let adapted = try adaptIndependence(
      to: target, start: [0, 0], evaluations: 3500, key: StreamKey(seed: 68))
    var positions: [[[Double]]] = []
    let bounds: [@Sendable (Double, Double) -> Double] = [
      { value, _ in value }, { 0.5 * ($0 + $1) }, { _, floor in floor.nextDown },
    ]
    for bound in bounds {
      target.bound = bound
      let chains = try sampleIndependence(
        target, adapted: adapted, draws: 10_000, chains: 40, key: StreamKey(seed: 68), threads: 2)
      positions.append(chains.map(\.positions))
    }
    #expect(positions[1] == positions[0])
    #expect(positions[2] == positions[0])
  }

  @Test func correlatedNormal() throws {
    let chains = try run(.correlated(0.9), seed: 31)
    for k in 0..<5 {
      #expect(abs(zScore(chains, expected: 0) { $0[k] }) < Self.bound)
      #expect(abs(zScore(chains, expected: 1) { $0[k] * $0[k] }) < Self.bound)
      for (share, quantile) in Self.normalQuantiles {
        #expect(abs(zScore(chains, expected: share) { $0[k] < quantile ? 1 : 0 }) < Self.bound)
      }
    }
    #expect(abs(zScore(chains, expected: 0.9) { $0[2] * $0[3] }) < Self.bound)
  }

  @Test func banana() throws {
    let chains = try run(.banana, seed: 32)
    #expect(abs(zScore(chains, expected: 0) { $0[0] }) < Self.bound)
    #expect(abs(zScore(chains, expected: 0) { $0[1] }) < Self.bound)
    #expect(abs(zScore(chains, expected: 0.44) { $0[1] * $0[1] }) < Self.bound)
    #expect(abs(zScore(chains, expected: 0.4) { $0[0] * $0[0] * $0[1] }) < Self.bound)
    for (share, quantile) in Self.normalQuantiles {
      #expect(abs(zScore(chains, expected: share) { $0[0] < quantile ? 1 : 0 }) < Self.bound)
      let residual = zScore(chains, expected: share) {
        ($0[1] - 0.2 * ($0[0] * $0[0] - 1)) / 0.6 < quantile ? 1 : 0
      }
      #expect(abs(residual) < Self.bound)
    }
  }

  @Test func heavyRightTail() throws {
    let chains = try run(.gumbel, seed: 33)
    // Euler's constant and pi^2 / 6 + its square.
    let mean = 0.5772156649015329
    #expect(abs(zScore(chains, expected: mean) { $0[0] }) < Self.bound)
    let square = Double.pi * Double.pi / 6 + mean * mean
    #expect(abs(zScore(chains, expected: square) { $0[0] * $0[0] }) < Self.bound)
    #expect(abs(zScore(chains, expected: 0.5 * mean) { $0[1] }) < Self.bound)
    for share in [0.001, 0.025, 0.5, 0.975, 0.999] {
      let quantile = -log(-log(share))
      #expect(abs(zScore(chains, expected: share) { $0[0] < quantile ? 1 : 0 }) < Self.bound)
    }
  }

  @Test func densityOfZeroIsARejection() throws {
    let chains = try run(.bounded, seed: 34)
    for chain in chains { #expect(chain.coordinate(0).allSatisfy { $0 >= -1 }) }
    #expect(abs(zScore(chains, expected: 0) { $0[0] }) < Self.bound)
    for share in [0.025, 0.5, 0.975] {
      let quantile = -1 - log(1 - share)
      #expect(abs(zScore(chains, expected: share) { $0[0] < quantile ? 1 : 0 }) < Self.bound)
    }
  }

  @Test func aProposalFittedToAnotherTargetIsStillExact() throws {
    let chains = try run(.correlated(0.5), adaptedTo: .correlated(0), seed: 35)
    for k in 0..<5 {
      #expect(abs(zScore(chains, expected: 0) { $0[k] }) < Self.bound)
      #expect(abs(zScore(chains, expected: 1) { $0[k] * $0[k] }) < Self.bound)
    }
    #expect(abs(zScore(chains, expected: 0.5) { $0[2] * $0[3] }) < Self.bound)
  }

  /// Negative control: a target wrong by 4 % in one scale, as a wrong Jacobian would make it.
  @Test func aWrongDensityIsSeen() throws {
    let wrong = PointwiseTarget(dimension: 2) { x in
      PointwiseTarget.banana.value([x[0] * 1.04, x[1]])
    }
    let chains = try run(wrong, seed: 36)
    #expect(abs(zScore(chains, expected: 1) { $0[0] * $0[0] }) > Self.bound)
  }

  @Test func drawsDoNotDependOnThreads() throws {
    let one = try run(.banana, seed: 37, draws: 1000, threads: 1)
    let four = try run(.banana, seed: 37, draws: 1000, threads: 4)
    for (a, b) in zip(one, four) {
      #expect(a.positions == b.positions && a.logDensities == b.logDensities)
      #expect(a.acceptance == b.acceptance)
    }
    #expect(one[0].positions != one[1].positions)
  }

  @Test func drawsDoNotDependOnBlocks() throws {
    let adapted = try adaptIndependence(
      to: PointwiseTarget.banana, start: [0, 0], evaluations: 1400, key: StreamKey(seed: 38))
    func draws(blockSize: Int, count: Int = 1003) throws -> ChainDraws {
      var chain = IndependenceChain(
        adapted: adapted, draws: count, key: StreamKey(seed: 38).child(.chain(2)))
      try chain.run(PointwiseTarget.banana, blockSize: blockSize, progress: nil)
      return chain.draws
    }
    let reference = try draws(blockSize: 64)
    for size in [8, 24, 1008, 4096] {
      let other = try draws(blockSize: size)
      #expect(other.positions == reference.positions)
      #expect(other.logDensities == reference.logDensities)
      #expect(other.acceptance == reference.acceptance)
    }
    // A shorter run is the beginning of a longer one.
    let short = try draws(blockSize: 64, count: 100)
    #expect(Array(short.coordinate(1)) == Array(reference.coordinate(1).prefix(100)))
  }

  @Test func densitiesAndRejectionsBelongToThePositions() throws {
    let target = PointwiseTarget.banana
    for chain in try run(target, seed: 39, draws: 500) {
      for t in 0..<chain.count {
        let position = (0..<2).map { chain.positions[$0 * chain.count + t] }
        #expect(chain.logDensities[t] == target.value(position))
        guard t > 0 else { continue }
        let moved = chain.positions[t] != chain.positions[t - 1]
        #expect(moved == (chain.acceptance[t] == 1))
      }
    }
  }

  @Test func defectsOfTheDensityEndTheRun() throws {
    for defect in [Double.nan, .infinity] {
      let target = PointwiseTarget(dimension: 2) { x in
        x[0] > 2 ? defect : PointwiseTarget.banana.value(x)
      }
      let adapted = try adaptIndependence(
        to: PointwiseTarget.banana, start: [0, 0], evaluations: 1400, key: StreamKey(seed: 40))
      #expect(throws: SamplingError.self) {
        try sampleIndependence(
          target, adapted: adapted, draws: 5000, chains: 1, key: StreamKey(seed: 40), threads: 1)
      }
      #expect(throws: SamplingError.self) {
        try adaptIndependence(
          to: target, start: [0, 0], evaluations: 1400, key: StreamKey(seed: 40))
      }
    }
  }
}
