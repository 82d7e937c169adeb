import Distributions
import FrequentistFits
import Requests
import StudyDesigns
import YAMLFiles

/// What keys of a model file that are right by themselves may not say together.
extension ModelFileReader {
  /// The parts of a prior must not contradict each other or the model.
  static func requireTogether(
    _ model: ModelFile, at place: FilePlace
  ) throws(YAMLProblem) {
    let parts = model.priors
    let prior: AccuracyPrior
    do throws(PriorError) {
      prior = try AccuracyPrior(
        preset: model.preset ?? "default",
        overrides: PriorOverrides(
          mu: parts["mu"], tau: parts["tau"], rho: parts["rho"], muSensitivity: parts["mu_se"],
          muSpecificity: parts["mu_sp"], tauSensitivity: parts["tau_se"],
          tauSpecificity: parts["tau_sp"], covariance: parts["covariance"],
          coefficient: parts["beta"]))
    } catch {
      throw YAMLProblem(place, error.message)
    }
    if !model.choice.hasCorrelation, case .inverseWishart = prior.covariance {
      throw YAMLProblem(
        place,
        "preset \(model.preset ?? "") is of SDs and correlation together, and the model "
          + "\(model.choice.rawValue) has no correlation; choose another preset")
    }
  }

  /// What a prior is of where it is not of the proportion of the univariate model.
  static func otherProportion(_ key: String, _ proportion: AccuracyMargin?) -> String? {
    switch proportion {
    case .sensitivity where key.hasSuffix("_sp"): "specificity"
    case .specificity where key.hasSuffix("_se"): "sensitivity"
    default: nil
    }
  }

  /// A column that stands twice, whatever kind it is asked for as.
  static func repeated(_ columns: [String]) -> String? {
    var known: Set<String> = []
    return columns.map { CovariateChoice(parsing: $0).column }.first {
      !known.insert($0.lowercased()).inserted
    }
  }
}
