import Distributions
import Foundation

/// |value - reference| <= relative |reference| + absolute; false for NaN.
func isClose(
  _ value: Double, _ reference: Double, relative: Double = 0, absolute: Double = 0
) -> Bool {
  value == reference || abs(value - reference) <= relative * abs(reference) + absolute
}

/// Gauss and Legendre's rule with 24 points, its nodes found by Newton's method on P_24.
struct GaussLegendre {
  let nodes: [Double]
  let weights: [Double]

  init(order: Int = 24) {
    var nodes: [Double] = []
    var weights: [Double] = []
    for k in 1...order {
      var x = cos(.pi * (Double(k) - 0.25) / (Double(order) + 0.5))
      var slope = 1.0
      for _ in 0..<50 {
        var previous = 1.0
        var current = x
        for n in 2...order {
          let m = Double(n)
          (previous, current) = (current, ((2 * m - 1) * x * current - (m - 1) * previous) / m)
        }
        slope = Double(order) * (x * current - previous) / (x * x - 1)
        let step = current / slope
        x -= step
        if abs(step) < 1e-15 { break }
      }
      nodes.append(x)
      weights.append(2 / ((1 - x * x) * slope * slope))
    }
    self.nodes = nodes
    self.weights = weights
  }

  func integrate(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> Double {
    let half = 0.5 * (high - low)
    let center = 0.5 * (high + low)
    return half * zip(nodes, weights).reduce(0) { $0 + $1.1 * f(center + half * $1.0) }
  }
}

/// The derivative by central differences with one Richardson step; error of order h^4.
func numericalDerivative(_ x: Double, step h: Double, _ f: (Double) -> Double) -> Double {
  let coarse = (f(x + h) - f(x - h)) / (2 * h)
  let fine = (f(x + h / 2) - f(x - h / 2)) / h
  return (4 * fine - coarse) / 3
}

/// Every family, with easy and hard arguments.
enum PriorCatalogue {
  static let mu: [ScalarPrior] = [
    .normal(mean: 0, sd: 1.5), .normal(mean: -2, sd: 100), .logistic(location: 0, scale: 1),
    .logistic(location: 3, scale: 0.2), .studentT(df: 3, location: 0.5, scale: 2.5),
    .studentT(df: 1, location: 0, scale: 1), .studentT(df: 30, location: -1, scale: 0.1),
    .studentT(df: 0.5, location: 0, scale: 1),
  ]
  static let tau: [ScalarPrior] = [
    .halfNormal(scale: 1), .halfNormal(scale: 0.05), .halfCauchy(scale: 2.5),
    .halfStudentT(df: 3, scale: 2.5), .halfStudentT(df: 1, scale: 1),
    .halfStudentT(df: 40, scale: 0.5), .exponential(rate: 2), .uniform(lower: 0, upper: 10),
    .uniform(lower: 0.25, upper: 0.75), .penalisedComplexity(upper: 3, alpha: 0.05),
    .inverseGammaVariance(shape: 0.25, rate: 0.025), .inverseGammaVariance(shape: 3, rate: 2),
    .inverseGammaVariance(shape: 0.05, rate: 0.01), .gammaPrecision(shape: 2, rate: 0.5),
    .gammaPrecision(shape: 25, rate: 4),
  ]
  static let rho: [ScalarPrior] = [
    .lkj(eta: 1), .lkj(eta: 2), .lkj(eta: 0.5), .lkj(eta: 1.5), .lkj(eta: 30),
    .uniform(lower: -1, upper: 1), .uniform(lower: -1, upper: 0), .uniform(lower: -0.3, upper: 0.8),
    .uniform(lower: 0, upper: 1), .fisherZ(mean: 0, sd: 0.3536), .fisherZ(mean: -0.4, sd: 1.118),
    .fisherZ(mean: 0, sd: 10),
    .penalisedComplexityCorrelation(rho0: -0.1, left: 0.5, u: -0.95, alpha: 0.05),
    .penalisedComplexityCorrelation(rho0: 0, left: 0.5, u: 0.6, alpha: 0.9),
    .penalisedComplexityCorrelation(rho0: -0.7, left: 0.8, u: -0.9, alpha: 0.3),
    .penalisedComplexityCorrelation(rho0: 0.99, left: 0.6, u: -0.2, alpha: 0.01),
  ]
  static let all = mu + tau + rho
}
