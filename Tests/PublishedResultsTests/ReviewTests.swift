import FrequentistFits
import Testing

/// Results that reviews printed, from the exact bivariate model of the same counts.
@Suite struct ReviewTests {
  /// Triage of atypical smears (Arbyn et al. 2013), each test by METADAS (SAS NLMIXED).
  @Test(arguments: [
    ("HC2", [0.909, 0.857, 0.944], [0.607, 0.529, 0.680]),
    ("RepC", [0.715, 0.629, 0.788], [0.684, 0.599, 0.758]),
  ])
  func atypicalSmearsByMETADAS(
    _ test: String, _ sensitivity: [Double], _ specificity: [Double]
  ) throws {
    let fit = fitBivariate(
      try example("ascus", where: ["test=\(test)"]), method: .maximumLikelihood)
    expectPublished(
      fit.sensitivity(level: 0.95), sensitivity[0], sensitivity[1], sensitivity[2], within: 2e-3)
    expectPublished(
      fit.specificity(level: 0.95), specificity[0], specificity[1], specificity[2], within: 2e-3)
  }

  @Test func relativeAccuracyOfTheTwoTests() throws {
    let fits = try ["HC2", "RepC"].map {
      fitBivariate(try example("ascus", where: ["test=\($0)"]), method: .maximumLikelihood)
    }
    let se = try fits.map { try #require($0.sensitivity(level: 0.95)).estimate }
    let sp = try fits.map { try #require($0.specificity(level: 0.95)).estimate }
    expectPublished(se[0] / se[1], 1.27, within: 5e-3)
    expectPublished(sp[0] / sp[1], 0.89, within: 5e-3)
  }

  /// CT for coronary artery disease (Schuetz et al. 2010, Ann Intern Med 152:167).
  @Test func coronaryCT() throws {
    let fit = fitBivariate(
      try example("schuetz_ct_mri", where: ["test=CT"]), method: .maximumLikelihood)
    expectPublished(fit.sensitivity(level: 0.95), 0.972, 0.962, 0.980, within: 1e-3)
    expectPublished(fit.specificity(level: 0.95), 0.874, 0.845, 0.898, within: 1e-3)
  }
}
