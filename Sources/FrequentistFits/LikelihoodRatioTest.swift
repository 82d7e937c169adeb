import AccuracyData
import SpecialFunctions

/// A likelihood-ratio test of one model against a simpler one inside it.
public struct LikelihoodRatioTest: Sendable, Equatable {
  /// Twice the difference of the maxima.
  public var statistic: Double
  /// Parameters that the simpler model has fewer.
  public var degreesOfFreedom: Int
  /// Upper tail of chi-squared.
  public var pValue: Double

  /// A test.
  ///
  /// - Parameters:
  ///   - statistic: twice the difference of the maxima; 0 where rounding leaves it below.
  ///   - degreesOfFreedom: at least 1.
  init(statistic: Double, degreesOfFreedom: Int) {
    self.statistic = max(statistic, 0)
    self.degreesOfFreedom = degreesOfFreedom
    pValue = chiSquaredUpperTail(
      self.statistic, degreesOfFreedom: Double(degreesOfFreedom))
  }
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
  return LikelihoodRatioTest(
    statistic: 2 * (larger - smaller), degreesOfFreedom: 2 * (full.levels.count - 1))
}

/// Tests a design against a simpler one inside it, by their maxima.
///
/// - Parameters:
///   - larger: the fit of the design with more parameters.
///   - smaller: the fit of the same studies without some of them.
/// - Returns: the test, with as many degrees of freedom as parameters fewer; `nil` where a fit failed.
public func likelihoodRatioTest(
  larger: DesignFit, smaller: DesignFit
) -> LikelihoodRatioTest? {
  let freedom = larger.parameterCount - smaller.parameterCount
  precondition(freedom > 0, "a test compares a model with a smaller one")
  guard let high = larger.logLikelihood, let low = smaller.logLikelihood else { return nil }
  return LikelihoodRatioTest(statistic: 2 * (high - low), degreesOfFreedom: freedom)
}
