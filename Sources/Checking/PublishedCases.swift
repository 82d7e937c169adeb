import CMath
import FrequentistFits
import SpecialFunctions

/// A published number with the way to work it out here.
struct PublishedNumber: Sendable {
  package var name: String
  package var value: Double
  package var tolerance: Double
  package var ours: @Sendable (FrequentistFit) -> Double?
}

/// Numbers that one source published of one fit.
struct PublishedCase: Sendable {
  /// Who, and with which program.
  package var source: String
  package var data: String
  package var filters: [String] = []
  package var method: FrequentistMethod
  package var covariate: String?
  package var numbers: [PublishedNumber]
}

private typealias Number = PublishedNumber

/// The cases that `verify` carries; the tests of published results have more of them.
let publishedCases: [PublishedCase] = [
  PublishedCase(
    source: "metandi (Stata)", data: "telomerase", method: .maximumLikelihood,
    numbers: metandi(
      means: (1.19234, 0.1802975, 2.340719, 0.6343648), variances: (0.1829838, 3.313294),
      correlation: -1, logLikelihood: -50.386576, oddsRatio: (34.23, 12.14, 96.51))
      + proportions((0.7671593, 0.6982, 0.8243), (0.9121937, 0.7498, 0.9730), tolerance: 5e-4)
      + hierarchical(3.594303, 0.6624347, 1.44815, 0, 0.7786393)
      + likelihoodRatios((8.737, 2.967, 25.73), (0.2553, 0.2063, 0.3158))),
  PublishedCase(
    source: "metandi (Stata)", data: "dementia_csf14", method: .maximumLikelihood,
    numbers: metandi(
      means: (1.370958, 0.2128247, 0.6368034, 0.2075006), variances: (0.3590741, 0.4824725),
      correlation: -0.598757, logLikelihood: -82.803331, oddsRatio: (7.447, 4.766, 11.635))
      + proportions((0.7975349, 0.7219, 0.8567), (0.6540305, 0.5573, 0.7395), tolerance: 5e-4)
      + hierarchical(2.067505, 0.4422817, 0.1476976, 0.3340148, 0.3327214)
      + likelihoodRatios((2.305, 1.807, 2.941), (0.3096, 0.2287, 0.4191))),
  PublishedCase(
    source: "mada vignette (R)", data: "auditc", method: .restrictedNormal,
    numbers: means(2.100, 0.338, 1.264, 0.174, tolerance: 5.01e-4) + [
      Number(name: "SD of logit Se", value: 1.175, tolerance: 6e-4) { $0.point?.tauSensitivity },
      Number(name: "SD of logit Sp", value: 0.638, tolerance: 6e-4) { $0.point?.tauSpecificity },
      Number(name: "corr(logit Se, logit FPR)", value: 0.854, tolerance: 6e-4) {
        $0.point?.correlation.map { -$0 }
      },
    ]),
  PublishedCase(
    source: "mada, regression (R)", data: "smoking_all", filters: ["result_id=1"],
    method: .restrictedNormal, covariate: "type",
    numbers: [
      Number(name: "logit Se, IAQ", value: 2.813, tolerance: 6e-4) { $0.point?.means[0].x },
      Number(name: "SAQ - IAQ, logit Se", value: -1.166, tolerance: 6e-4) { fit in
        fit.estimate { $0.means[1].x - $0.means[0].x }
      },
      Number(name: "its SE", value: 0.634, tolerance: 6e-4) { fit in
        fit.standardError { $0.means[1].x - $0.means[0].x }
      },
      Number(name: "SAQ - IAQ, logit FPR", value: 0.882, tolerance: 6e-4) { fit in
        fit.estimate { $0.means[0].y - $0.means[1].y }
      },
    ]),
  PublishedCase(
    source: "glmer, nAGQ = 1 (R)", data: "auditc", method: .laplace,
    numbers: means(2.511161, 0.461779, 1.276198, 0.168867, tolerance: 1e-5) + [
      Number(name: "log likelihood", value: -122.791982, tolerance: 1e-6) { $0.logLikelihood }
    ]),
  PublishedCase(
    source: "METADAS (SAS)", data: "ascus", filters: ["test=HC2"], method: .maximumLikelihood,
    numbers: proportions((0.909, 0.857, 0.944), (0.607, 0.529, 0.680), tolerance: 2e-3)),
  PublishedCase(
    source: "METADAS (SAS)", data: "ascus", filters: ["test=RepC"], method: .maximumLikelihood,
    numbers: proportions((0.715, 0.629, 0.788), (0.684, 0.599, 0.758), tolerance: 2e-3)),
  PublishedCase(
    source: "Schuetz 2010, CT", data: "schuetz_ct_mri", filters: ["test=CT"],
    method: .maximumLikelihood,
    numbers: proportions((0.972, 0.962, 0.980), (0.874, 0.845, 0.898), tolerance: 1e-3)),
]

