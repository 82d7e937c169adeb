import AccuracyData
import SpecialFunctions

/// A likelihood-ratio test of a categorical covariate on both margins.
public struct LikelihoodRatioTest: Sendable, Equatable {
  /// Twice the difference of the maxima.
  public var statistic: Double
  /// Two for each level beyond the first.
  public var degreesOfFreedom: Int
  /// Upper tail of chi-squared.
  public var pValue: Double
}

/// Tests whether a covariate changes mean sensitivity or specificity, by the maxima of the model with
/// and without it.
///
/// - Parameters:
///   - full: the fit with the covariate.
///   - null: the fit of the same studies by the same method without it.
/// - Returns: the test; `nil` where a fit failed, without a second level, or for restricted maximum
///   likelihood, whose values with different means cannot be compared.
public func likelihoodRatioTest(
  full: FrequentistFit, null: FrequentistFit
) -> LikelihoodRatioTest? {
  precondition(full.method == null.method, "a test compares fits of one method")
  guard full.method != .restrictedNormal, full.levels.count > 1, null.levels.isEmpty,
    let larger = full.logLikelihood, let smaller = null.logLikelihood
  else { return nil }
  let statistic = max(2 * (larger - smaller), 0)
  let freedom = 2 * (full.levels.count - 1)
  return LikelihoodRatioTest(
    statistic: statistic, degreesOfFreedom: freedom,
    pValue: chiSquaredUpperTail(statistic, degreesOfFreedom: Double(freedom)))
}
