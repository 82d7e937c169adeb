import ModelInterface
import RandomStreams
import Samplers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether NUTS draws from its target, by z scores with batch-means standard errors.
///
/// Seeds are fixed. The bound is |z| < 4.5: with 160 batches (t with 159 df) and 46 comparisons
/// the family-wise false-alarm rate of a fresh seed is below 1e-3. The negative control at the end
/// shows what the test sees.
struct NoUTurnDistributionTests {
  private static let bound = 4.5

  private func run<Target: DifferentiableLogDensity>(
    _ target: Target, options: NoUTurnOptions = NoUTurnOptions(draws: 4000), seed: UInt64
  ) throws -> [ChainDraws] {
    let dimension = target.dimension
    return try sampleNoUTurn(
      target, options: options, chains: 4, key: StreamKey(seed: seed), threads: 2,
      start: { _, stream in (0..<dimension).map { _ in 2 * stream.normal() } })
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

  private func divergentShare(_ chains: [ChainDraws]) -> Double {
    let flags = chains.flatMap { $0.noUTurn?.divergent ?? [] }
    return Double(flags.filter { $0 }.count) / Double(flags.count)
  }

  private func meanSteps(_ chains: [ChainDraws]) -> Double {
    let steps = chains.flatMap { $0.noUTurn?.leapfrogSteps ?? [] }
    return Double(steps.reduce(0, +)) / Double(steps.count)
  }

  /// A stationary AR(1) covariance `s_i s_j r^|i-j|` in five dimensions, whose precision is
  /// tridiagonal in closed form.
  private func correlatedNormal(correlation r: Double) -> (NormalTarget, [Double], [Double]) {
    let mean = [1.0, -2, 0.5, 3, 0]
    let deviations = [1.0, 0.1, 2, 10, 0.5]
    var precision = [Double](repeating: 0, count: 25)
    for i in 0..<5 {
      let inner = i > 0 && i < 4
      precision[i * 5 + i] =
        (inner ? 1 + r * r : 1) / (1 - r * r) / (deviations[i] * deviations[i])
      if i > 0 {
        let value = -r / (1 - r * r) / (deviations[i] * deviations[i - 1])
        precision[i * 5 + i - 1] = value
        precision[(i - 1) * 5 + i] = value
      }
    }
    return (NormalTarget(mean: mean, precision: precision), mean, deviations)
  }

  @Test(arguments: [NoUTurnOptions.Metric.diagonal, .dense])
  func correlatedNormalMoments(metric: NoUTurnOptions.Metric) throws {
    let r = 0.8
    let (target, mean, deviations) = correlatedNormal(correlation: r)
    let chains = try run(
      target, options: NoUTurnOptions(draws: 4000, metric: metric), seed: 20)
    for i in 0..<5 {
      let scale = deviations[i]
      #expect(abs(zScore(chains, expected: mean[i]) { $0[i] }) < Self.bound)
      let second = zScore(chains, expected: 1) { position in
        let z = (position[i] - mean[i]) / scale
        return z * z
      }
      #expect(abs(second) < Self.bound)
      guard i > 0 else { continue }
      let cross = zScore(chains, expected: r) { position in
        (position[i] - mean[i]) / scale * (position[i - 1] - mean[i - 1]) / deviations[i - 1]
      }
      #expect(abs(cross) < Self.bound)
    }
    #expect(divergentShare(chains) == 0)
  }

  /// Without adaptation and with a coarse step, where a wrong weight or acceptance rule would show:
  /// at step 1.4 of a unit normal the energy error is large.
  @Test func coarseFixedStepsStillLeaveTheTargetInvariant() throws {
    let target = IndependentNormalTarget(deviations: [1, 1.5, 0.9])
    let options = NoUTurnOptions(warmup: 0, draws: 20_000, initialStepSize: 1.4)
    let chains = try run(target, options: options, seed: 21)
    for (i, deviation) in target.deviations.enumerated() {
      #expect(abs(zScore(chains, expected: 0) { $0[i] }) < Self.bound)
      let variance = zScore(chains, expected: deviation * deviation) { $0[i] * $0[i] }
      #expect(abs(variance) < Self.bound)
    }
    let acceptance = chains.flatMap { $0.acceptance }
    #expect(acceptance.reduce(0, +) / Double(acceptance.count) < 0.9)
  }

  /// Student t with 4 df: P(|T| > 0.740697) = 0.5, P(|T| > 2.776445) = 0.05 and P(T > 4.604095) =
  /// 0.005 (standard tables), so the tail itself is tested, which has no fourth moment.
  @Test func heavyTails() throws {
    let chains = try run(
      StudentTarget(dimension: 2, degreesOfFreedom: 4), options: NoUTurnOptions(draws: 8000),
      seed: 22)
    for i in 0..<2 {
      for (quantile, share) in [(0.740_697, 0.5), (2.776_445, 0.05), (4.604_095, 0.01)] {
        let z = zScore(chains, expected: share) { abs($0[i]) > quantile ? 1 : 0 }
        #expect(abs(z) < Self.bound)
      }
      #expect(abs(zScore(chains, expected: 0.5) { $0[i] > 0 ? 1 : 0 }) < Self.bound)
    }
  }

  /// A mild funnel: v is standard normal, and x / exp(v / 2) given v as well.
  @Test func funnel() throws {
    let options = NoUTurnOptions(draws: 8000, targetAcceptance: 0.95)
    let chains = try run(FunnelTarget(), options: options, seed: 23)
    #expect(abs(zScore(chains, expected: 0) { $0[0] }) < Self.bound)
    #expect(abs(zScore(chains, expected: 1) { $0[0] * $0[0] }) < Self.bound)
    #expect(abs(zScore(chains, expected: 0.158_655_254) { $0[0] < -1 ? 1 : 0 }) < Self.bound)
    for i in 1...2 {
      let ratio = zScore(chains, expected: 1) { $0[i] * $0[i] * exp(-$0[0]) }
      #expect(abs(ratio) < Self.bound)
    }
  }

  /// Digamma(3) = 3/2 - gamma and trigamma(3) = pi^2/6 - 5/4 are mean and variance of log Gamma(3).
  /// Negative control: without the Jacobian the density is that of log Gamma(2), half a unit lower,
  /// and the same test must see it.
  @Test func droppedJacobianIsCaught() throws {
    let mean = 1.5 - 0.577_215_664_901_532_9
    let variance = Double.pi * Double.pi / 6 - 1.25
    for keepsJacobian in [true, false] {
      let chains = try run(
        LogGammaTarget(shape: 3, keepsJacobian: keepsJacobian), seed: 24)
      let first = abs(zScore(chains, expected: mean) { $0[0] })
      let second = abs(zScore(chains, expected: variance) { ($0[0] - mean) * ($0[0] - mean) })
      if keepsJacobian {
        #expect(first < Self.bound && second < Self.bound)
      } else {
        #expect(first > 20 && second > Self.bound)
      }
    }
  }

  /// Dual averaging on real trajectories: while it adapts, the running mean of the acceptance
  /// statistic is within `gamma |mu - log step| / sqrt(t)` of the target, up to its delay t0: 0.01
  /// after 3,000 iterations.
  @Test(arguments: [0.7, 0.9])
  func meanAcceptanceDuringAdaptationIsTheTarget(target: Double) {
    let density = IndependentNormalTarget(deviations: [Double](repeating: 1, count: 20))
    var stream = RandomStream(StreamKey(seed: 25).child(.purpose(.sampling)))
    var state = PhasePoint(dimension: 20)
    state.evaluate(density)
    var trajectory = HamiltonianTrajectory(target: density, stepSize: 1, maxTreeDepth: 10)
    var adaptation = DualAveraging(stepSize: 1, targetAcceptance: target)
    var sum = 0.0
    for _ in 0..<3000 {
      trajectory.stepSize = adaptation.stepSize
      trajectory.start(from: state, using: &stream)
      let summary = buildTrajectory(&trajectory, maxDepth: 10, decisions: &stream)
      _ = trajectory.finish(&state)
      sum += summary.acceptance
      adaptation.learn(acceptance: summary.acceptance)
    }
    #expect(abs(sum / 3000 - target) < 0.01)
  }

  /// After warm-up the averaged step size errs to the small side, because it averages logarithms
  /// and acceptance falls steeply beyond the optimum: never below the target by more than noise,
  /// and a higher target gives smaller steps.
  @Test func acceptanceAfterWarmUp() throws {
    let density = IndependentNormalTarget(deviations: [Double](repeating: 1, count: 20))
    var steps: [Double] = []
    for target in [0.7, 0.9] {
      let options = NoUTurnOptions(draws: 1000, targetAcceptance: target)
      let chains = try run(density, options: options, seed: 25)
      let acceptance = chains.flatMap { $0.acceptance }
      let mean = acceptance.reduce(0, +) / Double(acceptance.count)
      #expect(mean > target - 0.05 && mean < 0.5 + target / 2)
      steps.append(chains.map { $0.noUTurn?.stepSize ?? 0 }.reduce(0, +))
    }
    #expect(steps[1] < 0.9 * steps[0])
  }

  /// A learnt metric makes scales and correlations cheap: without the diagonal one a ratio of
  /// scales of 1e4 costs trees of full depth, without the dense one a correlation of 0.999 does.
  @Test func metricsAreLearnt() throws {
    let scales = try run(
      IndependentNormalTarget(deviations: [0.01, 1, 100]), options: NoUTurnOptions(draws: 500),
      seed: 26)
    #expect(meanSteps(scales) < 15)
    let (correlated, _, _) = correlatedNormal(correlation: 0.999)
    let diagonal = try run(correlated, options: NoUTurnOptions(draws: 500), seed: 27)
    let dense = try run(
      correlated, options: NoUTurnOptions(draws: 500, metric: .dense), seed: 27)
    #expect(meanSteps(dense) < 15)
    #expect(meanSteps(diagonal) > 5 * meanSteps(dense))
  }
}
