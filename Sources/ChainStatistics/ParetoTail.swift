import CMath

/// The shape k of the generalised Pareto tail of importance weights.
///
/// The largest `M = ceil(min(S / 5, 3 sqrt(S)))` weights, less the next smaller one, are fitted by
/// the empirical Bayes rule of Zhang and Stephens 2009 (Technometrics 51:316); the estimate is then
/// drawn towards 1/2 with the weight of ten observations (Vehtari, Simpson, Gelman, Yao and Gabry,
/// "Pareto smoothed importance sampling", 2024, JMLR 25:72, appendix). Below 0.7 importance
/// sampling is reliable.
///
/// - Parameter logWeights: logarithms of the weights, up to a constant; independent draws are
///   assumed. `-inf` (weight 0) is legal.
/// - Returns: k; infinite if the tail's weights are all equal up to rounding while smaller ones
///   exist. NaN with fewer than 25 weights, which leaves a tail below five, with a weight that is
///   NaN or `+inf`, or if all weights are 0. Equal weights throughout give `-inf`: no tail.
public func paretoK(logWeights: [Double]) -> Double {
  guard let largest = logWeights.max(), largest.isFinite, !logWeights.contains(where: \.isNaN)
  else { return .nan }
  let count = Double(logWeights.count)
  let tailCount = Int(min(0.2 * count, 3 * count.squareRoot()).rounded(.up))
  guard tailCount >= 5 else { return .nan }
  var workspace = Workspace()
  let sorted = SortedDraws(logWeights, using: &workspace).values.map { $0 - largest }
  let tail = sorted.suffix(tailCount)
  guard let lowest = tail.first, -lowest > 10 * Double.ulpOfOne else {
    return sorted[0] < 0 ? .infinity : -.infinity
  }
  let cutoff = exp(sorted[sorted.count - tailCount - 1])
  return generalizedParetoShape(excesses: tail.map { exp($0) - cutoff })
}

/// The effective number of importance draws, `(sum w)^2 / sum w^2` (Kish).
///
/// - Parameter logWeights: logarithms of the weights, up to a constant; `-inf` is legal.
/// - Returns: between 1 and the number of weights; NaN with a weight that is NaN or `+inf`, or if
///   all weights are 0.
public func importanceESS(logWeights: [Double]) -> Double {
  guard let largest = logWeights.max(), largest.isFinite, !logWeights.contains(where: \.isNaN)
  else { return .nan }
  var total = 0.0
  var squares = 0.0
  for logWeight in logWeights {
    let weight = exp(logWeight - largest)
    total += weight
    squares += weight * weight
  }
  return total * total / squares
}

/// The shape of a generalised Pareto distribution from sorted excesses over its threshold.
///
/// In the parametrisation `theta = -k / sigma` the shape is `mean(log(1 - theta x))` at given theta,
/// which leaves a profile likelihood in theta alone; its posterior mean is taken on a grid set by
/// the quartile and the maximum (Zhang and Stephens 2009, equations 4 to 6).
func generalizedParetoShape(excesses: [Double]) -> Double {
  let count = Double(excesses.count)
  let gridSize = 30 + Int(count.squareRoot())
  let quartile = excesses[Int(count / 4 + 0.5) - 1]
  let largest = excesses[excesses.count - 1]
  let grid = (1...gridSize).map { step in
    let spread = 1 - (Double(gridSize) / (Double(step) - 0.5)).squareRoot()
    return 1 / largest + spread / (3 * quartile)
  }
  let shapes = grid.map { shape(theta: $0, excesses: excesses) }
  let profile = zip(grid, shapes).map { theta, shape in count * (log(-theta / shape) - shape - 1) }
  // A term 0 / 0 at theta = 0 carries no information; the others decide.
  let peak = profile.filter { !$0.isNaN }.max() ?? .nan
  var weightSum = 0.0
  var weightedTheta = 0.0
  for (theta, value) in zip(grid, profile) where !value.isNaN {
    weightSum += exp(value - peak)
    weightedTheta += exp(value - peak) * theta
  }
  let fitted = shape(theta: weightedTheta / weightSum, excesses: excesses)
  return (fitted * count + 5) / (count + 10)
}

private func shape(theta: Double, excesses: [Double]) -> Double {
  excesses.reduce(0) { $0 + log1p(-theta * $1) } / Double(excesses.count)
}