private func means(
  _ se: Double, _ seError: Double, _ sp: Double, _ spError: Double, tolerance: Double
) -> [PublishedNumber] {
  [
    Number(name: "logit Se", value: se, tolerance: tolerance) { $0.point?.muSensitivity },
    Number(name: "its SE", value: seError, tolerance: tolerance) { fit in
      fit.standardError { $0.muSensitivity }
    },
    Number(name: "logit Sp", value: sp, tolerance: tolerance) { $0.point?.muSpecificity },
    Number(name: "its SE", value: spError, tolerance: tolerance) { fit in
      fit.standardError { $0.muSpecificity }
    },
  ]
}

/// metandi integrates with five nodes: 0.1 %, and 0.0005 for the log likelihood.
private func metandi(
  means values: (Double, Double, Double, Double), variances: (Double, Double),
  correlation: Double, logLikelihood: Double, oddsRatio: (Double, Double, Double)
) -> [PublishedNumber] {
  let basic = means(values.0, values.1, values.2, values.3, tolerance: 1e-3)
  return basic + [
    Number(name: "variance of logit Se", value: variances.0, tolerance: 1e-3) {
      $0.point.map { $0.tauSensitivity * $0.tauSensitivity }
    },
    Number(name: "variance of logit Sp", value: variances.1, tolerance: 1e-3 * variances.1) {
      $0.point.map { $0.tauSpecificity * $0.tauSpecificity }
    },
    Number(name: "correlation", value: correlation, tolerance: 1e-3) { $0.point?.correlation },
    Number(name: "log likelihood", value: logLikelihood, tolerance: 5e-4) { $0.logLikelihood },
    Number(name: "DOR", value: oddsRatio.0, tolerance: 1e-3 * oddsRatio.0) {
      $0.diagnosticOddsRatio(level: 0.95)?.estimate
    },
    Number(name: "DOR, lower", value: oddsRatio.1, tolerance: 1e-3 * oddsRatio.1) {
      $0.diagnosticOddsRatio(level: 0.95)?.lower
    },
    Number(name: "DOR, upper", value: oddsRatio.2, tolerance: 1e-3 * oddsRatio.2) {
      $0.diagnosticOddsRatio(level: 0.95)?.upper
    },
  ]
}

/// The parameters of Rutter and Gatsonis in the metandi output, with the tolerance of the others.
private func hierarchical(
  _ lambda: Double, _ theta: Double, _ beta: Double, _ accuracy: Double, _ threshold: Double
) -> [PublishedNumber] {
  func number(
    _ name: String, _ value: Double, _ ours: @escaping @Sendable (EstimatedPoint) -> Double
  ) -> PublishedNumber {
    Number(name: name, value: value, tolerance: 1e-3 * max(abs(value), 1)) {
      $0.point.map(ours)
    }
  }
  return [
    number("Lambda", lambda) { $0.hierarchical.lambda },
    number("Theta", theta) { $0.hierarchical.theta },
    number("beta", beta) { $0.hierarchical.beta },
    number("variance of accuracy", accuracy) { $0.hierarchical.varianceOfAccuracy },
    number("variance of threshold", threshold) { $0.hierarchical.varianceOfThreshold },
  ]
}

private func likelihoodRatios(
  _ positive: (Double, Double, Double), _ negative: (Double, Double, Double)
) -> [PublishedNumber] {
  func numbers(
    _ name: String, _ values: (Double, Double, Double),
    _ ours: @escaping @Sendable (FrequentistFit) -> IntervalEstimate?
  ) -> [PublishedNumber] {
    [
      Number(name: name, value: values.0, tolerance: 1e-3 * values.0) { ours($0)?.estimate },
      Number(name: name + ", lower", value: values.1, tolerance: 1e-3 * values.1) {
        ours($0)?.lower
      },
      Number(name: name + ", upper", value: values.2, tolerance: 1e-3 * values.2) {
        ours($0)?.upper
      },
    ]
  }
  return numbers("LR+", positive) { $0.positiveLikelihoodRatio(level: 0.95) }
    + numbers("LR-", negative) { $0.negativeLikelihoodRatio(level: 0.95) }
}

private func proportions(
  _ se: (Double, Double, Double), _ sp: (Double, Double, Double), tolerance: Double
) -> [PublishedNumber] {
  [
    Number(name: "Se", value: se.0, tolerance: tolerance) { $0.sensitivity(level: 0.95)?.estimate },
    Number(name: "Se, lower", value: se.1, tolerance: tolerance) {
      $0.sensitivity(level: 0.95)?.lower
    },
    Number(name: "Se, upper", value: se.2, tolerance: tolerance) {
      $0.sensitivity(level: 0.95)?.upper
    },
    Number(name: "Sp", value: sp.0, tolerance: tolerance) { $0.specificity(level: 0.95)?.estimate },
    Number(name: "Sp, lower", value: sp.1, tolerance: tolerance) {
      $0.specificity(level: 0.95)?.lower
    },
    Number(name: "Sp, upper", value: sp.2, tolerance: tolerance) {
      $0.specificity(level: 0.95)?.upper
    },
  ]
}
