import Testing

@testable import FrequentistFits

/// Fits of the same data by R 4.2.2, lme4 1.1-31 (`glmer`, nAGQ = 1, tolPwrss = 1e-13, bobyqa) and
/// metafor 3.8-1 (`rma.mv`, struct "UN", nlminb), run for this test.
@Suite struct IndependentReferenceTests {
  struct Reference: Sendable {
    let data: String
    let muSe, seMuSe, muSp, seMuSp, tauSe, tauSp, rho, logLikelihood: Double
  }

  static let laplace = [
    Reference(
      data: "auditc", muSe: 2.511161141, seMuSe: 0.461780224, muSp: 1.276197512,
      seMuSp: 0.168867466, tauSe: 1.612807066, tauSp: 0.617408540, rho: -0.817851898,
      logLikelihood: -122.791982215),
    Reference(
      data: "dementia_csf14", muSe: 1.370891586, seMuSe: 0.211895127, muSp: 0.636978705,
      seMuSp: 0.207020570, tauSe: 0.595114964, tauSp: 0.692664936, rho: -0.605111286,
      logLikelihood: -82.872077459),
    Reference(
      data: "anti_ccp", muSe: 0.653403671, seMuSe: 0.127486412, muSp: 3.108989339,
      seMuSp: 0.145884629, tauSe: 0.736639850, tauSp: 0.756111163, rho: -0.485502795,
      logLikelihood: -272.779924907),
    Reference(
      data: "scheidler_mri", muSe: 0.203387439, seMuSe: 0.423204600, muSp: 3.046129764,
      seMuSp: 0.360002682, tauSe: 1.146541100, tauSp: 0.871122839, rho: -0.735934345,
      logLikelihood: -46.346700545),
    Reference(
      data: "scheidler_lag", muSe: 0.726363098, seMuSe: 0.153541203, muSp: 1.638365420,
      seMuSp: 0.249011195, tauSe: 0.348539824, tauSp: 0.900407929, rho: 0.242259850,
      logLikelihood: -91.499275503),
    Reference(
      data: "gould_fdgpet_nodules", muSe: 3.682186458, seMuSe: 0.383427151, muSp: 1.300219703,
      seMuSp: 0.158738290, tauSe: 1.470350226, tauSp: 0.473893408, rho: -0.685647754,
      logLikelihood: -112.000270722),
    Reference(
      data: "telomerase", muSe: 1.192264123, seMuSe: 0.180450553, muSp: 2.337602882,
      seMuSp: 0.630470907, tauSe: 0.428351425, tauSp: 1.808536960, rho: -1,
      logLikelihood: -50.456092019),
    Reference(
      data: "audit4", muSe: 0.9505873973, seMuSe: 0.3919796735, muSp: 3.1726907677,
      seMuSp: 0.1976497391, tauSe: 0.5690199359, tauSp: 0.0423294046, rho: -1,
      logLikelihood: -18.8829409455),
  ]

  private func check(_ fit: FrequentistFit, _ reference: Reference) throws {
    let point = try #require(fit.point)
    expectClose(point.muSensitivity, reference.muSe, 5e-6, "mu_se")
    expectClose(point.muSpecificity, reference.muSp, 5e-6, "mu_sp")
    // glmer takes its standard errors from differences of its own.
    expectClose(fit.standardError { $0.muSensitivity }, reference.seMuSe, 1e-5, "se of mu_se")
    expectClose(fit.standardError { $0.muSpecificity }, reference.seMuSp, 1e-5, "se of mu_sp")
    expectClose(point.tauSensitivity, reference.tauSe, 1e-5, "tau_se")
    expectClose(point.tauSpecificity, reference.tauSp, 1e-5, "tau_sp")
    expectClose(point.correlation, reference.rho, 1e-5, "rho")
    let value = try #require(fit.logLikelihood)
    expectClose(value, reference.logLikelihood, 1e-6, "log likelihood")
    // R's optimisers stop a little short of the maximum, ours must not.
    #expect(value > reference.logLikelihood - 2e-9)
  }

