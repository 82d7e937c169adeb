/// The segments of a Hamiltonian trajectory, in preallocated slots.
///
/// Each slot has nine vectors of d values, one after the other: the momentum and the velocity at
/// its earliest and at its latest point, the sum of its momenta, and position, gradient, log
/// density and energy of its proposal.
package struct TrajectorySegments: Sendable {
  private enum Field {
    static let firstMomentum = 0
    static let firstVelocity = 1
    static let lastMomentum = 2
    static let lastVelocity = 3
    static let momentumSum = 4
    static let position = 5
    static let gradient = 6
    static let count = 7
  }

  package let dimension: Int
  private var vectors: [Double]
  package private(set) var logDensities: [Double]
  package private(set) var energies: [Double]

  package init(slots: Int, dimension: Int) {
    self.dimension = dimension
    vectors = [Double](repeating: 0, count: slots * Field.count * dimension)
    logDensities = [Double](repeating: 0, count: slots)
    energies = logDensities
  }

  private func offset(_ slot: Int, _ field: Int) -> Int {
    (slot * Field.count + field) * dimension
  }

  /// Makes one point the segment of a slot.
  package mutating func setLeaf(_ slot: Int, to point: PhasePoint, energy: Double) {
    let start = offset(slot, 0)
    let d = dimension
    for k in 0..<d {
      let momentum = point.momentum[k]
      let velocity = point.velocity[k]
      vectors[start + k] = momentum
      vectors[start + d + k] = velocity
      vectors[start + 2 * d + k] = momentum
      vectors[start + 3 * d + k] = velocity
      vectors[start + 4 * d + k] = momentum
      vectors[start + 5 * d + k] = point.position[k]
      vectors[start + 6 * d + k] = point.gradient[k]
    }
    logDensities[slot] = point.logDensity
    energies[slot] = energy
  }

  /// Appends a segment to another at the end that lies in `direction`; the proposal stays.
  package mutating func join(_ added: Int, to slot: Int, direction: TimeDirection) {
    let sum = offset(slot, Field.momentumSum)
    let addedSum = offset(added, Field.momentumSum)
    for k in 0..<dimension { vectors[sum + k] += vectors[addedSum + k] }
    // Momentum and velocity of an end are neighbours, so one copy moves both.
    let end = direction == .forward ? Field.lastMomentum : Field.firstMomentum
    copy(offset(added, end), to: offset(slot, end), count: 2 * dimension)
  }

  /// Makes the proposal of one slot that of another.
  package mutating func adoptProposal(of source: Int, in slot: Int) {
    copy(
      offset(source, Field.position), to: offset(slot, Field.position), count: 2 * dimension)
    logDensities[slot] = logDensities[source]
    energies[slot] = energies[source]
  }

  /// Writes the proposal of a slot into a phase point; its momentum is left alone.
  package func copyProposal(of slot: Int, to point: inout PhasePoint) {
    let position = offset(slot, Field.position)
    let gradient = offset(slot, Field.gradient)
    for k in 0..<dimension {
      point.position[k] = vectors[position + k]
      point.gradient[k] = vectors[gradient + k]
    }
    point.logDensity = logDensities[slot]
  }

  /// The generalised U-turn criterion for the union of two adjacent segments.
  ///
  /// With rho the sum of the momenta and v the velocities at the ends, a run of points turns where
  /// `rho . v(first) <= 0` or `rho . v(last) <= 0`. Checked for the union, for the earlier segment
  /// with the first point of the later one, and for the later one with the last point of the
  /// earlier one: without the last two, a trajectory whose halves each close a circle goes on.
  ///
  /// Source: Betancourt (2017), arXiv:1701.02434, appendix A.4.2, for the criterion; pull requests
  /// stan-dev/stan#2800 and TuringLang/AdvancedHMC.jl#207 for the checks across segments.
  package func isTurning(earlier: Int, later: Int) -> Bool {
    let d = dimension
    let early = offset(earlier, 0)
    let late = offset(later, 0)
    let values = vectors.span
    var (union1, union2, left1, left2, right1, right2) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for k in 0..<d {
      let earlyFirstVelocity = values[early + d + k]
      let earlyLastVelocity = values[early + 3 * d + k]
      let lateFirstVelocity = values[late + d + k]
      let lateLastVelocity = values[late + 3 * d + k]
      let earlySum = values[early + 4 * d + k]
      let lateSum = values[late + 4 * d + k]
      let sum = earlySum + lateSum
      union1 += sum * earlyFirstVelocity
      union2 += sum * lateLastVelocity
      let leftSum = earlySum + values[late + k]
      left1 += leftSum * earlyFirstVelocity
      left2 += leftSum * lateFirstVelocity
      let rightSum = lateSum + values[early + 2 * d + k]
      right1 += rightSum * earlyLastVelocity
      right2 += rightSum * lateLastVelocity
    }
    let isStraight =
      union1 > 0 && union2 > 0 && left1 > 0 && left2 > 0 && right1 > 0 && right2 > 0
    return !isStraight
  }

  private mutating func copy(_ source: Int, to destination: Int, count: Int) {
    for k in 0..<count { vectors[destination + k] = vectors[source + k] }
  }
}
