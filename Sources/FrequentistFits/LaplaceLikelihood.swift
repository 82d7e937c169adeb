import AccuracyData
import CMath
import SpecialFunctions

/// The Laplace approximation of the binomial-normal likelihood. With theta = mu + L z,
///
///     log L_i = max over z of f(z) - log |H| / 2,
///     f(z) = log Bin(TP | theta_1) + log Bin(TN | theta_2) - |z|^2 / 2,     H = -f''(mode)
///
/// which is what `lme4::glmer` maximises with `nAGQ = 1` (Bates et al. 2015, J. Stat. Softw. 67(1)).
struct LaplaceLikelihood: MarginalLikelihood {
  private let levels: [[LaplaceStudy]]
  private let bound: SaturatedBound

  var meanCount: Int { 2 * levels.count }

  // |H| is at least 1, so the approximation is below the saturated model as well.
  func upperBound(in spaces: [CovarianceSpace]) -> Double { bound.value(in: spaces) }

  /// - Parameter levels: the studies of each level of the covariate, none empty.
  init(levels: [[AccuracyStudy]]) {
    self.levels = levels.map { $0.map(LaplaceStudy.init) }
    bound = SaturatedBound(LikelihoodLayout(levels: levels))
  }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    let base = 2 * levels.count
    guard SearchLimits.hold(coordinates, loadings: 3) else { return -.infinity }
    for k in gradient.indices { gradient[k] = 0 }
    let (first, cross, second) = (
      coordinates[base], coordinates[base + 1], coordinates[base + 2]
    )
    var value = 0.0
    for (level, studies) in levels.enumerated() {
      let means = SIMD2(coordinates[2 * level], coordinates[2 * level + 1])
      for study in studies {
        value += study.add(
          means: means, rows: (SIMD2(first, 0), SIMD2(cross, second)), level: level,
          base: base, to: &gradient)
      }
    }
    return value
  }
}

/// One study of the approximation.
private struct LaplaceStudy: Sendable {
  private let correct: SIMD2<Double>
  private let total: SIMD2<Double>
  private let coefficient: Double

  init(_ study: AccuracyStudy) {
    correct = SIMD2(Double(study.diseased?.correct ?? 0), Double(study.nondiseased?.correct ?? 0))
    total = SIMD2(Double(study.diseased?.total ?? 0), Double(study.nondiseased?.total ?? 0))
    coefficient = [study.diseased, study.nondiseased].reduce(0) { sum, arm in
      sum + (arm.map { logBinomialCoefficient(trials: $0.total, successes: $0.correct) } ?? 0)
    }
  }

  /// log f with the residuals y - n p, the weights n p (1 - p) and their slopes.
  private struct Expansion {
    var value: Double
    var residuals: SIMD2<Double> = .zero
    var weights: SIMD2<Double> = .zero
    var weightSlopes: SIMD2<Double> = .zero
    var h11 = 1.0
    var h12 = 0.0
    var h22 = 1.0

    /// H^-1 v.
    func solve(_ v: SIMD2<Double>) -> SIMD2<Double> {
      SIMD2(h22 * v.x - h12 * v.y, h11 * v.y - h12 * v.x) / determinant
    }
    var determinant: Double { h11 * h22 - h12 * h12 }
  }

  typealias Rows = (SIMD2<Double>, SIMD2<Double>)

  private func expansion(_ z: SIMD2<Double>, means: SIMD2<Double>, rows: Rows) -> Expansion {
    var result = Expansion(value: coefficient - 0.5 * (z * z).sum())
    for arm in 0..<2 where total[arm] > 0 {
      let row = arm == 0 ? rows.0 : rows.1
      let t = means[arm] + (row * z).sum()
      let e = exp(-abs(t))
      let q = 1 / (1 + e)
      let p = t > 0 ? q : e * q
      result.value += correct[arm] * t - total[arm] * (max(t, 0) + log1p(e))
      result.residuals[arm] = correct[arm] - total[arm] * p
      let weight = total[arm] * e * q * q
      result.weights[arm] = weight
      result.weightSlopes[arm] = weight * (1 - 2 * p)
      result.h11 += weight * row.x * row.x
      result.h12 += weight * row.x * row.y
      result.h22 += weight * row.y * row.y
    }
    return result
  }

  /// Newton's method with halving; -f is convex with Hessian >= I. Ends where rounding of the
  /// gradient stops the decrement from falling.
  private func mode(means: SIMD2<Double>, rows: Rows) -> (z: SIMD2<Double>, Expansion) {
    var z = SIMD2<Double>.zero
    var current = expansion(z, means: means, rows: rows)
    var last = Double.infinity
    for _ in 0..<100 {
      let slope = current.residuals.x * rows.0 + current.residuals.y * rows.1 - z
      let step = current.solve(slope)
      let decrement = (step * slope).sum()
      if decrement < 1e-22 || (decrement < 1e-10 && decrement >= last) { break }
      var scale = 1.0
      var next = expansion(z + step, means: means, rows: rows)
      while decrement >= 1e-8 && next.value < current.value && scale > 1e-9 {
        scale *= 0.5
        next = expansion(z + scale * step, means: means, rows: rows)
      }
      z += scale * step
      current = next
      last = decrement
    }
    return (z, current)
  }

  /// Adds the derivatives of this study and returns its value.
  ///
  /// At the mode, for a coordinate k: d log L / dk = df/dk - (tr(H^-1 dH/dk) + sum_j w_j' a_j
  /// (dt_j/dk + l_j' dz/dk)) / 2 with a_j = l_j' H^-1 l_j and dz/dk = H^-1 d(f')/dk.
  func add(
    means: SIMD2<Double>, rows: Rows, level: Int, base: Int, to gradient: inout [Double]
  ) -> Double {
    let (z, at) = mode(means: means, rows: rows)
    let solved = (at.solve(rows.0), at.solve(rows.1))
    let leverage = SIMD2((rows.0 * solved.0).sum(), (rows.1 * solved.1).sum())
    /// Effect on -log |H| / 2 of a shift of the mode.
    func shift(_ direction: SIMD2<Double>) -> Double {
      let moved = at.solve(direction)
      let slopes = SIMD2((rows.0 * moved).sum(), (rows.1 * moved).sum())
      return -0.5 * (at.weightSlopes * leverage * slopes).sum()
    }
    for arm in 0..<2 where total[arm] > 0 {
      let row = arm == 0 ? rows.0 : rows.1
      let direct = at.residuals[arm] - 0.5 * at.weightSlopes[arm] * leverage[arm]
      gradient[2 * level + arm] += direct + shift(-at.weights[arm] * row)
      let own = arm == 0 ? solved.0 : solved.1
      for (m, index) in arm == 0 ? [(0, base)] : [(0, base + 1), (1, base + 2)] {
        var unit = SIMD2<Double>.zero
        unit[m] = 1
        gradient[index] +=
          direct * z[m] - at.weights[arm] * own[m]
          + shift(at.residuals[arm] * unit - at.weights[arm] * z[m] * row)
      }
    }
    return at.value - 0.5 * log(at.determinant)
  }
}
