import ModelInterface

/// A point of phase space with what was computed there.
package struct PhasePoint: Sendable {
  package var position: [Double]
  package var momentum: [Double]
  /// `V p`, the velocity that belongs to the momentum.
  package var velocity: [Double]
  package var gradient: [Double]
  package var logDensity: Double

  /// A point of zeros.
  package init(dimension: Int) {
    position = [Double](repeating: 0, count: dimension)
    momentum = position
    velocity = position
    gradient = position
    logDensity = 0
  }

  /// The Hamiltonian `p' V p / 2 - log density`; `+infinity` where it is not a number, or where the
  /// density is infinite, so that every defect of the density counts as a divergence.
  package var energy: Double {
    var kinetic = 0.0
    for k in momentum.indices { kinetic += momentum[k] * velocity[k] }
    let total = kinetic / 2 - logDensity
    return total.isFinite ? total : .infinity
  }

  /// Takes over another point without sharing its storage: sharing would allocate at the next
  /// write.
  package mutating func copy(_ other: PhasePoint) {
    for k in position.indices {
      position[k] = other.position[k]
      momentum[k] = other.momentum[k]
      velocity[k] = other.velocity[k]
      gradient[k] = other.gradient[k]
    }
    logDensity = other.logDensity
  }

  /// Evaluates the density and its gradient at the position.
  package mutating func evaluate<Target: DifferentiableLogDensity>(_ target: Target) {
    logDensity = evaluateDensity(target, at: position, gradient: &gradient)
  }

  /// Evaluates the velocity of the momentum.
  package mutating func updateVelocity(_ metric: EuclideanMetric) {
    metric.velocity(of: momentum, into: &velocity)
  }

  /// One leapfrog step (half a kick, a drift, half a kick), in place:
  ///
  ///     p += e/2 grad(q);  q += e V p;  p += e/2 grad(q)
  ///
  /// Negative step sizes go back in time. One gradient evaluation; no allocation. The gradient and
  /// the log density must be those of the position.
  package mutating func leapfrog<Target: DifferentiableLogDensity>(
    _ target: Target, metric: EuclideanMetric, stepSize: Double
  ) {
    let half = stepSize / 2
    for k in momentum.indices { momentum[k] += half * gradient[k] }
    updateVelocity(metric)
    for k in position.indices { position[k] += stepSize * velocity[k] }
    evaluate(target)
    for k in momentum.indices { momentum[k] += half * gradient[k] }
    updateVelocity(metric)
  }
}

/// A function of its own because a mutable span of one stored property locks the whole point.
private func evaluateDensity<Target: DifferentiableLogDensity>(
  _ target: Target, at position: [Double], gradient: inout [Double]
) -> Double {
  var span = gradient.mutableSpan
  return target.logDensity(at: position.span, gradient: &span)
}
