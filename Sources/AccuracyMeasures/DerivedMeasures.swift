import CMath

/// How many of the measures are worked out.
public enum MeasureScope: Sendable {
  /// Sensitivity, specificity, false positive rate, likelihood ratios and odds ratio.
  case closedForms
  /// Every measure.
  case all

  /// The measures within.
  public var measures: [Measure] {
    switch self {
    case .closedForms:
      [
        .sensitivity, .specificity, .falsePositiveRate, .positiveLikelihoodRatio,
        .negativeLikelihoodRatio, .diagnosticOddsRatio,
      ]
    case .all: Measure.allCases
    }
  }
}

/// Everything a fit reports about one point of the parameter space, be it a draw or an estimate.
/// Formulas: docs/statistics.md, section 6.
///
/// A quantity that does not exist is NaN: lambda, theta, beta and both areas if a tau is 0, the
/// partial area if all studies observed one false positive rate, I2 without arms.
public struct DerivedMeasures: Sendable {
  /// Sensitivity of the median study, `expit(mu_se)`.
  public let sensitivity: Double
  /// Specificity of the median study, `expit(mu_sp)`.
  public let specificity: Double
  /// `1 - specificity`, computed without cancellation.
  public let falsePositiveRate: Double
  /// `Se / (1 - Sp)` at the median study; infinite once `exp(mu_sp)` overflows.
  public let positiveLikelihoodRatio: Double
  /// `(1 - Se) / Sp` at the median study.
  public let negativeLikelihoodRatio: Double
  /// `exp(mu_se + mu_sp)`.
  public let diagnosticOddsRatio: Double
  /// Sensitivity averaged over studies, `E expit(theta_1)`.
  public let sensitivityAveraged: Double
  /// Specificity averaged over studies, `E expit(theta_2)`.
  public let specificityAveraged: Double
  /// HSROC accuracy parameter.
  public let lambda: Double
  /// HSROC threshold parameter.
  public let theta: Double
  /// HSROC shape parameter.
  public let beta: Double
  /// HSROC variance of accuracy.
  public let varianceOfAccuracy: Double
  /// HSROC variance of the threshold.
  public let varianceOfThreshold: Double
  /// Area under the Rutter-Gatsonis curve over the observed (uncorrected) false positive rates,
  /// divided by their range.
  public let partialAUC: Double
  /// Area under the whole Rutter-Gatsonis curve.
  public let auc: Double
  /// Bivariate I2, a fraction.
  public let iSquared: Double

  /// Computes all measures of one draw.
  ///
  /// - Parameters:
  ///   - parameters: the draw.
  ///   - context: what the measures need from the data.
  ///   - scope: `closedForms` leaves the averages over studies, the HSROC parameters, the areas and I2
  ///     NaN, which take most of the time.
  /// - Complexity: below a microsecond; no allocation.
  public init(
    _ parameters: BivariateParameters, context: MeasureContext, scope: MeasureScope = .all
  ) {
    let muA = parameters.muSensitivity
    let muB = parameters.muSpecificity
    let deviationA = parameters.tauSensitivity
    let deviationB = parameters.tauSpecificity
    let oddsAgainstA = exp(-muA)
    let oddsAgainstB = exp(-muB)
    let oddsA = exp(muA)
    let oddsB = exp(muB)
    sensitivity = 1 / (1 + oddsAgainstA)
    specificity = 1 / (1 + oddsAgainstB)
    falsePositiveRate = 1 / (1 + oddsB)
    positiveLikelihoodRatio = (1 + oddsB) / (1 + oddsAgainstA)
    negativeLikelihoodRatio = (1 + oddsAgainstB) / (1 + oddsA)
    diagnosticOddsRatio = exp(muA + muB)
    guard scope == .all else {
      (sensitivityAveraged, specificityAveraged) = (.nan, .nan)
      (lambda, theta, beta) = (.nan, .nan, .nan)
      (varianceOfAccuracy, varianceOfThreshold) = (.nan, .nan)
      (auc, partialAUC, iSquared) = (.nan, .nan, .nan)
      return
    }
    sensitivityAveraged = expectedExpit(mean: muA, standardDeviation: deviationA)
    specificityAveraged = expectedExpit(mean: muB, standardDeviation: deviationB)

    let hierarchical = HierarchicalParameters(parameters)
    lambda = hierarchical.lambda
    theta = hierarchical.theta
    beta = hierarchical.beta
    varianceOfAccuracy = hierarchical.varianceOfAccuracy
    varianceOfThreshold = hierarchical.varianceOfThreshold
    if deviationA > 0 && deviationB > 0 {
      let line = RutterGatsonisLine(parameters)
      auc = rutterGatsonisAUC(line, lowerFPR: 0, upperFPR: 1)
      partialAUC =
        context.observedRange.map {
          rutterGatsonisAUC(line, lowerFPR: $0.lower, upperFPR: $0.upper)
        } ?? .nan
    } else {
      auc = .nan
      partialAUC = .nan
    }
    iSquared = AccuracyMeasures.iSquared(
      parameters: parameters, meanReciprocalDiseased: context.meanReciprocalDiseased,
      meanReciprocalNondiseased: context.meanReciprocalNondiseased)
  }

  /// One measure by name.
  ///
  /// - Parameter measure: which one.
  public subscript(measure: Measure) -> Double {
    switch measure {
    case .sensitivity: sensitivity
    case .specificity: specificity
    case .falsePositiveRate: falsePositiveRate
    case .positiveLikelihoodRatio: positiveLikelihoodRatio
    case .negativeLikelihoodRatio: negativeLikelihoodRatio
    case .diagnosticOddsRatio: diagnosticOddsRatio
    case .sensitivityAveraged: sensitivityAveraged
    case .specificityAveraged: specificityAveraged
    case .lambda: lambda
    case .theta: theta
    case .beta: beta
    case .varianceOfAccuracy: varianceOfAccuracy
    case .varianceOfThreshold: varianceOfThreshold
    case .partialAUC: partialAUC
    case .auc: auc
    case .iSquared: iSquared
    }
  }
}
