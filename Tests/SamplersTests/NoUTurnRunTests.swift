import Concurrency
import ModelInterface
import RandomStreams
import Samplers
import Synchronization
import Testing

/// What a run promises beside its distribution: the same draws for any number of threads, errors,
/// divergences, cancellation, progress and a complete trace.
struct NoUTurnRunTests {
  private let options = NoUTurnOptions(warmup: 150, draws: 100)

  private func run<Target: DifferentiableLogDensity>(
    _ target: Target, options: NoUTurnOptions, chains: Int = 2, seed: UInt64 = 1, threads: Int = 2
  ) throws -> [ChainDraws] {
    let dimension = target.dimension
    return try sampleNoUTurn(
      target, options: options, chains: chains, key: StreamKey(seed: seed), threads: threads,
      start: { _, stream in (0..<dimension).map { _ in stream.normal() / 2 } })
  }

  @Test func drawsDoNotDependOnThreadsOrOnTheNumberOfChains() throws {
    let target = FourthPowerTarget()
    let one = try run(target, options: options, chains: 4, threads: 1)
    let four = try run(target, options: options, chains: 4, threads: 4)
    let two = try run(target, options: options, chains: 2, threads: 4)
    let other = try run(target, options: options, chains: 1, seed: 2, threads: 1)
    for chain in 0..<4 {
      #expect(one[chain].positions == four[chain].positions)
      #expect(one[chain].logDensities == four[chain].logDensities)
      #expect(one[chain].noUTurn?.energy == four[chain].noUTurn?.energy)
      if chain < 2 { #expect(one[chain].positions == two[chain].positions) }
      if chain > 0 { #expect(one[chain].positions != one[0].positions) }
    }
    #expect(other[0].positions != one[0].positions)
  }

  @Test func traceIsCompleteAndConsistent() throws {
    let target = FourthPowerTarget()
    for chain in try run(target, options: options) {
      let trace = try #require(chain.noUTurn)
      #expect(chain.dimension == 2 && chain.count == 100)
      #expect(trace.treeDepth.count == 100 && trace.leapfrogSteps.count == 100)
      #expect(trace.divergent.count == 100 && trace.energy.count == 100)
      #expect(trace.stepSize > 0 && trace.stepSize.isFinite)
      for draw in 0..<100 {
        let position = [chain.positions[draw], chain.positions[100 + draw]]
        #expect(chain.logDensities[draw] == target.logDensity(at: position.span))
        // A kinetic energy is not negative.
        #expect(trace.energy[draw] >= -chain.logDensities[draw])
        #expect(chain.acceptance[draw] >= 0 && chain.acceptance[draw] <= 1)
        let (depth, steps) = (trace.treeDepth[draw], trace.leapfrogSteps[draw])
        // All doublings that were kept, and at most one more that was not.
        #expect(steps >= (1 << depth) - 1 && steps < 1 << (depth + 1))
      }
    }
  }

  @Test func depthIsCapped() throws {
    let target = IndependentNormalTarget(deviations: [1, 100])
    let capped = NoUTurnOptions(warmup: 0, draws: 50, maxTreeDepth: 3, initialStepSize: 0.1)
    for chain in try run(target, options: capped) {
      let trace = try #require(chain.noUTurn)
      #expect(trace.stepSize == 0.1)
      #expect(trace.treeDepth.allSatisfy { $0 <= 3 } && trace.treeDepth.contains(3))
      #expect(trace.leapfrogSteps.allSatisfy { $0 <= 7 })
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func defectiveDensitiesEndInDivergencesNotInCrashes(defect: Double) throws {
    let target = DefectiveTarget(defect: defect)
    for metric in [NoUTurnOptions.Metric.diagonal, .dense] {
      let options = NoUTurnOptions(warmup: 200, draws: 300, metric: metric)
      for chain in try run(target, options: options) {
        #expect(chain.coordinate(0).allSatisfy { $0 <= 1 })
        #expect(chain.positions.allSatisfy { $0.isFinite })
        let trace = try #require(chain.noUTurn)
        #expect(trace.divergent.contains(true) && trace.divergent.contains(false))
      }
    }
  }

  @Test func aDensityWithoutFinitePointsIsAnError() {
    let target = DefectiveTarget(defect: .nan)
    let calls = Mutex(0)
    #expect(throws: SamplingError.noFiniteStart) {
      try sampleNoUTurn(
        target, options: options, chains: 1, key: StreamKey(seed: 1), threads: 1,
        start: { _, _ in
          calls.withLock { $0 += 1 }
          return [2, 0]
        })
    }
    #expect(calls.withLock { $0 } == 100)
  }

  /// The start is asked again until it is finite: every first answer here lies where the density is
  /// not a number.
  @Test func startsAreRetried() throws {
    let answers = Mutex(0)
    let chains = try sampleNoUTurn(
      DefectiveTarget(defect: .nan), options: options, chains: 1, key: StreamKey(seed: 1),
      threads: 1,
      start: { chainIndex, _ in
        answers.withLock { $0 += 1 }
        return [answers.withLock { $0 } == 1 ? 3 : -1, Double(chainIndex)]
      })
    #expect(chains.count == 1 && answers.withLock { $0 } == 2)
  }

  /// A density that cancels the run it belongs to at its thousandth evaluation, and counts on.
  private final class Canceller: Sendable {
    let scope = CancellationScope()
    let evaluations = Mutex((total: 0, atCancellation: 0))

    func evaluated() {
      evaluations.withLock { counts in
        counts.total += 1
        guard counts.total >= 1000 && counts.atCancellation == 0 else { return }
        scope.cancel()
        counts.atCancellation = counts.total
      }
    }
  }

  private struct CancellingTarget: DifferentiableLogDensity {
    let canceller: Canceller
    private let normal = IndependentNormalTarget(deviations: [1e7])

    init(canceller: Canceller) { self.canceller = canceller }

    var dimension: Int { 1 }

    func logDensity(at position: Span<Double>) -> Double { normal.logDensity(at: position) }

    func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
      canceller.evaluated()
      return normal.logDensity(at: position, gradient: &gradient)
    }
  }

  /// In the middle of a tree of a million steps: at most 200 more may follow. The density cancels,
  /// so that the test needs no free thread.
  @Test func cancellationStopsWithinTwoHundredSteps() {
    let canceller = Canceller()
    let options = NoUTurnOptions(warmup: 0, draws: 3, maxTreeDepth: 20, initialStepSize: 0.5)
    #expect(throws: SamplingError.interrupted) {
      try canceller.scope.run {
        try sampleNoUTurn(
          CancellingTarget(canceller: canceller), options: options, chains: 1,
          key: StreamKey(seed: 1), threads: 1,
          start: { _, _ in [0] })
      }
    }
    let counts = canceller.evaluations.withLock { $0 }
    #expect(counts.atCancellation >= 1000 && counts.total - counts.atCancellation <= 200)
  }

  @Test func progressCountsEveryIteration() throws {
    let total = Mutex(0)
    _ = try sampleNoUTurn(
      FourthPowerTarget(), options: NoUTurnOptions(warmup: 130, draws: 75), chains: 3,
      key: StreamKey(seed: 1),
      threads: 2, start: { _, _ in [0, 0] },
      progress: { count in
        precondition(count >= 1 && count <= 100)
        total.withLock { $0 += count }
      })
    #expect(total.withLock { $0 } == 3 * 205)
  }
}
