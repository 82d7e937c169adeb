import CMath
import DenseLinearAlgebra
import ModelInterface
import RandomStreams

extension RandomStream: TreeDecisions {
  package mutating func choosesForward() -> Bool { uniform() > 0.5 }

  package mutating func accepts(logProbability: Double) -> Bool {
    logProbability >= 0 || uniform() < exp(logProbability)
  }
}

/// One NUTS chain: its state, its random stream and its adaptation.
struct NoUTurnChain<Target: DifferentiableLogDensity>: ~Copyable {
  private let options: NoUTurnOptions
  private var stream: RandomStream
  private var state: PhasePoint
  private var trajectory: HamiltonianTrajectory<Target>

  /// Opens the chain at a point with finite log density and gradient.
  ///
  /// Throws `SamplingError.noFiniteStart` where a hundred starting points have none.
  init(
    target: Target, options: NoUTurnOptions, stream: consuming RandomStream,
    start: (inout RandomStream) -> [Double]
  ) throws(SamplingError) {
    self.options = options
    var opened = stream
    var point = PhasePoint(dimension: target.dimension)
    var isFinite = false
    for _ in 0..<100 where !isFinite {
      point.position = start(&opened)
      precondition(point.position.count == target.dimension, "a start has d coordinates")
      point.evaluate(target)
      isFinite = point.logDensity.isFinite && point.gradient.allSatisfy { $0.isFinite }
    }
    guard isFinite else { throw .noFiniteStart }
    state = point
    self.stream = opened
    trajectory = HamiltonianTrajectory(
      target: target, stepSize: options.initialStepSize, maxTreeDepth: options.maxTreeDepth)
  }

  /// Runs warm-up and sampling.
  ///
  /// Throws `SamplingError.interrupted` where the work was cancelled. `progress` is told the number
  /// of iterations done since it was last called.
  mutating func run(progress: (@Sendable (Int) -> Void)?) throws(SamplingError) -> ChainDraws {
    var counter = ProgressCounter(report: progress)
    let begin = ContinuousClock.now
    try warmUp(&counter)
    let warmup = ContinuousClock.now - begin
    var draws = ChainDraws(dimension: trajectory.target.dimension, count: options.draws)
    var trace = NoUTurnTrace()
    trace.stepSize = trajectory.stepSize
    trace.warmupSeconds = warmup / .seconds(1)
    trace.treeDepth.reserveCapacity(options.draws)
    trace.leapfrogSteps.reserveCapacity(options.draws)
    trace.divergent.reserveCapacity(options.draws)
    trace.energy.reserveCapacity(options.draws)
    for draw in 0..<options.draws {
      let (summary, energy) = try transition()
      for k in 0..<draws.dimension { draws.positions[k * draws.count + draw] = state.position[k] }
      draws.logDensities[draw] = state.logDensity
      draws.acceptance[draw] = summary.acceptance
      trace.treeDepth.append(summary.depth)
      trace.leapfrogSteps.append(summary.steps)
      trace.divergent.append(summary.isDivergent)
      trace.energy.append(energy)
      counter.iterationDone()
    }
    counter.flush()
    draws.noUTurn = trace
    return draws
  }

  private mutating func transition() throws(SamplingError) -> (TrajectorySummary, Double) {
    trajectory.start(from: state, using: &stream)
    let summary = buildTrajectory(
      &trajectory, maxDepth: options.maxTreeDepth, decisions: &stream)
    if trajectory.wasInterrupted { throw .interrupted }
    return (summary, trajectory.finish(&state))
  }

  private mutating func warmUp(_ counter: inout ProgressCounter) throws(SamplingError) {
    guard options.warmup > 0 else { return }
    let schedule = WindowedAdaptation(warmup: options.warmup)
    var estimate = RunningCovariance(
      dimension: trajectory.target.dimension, isDense: options.metric == .dense)
    searchStepSize()
    var averaging = DualAveraging(
      stepSize: trajectory.stepSize, targetAcceptance: options.targetAcceptance)
    for iteration in 0..<options.warmup {
      let (summary, _) = try transition()
      averaging.learn(acceptance: summary.acceptance)
      trajectory.stepSize = averaging.stepSize
      if schedule.learns(at: iteration) { estimate.add(state.position) }
      if schedule.windowEnds(at: iteration) {
        adoptMetric(from: estimate)
        estimate.reset()
        searchStepSize()
        averaging.restart(stepSize: trajectory.stepSize)
      }
      counter.iterationDone()
    }
    trajectory.stepSize = averaging.averagedStepSize
  }

  private mutating func adoptMetric(from estimate: RunningCovariance) {
    guard let values = estimate.regularized(), values.allSatisfy({ $0.isFinite }) else { return }
    switch options.metric {
    case .diagonal:
      trajectory.metric = EuclideanMetric(variances: values)
    case .dense:
      let covariance = SymmetricMatrix(order: estimate.dimension, lowerTriangleOf: values)
      // A covariance that rounding made indefinite is no metric; the one in force stays valid.
      if let metric = try? EuclideanMetric(covariance: covariance) { trajectory.metric = metric }
    }
  }

  /// Doubles or halves the step size until a single step's acceptance probability crosses 0.8.
  ///
  /// Source: Hoffman and Gelman (2014), JMLR 15, algorithm 4 (with 0.5); Stan uses 0.8.
  private mutating func searchStepSize() {
    let threshold = log(0.8)
    let grows = logWeightOfFreshStep() > threshold
    while trajectory.stepSize > 1e-30 && trajectory.stepSize < 1e10 {
      if (logWeightOfFreshStep() > threshold) != grows { break }
      trajectory.stepSize *= grows ? 2 : 0.5
    }
  }

  private mutating func logWeightOfFreshStep() -> Double {
    trajectory.start(from: state, using: &stream)
    return trajectory.logWeightOfOneStep()
  }
}

/// Passes progress on in portions, so that a chain does not wait for whoever listens.
private struct ProgressCounter {
  private let report: (@Sendable (Int) -> Void)?
  private var pending = 0

  init(report: (@Sendable (Int) -> Void)?) {
    self.report = report
  }

  mutating func iterationDone() {
    pending += 1
    if pending == 100 { flush() }
  }

  mutating func flush() {
    if pending > 0 { report?(pending) }
    pending = 0
  }
}