  @Test(arguments: laplace) func laplaceIsThatOfGlmer(_ reference: Reference) throws {
    let fit = fitBivariate(try example(reference.data), method: .laplace)
    #expect(fit.status == (reference.rho == -1 ? .boundary(.perfectCorrelation) : .converged))
    try check(fit, reference)
  }

  /// metafor's restricted likelihood has log |X'X| / 2 in addition, here log k.
  @Test(arguments: [
    (
      Reference(
        data: "auditc", muSe: 2.099742344, seMuSe: 0.337851153, muSp: 1.263690924,
        seMuSp: 0.174331421, tauSe: 1.174557065, tauSp: 0.638128692, rho: -0.854274757,
        logLikelihood: -31.270539800 - 2.639057330), FrequentistMethod.restrictedNormal
    ),
    (
      Reference(
        data: "auditc", muSe: 2.076259104, seMuSe: 0.319865279, muSp: 1.262447087,
        seMuSp: 0.167544542, tauSe: 1.106273857, tauSp: 0.612276416, rho: -0.861056904,
        logLikelihood: -32.400319287), .normalMaximumLikelihood
    ),
    (
      Reference(
        data: "dementia_csf14", muSe: 1.234642687, seMuSe: 0.200137147, muSp: 0.597186788,
        seMuSp: 0.201922296, tauSe: 0.553400185, tauSp: 0.674007100, rho: -0.613075446,
        logLikelihood: -29.570681434 - 2.639057330), .restrictedNormal
    ),
    (
      Reference(
        data: "dementia_csf14", muSe: 1.229849444, seMuSe: 0.191139348, muSp: 0.595134008,
        seMuSp: 0.193818581, tauSe: 0.511846069, tauSp: 0.640958566, rho: -0.642297583,
        logLikelihood: -30.702787552), .normalMaximumLikelihood
    ),
    (
      Reference(
        data: "anti_ccp", muSe: 0.606411745, seMuSe: 0.118361714, muSp: 2.941444641,
        seMuSp: 0.136559115, tauSe: 0.676322843, tauSp: 0.707509732, rho: -0.494830198,
        logLikelihood: -84.213468088 - 3.610917913), .restrictedNormal
    ),
    (
      Reference(
        data: "scheidler_lag", muSe: 0.651893295, seMuSe: 0.140878388, muSp: 1.436598533,
        seMuSp: 0.197955333, tauSe: 0.284729823, tauSp: 0.675442671, rho: 0.241922203,
        logLikelihood: -39.660337984), .normalMaximumLikelihood
    ),
  ])
  func normalApproximationIsThatOfMetafor(
    _ reference: Reference, _ method: FrequentistMethod
  ) throws {
    try check(fitBivariate(try example(reference.data), method: method), reference)
  }

  @Test func correctionOfSingleStudies() throws {
    let fit = fitBivariate(
      try example("auditc"), method: .restrictedNormal, correction: .single)
    try check(
      fit,
      Reference(
        data: "auditc", muSe: 2.187519948, seMuSe: 0.362055673, muSp: 1.267481394,
        seMuSp: 0.175135854, tauSe: 1.258770542, tauSp: 0.640965897, rho: -0.847447745,
        logLikelihood: -31.968428610 - 2.639057330))
  }

  /// Laplace with the type of report as covariate: means of both levels and their standard errors.
  @Test func laplaceWithACovariate() throws {
    let fit = fitBivariate(
      try example("smoking_all", where: "result_id=1"), method: .laplace, covariate: "type")
    let point = try #require(fit.point)
    #expect(fit.levels == ["IAQ", "SAQ"])
    let expected: [(Double, Double)] = [
      (2.92929929, 0.524025610), (3.54250191, 0.330570403), (1.84591277, 0.429541350),
      (2.56022352, 0.248878725),
    ]
    for (k, reference) in expected.enumerated() {
      expectClose(point.means[k / 2][k % 2], reference.0, 1e-5)
      expectClose(fit.standardError { $0.means[k / 2][k % 2] }, reference.1, 2e-5)
    }
    expectClose(point.tauSensitivity, 1.609495044, 1e-5)
    expectClose(point.tauSpecificity, 0.935489138, 1e-5)
    expectClose(point.correlation, -0.508839229, 1e-5)
    expectClose(fit.logLikelihood, -202.932628, 1e-6)
  }
}
