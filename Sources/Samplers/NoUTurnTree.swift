import CMath

/// What the tree algorithm needs of a trajectory; tests give it one of whole numbers.
///
/// The trajectory owns numbered slots. A slot holds a segment: a run of consecutive points, and
/// one of them as its proposal. Slot 0 starts as the segment of the initial point alone. The
/// initial point has the weight 1, other points have weights relative to it.
package protocol NoUTurnTrajectory {
  /// Moves the frontier in a direction by one point and makes it the segment of a slot.
  mutating func advance(_ direction: TimeDirection, into slot: Int) -> TrajectoryLeaf
  /// Whether two adjacent segments together make a U-turn.
  func isTurning(earlier: Int, later: Int) -> Bool
  /// Appends a segment to the one of another slot, at the end that lies in `direction`.
  mutating func join(_ added: Int, to slot: Int, direction: TimeDirection)
  /// Makes the proposal of one slot that of another.
  mutating func adoptProposal(of source: Int, in slot: Int)
}

/// Forward or backward in time.
package enum TimeDirection {
  case backward, forward
}

/// One new point of a trajectory.
package struct TrajectoryLeaf {
  /// Log weight relative to the initial point, H0 - H.
  package var logWeight: Double
  /// Whether the trajectory may go on from here.
  package var isValid: Bool

  package init(logWeight: Double, isValid: Bool) {
    self.logWeight = logWeight
    self.isValid = isValid
  }
}

/// The random choices of the tree algorithm.
package protocol TreeDecisions: ~Copyable {
  /// Chooses the direction of a doubling, each with probability 1/2.
  mutating func choosesForward() -> Bool
  /// Is true with probability `min(1, exp(logProbability))`.
  mutating func accepts(logProbability: Double) -> Bool
}

/// What is known of a finished trajectory beside its proposal.
package struct TrajectorySummary: Equatable {
  /// Number of doublings that became part of the trajectory.
  package var depth = 0
  /// Number of leapfrog steps, those of a rejected last doubling included.
  package var steps = 0
  /// Sum over all steps of min(1, weight).
  package var sumOfAcceptance = 0.0
  /// Whether a step was invalid.
  package var isDivergent = false

  /// The mean of min(1, weight) over the steps.
  package var acceptance: Double { steps > 0 ? sumOfAcceptance / Double(steps) : 0 }
}

/// Builds a NUTS trajectory by doubling and leaves the next state as the proposal of slot 0.
///
/// Multinomial sampling within a new subtree, biased progressive sampling between the old
/// trajectory and the new subtree; stops before a subtree that diverges or turns within, and after
/// a doubling that turns. Leaves the distribution that is proportional to the weights invariant
/// where `isTurning` depends on its segments only.
///
/// Source: Betancourt (2017), "A conceptual introduction to Hamiltonian Monte Carlo",
/// arXiv:1701.02434, appendix A; Hoffman and Gelman (2014), JMLR 15.
package func buildTrajectory<Trajectory: NoUTurnTrajectory, Decisions: TreeDecisions & ~Copyable>(
  _ trajectory: inout Trajectory, maxDepth: Int, decisions: inout Decisions
) -> TrajectorySummary {
  var summary = TrajectorySummary()
  var logWeight = 0.0
  while summary.depth < maxDepth {
    let direction: TimeDirection = decisions.choosesForward() ? .forward : .backward
    let subtree = buildSubtree(
      &trajectory, depth: summary.depth, direction: direction, slot: 1, decisions: &decisions,
      summary: &summary)
    guard let subtreeLogWeight = subtree else { break }
    summary.depth += 1
    if decisions.accepts(logProbability: subtreeLogWeight - logWeight) {
      trajectory.adoptProposal(of: 1, in: 0)
    }
    logWeight = logSumOfExponentials(logWeight, subtreeLogWeight)
    let turns = isTurning(trajectory, added: 1, slot: 0, direction: direction)
    trajectory.join(1, to: 0, direction: direction)
    if turns { break }
  }
  return summary
}

/// Builds a subtree of `2^depth` new points in one slot, with the help of the `depth` slots above.
///
/// Returns its log weight, `nil` where it has an invalid point or turns within.
private func buildSubtree<Trajectory: NoUTurnTrajectory, Decisions: TreeDecisions & ~Copyable>(
  _ trajectory: inout Trajectory, depth: Int, direction: TimeDirection, slot: Int,
  decisions: inout Decisions, summary: inout TrajectorySummary
) -> Double? {
  guard depth > 0 else {
    let leaf = trajectory.advance(direction, into: slot)
    summary.steps += 1
    summary.sumOfAcceptance += leaf.logWeight >= 0 ? 1 : exp(leaf.logWeight)
    guard leaf.isValid else {
      summary.isDivergent = true
      return nil
    }
    return leaf.logWeight
  }
  let nearHalf = buildSubtree(
    &trajectory, depth: depth - 1, direction: direction, slot: slot, decisions: &decisions,
    summary: &summary)
  guard let near = nearHalf else { return nil }
  let farHalf = buildSubtree(
    &trajectory, depth: depth - 1, direction: direction, slot: slot + 1, decisions: &decisions,
    summary: &summary)
  guard let far = farHalf else { return nil }
  let both = logSumOfExponentials(near, far)
  if decisions.accepts(logProbability: far - both) {
    trajectory.adoptProposal(of: slot + 1, in: slot)
  }
  let turns = isTurning(trajectory, added: slot + 1, slot: slot, direction: direction)
  trajectory.join(slot + 1, to: slot, direction: direction)
  return turns ? nil : both
}

private func isTurning<Trajectory: NoUTurnTrajectory>(
  _ trajectory: Trajectory, added: Int, slot: Int, direction: TimeDirection
) -> Bool {
  switch direction {
  case .forward: trajectory.isTurning(earlier: slot, later: added)
  case .backward: trajectory.isTurning(earlier: added, later: slot)
  }
}

/// `log(exp(a) + exp(b))` without overflow.
package func logSumOfExponentials(_ a: Double, _ b: Double) -> Double {
  let larger = max(a, b)
  guard larger > -.infinity else { return -.infinity }
  return larger + log1p(exp(min(a, b) - larger))
}
