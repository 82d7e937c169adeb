import DenseLinearAlgebra
import ModelInterface
import RandomStreams
import Samplers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The integrator, the metric, the U-turn criterion and the real trajectory, checked exactly.
struct NoUTurnHamiltonianTests {
  private func metric() throws -> EuclideanMetric {
    try EuclideanMetric(covariance: SymmetricMatrix(rows: [[0.7], [-0.3, 1.6]]))
  }

  private func point<Target: DifferentiableLogDensity>(
    _ target: Target, _ position: [Double], _ momentum: [Double], _ metric: EuclideanMetric
  ) -> PhasePoint {
    var point = PhasePoint(dimension: position.count)
    point.position = position
    point.momentum = momentum
    point.evaluate(target)
    point.updateVelocity(metric)
    return point
  }

  /// One step by hand for a standard normal: q = 1, p = 0, step 0.1 gives p half -0.05,
  /// q = 0.995, p = -0.05 - 0.05 * 0.995.
  @Test func oneStepByHand() {
    let target = IndependentNormalTarget(deviations: [1])
    let unit = EuclideanMetric(dimension: 1)
    var state = point(target, [1], [0], unit)
    state.leapfrog(target, metric: unit, stepSize: 0.1)
    #expect(abs(state.position[0] - 0.995) < 1e-15)
    #expect(abs(state.momentum[0] + 0.09975) < 1e-15)
    #expect(abs(state.energy - (0.995 * 0.995 + 0.09975 * 0.09975) / 2) < 1e-15)
  }

  @Test func leapfrogIsReversible() throws {
    let metric = try metric()
    let target = FourthPowerTarget()
    let start = point(target, [0.8, -1.1], [0.4, 0.9], metric)
    var state = start
    for _ in 0..<100 { state.leapfrog(target, metric: metric, stepSize: 0.1) }
    #expect(abs(state.position[0] - start.position[0]) > 0.1)
    for _ in 0..<100 { state.leapfrog(target, metric: metric, stepSize: -0.1) }
    for k in 0..<2 {
      #expect(abs(state.position[k] - start.position[k]) < 1e-12)
      #expect(abs(state.momentum[k] - start.momentum[k]) < 1e-12)
    }
  }

  /// The largest energy error along a trajectory of unit length.
  private func energyError<Target: DifferentiableLogDensity>(
    _ target: Target, stepSize: Double, metric: EuclideanMetric
  ) -> Double {
    var state = point(target, [0.8, -1.1], [0.4, 0.9], metric)
    let start = state.energy
    var worst = 0.0
    for _ in 0..<Int((1 / stepSize).rounded()) {
      state.leapfrog(target, metric: metric, stepSize: stepSize)
      worst = max(worst, abs(state.energy - start))
    }
    return worst
  }

  /// Halving the step divides the energy error by 4. Negative control: with a gradient that is
  /// wrong by 5 %, or a kick of the wrong size, the error does not vanish and the ratio is near 1.
  @Test func energyErrorIsOfSecondOrder() throws {
    let metric = try metric()
    let coarse = energyError(FourthPowerTarget(), stepSize: 1.0 / 64, metric: metric)
    let fine = energyError(FourthPowerTarget(), stepSize: 1.0 / 128, metric: metric)
    #expect(abs(coarse / fine - 4) < 0.1)
    let wrong = WrongGradientTarget(factor: 1.05)
    let wrongCoarse = energyError(wrong, stepSize: 1.0 / 64, metric: metric)
    let wrongFine = energyError(wrong, stepSize: 1.0 / 128, metric: metric)
    #expect(wrongCoarse / wrongFine < 1.2)
    #expect(wrongFine > 100 * fine)
  }

  /// A momentum has the covariance V^-1: `V = L L'` and `L' p = z` recover the normals drawn.
  @Test func momentaBelongToTheMetric() throws {
    let covariance = SymmetricMatrix(rows: [[0.7], [-0.3, 1.6]])
    let factor = try choleskyFactor(of: covariance)
    var momentum = [0.0, 0.0]
    var stream = RandomStream(StreamKey(seed: 3).child(.purpose(.sampling)))
    var twin = RandomStream(StreamKey(seed: 3).child(.purpose(.sampling)))
    try metric().drawMomentum(&momentum, using: &stream)
    for value in factor.transposeMultiply(momentum) { #expect(abs(value - twin.normal()) < 1e-14) }
    var velocity = [0.0, 0.0]
    try metric().velocity(of: momentum, into: &velocity)
    for (value, expected) in zip(velocity, covariance.multiply(momentum)) {
      #expect(abs(value - expected) < 1e-15)
    }
    let diagonal = EuclideanMetric(variances: [4, 0.25])
    diagonal.drawMomentum(&momentum, using: &stream)
    #expect(abs(momentum[0] * 2 - twin.normal()) < 1e-15)
    #expect(abs(momentum[1] * 0.5 - twin.normal()) < 1e-15)
    diagonal.velocity(of: [1, 1], into: &velocity)
    #expect(velocity == [4, 0.25])
  }

  /// One row: momenta and velocities of consecutive points, and whether the union of the first half
  /// with the second half turns. In the second row only points inside the halves, which have no
  /// say, move against the sum. The third would turn if the two ends of a half were exchanged: the
  /// first half and the last point have a negative sum. In each of the last six rows exactly one of the six scalar
  /// products is negative, so each of the six conditions is needed for its row.
  @Test(arguments: [
    ([1.0, 1, 1, 1], [1.0, 1, 1, 1], false),
    ([1, 1, 1, 1, 1, 1, 1, 1], [1, -1, -1, 1, 1, -1, -1, 1], false),
    ([1, 1, 5, -3], [1, 1, 1, 1], false),
    ([1, 1, 1, 1], [-1, 1, 1, 1], true),
    ([2, 0.5, 0.5, -4], [1, -1, 1, -1], true),
    ([-4, 0.5, 0.5, 2], [-1, 1, -1, 1], true),
    ([1, -2, -1, 6], [1, 1, -1, 1], true),
    ([1, 1, 1, 1], [1, 1, -1, 1], true),
    ([1, 1, 1, 1], [1, -1, 1, 1], true),
    ([6, -1, -2, 1], [1, -1, 1, 1], true),
  ])
  func turningCriterion(momenta: [Double], velocities: [Double], turns: Bool) {
    #expect(isTurning(momenta, velocities) == turns)
    // Time reversal: the same points backwards, with momenta and velocities negated.
    #expect(
      isTurning(momenta.reversed().map { -$0 }, velocities.reversed().map { -$0 }) == turns)
  }

