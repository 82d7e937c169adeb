import Documents
import SpecialFunctions
import Testing

@testable import AccuracyContrasts
@testable import Comparison
@testable import FitPages
@testable import Fitting
@testable import Requests

@Suite struct NetBenefitTests {
  /// By hand: of 1,000 people 300 are diseased. The first test finds 30 more of them and has 140 more false
  /// positives; at 0.2 true positives each it is worth 30 - 28 = 2 true positives more, at 0.25 less by 5.
  @Test func aNumberByHand() {
    func accuracy(_ sensitivity: Double, _ specificity: Double) -> ComparedAccuracy {
      ComparedAccuracy(
        logitSensitivity: [logit(sensitivity)], logitSpecificity: [logit(specificity)])
    }
    for (rate, expected) in [(0.2, 2.0), (0.25, -5.0)] {
      let found = ComparedAccuracy.netBenefit(
        of: accuracy(0.9, 0.6), over: accuracy(0.8, 0.8), prevalences: [0.3], exchangeRate: rate)
      #expect(found.count == 1 && abs(1000 * found[0] - expected) < 1e-9, "\(found)")
    }
  }

  private func options(_ prevalence: String, covariate: Bool) throws -> FitOptions {
    var options = FitOptions(data: "example:ascus")
    if covariate {
      var request = CovariateRequest()
      request.covariates = ["test"]
      try options.setCovariates(request)
    } else {
      try options.select(
        filters: [], by: "test", study: nil, allowDependent: false, dropOneArm: false)
    }
    options.draws = 500
    options.threads = 2
    options.prevalences = try Prevalence.parse(prevalence)
    options.exchangeRates = [0.05, 2]
    return options
  }

  /// The mean is linear in the two differences, whose means stand in the same fit. At 0.05 the more sensitive
  /// test is worth more, at 2 the more specific one: both signs are met.
  @Test func theMeanIsThatOfItsParts() throws {
    let fit = try runFit(try options("0.1,0.3", covariate: true), detail: .full)
    let comparison = try #require(fit.comparisons.first)
    func mean(_ base: String) throws -> Double {
      try #require(comparison.quantity(base)?.summary.mean)
    }
    let (sensitivity, specificity) = (
      try mean("difference_sensitivity"), try mean("difference_specificity")
    )
    let found = comparison.quantities.filter { $0.variable.base == "difference_net_benefit" }
    #expect(found.count == 4 && comparison.netBenefits.count == 4)
    var expected: [Double] = []
    for p in [0.1, 0.3] {
      for w in [0.05, 2] { expected.append(p * sensitivity + w * (1 - p) * specificity) }
    }
    for (report, value) in zip(found, expected) {
      #expect(abs(report.summary.mean - value) < 1e-12, "\(report.name)")
    }
    let probabilities = comparison.netBenefits.map(\.probabilityHigher)
    #expect(probabilities[2] > 0.9 && probabilities[1] < 0.2, "\(probabilities)")
    #expect(
      found[2].name == "difference_net_benefit[HC2 vs RepC,prevalence:0.3,exchange_rate:0.05]")
    let higher = comparison.quantities.filter { $0.variable.base == "p_higher_net_benefit" }
    #expect(zip(higher, probabilities).allSatisfy { abs($0.summary.mean - $1) < 1e-12 })
    // Where the model gives both tests the same specificity, what is left is sensitivity's part.
    var onlySensitivity = try options("0.3", covariate: true)
    onlySensitivity.design.formula.muSpecificity = []
    let other = try #require(
      try runFit(onlySensitivity, detail: .full).comparisons.first)
    let part = try #require(other.quantity("difference_sensitivity")?.summary.median)
    for benefit in other.netBenefits {
      #expect(abs(benefit.difference.estimate - 0.3 * part) < 1e-12)
    }
  }

  /// A distribution adds its own spread: the interval is wider than at its mean, the median near.
  @Test(arguments: [true, false]) func aPrevalenceMayBeADistribution(covariate: Bool) throws {
    func benefit(_ prevalence: String) throws -> NetBenefitContrast {
      let options = try options(prevalence, covariate: covariate)
      if covariate {
        let fit = try runFit(options, detail: .page)
        return try #require(fit.comparisons.first?.netBenefits.first)
      }
      let fits = settings(of: try runFitByLevel(options, detail: .page))
      return try #require(contrastLevels(fits).first?.netBenefits.first)
    }
    let (fixed, spread) = (try benefit("0.2"), try benefit("beta(2,8)"))
    func width(_ value: NetBenefitContrast) -> Double {
      value.difference.upper - value.difference.lower
    }
    #expect(width(spread) > 1.2 * width(fixed))
    #expect(abs(spread.difference.estimate - fixed.difference.estimate) < 0.25 * width(fixed))
    #expect(fixed.probabilityHigher > 0.9)
  }

  @Test func whatCannotBeMeantIsRefused() throws {
    for text in ["0", "-1", "x", "", "0.1,", "1001", "nan"] {
      #expect(throws: AnalysisError.self, "\(text)") { _ = try ExchangeRates.parse(text) }
    }
    #expect(try ExchangeRates.parse("0.1, 2,0.1") == [0.1, 2])
    func message(_ change: (inout FitOptions) -> Void) throws -> String {
      var options = try options("0.1", covariate: true)
      change(&options)
      do {
        try options.validate()
        return ""
      } catch {
        return error.message.spelled(by: .commandLine)
      }
    }
    #expect(try message { _ in }.isEmpty)
    #expect(try message { $0.prevalences = [] }.contains("needs --prevalence"))
    #expect(try message { $0.design = .init() }.contains("--covariate or --by"))
    #expect(try message { $0.exchangeRates = [0] }.hasPrefix("--exchange-rate 0.0: use numbers"))
  }
}
