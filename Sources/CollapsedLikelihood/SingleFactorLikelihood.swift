import AccuracyData
import CMath
import SpecialFunctions

/// The collapsed likelihood where the between-study covariance has rank one or zero:
///
///     log L = sum_i log of the integral of
///             Bin(TP_i | expit(mu1 + s1 z)) Bin(TN_i | expit(mu2 + s2 z)) N(z; 0, 1) dz
///
/// It is the limit of `CollapsedLikelihood` for rho -> sign(s1 s2) and tau -> (|s1|, |s2|), and
/// holds the other edges of the parameter space as well: s1 = 0 is tau_se = 0, with a single arm it
/// is the univariate binomial-normal model. The loadings may have any sign, and the value is smooth
/// in them, also at 0. Binomial coefficients are included; a missing arm contributes the factor 1.
public struct SingleFactorLikelihood: Sendable {
  /// Value and derivatives at one point.
  public struct Evaluation: Sendable, Equatable {
    /// log L.
    public var value: Double
    /// d log L / d mu, for logit sensitivity and logit specificity.
    public var meanGradient: SIMD2<Double>
    /// d log L / d s, in the same order.
    public var loadingGradient: SIMD2<Double>
  }

  private let studies: [SingleFactorStudy]
  private let constant: Double
  private let logTolerance: Double

  /// Prepares the studies.
  ///
  /// - Parameters:
  ///   - studies: at least one study, each with at least one arm.
  ///   - tolerance: relative error that the spacing of the rule is chosen for, in (0, 0.1).
  public init(studies: [AccuracyStudy], tolerance: Double = 1e-9) {
    precondition(!studies.isEmpty, "a likelihood needs a study")
    precondition(tolerance > 0 && tolerance < 0.1)
    logTolerance = -log(tolerance)
    self.studies = studies.map { SingleFactorStudy($0, tolerance: tolerance) }
    constant = studies.reduce(0) { sum, study in
      [study.diseased, study.nondiseased].reduce(sum) { sum, arm in
        sum + (arm.map { logBinomialCoefficient(trials: $0.total, successes: $0.correct) } ?? 0)
      }
    }
  }

  /// log L and its derivatives.
  ///
  /// The derivatives are posterior means over the nodes of the value: with e_j the residual
  /// y_j - n_j expit(t_j), d/d mu_j = sum E[e_j | y] and d/d s_j = sum E[e_j z | y].
  ///
  /// - Parameters:
  ///   - means: of logit sensitivity and logit specificity.
  ///   - loadings: s1 and s2 of any sign, finite.
  /// - Returns: value and derivatives; finite for every legal point.
  /// - Complexity: some 20 nodes a study; more where |s| is beyond 10.
  public func evaluate(means: SIMD2<Double>, loadings: SIMD2<Double>) -> Evaluation {
    var sum = Evaluation(value: constant, meanGradient: .zero, loadingGradient: .zero)
    for study in studies {
      study.add(to: &sum, means: means, loadings: loadings, logTolerance: logTolerance)
    }
    return sum
  }
}

/// One study of the rule: the trapezoid rule in z, walked outwards from the maximum of the integrand,
/// which is log-concave, until its terms have fallen well below the tolerance.
private struct SingleFactorStudy: Sendable {
  private let correct: SIMD2<Double>
  private let total: SIMD2<Double>
  /// 1 / h^2 of each factor on its own logit scale (see `BinomialMargin`).
  private let inverseSquaredSpacing: SIMD2<Double>

  init(_ study: AccuracyStudy, tolerance: Double) {
    let arms = [study.diseased, study.nondiseased]
    func pair(_ value: (AccuracyArm) -> Double) -> SIMD2<Double> {
      SIMD2(arms[0].map(value) ?? 0, arms[1].map(value) ?? 0)
    }
    correct = pair { Double($0.correct) }
    total = pair { Double($0.total) }
    inverseSquaredSpacing = pair {
      BinomialMargin(correct: $0.correct, incorrect: $0.incorrect)
        .inverseSquaredSpacing(tolerance: tolerance)
    }
  }

  private struct Term {
    var value: Double
    var residuals: SIMD2<Double>
    /// Minus the second derivative in z.
    var curvature: Double
  }

  private func term(_ z: Double, _ means: SIMD2<Double>, _ loadings: SIMD2<Double>) -> Term {
    var result = Term(value: -0.5 * z * z, residuals: .zero, curvature: 1)
    for arm in 0..<2 where total[arm] > 0 {
      let t = means[arm] + loadings[arm] * z
      let e = exp(-abs(t))
      let q = 1 / (1 + e)
      let p = t > 0 ? q : e * q
      result.value += correct[arm] * t - total[arm] * (max(t, 0) + log(1 + e))
      result.residuals[arm] = correct[arm] - total[arm] * p
      result.curvature += total[arm] * e * q * q * loadings[arm] * loadings[arm]
    }
    return result
  }

  /// The maximum of the integrand, by Newton's method with halving; roughly is enough, since the
  /// rule is exact for any shift of its nodes.
  private func mode(_ means: SIMD2<Double>, _ loadings: SIMD2<Double>) -> (Double, Term) {
    var z = 0.0
    var current = term(z, means, loadings)
    for _ in 0..<100 {
      let slope = (current.residuals * loadings).sum() - z
      let step = slope / current.curvature
      if slope * step < 1e-4 { break }
      var scale = 1.0
      var next = term(z + step, means, loadings)
      while next.value < current.value && scale > 1e-9 {
        scale *= 0.5
        next = term(z + scale * step, means, loadings)
      }
      z += scale * step
      current = next
    }
    return (z, current)
  }

  func add(
    to sum: inout SingleFactorLikelihood.Evaluation, means: SIMD2<Double>,
    loadings: SIMD2<Double>, logTolerance: Double
  ) {
    let (center, peak) = mode(means, loadings)
    let depth = logTolerance + 6
    let normal = 2 * logTolerance / (4 * Double.pi * Double.pi)
    // Drawn far from its own maximum by the normal, a factor can bend more than it does there.
    let factors = normal + (loadings * loadings * inverseSquaredSpacing).sum()
    let step = 1 / max(factors, normal * peak.curvature).squareRoot()
    var mass = 1.0
    var residuals = peak.residuals
    var products = peak.residuals * center
    for side in [-step, step] {
      var z = center + side
      while true {
        let node = term(z, means, loadings)
        let logWeight = node.value - peak.value
        if logWeight < -depth { break }
        let weight = exp(logWeight)
        mass += weight
        residuals += weight * node.residuals
        products += weight * z * node.residuals
        z += side
      }
    }
    sum.value += peak.value + log(mass * step) - 0.5 * log(2 * Double.pi)
    sum.meanGradient += residuals / mass
    sum.loadingGradient += products / mass
  }
}