  private func isTurning(_ momenta: [Double], _ velocities: [Double]) -> Bool {
    let count = momenta.count
    var segments = TrajectorySegments(slots: count, dimension: 1)
    for k in 0..<count {
      var point = PhasePoint(dimension: 1)
      point.momentum = [momenta[k]]
      point.velocity = [velocities[k]]
      segments.setLeaf(k, to: point, energy: 0)
    }
    for k in 1..<(count / 2) {
      segments.join(k, to: 0, direction: .forward)
      segments.join(count - 1 - k, to: count - 1, direction: .backward)
    }
    return segments.isTurning(earlier: 0, later: count - 1)
  }

  /// The real trajectory, on a grid of its own points: from every point of a stretch all random
  /// choices are enumerated, and `exp(-H) P` must balance between each two. The step is large, so
  /// that weights differ and trees turn at several depths.
  @Test(arguments: [0.35, 0.8, 1.1])
  func detailedBalanceOfTheHamiltonianTrajectory(stepSize: Double) throws {
    let target = FourthPowerTarget()
    let metric = try metric()
    let maxDepth = 3
    let reach = 12
    var forward = point(target, [0.8, -1.1], [0.4, 0.9], metric)
    var backward = forward
    var points = [forward]
    for _ in 0..<(reach + 8) {
      forward.leapfrog(target, metric: metric, stepSize: stepSize)
      backward.leapfrog(target, metric: metric, stepSize: -stepSize)
      points.append(forward)
      points.insert(backward, at: 0)
    }
    let stretch = 8..<(points.count - 8)
    var table = [[Double]](
      repeating: [Double](repeating: 0, count: points.count), count: points.count)
    var depths: Set<Int> = []
    // What the trajectory hands over with a position must belong to it.
    var worstMismatch = 0.0
    for start in stretch {
      var decisions = EnumeratedDecisions()
      repeat {
        var trajectory = HamiltonianTrajectory(
          target: target, stepSize: stepSize, maxTreeDepth: maxDepth)
        trajectory.metric = metric
        trajectory.start(at: points[start])
        let summary = buildTrajectory(&trajectory, maxDepth: maxDepth, decisions: &decisions)
        depths.insert(summary.depth)
        var state = PhasePoint(dimension: 2)
        let energy = trajectory.finish(&state)
        let end = nearest(to: state, in: points)
        worstMismatch = max(
          worstMismatch, distance(points[end], state).squareRoot(),
          abs(points[end].energy - energy), abs(points[end].logDensity - state.logDensity),
          abs(points[end].gradient[0] - state.gradient[0]),
          abs(points[end].gradient[1] - state.gradient[1]))
        table[start][end] += decisions.probability
      } while decisions.goToNextPath()
    }
    #expect(worstMismatch < 1e-9)
    for from in stretch {
      #expect(abs(table[from].reduce(0, +) - 1) < 1e-12)
      for to in stretch {
        let flow = exp(-points[from].energy) * table[from][to]
        let back = exp(-points[to].energy) * table[to][from]
        #expect(abs(flow - back) < 1e-8, "\(from) to \(to)")
      }
    }
    #expect(depths.count >= 2)
  }

  private func nearest(to state: PhasePoint, in points: [PhasePoint]) -> Int {
    var best = 0
    for k in points.indices where distance(points[k], state) < distance(points[best], state) {
      best = k
    }
    return best
  }

  private func distance(_ a: PhasePoint, _ b: PhasePoint) -> Double {
    let (dx, dy) = (a.position[0] - b.position[0], a.position[1] - b.position[1])
    return dx * dx + dy * dy
  }

  /// Points of zero, infinite and undefined density end a trajectory, whatever its gradient says.
  @Test(arguments: [-Double.infinity, .infinity, .nan])
  func defectsOfTheDensityAreDivergences(defect: Double) {
    let target = DefectiveTarget(defect: defect)
    let unit = EuclideanMetric(dimension: 2)
    var trajectory = HamiltonianTrajectory(target: target, stepSize: 1, maxTreeDepth: 2)
    trajectory.start(at: point(target, [0.9, 0], [2, 0], unit))
    let leaf = trajectory.advance(.forward, into: 1)
    #expect(!leaf.isValid && leaf.logWeight == -.infinity)
  }

  /// The bound on the energy error is 1000 above the start; here the error is momentum^2 / 8.
  @Test func divergenceBound() {
    let target = IndependentNormalTarget(deviations: [1])
    let unit = EuclideanMetric(dimension: 1)
    for (momentum, isValid) in [(1.0, true), (89.4, true), (89.5, false)] {
      var trajectory = HamiltonianTrajectory(target: target, stepSize: 1, maxTreeDepth: 2)
      trajectory.start(at: point(target, [0], [momentum], unit))
      #expect(trajectory.advance(.forward, into: 1).isValid == isValid)
    }
  }
}
