import CMath
import SpecialFunctions

/// Weighted residuals of unit scale in 128 cells of width 1/8, the outermost ones open: enough for
/// a shape of four parameters, and much cheaper than the points themselves.
struct ResidualHistogram {
  private static let groups = 16
  private static let cellsPerUnit = 8.0

  /// Each cell's weighted mean.
  private var centres: [EightLanes]
  /// Each cell's weight; they sum to 1.
  private var weights: [EightLanes]

  init(_ residuals: [Double], weights pointWeights: [Double]) {
    let cells = 8 * Self.groups
    var sums = [Double](repeating: 0, count: cells)
    var masses = sums
    for (residual, weight) in zip(residuals, pointWeights) {
      let place = residual * Self.cellsPerUnit + Double(cells / 2)
      let cell = place > 0 ? (place < Double(cells) ? Int(place) : cells - 1) : 0
      sums[cell] += weight * residual
      masses[cell] += weight
    }
    let total = masses.reduce(0, +)
    centres = (0..<Self.groups).map { group in
      var lanes = EightLanes.zero
      for lane in 0..<8 where masses[8 * group + lane] > 0 {
        lanes[lane] = sums[8 * group + lane] / masses[8 * group + lane]
      }
      return lanes
    }
    weights = (0..<Self.groups).map { group in
      var lanes = EightLanes.zero
      for lane in 0..<8 { lanes[lane] = masses[8 * group + lane] / total }
      return lanes
    }
  }

  /// The shape of maximum likelihood for a normal base; a small ridge keeps the four parameters
  /// identified. The neutral shape where the fit runs off.
  func fittedShape(startingAt shape: SinhArcsinhShape) -> SinhArcsinhShape {
    let result = minimizeBFGS(
      start: [shape.alpha, log(shape.beta), shape.epsilon, log(shape.delta)], stepSize: 0.1,
      tolerance: 2e-3, maxIterations: 40
    ) { theta, gradient in
      self.objective(theta, &gradient)
    }
    let theta = result.position
    // Beyond these the map is no longer normal-like; delta also bounds its hyperbolic angles.
    guard theta.allSatisfy({ abs($0) < 3 }), abs(theta[3]) < 1.5 else { return SinhArcsinhShape() }
    return SinhArcsinhShape(
      alpha: theta[0], beta: exp(theta[1]), epsilon: theta[2], delta: exp(theta[3]))
  }

  /// Minus the mean log likelihood, with the ridge, in (alpha, log beta, epsilon, log delta).
  func objective(_ theta: [Double], _ gradient: inout [Double]) -> Double {
    let (beta, delta) = (exp(theta[1]), exp(theta[3]))
    var (value, dAlpha, dBeta) = (EightLanes.zero, EightLanes.zero, EightLanes.zero)
    var (dEpsilon, dDelta) = (EightLanes.zero, EightLanes.zero)
    for (centre, weight) in zip(centres, weights) {
      let v = (centre - theta[0]) * (1 / beta)
      let (a, root) = SinhArcsinhShape.arcsinh(v)
      let (sinh, cosh) = SinhArcsinhShape.hyperbolic(delta * a - theta[2])
      value += weight * (0.5 * sinh * sinh - (cosh / root).logarithm)
      let dh = weight * sinh * (1 / cosh - cosh)
      let dv = dh * delta / root - weight * v / (root * root)
      dAlpha += dv
      dBeta += v * dv
      dEpsilon += dh
      dDelta += dh * a
    }
    let sums = [
      dAlpha.sum() / beta, dBeta.sum() + 1, dEpsilon.sum(), -(delta * dDelta.sum() + 1),
    ]
    var ridge = 0.0
    for k in 0..<4 {
      gradient[k] = sums[k] + 1e-2 * theta[k]
      ridge += 0.5 * 1e-2 * theta[k] * theta[k]
    }
    return value.sum() - theta[3] + theta[1] + ridge
  }
}
