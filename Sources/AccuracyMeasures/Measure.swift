/// A measure of accuracy that `DerivedMeasures` works out together with others, which share its terms. How
/// each is reported stands in the catalogue of quantities.
///
/// The raw value is the position of the column.
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
}
