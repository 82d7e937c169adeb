import AccuracyData
import CMath
import CollapsedLikelihood
import FrequentistFits

/// The normal approximation of Reitsma et al. (2005): the observed logits y_i of a study are
///
///     y_i ~ N2(mu, S_i + Sigma),
///
/// S_i their sampling variances 1 / y + 1 / (n - y), taken as known. A missing arm contributes nothing.
/// One half is added to all cells of all studies where any cell is 0 (`ContinuityCorrection.all`).
struct NormalLikelihood: Sendable {
  /// Observed logits, sensitivity first; nil where the arm is missing.
  let logits: [[ObservedLogit?]]

  init(_ studies: [AccuracyStudy]) {
    logits = ContinuityCorrection.all.cells(studies).map { arms in
      arms.map { $0.map { ObservedLogit(correct: $0.correct, incorrect: $0.incorrect) } }
    }
  }

  /// The inverse of S_i + Sigma over the arms that a study has, 0 elsewhere, and log |S_i + Sigma|.
  struct Precision {
    var p11 = 0.0
    var p12 = 0.0
    var p22 = 0.0
    var logDeterminant = 0.0
    var arms = 0.0

    /// The determinant of both arms is v1 v2 (1 - rho^2) + v1 s2 + v2 s1 + s1 s2, free of cancellation.
    init(_ logits: [ObservedLogit?], _ point: BivariatePoint) {
      let v1 = point.tauSensitivity * point.tauSensitivity
      let v2 = point.tauSpecificity * point.tauSpecificity
      switch (logits[0], logits[1]) {
      case (let first?, let second?):
        let (s1, s2) = (first.variance, second.variance)
        let cross = point.tauSensitivity * point.tauSpecificity * point.correlation
        let complement = point.complement
        let determinant = v1 * v2 * complement * complement + v1 * s2 + v2 * s1 + s1 * s2
        (p11, p12, p22) = (
          (v2 + s2) / determinant, -cross / determinant, (v1 + s1) / determinant
        )
        (logDeterminant, arms) = (log(determinant), 2)
      case (let first?, nil):
        p11 = 1 / (v1 + first.variance)
        (logDeterminant, arms) = (-log(p11), 1)
      case (nil, let second?):
        p22 = 1 / (v2 + second.variance)
        (logDeterminant, arms) = (-log(p22), 1)
      case (nil, nil): break
      }
    }
  }

  /// log density of a study's observed logits.
  func logLikelihood(ofStudy study: Int, at point: BivariatePoint) -> Double {
    let p = Precision(logits[study], point)
    let (r1, r2) = residuals(study, point)
    let square = p.p11 * r1 * r1 + 2 * p.p12 * r1 * r2 + p.p22 * r2 * r2
    return -0.5 * (p.arms * log(2 * Double.pi) + p.logDeterminant + square)
  }

  /// That of all studies.
  func logLikelihood(at point: BivariatePoint) -> Double {
    logits.indices.reduce(0) { $0 + logLikelihood(ofStudy: $1, at: point) }
  }

  private func residuals(_ study: Int, _ point: BivariatePoint) -> (Double, Double) {
    (
      logits[study][0].map { $0.value - point.muSensitivity } ?? 0,
      logits[study][1].map { $0.value - point.muSpecificity } ?? 0
    )
  }

  /// log L with its derivatives by mu and by (log tau_se, log tau_sp, atanh rho).
  ///
  /// With a = V^-1 r the derivative by Sigma is G = (a a' - V^-1) / 2, the off-diagonal element counted
  /// twice.
  func logLikelihoodAndGradient(
    at point: BivariatePoint
  ) -> (value: Double, means: SIMD2<Double>, covariance: SIMD3<Double>) {
    var value = 0.0
    var means = SIMD2<Double>.zero
    var (d11, d12, d22) = (0.0, 0.0, 0.0)
    for study in logits.indices {
      let p = Precision(logits[study], point)
      let (r1, r2) = residuals(study, point)
      let a = SIMD2(p.p11 * r1 + p.p12 * r2, p.p12 * r1 + p.p22 * r2)
      value -= 0.5 * (p.arms * log(2 * Double.pi) + p.logDeterminant + a.x * r1 + a.y * r2)
      means += a
      d11 += 0.5 * (a.x * a.x - p.p11)
      d12 += a.x * a.y - p.p12
      d22 += 0.5 * (a.y * a.y - p.p22)
    }
    let (t1, t2, rho) = (point.tauSensitivity, point.tauSpecificity, point.correlation)
    let cross = t1 * t2 * rho * d12
    return (
      value, means,
      SIMD3(
        2 * t1 * t1 * d11 + cross, 2 * t2 * t2 * d22 + cross,
        t1 * t2 * d12 * point.complement * point.complement)
    )
  }

  /// Mean and Cholesky factor of the means' precision given the covariance, under normal priors: the
  /// posterior of the means itself, since the likelihood is normal.
  ///
  /// - Parameters:
  ///   - point: SDs and correlation; its means are not used.
  ///   - priors: location and SD of both.
  /// - Returns: the mean, and L of P = L L'.
  func conditionalMeans(
    _ point: BivariatePoint, priors: [(mean: Double, sd: Double)]
  ) -> (mean: SIMD2<Double>, factor: (l11: Double, l21: Double, l22: Double)) {
    var p11 = 1 / (priors[0].sd * priors[0].sd)
    var p22 = 1 / (priors[1].sd * priors[1].sd)
    var (b1, b2, p12) = (p11 * priors[0].mean, p22 * priors[1].mean, 0.0)
    for study in logits {
      let p = Precision(study, point)
      let (y1, y2) = (study[0]?.value ?? 0, study[1]?.value ?? 0)
      (p11, p12, p22) = (p11 + p.p11, p12 + p.p12, p22 + p.p22)
      b1 += p.p11 * y1 + p.p12 * y2
      b2 += p.p12 * y1 + p.p22 * y2
    }
    let l11 = p11.squareRoot()
    let l21 = p12 / l11
    let l22 = (p22 - l21 * l21).squareRoot()
    // L L' m = b, forwards and backwards.
    let f1 = b1 / l11
    let f2 = (b2 - l21 * f1) / l22
    let m2 = f2 / l22
    return (SIMD2((f1 - l21 * m2) / l11, m2), (l11, l21, l22))
  }
}
