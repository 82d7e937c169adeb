import CMath
import SpecialFunctions

/// A summary ROC curve as a straight line on the logit scales.
///
/// `logit TPR = intercept + slope logit FPR`.
public struct RutterGatsonisLine: Sendable, Equatable {
  /// Logit of the true positive rate where the false positive rate is one half.
  public var intercept: Double
  /// Change of logit TPR per unit of logit FPR; positive for the Rutter-Gatsonis curve.
  public var slope: Double

  /// A line by its coefficients.
  ///
  /// - Parameters:
  ///   - intercept: logit TPR at FPR 0.5.
  ///   - slope: change of logit TPR per unit of logit FPR.
  public init(intercept: Double, slope: Double) {
    self.intercept = intercept
    self.slope = slope
  }

  /// The line of one draw of the bivariate model.
  ///
  /// It passes through `(-mu_sp, mu_se)` with slope `tau_se / tau_sp`. Not finite if `tau_sp` is 0.
  /// Source: Harbord et al. (2007), Biostatistics 8(2), 239-251.
  ///
  /// - Parameter parameters: one draw.
  @inlinable
  public init(_ parameters: BivariateParameters) {
    slope = parameters.tauSensitivity / parameters.tauSpecificity
    intercept = parameters.muSensitivity + slope * parameters.muSpecificity
  }

  /// The line of HSROC parameters, `logit TPR = lambda exp(-beta/2) + exp(-beta) logit FPR`.
  ///
  /// - Parameters:
  ///   - lambda: accuracy parameter.
  ///   - beta: shape parameter, `log(tau_sp / tau_se)`.
  public init(lambda: Double, beta: Double) {
    intercept = lambda * exp(-0.5 * beta)
    slope = exp(-beta)
  }

  /// True positive rate on the line.
  ///
  /// - Parameter falsePositiveRate: in (0, 1); at 0 and 1 the limit of a positive slope, 0 and 1.
  /// - Returns: the true positive rate, in [0, 1].
  public func sensitivity(atFalsePositiveRate falsePositiveRate: Double) -> Double {
    expit(intercept + slope * logit(falsePositiveRate))
  }
}
