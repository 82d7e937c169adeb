import FrequentistFits
import Requests
import YAMLFiles

/// A model as a `model.yaml` says it: family, likelihood, random effects, covariates and priors, as the
/// options of a fit would.
public struct ModelFile: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// What it is, in one line; empty where the file does not say.
  public var summary = ""
  /// The model that is fitted.
  public var choice = ModelChoice.bivariate
  /// Degrees of freedom of t-distributed effects as they are written; nil for the usual ones.
  public var degreesOfFreedom: String?
  /// Of the univariate model.
  public var proportion: AccuracyMargin?
  /// What the means depend on.
  public var covariates = CovariateRequest()
  /// The prior set; nil for the default.
  public var preset: String?
  /// Expressions that replace parts of it, by the names of `ModelFile.priorKeys`.
  public var priors: [String: String] = [:]
  /// The file as it stands.
  public var text: String

  /// The parts of a prior that a file may replace.
  static let priorKeys = [
    "mu", "mu_se", "mu_sp", "tau", "tau_se", "tau_sp", "rho", "covariance", "beta", "nu",
    "kappa",
  ]

  /// The schema of this version.
  public static let schema = "sroc.model/1"

  /// A model file's content.
  ///
  /// - Parameters:
  ///   - text: UTF-8 as text.
  ///   - file: what messages call it.
  /// - Throws: `AnalysisError` 65 with file, line, column and what would be right there.
  public init(parsing text: String, file: String) throws(AnalysisError) {
    do throws(YAMLProblem) {
      var reader = ModelFileReader(text)
      self = try reader.model()
    } catch {
      throw error.error(in: file)
    }
  }

  init(name: String, text: String) { (self.name, self.text) = (name, text) }
}
