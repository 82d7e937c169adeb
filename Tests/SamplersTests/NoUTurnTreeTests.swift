import Samplers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Walks through all outcomes of a tree's random choices, one path a run, with their probabilities.
struct EnumeratedDecisions: TreeDecisions {
  private var outcomes: [Bool] = []
  private var probabilities: [Double] = []
  private var cursor = 0

  /// The probability of the path that was walked.
  var probability: Double { probabilities.reduce(1, *) }

  mutating func choosesForward() -> Bool { decide(0.5) }

  mutating func accepts(logProbability: Double) -> Bool { decide(min(1, exp(logProbability))) }

  private mutating func decide(_ probability: Double) -> Bool {
    defer { cursor += 1 }
    if cursor == outcomes.count {
      let outcome = probability > 0
      outcomes.append(outcome)
      probabilities.append(outcome ? probability : 1)
    } else if cursor == outcomes.count - 1 && !outcomes[cursor] {
      probabilities[cursor] = 1 - probability
    }
    return outcomes[cursor]
  }

  /// Turns the last choice that still has another outcome; false when all paths are done.
  mutating func goToNextPath() -> Bool {
    cursor = 0
    while let last = outcomes.last {
      if last && probabilities[outcomes.count - 1] < 1 {
        outcomes[outcomes.count - 1] = false
        return true
      }
      outcomes.removeLast()
      probabilities.removeLast()
    }
    return false
  }
}

/// A trajectory over the whole numbers, with arbitrary weights, turns and invalid points that
/// depend on the points only, never on where the trajectory started.
struct WholeNumberTrajectory: NoUTurnTrajectory {
  let world: UInt64
  let turnShare: Double
  let invalidShare: Double
  private let start: Int
  private var frontier: (first: Int, last: Int)
  private var segments: [(first: Int, last: Int, proposal: Int)]

  init(world: UInt64, turnShare: Double, invalidShare: Double, start: Int, maxDepth: Int) {
    self.world = world
    self.turnShare = turnShare
    self.invalidShare = invalidShare
    self.start = start
    frontier = (start, start)
    segments = Array(repeating: (start, start, start), count: maxDepth + 1)
  }

  var proposal: Int { segments[0].proposal }

  /// A number in [0, 1) that depends on the world and on up to four whole numbers.
  private func hash(_ numbers: Int...) -> Double {
    var state = world &* 0x9e37_79b9_7f4a_7c15
    for number in numbers {
      state ^= UInt64(bitPattern: Int64(number))
      state = (state ^ (state >> 31)) &* 0xd6e8_feb8_6659_fd93
      state = (state ^ (state >> 29)) &* 0xd6e8_feb8_6659_fd93
    }
    return Double(state >> 11) / 9_007_199_254_740_992
  }

  func logWeight(_ point: Int) -> Double { 6 * (hash(1, point) - 0.5) }
  func isValid(_ point: Int) -> Bool { hash(2, point) >= invalidShare }

  mutating func advance(_ direction: TimeDirection, into slot: Int) -> TrajectoryLeaf {
    let point: Int
    switch direction {
    case .forward:
      frontier.last += 1
      point = frontier.last
    case .backward:
      frontier.first -= 1
      point = frontier.first
    }
    segments[slot] = (point, point, point)
    return TrajectoryLeaf(
      logWeight: logWeight(point) - logWeight(start), isValid: isValid(point))
  }

  func isTurning(earlier: Int, later: Int) -> Bool {
    let (e, l) = (segments[earlier], segments[later])
    precondition(e.last + 1 == l.first && e.last - e.first == l.last - l.first)
    return hash(3, e.first, l.first, l.last) < turnShare
  }

  mutating func join(_ added: Int, to slot: Int, direction: TimeDirection) {
    switch direction {
    case .forward: segments[slot].last = segments[added].last
    case .backward: segments[slot].first = segments[added].first
    }
  }

  mutating func adoptProposal(of source: Int, in slot: Int) {
    segments[slot].proposal = segments[source].proposal
  }
}

/// The tree algorithm, checked exactly: all its random choices are enumerated, so that transition
/// probabilities are sums of products, without Monte Carlo error.
struct NoUTurnTreeTests {
  struct World: CustomStringConvertible, Sendable {
    let seed: UInt64
    let turnShare: Double
    let invalidShare: Double
    let maxDepth: Int
    var description: String { "\(seed), \(turnShare), \(invalidShare), \(maxDepth)" }
  }

  static let worlds: [World] = (0..<24).map { index in
    World(
      seed: UInt64(index + 1), turnShare: [0, 0.15, 0.4][index % 3],
      invalidShare: [0, 0.1][index / 3 % 2], maxDepth: [2, 3][index / 6 % 2])
  }

