import AccuracyData
import CMath
import CPosteriorPoints
import CollapsedLikelihood
import Distributions
import SpecialFunctions

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
///
/// The A_i of all studies come down to seven sums: with v1, v2, c the entries of Sigma and
/// D = 1 + w1 v1 + w2 v2 + w1 w2 |Sigma|, A = [w1 + w1 w2 v2, -w1 w2 c; ., w2 + w1 w2 v1] / D.
struct StandardisedMeans: Sendable {
  /// `SROC_PRECISION_FIELDS` of each study.
  private let studies: [Double]
  private let priorPrecision: SIMD2<Double>
  private let priorPull: SIMD2<Double>
  private let instructionSet: InstructionSet

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
    self.studies = studies.flatMap { $0.linearised(at: reference) }
    self.instructionSet = instructionSet
    let (first, second) = (prior.muSensitivity.matchedNormal, prior.muSpecificity.matchedNormal)
    priorPrecision = SIMD2(1 / (first.sd * first.sd), 1 / (second.sd * second.sd))
    priorPull = priorPrecision * SIMD2(first.mean, second.mean)
  }

  /// Points from covariances and standardised means.
  ///
  /// - Parameters:
  ///   - scales: log tau_se, log tau_sp and atanh rho, three columns of a multiple of eight points.
  ///   - standardised: x of each mean, two columns.
  ///   - points: mu_se, mu_sp, tau_se, tau_sp, rho and sqrt(1 - rho^2), six columns, overwritten.
  ///   - logDeterminants: log |chol(P^-1)| of each point, overwritten; NaN marks a point outside the
  ///     legal range (SDs e^-300 ... `CollapsedLikelihood.largestDeviation`, |atanh rho| < 300, finite
  ///     x), which takes SDs of 1, correlation 0 and x = 0.
  func expand(
    scales: [Double], standardised: [Double], into points: inout [Double],
    logDeterminants: inout [Double]
  ) {
    let count = logDeterminants.count
    precondition(count % 8 == 0 && scales.count == 3 * count && standardised.count == 2 * count)
    precondition(points.count == 6 * count)
    studies.withUnsafeBufferPointer { studies in
      var conditional = sroc_mean_conditional(
        studies: studies.baseAddress, study_count: studies.count / Int(SROC_PRECISION_FIELDS),
        prior_precision1: priorPrecision.x, prior_precision2: priorPrecision.y,
        prior_pull1: priorPull.x, prior_pull2: priorPull.y,
        largest_deviation: CollapsedLikelihood.largestDeviation)
      sroc_posterior_points(
        &conditional, scales, standardised, count, instructionSet.code, &points, &logDeterminants)
    }
  }
}

extension AccuracyStudy {
  /// The study as two normal observations around its conditional mode: weights w and working values y, as
  /// w1, w2, w1 w2, w1 y1, w2 y2, w1 w2 y1, w1 w2 y2 (`SROC_PRECISION_FIELDS`).
  ///
  /// - Parameter reference: the parameters at which it is linearised.
  /// - Returns: seven numbers, all 0 of a missing arm.
  package func linearised(at reference: BivariatePoint) -> [Double] {
    let mode = conditionalMode(of: self, at: reference)
    let (w1, y1) = Self.workingValue(diseased, at: mode.x)
    let (w2, y2) = Self.workingValue(nondiseased, at: mode.y)
    return [w1, w2, w1 * w2, w1 * y1, w2 * y2, w1 * w2 * y1, w1 * w2 * y2]
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
}

extension ScalarPrior {
  /// Mean and SD of a normal like this prior of a mean (scale for Student's t, which may have no SD).
  /// The priors of other parameters, which no mean has, match a wide one.
  package var matchedNormal: (mean: Double, sd: Double) {
    switch self {
    case .normal(let mean, let sd): (mean, sd)
    case .logistic(let location, let scale): (location, scale * Double.pi / 3.0.squareRoot())
    case .studentT(_, let location, let scale): (location, scale)
    case .halfNormal, .halfCauchy, .halfStudentT, .exponential, .uniform, .penalisedComplexity,
      .inverseGammaVariance, .gammaPrecision, .truncatedGamma, .lkj, .fisherZ,
      .penalisedComplexityCorrelation:
      (0, 10)
    }
  }
}
