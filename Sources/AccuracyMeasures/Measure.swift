/// A quantity derived from the five basic parameters, draw by draw.
///
/// The raw value is the position of the column; `name` is the name in every output file.
public enum Measure: Int, CaseIterable, Sendable {
  /// Sensitivity of the median study, `expit(mu_se)`.
  case sensitivity
  /// Specificity of the median study, `expit(mu_sp)`.
  case specificity
  /// `1 - specificity`.
  case falsePositiveRate
  /// `Se / (1 - Sp)` at the median study.
  case positiveLikelihoodRatio
  /// `(1 - Se) / Sp` at the median study.
  case negativeLikelihoodRatio
  /// Diagnostic odds ratio `exp(mu_se + mu_sp)` at the median study.
  case diagnosticOddsRatio
  /// Sensitivity averaged over studies.
  case sensitivityAveraged
  /// Specificity averaged over studies.
  case specificityAveraged
  /// HSROC accuracy parameter.
  case lambda
  /// HSROC threshold parameter.
  case theta
  /// HSROC shape parameter.
  case beta
  /// HSROC between-study variance of accuracy.
  case varianceOfAccuracy
  /// HSROC between-study variance of the threshold.
  case varianceOfThreshold
  /// Mean sensitivity on the Rutter-Gatsonis curve over the observed false positive rates.
  case partialAUC
  /// Area under the whole Rutter-Gatsonis curve.
  case auc
  /// Bivariate I2 of Zhou and Dendukuri.
  case iSquared

  /// The name in JSON and CSV output.
  public var name: String {
    switch self {
    case .sensitivity: "sensitivity"
    case .specificity: "specificity"
    case .falsePositiveRate: "fpr"
    case .positiveLikelihoodRatio: "lr_positive"
    case .negativeLikelihoodRatio: "lr_negative"
    case .diagnosticOddsRatio: "dor"
    case .sensitivityAveraged: "sensitivity_averaged"
    case .specificityAveraged: "specificity_averaged"
    case .lambda: "lambda"
    case .theta: "theta"
    case .beta: "beta"
    case .varianceOfAccuracy: "var_accuracy"
    case .varianceOfThreshold: "var_threshold"
    case .partialAUC: "partial_auc"
    case .auc: "auc"
    case .iSquared: "i2"
    }
  }
}
