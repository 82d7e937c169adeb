import Documents
import Draws
import Fitting

/// The columns of a batch's rows.
///
/// They are the same in every shard: those of a model without covariates are known beforehand, others are
/// those of the first data set that can be fitted.
package struct RowColumns: Sendable {
  /// The variables whose estimates stand in the rows, by name.
  package let variables: [String]
  /// What stands behind them.
  package let groups: [RowColumnGroup]
  /// The populations of the model, by index; one without an index of a model without covariates.
  package let settings: [String]

  /// What stands before the estimates.
  static let leading = [
    "dataset", "status", "code", "message", "studies", "seed", "draws", "max_rhat", "min_ess_bulk",
    "min_ess_tail", "quadrature_error",
  ]

  /// What is known of each variable.
  static let statistics = ["median", "mean", "sd", "lower", "upper"]

  /// The proportions that maximum likelihood and other priors are told of.
  static let proportions = ["sensitivity", "specificity"]

  /// What is known of each under another prior, and without one.
  static let interval = ["median", "lower", "upper"]
  static let likelihood = ["estimate", "lower", "upper"]

  /// Of the presets that a fit is set beside, all but the prior of the batch itself.
  package let otherPriorNames: [String]
  /// What says how data sets were made up; none of data that are read.
  package let truths: [String]
  /// The columns by name.
  package let names: [String]

  package init(
    variables: [String], groups: [RowColumnGroup], settings: [String], otherPriorNames: [String],
    truths: [String]
  ) {
    (self.variables, self.groups, self.truths) = (variables, groups, truths)
    (self.settings, self.otherPriorNames) = (settings, otherPriorNames)
    var names = Self.leading
    for variable in variables { names += Self.statistics.map { "\(variable)_\($0)" } }
    if groups.contains(.maximumLikelihood) { names += settings.flatMap(Self.likelihoodNames) }
    if groups.contains(.priors) {
      names += settings.flatMap { Self.priorNames($0, presets: otherPriorNames) }
    }
    if groups.contains(.warnings) { names.append("warnings") }
    self.names = names + truths
  }

  private static func likelihoodNames(_ setting: String) -> [String] {
    proportions.flatMap { name in likelihood.map { "\(name)\(setting)_ml_\($0)" } }
      + ["tau_se", "tau_sp", "rho"].map { "\($0)\(setting)_ml_estimate" }
      + ["log_likelihood\(setting)_ml", "ml_status\(setting)"]
  }

  private static func priorNames(_ setting: String, presets: [String]) -> [String] {
    presets.flatMap { prior in
      proportions.flatMap { name in interval.map { "\(name)\(setting)_\(prior)_\($0)" } }
    }
  }

  /// The columns that a fit fills.
  ///
  /// - Parameters:
  ///   - found: of a data set.
  ///   - groups: asked for.
  ///   - truths: of a design.
  package init(of found: FitEstimates, groups: [RowColumnGroup], truths: [String]) {
    self.init(
      variables: found.parameters.map(\.name)
        + found.comparisons.flatMap { $0.quantities.map(\.name) },
      groups: groups, settings: found.settings.map { bracketed($0.setting.index) },
      otherPriorNames: found.settings.first?.otherPriors.map(\.prior) ?? [], truths: truths)
  }
}

/// An index behind a name, as `[CT]`; nothing of none.
func bracketed(_ index: [IndexEntry]) -> String {
  let name = Variable("x", index: index, scale: .real, role: .derived).name
  return String(name.dropFirst())
}