  /// The transition probabilities from one point, by enumeration.
  private func transitions(from start: Int, in world: World) -> [Int: Double] {
    var result: [Int: Double] = [:]
    var decisions = EnumeratedDecisions()
    repeat {
      var trajectory = WholeNumberTrajectory(
        world: world.seed, turnShare: world.turnShare, invalidShare: world.invalidShare,
        start: start, maxDepth: world.maxDepth)
      _ = buildTrajectory(&trajectory, maxDepth: world.maxDepth, decisions: &decisions)
      result[trajectory.proposal, default: 0] += decisions.probability
    } while decisions.goToNextPath()
    return result
  }

  /// Probabilities sum to 1, and `w(x) P(x, y) = w(y) P(y, x)` for every pair; summed over x that
  /// is invariance. Invalid points are never left or reached.
  @Test(arguments: worlds)
  func detailedBalance(world: World) {
    let probe = WholeNumberTrajectory(
      world: world.seed, turnShare: world.turnShare, invalidShare: world.invalidShare, start: 0,
      maxDepth: world.maxDepth)
    let points = (-10...10).filter { probe.isValid($0) }
    var table: [Int: [Int: Double]] = [:]
    for point in points { table[point] = transitions(from: point, in: world) }
    var pairs = 0
    for from in points {
      let row = table[from, default: [:]]
      #expect(abs(row.values.reduce(0, +) - 1) < 1e-12)
      for to in points {
        let flow = exp(probe.logWeight(from)) * row[to, default: 0]
        let back = exp(probe.logWeight(to)) * table[to, default: [:]][from, default: 0]
        #expect(abs(flow - back) < 1e-12 * max(1, flow), "\(from) to \(to)")
        if from != to && flow > 0 { pairs += 1 }
      }
      for to in row.keys where !probe.isValid(to) { #expect(row[to] == 0) }
    }
    #expect(pairs > 20)
  }

  /// Where nothing turns, depth 2 from 0, by hand: first +1 or -1 with the larger weight preferred
  /// (biased progressive), then a pair on either side, multinomial within the pair.
  @Test func biasedProgressiveSamplingByHand() {
    let world = World(seed: 5, turnShare: 0, invalidShare: 0, maxDepth: 2)
    let probe = WholeNumberTrajectory(
      world: 5, turnShare: 0, invalidShare: 0, start: 0, maxDepth: 2)
    func weight(_ point: Int) -> Double { exp(probe.logWeight(point)) }
    var expected: [Int: Double] = [:]
    for neighbour in [-1, 1] {
      let moves = min(1, weight(neighbour) / weight(0))
      let old = weight(0) + weight(neighbour)
      for side in [-1, 1] {
        let edge = side == neighbour ? neighbour : 0
        let pair = [edge + side, edge + 2 * side]
        let new = weight(pair[0]) + weight(pair[1])
        let leaves = min(1, new / old)
        for point in pair { expected[point, default: 0] += 0.25 * leaves * weight(point) / new }
        expected[neighbour, default: 0] += 0.25 * (1 - leaves) * moves
        expected[0, default: 0] += 0.25 * (1 - leaves) * (1 - moves)
      }
    }
    let computed = transitions(from: 0, in: world)
    for (point, probability) in expected {
      #expect(abs(computed[point, default: 0] - probability) < 1e-14)
    }
  }

  /// The summary counts the steps of a rejected subtree but not its doubling.
  @Test func summaryOfAnInvalidSubtree() {
    var everythingInvalid = WholeNumberTrajectory(
      world: 1, turnShare: 0, invalidShare: 1, start: 0, maxDepth: 3)
    var decisions = EnumeratedDecisions()
    let summary = buildTrajectory(&everythingInvalid, maxDepth: 3, decisions: &decisions)
    #expect(summary.depth == 0 && summary.steps == 1 && summary.isDivergent)
    #expect(everythingInvalid.proposal == 0)
    var free = WholeNumberTrajectory(
      world: 1, turnShare: 0, invalidShare: 0, start: 0, maxDepth: 3)
    var others = EnumeratedDecisions()
    let full = buildTrajectory(&free, maxDepth: 3, decisions: &others)
    #expect(full.depth == 3 && full.steps == 7 && !full.isDivergent)
    #expect(full.acceptance > 0 && full.acceptance <= 1)
    // The first path goes forward every time, so the acceptance statistic is that of 1 ... 7.
    let mean = (1...7).map { min(1, exp(free.logWeight($0) - free.logWeight(0))) }.reduce(0, +) / 7
    #expect(abs(full.acceptance - mean) < 1e-14)
  }

  @Test func logSums() {
    #expect(abs(logSumOfExponentials(log(2), log(3)) - log(5)) < 1e-15)
    #expect(logSumOfExponentials(-.infinity, -.infinity) == -.infinity)
    #expect(logSumOfExponentials(-.infinity, 3) == 3)
    #expect(abs(logSumOfExponentials(1000, 1000) - 1000 - log(2)) < 1e-12)
  }
}
