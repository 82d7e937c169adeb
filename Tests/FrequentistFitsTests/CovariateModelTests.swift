import AccuracyData
import Comparison
import SpecialFunctions
import StudyDesigns
import Testing

@testable import FrequentistFits

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The models A to E of a covariate, against maxima that another program found with a quadrature of its
/// own (log likelihoods to four decimals, estimates to five, standard errors to three).
@Suite struct CovariateModelTests {
  /// What is asked of which data.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var filter: String?
    let column: String
    /// Log likelihoods of A to E; nil where there is none to compare with.
    let maxima: [Double?]
    /// Those of `maxima` that are at rho = -1, found at |atanh rho| = 4.
    var starred: Set<Int> = []
    /// B against A, B against C, B against D, E against B.
    let statistics: [Double?]
    let freedom: [Int]

    var testDescription: String { "\(name) by \(column)" }

    func studies() throws -> [AccuracyStudy] {
      if name == "rheumatoid factor" { return RheumatoidFactor.studies }
      return try filter.map { try example(name, where: $0) } ?? example(name)
    }
  }

  static let cases = [
    Case(
      name: "smoking_all", filter: "result_id=1", column: "type",
      maxima: [-208.3134, -202.7272, -203.9143, -205.3229, -199.5206],
      statistics: [11.17, 2.374, 5.191, 6.413], freedom: [2, 1, 1, 3]),
    Case(
      name: "ascus", column: "test",
      maxima: [-144.7552, -134.9829, -144.0759, -135.7957, -134.5642], starred: [1, 3, 4],
      statistics: [19.54, 18.19, 1.626, 0.837], freedom: [2, 1, 1, 3]),
    Case(
      name: "anti_ccp", column: "generation",
      maxima: [-272.6470, -266.5655, -272.6433, -267.3549, -262.2974],
      statistics: [12.16, 12.16, 1.579, 8.536], freedom: [2, 1, 1, 3]),
    Case(
      name: "schuetz_ct_mri", column: "test",
      maxima: [-489.1012, -475.4281, -485.1585, -482.0408, -471.1971],
      statistics: [27.35, 19.46, 13.23, 8.462], freedom: [2, 1, 1, 3]),
    Case(
      name: "scheidler", column: "modality",
      maxima: [-222.7782, -214.3271, -217.6518, -221.5111, -207.0182], starred: [4],
      statistics: [16.90, 6.649, 14.37, 14.62], freedom: [4, 2, 2, 6]),
    Case(
      name: "catheter", column: "type",
      maxima: [-204.1217, -203.0577, -203.0581, -204.1029, -202.7487],
      statistics: [2.128, 0.0007, 2.090, 0.618], freedom: [2, 1, 1, 3]),
    Case(
      name: "rheumatoid factor", column: "method",
      maxima: [-403.1010, -397.5552, -400.7190, -400.4198, nil],
      statistics: [11.09, 6.328, 5.729, nil], freedom: [8, 4, 4, 12]),
  ]

  /// Whether a number is printed as another one, within two of the last digit.
  private func isPrinted(_ value: Double, as text: Double, digits: Int) -> Bool {
    // Half a unit for the rounding of what was printed.
    abs(value - text) <= 2.5 * pow(10, -Double(digits))
  }

  @Test(arguments: cases) func maxima(_ example: Case) throws {
    let models = try fitCovariateModels(
      try example.studies(), covariate: CovariateChoice(example.column))
    #expect(models.models.map(\.model) == CovariateModel.allCases)
    for (k, model) in CovariateModel.allCases.enumerated() {
      let fit = try #require(models[model])
      guard let expected = example.maxima[k] else { continue }
      let value = try #require(fit.logLikelihood)
      if example.starred.contains(k) {
        #expect(fit.edges.contains(.perfectCorrelation), "\(model): \(fit.edges)")
        let inside = try nearEdgeMaximum(fit, try example.studies())
        #expect(isPrinted(inside, as: expected, digits: 4), "\(model): \(inside)")
        // The edge itself is higher, if not by much.
        #expect(value > inside && value < inside + 0.02, "\(model): \(value), \(inside)")
      } else {
        #expect(fit.status == .converged)
        #expect(isPrinted(value, as: expected, digits: 4), "\(model): \(value)")
      }
    }
  }

  @Test(arguments: cases) func tests(_ example: Case) throws {
    let models = try fitCovariateModels(
      try example.studies(), covariate: CovariateChoice(example.column))
    for (k, question) in CovariateQuestion.allCases.enumerated() {
      let entry = models.tests.first { $0.question == question }
      guard let expected = example.statistics[k] else {
        #expect(entry == nil)
        continue
      }
      let test = try #require(entry).test
      // Four digits are printed, of the smallest statistic one; at a boundary the maxima differ from those
      // that were printed by some thousandths.
      let digits = expected >= 10 ? 2 : expected >= 0.01 ? 3 : 4
      let isAtBoundary = [question.larger, question.smaller].contains { model in
        CovariateModel.allCases.firstIndex(of: model).map(example.starred.contains) ?? false
      }
      let slack = isAtBoundary ? 0.02 : 0
      #expect(
        abs(test.statistic - expected) <= 2.5 * pow(10, -Double(digits)) + slack,
        "\(question): \(test.statistic)")
      #expect(test.degreesOfFreedom == example.freedom[k])
      #expect(entry?.isAtBoundary == isAtBoundary)
    }
  }

  /// The maximum with rho held at -tanh 4 in the covariances that are at rho = -1.
  private func nearEdgeMaximum(_ fit: DesignFit, _ studies: [AccuracyStudy]) throws -> Double {
    guard fit.design.groups.count > 1 else {
      let layout = LikelihoodLayout(fit.design, studies: studies)
      return try maximum(layout)
    }
    return try fit.design.groups.indices.reduce(0) { sum, group in
      let own = studies.indices.filter { fit.design.rows[fit.design.rowOfStudy[$0]].group == group }
      let layout = LikelihoodLayout(levels: [own.map { studies[$0] }])
      let free = maximise(ExactLikelihood(layout), starts: startingPoints(layout))
      return sum
        + (fit.edges[group] == nil ? try #require(free.logLikelihood) : try maximum(layout))
    }
  }

  private func maximum(_ layout: LikelihoodLayout) throws -> Double {
    let likelihood = FixedCorrelation(base: ExactLikelihood(layout), fisherZ: -4)
    let start = Array(startingPoints(layout)[0].dropLast(3)) + [0.5, 0.5]
    let found = try #require(
      climb(likelihood, from: start, free: Array(start.indices), tolerance: 1e-6))
    return found.value
  }

  // MARK: Estimates

  struct Expected: Sendable, CustomTestStringConvertible {
    let name: String
    var filter: String?
    let column: String
    let reference: String
    /// Means of logit sensitivity by level, the reference first, with standard errors where printed.
    let sensitivity: [(Double, Double?)]
    let specificity: [(Double, Double?)]
    let taus: (Double, Double)
    let rho: Double

    var testDescription: String { "\(name) by \(column)" }
  }

  static let estimates = [
    Expected(
      name: "smoking_all", filter: "result_id=1", column: "type", reference: "IAQ",
      sensitivity: [(2.92972, 0.526), (1.84477, 0.431)],
      specificity: [(3.54235, 0.331), (2.56058, 0.249)], taus: (1.61592, 0.93785), rho: -0.50432),
    Expected(
      name: "anti_ccp", column: "generation", reference: "CCP1",
      sensitivity: [(-0.09658, 0.221), (0.86612, 0.121)],
      specificity: [(3.44717, 0.299), (3.01629, 0.163)], taus: (0.60067, 0.73841), rho: -0.44258),
    Expected(
      name: "schuetz_ct_mri", column: "test", reference: "CT",
      sensitivity: [(3.48169, 0.157), (2.09217, 0.265)],
      specificity: [(1.92978, 0.122), (0.86015, 0.259)], taus: (0.92931, 0.93440), rho: 0.22683),
  ]

  private func models(_ name: String, _ filter: String?, _ column: String, reference: String)
    throws -> CovariateModels
  {
    let studies = try filter.map { try example(name, where: $0) } ?? example(name)
    return try fitCovariateModels(
      studies, covariate: CovariateChoice(column), references: [reference])
  }

  @Test(arguments: estimates) func estimatesOfModelB(_ expected: Expected) throws {
    let models = try models(
      expected.name, expected.filter, expected.column, reference: expected.reference)
    let fit = try #require(models[.bothMeans])
    let point = try #require(fit.point)
    #expect(models.covariate.levels.first == expected.reference)
    for (path, values) in [
      (\DesignPoint.sensitivity, expected.sensitivity), (\.specificity, expected.specificity),
    ] {
      for (k, (value, error)) in values.enumerated() {
        let own = point[keyPath: path][k]
        #expect(isPrinted(own, as: value, digits: 5), "\(own), printed \(value)")
        let ownError = try #require(fit.standardError { $0[keyPath: path][k] })
        expectClose(ownError, try #require(error), 5.5e-3, "standard error")
      }
    }
    let loadings = point.covariances[0]
    #expect(isPrinted(loadings.tauSensitivity, as: expected.taus.0, digits: 5))
    #expect(isPrinted(loadings.tauSpecificity, as: expected.taus.1, digits: 5))
    #expect(isPrinted(try #require(loadings.correlation), as: expected.rho, digits: 5))
  }

  @Test func estimatesOfThreeLevels() throws {
    let models = try models("scheidler", nil, "modality", reference: "CT")
    let point = try #require(models[.bothMeans]?.point)
    #expect(models.covariate.levels == ["CT", "LAG", "MRI"])
    expectClose(point.sensitivity[0], -0.139, 2.5e-3)
    for (own, printed) in zip(
      point.sensitivity.dropFirst() + point.specificity
        + [point.covariances[0].tauSensitivity, point.covariances[0].tauSpecificity],
      [0.80452, 0.19895, 2.68923, 1.58277, 3.01805, 0.83539, 0.78496])
    {
      #expect(isPrinted(own, as: printed, digits: 5), "\(own), printed \(printed)")
    }
    expectClose(point.covariances[0].correlation, -0.5162, 2.5e-4)
    let ratios = models.ratios(level: 0.95)
    #expect(
      ratios.map { [$0.first, $0.second] } == [["LAG", "CT"], ["MRI", "CT"], ["MRI", "LAG"]])
    expect(ratios[0].sensitivity.ratio, 1.485, 1.085, 2.033)
    expect(ratios[0].specificity.ratio, 0.886, 0.818, 0.960)
    expect(ratios[1].sensitivity.ratio, 1.181, 0.791, 1.765)
    expect(ratios[1].specificity.ratio, 1.018, 0.974, 1.064)
  }

  private func expect(
    _ interval: IntervalEstimate, _ estimate: Double, _ lower: Double, _ upper: Double,
    at location: SourceLocation = #_sourceLocation
  ) {
    for (own, printed) in [
      (interval.estimate, estimate), (interval.lower, lower), (interval.upper, upper),
    ] {
      expectClose(own, printed, 2.5e-3, at: location)
    }
  }

  @Test func ratiosOfTwoLevels() throws {
    let smoking = try #require(
      try models("smoking_all", "result_id=1", "type", reference: "IAQ").ratios(level: 0.95).first)
    #expect(smoking.first == "SAQ" && smoking.second == "IAQ")
    expect(smoking.sensitivity.ratio, 0.910, 0.802, 1.032)
    expect(smoking.specificity.ratio, 0.955, 0.918, 0.994)
    expectClose(smoking.oddsRatio.estimate, 0.127, 2.5e-3)
    let generation = try #require(
      try models("anti_ccp", nil, "generation", reference: "CCP1").ratios(level: 0.95).first)
    expect(generation.sensitivity.ratio, 1.479, 1.167, 1.875)
    expect(generation.specificity.ratio, 0.984, 0.961, 1.007)
    expect(generation.sensitivity.difference, 0.228, 0.109, 0.347)
    expectClose(generation.oddsRatio.estimate, 1.70, 2.5e-2)
    let imaging = try #require(
      try models("schuetz_ct_mri", nil, "test", reference: "CT").ratios(level: 0.95).first)
    expect(imaging.sensitivity.ratio, 0.918, 0.866, 0.972)
    expect(imaging.specificity.ratio, 0.805, 0.690, 0.939)
    let smears = try #require(
      try models("ascus", nil, "test", reference: "RepC").ratios(level: 0.95).first)
    #expect(smears.first == "HC2")
    expect(smears.sensitivity.ratio, 1.278, 1.145, 1.427)
    expect(smears.specificity.ratio, 0.893, 0.752, 1.061)
  }

  @Test func aSlopePerStandardDeviation() throws {
    let models = try fitCovariateModels(
      try example("catheter"), covariate: CovariateChoice("prevalence"))
    #expect(models.covariate.kind == .continuous && models[.separate] == nil)
    #expect(models.tests.map(\.question) == [.accuracy, .sensitivity, .specificity])
    #expect(models.tests.map(\.test.degreesOfFreedom) == [2, 1, 1])
    let fit = try #require(models[.bothMeans])
    let point = try #require(fit.point)
    #expect(isPrinted(try #require(fit.logLikelihood), as: -201.74389, digits: 5))
    for (own, printed) in zip(
      point.sensitivity + point.specificity
        + [point.covariances[0].tauSensitivity, point.covariances[0].tauSpecificity],
      [1.82379, 0.08365, 1.88624, -0.37800, 0.86954, 0.85086])
    {
      #expect(isPrinted(own, as: printed, digits: 5), "\(own), printed \(printed)")
    }
    #expect(isPrinted(try #require(point.covariances[0].correlation), as: -0.18437, digits: 5))
    expectClose(fit.standardError { $0.sensitivity[1] }, 0.178, 5.5e-3)
    expectClose(fit.standardError { $0.specificity[1] }, 0.167, 5.5e-3)
    let slopes = try #require(models.slopes(level: 0.95))
    expectClose(slopes.sensitivity.estimate, exp(0.08365), 1e-4)
    expectClose(slopes.oddsRatio.estimate, exp(0.08365 - 0.378), 1e-4)
    #expect(models.ratios(level: 0.95).isEmpty)
  }

  /// The model without a covariate of the same data.
  @Test func methodOfRheumatoidFactor() throws {
    let fit = fitBivariate(RheumatoidFactor.studies, method: .maximumLikelihood)
    let point = try #require(fit.point)
    #expect(isPrinted(point.muSensitivity, as: 0.77122, digits: 5))
    #expect(isPrinted(point.muSpecificity, as: 1.94652, digits: 5))
    expectClose(fit.standardError { $0.muSensitivity }, 0.124, 5.5e-3)
    expectClose(fit.standardError { $0.muSpecificity }, 0.157, 5.5e-3)
    #expect(isPrinted(point.tauSensitivity, as: 0.83288, digits: 5))
    #expect(isPrinted(point.tauSpecificity, as: 1.04683, digits: 5))
    #expect(isPrinted(try #require(point.correlation), as: -0.24838, digits: 5))
  }
}

/// A likelihood on the line of one correlation: means or coefficients, then tau_se and tau_sp.
private struct FixedCorrelation: MarginalLikelihood {
  let base: ExactLikelihood
  let fisherZ: Double
  var meanCount: Int { base.meanCount }
  var loadingCount: Int { 2 }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    let n = meanCount
    let (rho, root) = (tanh(fisherZ), 1 / cosh(fisherZ))
    var inner = [Double](repeating: 0, count: n + 3)
    let value = base.evaluate(
      Array(coordinates[..<n]) + [
        coordinates[n], rho * coordinates[n + 1], root * coordinates[n + 1],
      ], gradient: &inner)
    for k in 0..<n { gradient[k] = inner[k] }
    gradient[n] = inner[n]
    gradient[n + 1] = rho * inner[n + 1] + root * inner[n + 2]
    return value
  }
}
