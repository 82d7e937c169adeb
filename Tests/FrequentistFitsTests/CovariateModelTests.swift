import AccuracyData
import Draws
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

  @Test(arguments: cases) func maximaAndTests(_ example: Case) throws {
    let models = try fitCovariateModels(
      try example.studies(), covariate: CovariateChoice(example.column))
    for (k, model) in CovariateModel.allCases.enumerated() {
      let fit = try #require(models[model])
      print(example.name, model, fit.logLikelihood ?? .nan, fit.status, fit.iterations, fit.seconds)
    }
    for t in models.tests { print(t.question, t.test) }
  }
}
