import AccuracyData
import CollapsedLikelihood
import Distributions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The means' approximate conditional distribution given the covariance, which standardises them.
///
/// At a reference point (the posterior mode) each arm is linearised: with the study's conditional mode
/// t, weight w = n p (1 - p) and working value y = t + (r - n p) / w the arm acts like a normal
/// observation y with variance 1 / w. Given Sigma the generalised least squares solution is
///
///     A_i = W^1/2 (I + W^1/2 Sigma W^1/2)^-1 W^1/2,   P = diag(1 / prior variance) + sum A_i,
///     m = P^-1 (prior mean / prior variance + sum A_i y_i),   mu = m + chol(P^-1) x.
///
/// This is the precision form, so a missing arm (w = 0) needs no special case. It only chooses
/// coordinates: the density in x is exact whatever the quality of the linearisation.
struct StandardisedMeans: Sendable {
  /// What the sums need of eight studies: the weights w1, w2 and w1 w2, and their products with the
  /// working values y1 and y2. Padding lanes have weight 0.
  private struct Group: Sendable {
    var w1, w2, both: SIMD8<Double>
    var w1y1, w2y2, bothY1, bothY2: SIMD8<Double>
  }

  private let groups: [Group]
  private let priorPrecision: SIMD2<Double>
  private let priorPull: SIMD2<Double>

  /// Linearises the studies at a reference point.
  ///
  /// - Parameters:
  ///   - studies: the studies of the likelihood.
  ///   - reference: the point, usually the posterior mode.
  ///   - prior: supplies location and matched SD of each mean's prior.
  init(studies: [AccuracyStudy], reference: BivariatePoint, prior: AccuracyPrior) {
    let chunks = (studies.count + 7) / 8
    var w1 = [SIMD8<Double>](repeating: .zero, count: chunks)
    var (w2, y1, y2) = (w1, w1, w1)
    for (i, study) in studies.enumerated() {
      let mode = conditionalMode(of: study, at: reference)
      let first = Self.workingValue(study.diseased, at: mode.x)
      let second = Self.workingValue(study.nondiseased, at: mode.y)
      (w1[i / 8][i % 8], y1[i / 8][i % 8]) = first
      (w2[i / 8][i % 8], y2[i / 8][i % 8]) = second
    }
    groups = (0..<chunks).map { k in
      let both = w1[k] * w2[k]
      return Group(
        w1: w1[k], w2: w2[k], both: both, w1y1: w1[k] * y1[k], w2y2: w2[k] * y2[k],
        bothY1: both * y1[k], bothY2: both * y2[k])
    }
    let (first, second) = (prior.muSensitivity.matchedNormal, prior.muSpecificity.matchedNormal)
    priorPrecision = SIMD2(1 / (first.sd * first.sd), 1 / (second.sd * second.sd))
    priorPull = priorPrecision * SIMD2(first.mean, second.mean)
  }

  private static func workingValue(
    _ arm: AccuracyArm?, at t: Double
  ) -> (weight: Double, value: Double) {
    guard let arm, arm.total > 0 else { return (0, 0) }
    let p = 1 / (1 + exp(-t))
    let n = Double(arm.total)
    let weight = n * p / (1 + exp(t))
    guard weight > 1e-12 else { return (0, 0) }
    return (weight, t + (Double(arm.correct) - n * p) / weight)
  }

  /// Centre and lower Cholesky factor of the means given a covariance.
  struct Conditional {
    var mean: SIMD2<Double>
    var factor11, factor21, factor22: Double
    /// log of the factor's determinant.
    var logDeterminant: Double
  }

  /// The means' conditional distribution given a covariance.
  ///
  /// - Parameters:
  ///   - variance1: tau_se^2.
  ///   - variance2: tau_sp^2.
  ///   - correlation: rho.
  ///   - complement: sqrt(1 - rho^2).
  /// - Returns: centre and factor.
  @inline(__always)
  func conditional(
    variance1: Double, variance2: Double, correlation: Double, complement: Double
  ) -> Conditional {
    let covariance = correlation * (variance1 * variance2).squareRoot()
    let determinant = variance1 * variance2 * complement * complement
    // With D = 1 + w1 v1 + w2 v2 + w1 w2 |Sigma|, A = [w1 + w1 w2 v2, -w1 w2 c; ., w2 + w1 w2 v1] / D:
    // seven sums of products over D make up P and P m.
    var (sum1, sum2, sumBoth) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    var (pull1, pull2) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var (pullBoth1, pullBoth2) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for group in groups {
      let inverse =
        1 / (1 + group.w1 * variance1 + group.w2 * variance2 + group.both * determinant)
      sum1 += group.w1 * inverse
      sum2 += group.w2 * inverse
      sumBoth += group.both * inverse
      pull1 += group.w1y1 * inverse
      pull2 += group.w2y2 * inverse
      pullBoth1 += group.bothY1 * inverse
      pullBoth2 += group.bothY2 * inverse
    }
    let (both, both1, both2) = (sumBoth.sum(), pullBoth1.sum(), pullBoth2.sum())
    let q11 = sum1.sum() + variance2 * both + priorPrecision.x
    let q22 = sum2.sum() + variance1 * both + priorPrecision.y
    let q12 = -covariance * both
    let c1 = pull1.sum() + variance2 * both1 - covariance * both2 + priorPull.x
    let c2 = pull2.sum() + variance1 * both2 - covariance * both1 + priorPull.y
    let det = q11 * q22 - q12 * q12
    let factor11 = (q22 / det).squareRoot()
    let factor21 = -q12 / det / factor11
    return Conditional(
      mean: SIMD2((q22 * c1 - q12 * c2) / det, (q11 * c2 - q12 * c1) / det),
      factor11: factor11, factor21: factor21, factor22: (1 / q22).squareRoot(),
      logDeterminant: -0.5 * log(det))
  }
}

extension ScalarPrior {
  /// Mean and SD of a normal like this prior of a mean (scale for Student's t, which may have no SD).
  fileprivate var matchedNormal: (mean: Double, sd: Double) {
    switch self {
    case .normal(let mean, let sd): (mean, sd)
    case .logistic(let location, let scale): (location, scale * Double.pi / 3.0.squareRoot())
    case .studentT(_, let location, let scale): (location, scale)
    default: (0, 10)
    }
  }
}
