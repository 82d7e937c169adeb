import AccuracyData
import Comparison
import SpecialFunctions
import StudyDesigns
import Testing

@testable import FrequentistFits
@testable import SharedEffectFits

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A design from a formula.
private func design(_ formula: String, _ studies: [AccuracyStudy]) throws -> StudyDesign {
  try StudyDesign(
    DesignRequest(formula: try ModelFormula(parsing: formula)), studies: studies)
}

/// Models of a covariate where all rows of a study share one effect, against maxima that another program found
/// with a quadrature of its own (log likelihoods to four decimals, estimates to five, errors to three).
@Suite struct SharedEffectFitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let reference: String
    /// Log likelihoods of A to D.
    let maxima: [Double]
    /// B against A, B against C, B against D.
    let statistics: [Double]
    /// By model B, each level.
    let sensitivity: [(Double, error: Double?)]
    let specificity: [(Double, error: Double?)]
    let taus: (Double, Double)
    let rho: Double
    /// The second level against the first, with 95 % intervals.
    let ratios: [[Double]]

    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "ascus", reference: "RepC", maxima: [-223.0539, -200.0296, -223.0536, -200.0299],
      statistics: [46.05, 46.05, 0.0006], sensitivity: [(0.89841, 0.186), (2.21982, 0.225)],
      specificity: [(0.57833, nil), (0.57726, 0.108)], taus: (0.38981, 0.31013), rho: -0.72377,
      ratios: [[1.269, 1.158, 1.391], [1.000, 0.970, 1.030]]),
    Case(
      name: "schuetz_ct_mri", reference: "CT",
      maxima: [-497.0179, -476.0429, -487.7788, -487.5410], statistics: [41.95, 23.47, 23.00],
      sensitivity: [(3.47932, nil), (2.17718, nil)], specificity: [(1.91729, nil), (0.87659, nil)],
      taus: (0.94297, 0.92948), rho: 0.21849,
      ratios: [[0.926, 0.882, 0.972], [0.810, 0.719, 0.912]]),
  ]

  /// Whether a number is printed as another one, within two of the last digit.
  private func isPrinted(_ value: Double, as text: Double, digits: Int) -> Bool {
    // Half a unit for the rounding of what was printed.
    abs(value - text) <= 2.5 * pow(10, -Double(digits))
  }

  @Test(arguments: cases) func modelsOfTheTest(_ expected: Case) throws {
    let models = try fitCovariateModels(
      try example(expected.name), covariate: CovariateChoice("test"),
      references: [expected.reference], rows: .shared)
    // One effect of both tests cannot have the covariance of each.
    #expect(models.models.map(\.model) == [.neither, .bothMeans, .specificity, .sensitivity])
    for (own, printed) in zip(models.models, expected.maxima) {
      let fit = try #require(own.fit)
      #expect(fit.status == .converged, "\(own.model): \(fit.status)")
      let value = try #require(fit.logLikelihood)
      #expect(isPrinted(value, as: printed, digits: 4), "\(own.model): \(value)")
    }
    #expect(models.tests.map(\.question) == [.accuracy, .sensitivity, .specificity])
    #expect(models.tests.map(\.test.degreesOfFreedom) == [2, 1, 1])
    #expect(models.tests.allSatisfy { !$0.isAtBoundary })
    for (entry, printed) in zip(models.tests, expected.statistics) {
      let digits = printed >= 0.01 ? 2 : 4
      #expect(
        isPrinted(entry.test.statistic, as: printed, digits: digits),
        "\(entry.question): \(entry.test.statistic)")
      expectClose(
        entry.test.pValue,
        chiSquaredUpperTail(
          entry.test.statistic, degreesOfFreedom: Double(entry.test.degreesOfFreedom)), 1e-14)
    }
    try expectEstimates(models, expected)
  }

  private func expectEstimates(_ models: CovariateModels, _ expected: Case) throws {
    let fit = try #require(models[.bothMeans])
    let point = try #require(fit.point)
    for (path, values) in [
      (\DesignPoint.sensitivity, expected.sensitivity), (\.specificity, expected.specificity),
    ] {
      for (k, (printed, error)) in values.enumerated() {
        let own = point[keyPath: path][k]
        #expect(isPrinted(own, as: printed, digits: 5), "\(own), printed \(printed)")
        let ownError = try #require(fit.standardError { $0[keyPath: path][k] })
        if let error { expectClose(ownError, error, 5.5e-3, "standard error") }
      }
    }
    let loadings = point.covariances[0]
    #expect(isPrinted(loadings.tauSensitivity, as: expected.taus.0, digits: 5))
    #expect(isPrinted(loadings.tauSpecificity, as: expected.taus.1, digits: 5))
    #expect(isPrinted(try #require(loadings.correlation), as: expected.rho, digits: 5))
    let pair = try #require(models.ratios(level: 0.95).first)
    for (own, printed) in zip([pair.sensitivity.ratio, pair.specificity.ratio], expected.ratios) {
      for (value, text) in zip([own.estimate, own.lower, own.upper], printed) {
        #expect(isPrinted(value, as: text, digits: 3), "\(value), printed \(text)")
      }
    }
    let levels = models.accuracy(level: 0.95)
    #expect(levels.map(\.level).first == expected.reference && levels.count == 2)
    expectClose(levels[1].sensitivity.estimate, expit(expected.sensitivity[1].0), 1e-5)
  }

  /// Model B by R 4.2.2, lme4 1.1-31 (`glmer`, nAGQ = 1, tolPwrss = 1e-13, bobyqa), run for this test: the same
  /// model with the integral of each study by Laplace's method, so that estimates are near these and the value
  /// is a little lower.
  @Test(arguments: [
    (
      "ascus", "RepC", [0.898934, 2.220225], [0.578431, 0.577363], [0.38854, 0.31005, -0.727],
      -200.039189
    ),
    (
      "schuetz_ct_mri", "CT", [3.480412, 2.177070], [1.916882, 0.875404],
      [0.93535, 0.91908, 0.210], -476.504718
    ),
  ])
  func laplaceOfGlmerIsNear(
    _ name: String, _ reference: String, _ sensitivity: [Double], _ specificity: [Double],
    _ spread: [Double], _ value: Double
  ) throws {
    let studies = try example(name)
    let design = try StudyDesign(
      DesignRequest(
        formula: try ModelFormula(parsing: "mu_se ~ test; mu_sp ~ test"), references: [reference]),
      studies: studies)
    let fit = fitSharedEffects(design, studies: studies)
    let point = try #require(fit.point)
    for (own, printed) in zip(
      point.sensitivity + point.specificity, sensitivity + specificity)
    {
      expectClose(own, printed, 2e-3, "\(name) mean")
    }
    expectClose(point.covariances[0].tauSensitivity, spread[0], 1.2e-2, "\(name) tau_se")
    expectClose(point.covariances[0].tauSpecificity, spread[1], 1.2e-2, "\(name) tau_sp")
    expectClose(point.covariances[0].correlation, spread[2], 1.2e-2, "\(name) rho")
    let own = try #require(fit.logLikelihood)
    #expect(own > value && own < value + 0.5, "\(name): \(own), by Laplace \(value)")
  }

  // MARK: The likelihood

  /// Studies with two rows, with one, and with an arm missing.
  private static func mixedStudies() throws -> [AccuracyStudy] {
    var studies = try example("ascus")
    studies.removeLast(3)
    studies[0].diseased = nil
    studies[12].nondiseased = nil
    return studies
  }

  /// (beta_se, beta_sp of two levels), then the loadings: inside, at each edge and at all of them.
  static let points: [[Double]] = [
    [0.9, 2.2, 0.6, 0.5, 0.4, -0.25, 0.2], [0.4, 3, 0.1, 1.2, -1.3, 0.4, -0.7],
    [0.9, 2.2, 0.6, 0.5, 0, 0.3, 0.2], [0.9, 2.2, 0.6, 0.5, 0.4, -0.3, 0],
    [0.9, 2.2, 0.6, 0.5, 0.4, 0, 0], [0.9, 2.2, 0.6, 0.5, 0, 0, 0.3],
    [0.9, 2.2, 0.6, 0.5, 0, 0, 0],
  ]

  @Test(arguments: points) func derivatives(_ point: [Double]) throws {
    let studies = try Self.mixedStudies()
    let layout = LikelihoodLayout(
      try design("mu_se ~ test; mu_sp ~ test", studies), studies: studies)
    let likelihood = SharedEffectSum(layout)
    var gradient = [Double](repeating: 0, count: point.count)
    _ = likelihood.evaluate(point, gradient: &gradient)
    let step = 1e-4
    for k in point.indices {
      var (low, high) = (point, point)
      low[k] -= step
      high[k] += step
      let difference = (value(likelihood, high) - value(likelihood, low)) / (2 * step)
      expectClose(gradient[k], difference, 2e-5 * (1 + abs(difference)), "coordinate \(k)")
    }
  }

  /// log L of a study by a dense sum over z without any of the kernel's code.
  private func denseSum(_ tables: [AccuracyStudy], _ means: [SIMD2<Double>], _ loadings: [Double])
    -> Double
  {
    func logFactor(_ arm: AccuracyArm?, _ t: Double) -> Double {
      guard let arm else { return 0 }
      let (n, y) = (Double(arm.total), Double(arm.correct))
      return lgamma(n + 1) - lgamma(y + 1) - lgamma(n - y + 1) - y * log1p(exp(-t))
        - (n - y) * log1p(exp(t))
    }
    let step = 0.05
    let axis = stride(from: -12.0, through: 12, by: step).map { $0 }
    // The rows' sensitivities depend on z1 alone.
    var terms: [Double] = []
    for z1 in axis {
      let first = zip(tables, means).reduce(-0.5 * z1 * z1) {
        $0 + logFactor($1.0.diseased, $1.1.x + loadings[0] * z1)
      }
      for z2 in axis {
        let second = zip(tables, means).reduce(-0.5 * z2 * z2) {
          $0 + logFactor($1.0.nondiseased, $1.1.y + loadings[1] * z1 + loadings[2] * z2)
        }
        terms.append(first + second)
      }
    }
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
      + log(step * step / (2 * Double.pi))
  }

  /// The digits that are printed, at the maximum: against a finer rule, and study by study against a sum that
  /// shares no code with it.
  @Test(arguments: ["ascus", "schuetz_ct_mri"])
  func theLikelihoodAtTheMaximum(_ name: String) throws {
    let studies = try example(name)
    let design = try design("mu_se ~ test; mu_sp ~ test", studies)
    let fit = fitSharedEffects(design, studies: studies)
    let point = try #require(fit.point)
    let fine = SharedEffectSum(LikelihoodLayout(design, studies: studies), tolerance: 1e-14)
    let coordinates = point.sensitivity + point.specificity + point.covariances[0].values
    let maximum = try #require(fit.logLikelihood)
    expectClose(value(fine, coordinates), maximum, 1e-8)
    var gradient = [Double](repeating: 0, count: coordinates.count)
    _ = fine.evaluate(coordinates, gradient: &gradient)
    #expect(gradient.allSatisfy { abs($0) < 1e-4 }, "\(gradient)")
    guard name == "ascus" else { return }
    let dense = Dictionary(grouping: studies.indices, by: { studies[$0].label }).values.reduce(0.0)
    {
      sum, rows in
      sum
        + denseSum(
          rows.map { studies[$0] },
          rows.map { point.means(of: design.rows[design.rowOfStudy[$0]]) },
          point.covariances[0].values)
    }
    expectClose(dense, maximum, 1e-7, "dense sum")
  }

  /// With one row in each study nothing is shared.
  @Test func oneRowAStudyIsThePlainModel() throws {
    let studies = try example("anti_ccp")
    for formula in [
      "mu_se ~ generation; mu_sp ~ generation", "mu_sp ~ generation; tau ~ generation",
    ] {
      let design = try design(formula, studies)
      let (own, plain) = (
        fitSharedEffects(design, studies: studies), fitDesign(design, studies: studies)
      )
      expectClose(own.logLikelihood, try #require(plain.logLikelihood), 1e-7, formula)
      expectClose(
        own.standardError { $0.specificity[1] },
        try #require(plain.standardError { $0.specificity[1] }), 1e-6, formula)
    }
  }

  /// A row of a study without participants in either arm of another level changes nothing; one that is split in
  /// two has the same likelihood but for the binomial coefficients.
  @Test func rowsThatAreSplitShareTheirEffect() throws {
    let whole = try example("audit4")
    let halves = whole.flatMap { study in
      [false, true].map { isSecond in
        var half = study
        func part(_ arm: AccuracyArm?) -> AccuracyArm? {
          arm.map {
            let (y, n) = ($0.correct / 3, $0.incorrect / 2)
            return isSecond
              ? AccuracyArm(correct: $0.correct - y, incorrect: $0.incorrect - n)
              : AccuracyArm(correct: y, incorrect: n)
          }
        }
        (half.diseased, half.nondiseased) = (part(study.diseased), part(study.nondiseased))
        return half
      }
    }
    func coefficients(_ studies: [AccuracyStudy]) -> Double {
      studies.flatMap { [$0.diseased, $0.nondiseased] }.reduce(0) { sum, arm in
        sum + (arm.map { logBinomialCoefficient(trials: $0.total, successes: $0.correct) } ?? 0)
      }
    }
    let plain = fitBivariate(whole, method: .maximumLikelihood)
    let own = fitSharedEffects(try design("mu_se ~ 1; mu_sp ~ 1", halves), studies: halves)
    let point = try #require(plain.point)
    expectClose(
      try #require(own.logLikelihood) - coefficients(halves),
      try #require(plain.logLikelihood) - coefficients(whole), 1e-7)
    expectClose(own.point?.sensitivity[0], point.muSensitivity, 1e-5)
    expectClose(own.point?.covariances[0].tauSensitivity, point.tauSensitivity, 1e-5)
    // Not so where halves count as studies of their own.
    let apart = fitDesign(try design("mu_se ~ 1; mu_sp ~ 1", halves), studies: halves)
    #expect(abs((apart.logLikelihood ?? 0) - (own.logLikelihood ?? 0)) > 0.1)
    // The data of this set have their maximum at rho = -1, which both say.
    #expect(own.status == plain.status && own.status == .boundary(.perfectCorrelation))
    #expect(own.edges == [.perfectCorrelation])
  }

  /// Where each study has one level, levels have covariances of their own, and their fits add up.
  @Test func separateCovariancesOfStudiesWithOneLevel() throws {
    let labels = try example("ascus").map(\.label)
    let order = Array(Set(labels)).sorted()
    let studies = try example("ascus").map { study in
      var own = study
      let place = order.firstIndex(of: study.label) ?? 0
      own.covariates = [StudyCovariate(name: "g", value: place % 2 == 0 ? "x" : "y")]
      return own
    }
    let models = try fitCovariateModels(studies, covariate: CovariateChoice("g"), rows: .shared)
    let both = try #require(models[.separate]?.logLikelihood)
    let sum = try ["x", "y"].reduce(0.0) { sum, level in
      let own = studies.filter { $0.covariate("g") == level }
      let fit = fitSharedEffects(try design("mu_se ~ 1; mu_sp ~ 1", own), studies: own)
      return sum + (try #require(fit.logLikelihood))
    }
    expectClose(both, sum, 2e-3)
    #expect(models.tests.map(\.test.degreesOfFreedom) == [2, 1, 1, 3])
  }

  // MARK: Edges and failures

  /// Rows of one study per test with the same proportions everywhere.
  @Test func withoutVariationBothTausAreZero() throws {
    let studies = (0..<6).flatMap { number in
      ["a", "b"].map { test in
        AccuracyStudy(
          label: "S\(number)", row: 1,
          diseased: AccuracyArm(correct: test == "a" ? 40 : 30, incorrect: 10),
          nondiseased: AccuracyArm(correct: 60, incorrect: 20),
          covariates: [StudyCovariate(name: "test", value: test)])
      }
    }
    let design = try design("mu_se ~ test; mu_sp ~ test", studies)
    let fit = fitSharedEffects(design, studies: studies)
    #expect(fit.status == .boundary(.bothTausZero) && fit.edges == [.bothTausZero])
    expectClose(fit.point?.sensitivity[0], log(4), 1e-6)
    expectClose(fit.point?.sensitivity[1], log(3), 1e-6)
    // Without variation the standard error is that of a proportion.
    expectClose(fit.standardError { $0.sensitivity[0] }, (1.0 / 240 + 1.0 / 60).squareRoot(), 1e-5)
  }

  @Test func whatCannotBeEstimatedSaysWhy() throws {
    func row(_ label: String, _ test: String) -> AccuracyStudy {
      AccuracyStudy(
        label: label, row: 1, diseased: AccuracyArm(correct: 8, incorrect: 3),
        nondiseased: AccuracyArm(correct: 9, incorrect: 4),
        covariates: [StudyCovariate(name: "test", value: test)])
    }
    func reason(_ rows: [AccuracyStudy], _ formula: String) throws -> String {
      let fit = fitSharedEffects(try design(formula, rows), studies: rows)
      guard case .failed(let reason) = fit.status else { return "" }
      #expect(fit.logLikelihood == nil && fit.point == nil)
      return reason
    }
    let both = "mu_se ~ test; mu_sp ~ test"
    // Independent rows would do here; shared effects of one study, or of one study a test, do not.
    let oneStudy = [row("s", "a"), row("s", "b"), row("s", "a")]
    let studyPerTest = [row("s", "a"), row("s", "a"), row("t", "b"), row("t", "b")]
    for rows in [oneStudy, studyPerTest] {
      #expect(try reason(rows, both).contains("variance between studies cannot be estimated"))
      #expect(fitDesign(try design(both, rows), studies: rows).status.hasEstimates)
    }
    let crossed = ["s", "t", "u"].flatMap { [row($0, "a"), row($0, "b")] }
    #expect(try reason(crossed, both).isEmpty)
    #expect(try reason(crossed, both + "; tau ~ test").contains("rows of several levels"))
    let many = (0..<65).map { row("s", $0 % 2 == 0 ? "a" : "b") } + crossed
    #expect(try reason(many, both).contains("study s has more than 64 rows"))
  }
}
