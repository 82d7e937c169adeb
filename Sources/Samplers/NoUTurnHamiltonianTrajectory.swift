import Concurrency
import ModelInterface
import RandomStreams

/// A trajectory of Hamiltonian dynamics on a log density, for the tree algorithm.
package struct HamiltonianTrajectory<Target: DifferentiableLogDensity>: NoUTurnTrajectory {
  /// An energy error beyond which a trajectory counts as divergent (Stan's bound).
  static var largestEnergyError: Double { 1000 }
  /// How many leapfrog steps may pass between two looks at cancellation.
  static var stepsBetweenCancellationChecks: Int { 200 }

  package let target: Target
  package var metric: EuclideanMetric
  package var stepSize: Double
  package private(set) var wasInterrupted = false
  private var forward: PhasePoint
  private var backward: PhasePoint
  private var segments: TrajectorySegments
  private var startEnergy = 0.0
  private var stepsSinceCheck = 0

  package init(target: Target, stepSize: Double, maxTreeDepth: Int) {
    let dimension = target.dimension
    self.target = target
    self.stepSize = stepSize
    metric = EuclideanMetric(dimension: dimension)
    forward = PhasePoint(dimension: dimension)
    backward = PhasePoint(dimension: dimension)
    segments = TrajectorySegments(slots: maxTreeDepth + 1, dimension: dimension)
  }

  /// Starts a trajectory at a state, with a fresh momentum.
  package mutating func start(from state: PhasePoint, using stream: inout RandomStream) {
    forward.copy(state)
    metric.drawMomentum(&forward.momentum, using: &stream)
    beginAtForwardPoint()
  }

  /// Starts a trajectory at a point of phase space.
  package mutating func start(at point: PhasePoint) {
    forward.copy(point)
    beginAtForwardPoint()
  }

  private mutating func beginAtForwardPoint() {
    forward.updateVelocity(metric)
    backward.copy(forward)
    startEnergy = forward.energy
    segments.setLeaf(0, to: forward, energy: startEnergy)
  }

  /// Writes the selected point to the state and returns its Hamiltonian.
  package func finish(_ state: inout PhasePoint) -> Double {
    segments.copyProposal(of: 0, to: &state)
    return segments.energies[0]
  }

  /// The energy error `H0 - H` of a single step forward from the start.
  package mutating func logWeightOfOneStep() -> Double {
    forward.leapfrog(target, metric: metric, stepSize: stepSize)
    return startEnergy - forward.energy
  }

  package mutating func advance(_ direction: TimeDirection, into slot: Int) -> TrajectoryLeaf {
    let energy: Double
    switch direction {
    case .forward:
      forward.leapfrog(target, metric: metric, stepSize: stepSize)
      energy = forward.energy
      segments.setLeaf(slot, to: forward, energy: energy)
    case .backward:
      backward.leapfrog(target, metric: metric, stepSize: -stepSize)
      energy = backward.energy
      segments.setLeaf(slot, to: backward, energy: energy)
    }
    noteStep()
    let logWeight = startEnergy - energy
    let isValid = -logWeight <= Self.largestEnergyError && !wasInterrupted
    return TrajectoryLeaf(logWeight: logWeight, isValid: isValid)
  }

  package func isTurning(earlier: Int, later: Int) -> Bool {
    segments.isTurning(earlier: earlier, later: later)
  }

  package mutating func join(_ added: Int, to slot: Int, direction: TimeDirection) {
    segments.join(added, to: slot, direction: direction)
  }

  package mutating func adoptProposal(of source: Int, in slot: Int) {
    segments.adoptProposal(of: source, in: slot)
  }

  private mutating func noteStep() {
    stepsSinceCheck += 1
    guard stepsSinceCheck >= Self.stepsBetweenCancellationChecks else { return }
    stepsSinceCheck = 0
    wasInterrupted = wasInterrupted || Cancellation.isRequested
  }
}
