import AccuracyData
import CollapsedLikelihood
import Distributions
import SpecialFunctions

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
  private let studies: PrecisionSums
  private let priorPrecision: SIMD2<Double>
  private let priorPull: SIMD2<Double>

  /// Linearises the studies at a reference point.
  ///
  /// - Parameters:
  ///   - studies: the studies of the likelihood.
  ///   - reference: the point, usually the posterior mode.
  ///   - prior: supplies location and matched SD of each mean's prior.
  ///   - instructionSet: to evaluate with.
  init(
    studies: [AccuracyStudy], reference: BivariatePoint, prior: AccuracyPrior,
    instructionSet: InstructionSet = .best
  ) {
    self.studies = PrecisionSums(
      studies: studies.map { study in
        let mode = conditionalMode(of: study, at: reference)
        let first = Self.workingValue(study.diseased, at: mode.x)
        let second = Self.workingValue(study.nondiseased, at: mode.y)
        return (SIMD2(first.weight, second.weight), SIMD2(first.value, second.value))
      }, instructionSet: instructionSet)
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

  /// The sums over studies at several covariances; see `PrecisionSums.evaluate`.
  func sums(
    variance1: Span<Double>, variance2: Span<Double>, determinant: Span<Double>,
    into sums: inout MutableSpan<Double>
  ) {
    studies.evaluate(
      variance1: variance1, variance2: variance2, determinant: determinant, into: &sums)
  }

  /// Centre and lower Cholesky factor of the means given eight covariances.
  struct Conditional {
    var mean1, mean2: EightLanes
    var factor11, factor21, factor22: EightLanes
    /// log of the factor's determinant.
    var logDeterminant: EightLanes
  }

  /// The means' conditional distribution given eight covariances.
  ///
  /// - Parameters:
  ///   - sums: the seven sums of `PrecisionSums` there, field-major.
  ///   - first: index of the first of the eight points.
  ///   - variance1: tau_se^2.
  ///   - variance2: tau_sp^2.
  ///   - covariance: rho tau_se tau_sp.
  /// - Returns: centre and factor.
  @inline(__always)
  func conditional(
    sums: Span<Double>, first: Int, variance1: EightLanes, variance2: EightLanes,
    covariance: EightLanes
  ) -> Conditional {
    let count = sums.count / PrecisionSums.fields
    let both = sums.lanes(at: 2 * count + first)
    let (both1, both2) = (sums.lanes(at: 5 * count + first), sums.lanes(at: 6 * count + first))
    let q11 = sums.lanes(at: first) + variance2 * both + priorPrecision.x
    let q22 = sums.lanes(at: count + first) + variance1 * both + priorPrecision.y
    let q12 = -covariance * both
    let pull1 = sums.lanes(at: 3 * count + first) + variance2 * both1
    let pull2 = sums.lanes(at: 4 * count + first) + variance1 * both2
    let c1 = pull1 - covariance * both2 + priorPull.x
    let c2 = pull2 - covariance * both1 + priorPull.y
    let det = q11 * q22 - q12 * q12
    let inverse = 1 / det
    let factor11 = (q22 * inverse).root
    let factor21 = -q12 * inverse / factor11
    return Conditional(
      mean1: (q22 * c1 - q12 * c2) * inverse, mean2: (q11 * c2 - q12 * c1) * inverse,
      factor11: factor11, factor21: factor21, factor22: (1 / q22).root,
      logDeterminant: -0.5 * det.logarithm)
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
