import ArgumentParser
import Requests

/// What a fit reports beside the parameters.
struct ReportingArguments: ParsableArguments {
  @Option(help: "Did the studies share a threshold: common, varies or unknown.")
  var threshold: ThresholdChoice = .unknown

  @Option(help: "Prevalence for predictive values: P, P1,P2,... or beta(a,b).")
  var prevalence: String?

  @Option(
    help: ArgumentHelp(
      "With --prevalence, of a comparison: net benefit where a false positive weighs as much as so many "
        + "true positives; W or W1,W2,...",
      valueName: "w"))
  var exchangeRate: String?

  @Option(help: "Report P(Se > A and Sp > B): A,B, or A for both.")
  var bothAbove: String?

  @Flag(help: "Continue the SROC curves beyond the observed false positive rates.")
  var extrapolate = false

  /// Fills the reporting part of the options.
  func apply(to options: inout FitOptions) throws {
    options.threshold = threshold.practice
    if let prevalence { options.prevalences = try Prevalence.parse(prevalence) }
    if let exchangeRate { options.exchangeRates = try ExchangeRates.parse(exchangeRate) }
    if let bothAbove { options.targets = try AccuracyTargets(parsing: bothAbove) }
    options.extrapolates = extrapolate
  }
}

enum ThresholdChoice: String, ExpressibleByArgument, CaseIterable {
  case common, varies, unknown

  var practice: ThresholdPractice {
    switch self {
    case .common: .common
    case .varies: .varies
    case .unknown: .unknown
    }
  }
}
