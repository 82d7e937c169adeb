import CMath
import ModelInterface
import SpecialFunctions

extension Quantity {
  /// All quantities of a population, in the order of docs/contract.md.
  ///
  /// A new one is an entry here: JSON, CSV and files take it from this list. The terminal page and the
  /// report choose what they show and in which words (`FitPage`, `ReportNumbers`).
  public static let catalogue: [Quantity] =
    parameters + summary + averages + newProportions + hierarchical + areas + newRatios

  /// The parameters themselves.
  private static let parameters: [Quantity] = [
    Quantity(
      "mu_se", .real, role: .parameter, of: [.sensitivity], tails: .mean(.sensitivity),
      isOnPage: true, evaluate: \.population.muSensitivity),
    Quantity(
      "mu_sp", .real, role: .parameter, of: [.specificity], tails: .mean(.specificity),
      isOnPage: true, evaluate: \.population.muSpecificity),
    Quantity(
      "tau_se", .positive, role: .parameter, of: [.sensitivity], needs: .deviations,
      tails: .deviation(.sensitivity),
      isOnPage: true, evaluate: \.population.tauSensitivity),
    Quantity(
      "tau_sp", .positive, role: .parameter, of: [.specificity], needs: .deviations,
      tails: .deviation(.specificity),
      isOnPage: true, evaluate: \.population.tauSpecificity),
    Quantity(
      "rho", .correlation, role: .parameter, needs: .correlation, isOnPage: true,
      evaluate: \.population.rho),
  ]

  /// At the median study.
  private static let summary: [Quantity] = [
    Quantity("sensitivity", .probability, of: [.sensitivity], isOnPage: true) {
      $0.measures[.sensitivity]
    },
    Quantity("specificity", .probability, of: [.specificity], isOnPage: true) {
      $0.measures[.specificity]
    },
    Quantity("fpr", .probability, of: [.specificity]) { $0.measures[.falsePositiveRate] },
    Quantity("lr_positive", .ratio, tails: .oddsOfSpecificity, isOnPage: true) {
      $0.measures[.positiveLikelihoodRatio]
    },
    Quantity("lr_negative", .ratio, tails: .oddsAgainstSpecificity, isOnPage: true) {
      $0.measures[.negativeLikelihoodRatio]
    },
    Quantity("dor", .ratio, tails: .oddsRatio, isOnPage: true) {
      $0.measures[.diagnosticOddsRatio]
    },
  ]

  /// Over the studies.
  private static let averages: [Quantity] = [
    Quantity("sensitivity_averaged", .probability, of: [.sensitivity]) {
      $0.measures[.sensitivityAveraged]
    },
    Quantity("specificity_averaged", .probability, of: [.specificity]) {
      $0.measures[.specificityAveraged]
    },
  ]

  /// True proportions in a new setting.
  private static let newProportions: [Quantity] = [
    Quantity(
      "sensitivity_new", .probability, role: .newSetting, of: [.sensitivity], isOnPage: true
    ) { $0.newStudy.logitSensitivity.map(inverseLogit) },
    Quantity(
      "specificity_new", .probability, role: .newSetting, of: [.specificity], isOnPage: true
    ) { $0.newStudy.logitSpecificity.map(inverseLogit) },
  ]

  /// Of Rutter and Gatsonis.
  private static let hierarchical: [Quantity] = [
    Quantity("lambda", .real, needs: .correlation, tails: .none) { $0.measures[.lambda] },
    Quantity("theta", .real, needs: .correlation, tails: .none) { $0.measures[.theta] },
    Quantity("beta", .real, needs: .correlation) { $0.measures[.beta] },
    Quantity("var_accuracy", .positive, needs: .correlation, tails: .variance) {
      $0.measures[.varianceOfAccuracy]
    },
    Quantity("var_threshold", .positive, needs: .correlation, tails: .variance) {
      $0.measures[.varianceOfThreshold]
    },
  ]

  private static let areas: [Quantity] = [
    Quantity("partial_auc", .probability, needs: .correlation) { $0.measures[.partialAUC] },
    Quantity("auc", .probability, needs: .correlation) { $0.measures[.auc] },
    Quantity("i2", .probability, needs: .deviations) { $0.measures[.iSquared] },
  ]

  /// Ratios of true accuracies in a new setting, free of the cancellation in `1 - Sp` and `1 - Se`. E
  /// exp(theta) of a new study is E exp(mu + tau^2 / 2), which only a bounded or a very light tail of tau
  /// leaves finite. What overflows under the widest priors becomes the largest number, so that ranks and
  /// with them the diagnostics remain.
  private static let newRatios: [Quantity] = [
    Quantity("lr_positive_new", .ratio, role: .newSetting, tails: .none) {
      ratios($0.newStudy) { a, b in quotient(b, -a) }
    },
    Quantity("lr_negative_new", .ratio, role: .newSetting, tails: .none) {
      ratios($0.newStudy) { a, b in quotient(-b, a) }
    },
    Quantity("dor_new", .ratio, role: .newSetting, tails: .none) {
      ratios($0.newStudy) { a, b in exp(a + b) }
    },
  ]

  private static func ratios(
    _ study: (logitSensitivity: [Double], logitSpecificity: [Double]),
    _ ratio: (Double, Double) -> Double
  ) -> [Double] {
    zip(study.logitSensitivity, study.logitSpecificity).map {
      min(ratio($0, $1), .greatestFiniteMagnitude)
    }
  }

  /// `(1 + exp(x)) / (1 + exp(y))`, also where both overflow.
  private static func quotient(_ x: Double, _ y: Double) -> Double {
    x < 700 || y < 700 ? (1 + exp(x)) / (1 + exp(y)) : exp(x - y)
  }
}
