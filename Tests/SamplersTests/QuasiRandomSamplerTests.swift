import ChainStatistics
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

/// Blocks of quasi-random points: evenly spread, exact for their target, and worth more than as many
/// independent draws.
///
/// Means are judged by the spread of 32 independent chains (t with 31 df): |z| < 6 has a false-alarm
/// rate of fresh seeds of 1e-6 a comparison.
struct QuasiRandomSamplerTests {
  private static let bound = 6.0

  private func run(
    _ target: PointwiseTarget, adaptedTo fitted: PointwiseTarget? = nil, seed: UInt64,
    draws: Int = 1024, chains: Int = 32
  ) throws -> [ChainDraws] {
    let start = [Double](repeating: 0.1, count: target.dimension)
    let adapted = try adaptIndependence(
      to: fitted ?? target, start: start, evaluations: 3500, key: StreamKey(seed: seed))
    return try sampleQuasiRandom(
      target, adapted: adapted, draws: draws, chains: chains, key: StreamKey(seed: seed), threads: 2
    )
  }

  /// The z score of a mean, from the means of the chains.
  private func zScore(
    _ chains: [ChainDraws], expected: Double, of value: ([Double]) -> Double
  ) -> Double {
    let means = chains.map { chain in
      (0..<chain.count).reduce(0.0) { sum, t in
        sum + value((0..<chain.dimension).map { chain.positions[$0 * chain.count + t] })
      } / Double(chain.count)
    }
    let count = Double(means.count)
    let mean = means.reduce(0, +) / count
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean - expected) / (squares / (count - 1) / count).squareRoot()
  }

  /// Every cell of width 2^-m of each coordinate holds one point, every box of a (0, m, 2)-net in the
  /// first two coordinates too; points are inside (0, 1); two scrambles differ.
  @Test func scrambledNetsFillTheCube() {
    let net = SobolNet(dimension: 6, logCount: 8)
    var stream = RandomStream(StreamKey(seed: 71).child(.purpose(.simulation)))
    var points = [Double](repeating: 0, count: 6 * 256)
    net.scramble(into: &points, using: &stream)
    for k in 0..<6 {
      let cells = Set((0..<256).map { Int(points[k * 256 + $0] * 256) })
      #expect(cells.count == 256 && cells.min() == 0 && cells.max() == 255)
    }
    for shift in 0...8 {
      let (a, b) = (Double(1 << shift), Double(1 << (8 - shift)))
      let boxes = Set((0..<256).map { Int(points[$0] * a) * 512 + Int(points[256 + $0] * b) })
      #expect(boxes.count == 256, "\(shift)")
    }
    #expect(points.allSatisfy { $0 > 0 && $0 < 1 })
    let first = points
    net.scramble(into: &points, using: &stream)
    #expect(points != first)
    #expect(net.spatialOrder.sorted() == Array(0..<256))
  }

  /// Each point of a scramble is uniform: over 4,000 scrambles the mean of point j is 1/2 and the share
  /// below 0.3 is 0.3, within 5 standard errors. A digital net without scramble has fixed points.
  @Test func everyPointOfAScrambleIsUniform() {
    let net = SobolNet(dimension: 2, logCount: 3)
    var stream = RandomStream(StreamKey(seed: 72).child(.purpose(.simulation)))
    var (sums, below) = ([Double](repeating: 0, count: 16), [Double](repeating: 0, count: 16))
    var points = sums
    for _ in 0..<4000 {
      net.scramble(into: &points, using: &stream)
      for j in 0..<16 {
        sums[j] += points[j]
        below[j] += points[j] < 0.3 ? 1 : 0
      }
    }
    for j in 0..<16 {
      #expect(abs(sums[j] / 4000 - 0.5) < 5 * (1.0 / 12 / 4000).squareRoot())
      #expect(abs(below[j] / 4000 - 0.3) < 5 * (0.21 / 4000).squareRoot())
    }
  }

  @Test func normalAndBentTargets() throws {
    let normal = try run(.correlated(0.9), seed: 73)
    for k in 0..<5 {
      #expect(abs(zScore(normal, expected: 0) { $0[k] }) < Self.bound)
      #expect(abs(zScore(normal, expected: 1) { $0[k] * $0[k] }) < Self.bound)
      #expect(abs(zScore(normal, expected: 0.025) { $0[k] < -1.959963984540054 ? 1 : 0 }) < 6)
    }
    #expect(abs(zScore(normal, expected: 0.9) { $0[2] * $0[3] }) < Self.bound)
    let banana = try run(.banana, seed: 74)
    #expect(abs(zScore(banana, expected: 0.44) { $0[1] * $0[1] }) < Self.bound)
    #expect(abs(zScore(banana, expected: 0.4) { $0[0] * $0[0] * $0[1] }) < Self.bound)
  }

  /// A proposal that fits another target: the weights vary, blocks are refused, and the draws are right.
  @Test func aProposalFittedToAnotherTargetIsStillExact() throws {
    let chains = try run(
      .correlated(0.6), adaptedTo: .correlated(0), seed: 75, draws: 8192)
    for k in 0..<5 {
      #expect(abs(zScore(chains, expected: 0) { $0[k] }) < Self.bound)
      #expect(abs(zScore(chains, expected: 1) { $0[k] * $0[k] }) < Self.bound)
    }
    #expect(abs(zScore(chains, expected: 0.6) { $0[2] * $0[3] }) < Self.bound)
  }

  /// Negative control: a target wrong by 2 % in one scale; the small error of blocks shows it with less than
  /// half of the draws that single proposals need for 4 %.
  @Test func aWrongDensityIsSeen() throws {
    let wrong = PointwiseTarget(dimension: 2) { x in
      PointwiseTarget.banana.value([x[0] * 1.02, x[1]])
    }
    let chains = try run(wrong, seed: 76)
    #expect(abs(zScore(chains, expected: 1) { $0[0] * $0[0] }) > Self.bound)
  }

  /// Invariance by its own means, for tiny blocks of very uneven weights, where it is not for free: the
  /// share of a half line under many short chains. Mutant: a chain that accepts every block is off by
  /// the covariance of Z and the block's mean.
  @Test func refusingBlocksMatters() throws {
    let target = PointwiseTarget(dimension: 1) { x in PointwiseTarget.logNormal(x[0], 1.2, 0.4) }
    let fitted = PointwiseTarget(dimension: 1) { x in PointwiseTarget.logNormal(x[0], 0, 1) }
    let adapted = try adaptIndependence(
      to: fitted, start: [0], evaluations: 1400, key: StreamKey(seed: 77))
    let net = SobolNet(dimension: 2, logCount: 3)
    func share(takingEveryBlock: Bool) throws -> Double {
      var sum = 0.0
      // One chain of 200,000 blocks of 8 points, the first 100 blocks dropped.
      var chain = QuasiRandomChain(
        adapted: adapted, net: net, draws: 200_000 * 8, key: StreamKey(seed: 77).child(.chain(0)),
        takesEveryBlock: takingEveryBlock)
      try chain.run(target, plan: QuasiRandomPlan(logCount: 3, blocks: 200_000), progress: nil)
      for t in 800..<chain.draws.count { sum += chain.draws.positions[t] > 1.2 ? 1 : 0 }
      return sum / Double(chain.draws.count - 800)
    }
    #expect(abs(try share(takingEveryBlock: false) - 0.5) < 0.005)
    #expect(abs(try share(takingEveryBlock: true) - 0.5) > 0.005)
  }

  /// The first and the last draw of a block have the target's density like all others, over 100,000 blocks of
  /// very uneven weights. Mutant: draws that start at the net's first point, where a point of small weight
  /// comes as often as one of large weight, though not as many times.
  @Test func everyPlaceOfABlockHasTheTargetsDensity() throws {
    let target = PointwiseTarget(dimension: 1) { x in PointwiseTarget.logNormal(x[0], 1.2, 0.4) }
    let fitted = PointwiseTarget(dimension: 1) { x in PointwiseTarget.logNormal(x[0], 0, 1) }
    let adapted = try adaptIndependence(
      to: fitted, start: [0], evaluations: 1400, key: StreamKey(seed: 81))
    let (blocks, size) = (100_000, 8)
    var chain = QuasiRandomChain(
      adapted: adapted, net: SobolNet(dimension: 2, logCount: 3), draws: blocks * size,
      key: StreamKey(seed: 81).child(.chain(0)))
    try chain.run(target, plan: QuasiRandomPlan(logCount: 3, blocks: blocks), progress: nil)
    for place in [0, size - 1] {
      let above = (100..<blocks).count { chain.draws.positions[$0 * size + place] > 1.2 }
      #expect(abs(Double(above) / Double(blocks - 100) - 0.5) < 0.015, "\(place): \(above)")
    }
  }

  /// What it is for: by the error of 32 runs, means are worth several times as many independent draws.
  @Test func blocksAreWorthMoreThanIndependentDraws() throws {
    let chains = try run(.banana, seed: 78, draws: 4096)
    for k in 0..<2 {
      var worth = ReplicateESS()
      for chain in chains { worth.add([Array(chain.coordinate(k))]) }
      #expect(worth.mean > 4 * 4096 && worth.tail > 1.5 * 4096, "\(k): \(worth)")
    }
  }

  @Test func drawsDoNotDependOnThreads() throws {
    let adapted = try adaptIndependence(
      to: PointwiseTarget.banana, start: [0, 0], evaluations: 1400, key: StreamKey(seed: 79))
    func draws(_ threads: Int) throws -> [ChainDraws] {
      try sampleQuasiRandom(
        PointwiseTarget.banana, adapted: adapted, draws: 1000, chains: 3, key: StreamKey(seed: 79),
        threads: threads)
    }
    let (one, three) = (try draws(1), try draws(3))
    for (a, b) in zip(one, three) { #expect(a.positions == b.positions) }
    #expect(one[0].positions != one[1].positions)
    for chain in one {
      for t in 0..<chain.count {
        let position = [chain.positions[t], chain.positions[chain.count + t]]
        #expect(chain.logDensities[t] == PointwiseTarget.banana.value(position))
      }
    }
  }

  @Test func plansCoverTheDraws() {
    for draws in [1, 2, 63, 64, 65, 100, 1000, 1024, 5000, 50_000, 400_000] {
      let plan = QuasiRandomPlan(draws: draws)
      #expect(plan.blocks << plan.logCount >= draws)
      #expect(plan.logCount == 6 || Double(plan.blocks << plan.logCount) <= 1.1 * Double(draws))
      var next = 0
      for block in 0..<plan.blocks {
        let share = plan.share(block, of: draws)
        #expect(share.lowerBound == next && share.count <= 1 << plan.logCount)
        next = share.upperBound
      }
      #expect(next == draws)
    }
    #expect(QuasiRandomPlan(draws: 5000) == QuasiRandomPlan(logCount: 10, blocks: 5))
  }

  @Test func defectsOfTheDensityEndTheRun() throws {
    let adapted = try adaptIndependence(
      to: PointwiseTarget.banana, start: [0, 0], evaluations: 1400, key: StreamKey(seed: 80))
    let target = PointwiseTarget(dimension: 2) { x in
      x[0] > 2 ? .nan : PointwiseTarget.banana.value(x)
    }
    #expect(throws: SamplingError.self) {
      try sampleQuasiRandom(
        target, adapted: adapted, draws: 5000, chains: 1, key: StreamKey(seed: 80), threads: 1)
    }
  }
}
