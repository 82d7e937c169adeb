import AccuracyData
import FrequentistFits
import Testing

/// Exact binomial maximum likelihood of the built-in data sets, recomputed independently by two
/// programs with different quadrature; five decimals. Boundary rows are the exact limit, with standard
/// errors on the reduced space. Tolerance: two units of the last digit, and half a unit for its rounding.
@Suite struct ExactMaximumLikelihoodTests {
  struct Recomputed: Sendable {
    let data: String
    var filters: [String] = []
    var isComplete = false
    /// mu_se, its SE, mu_sp, its SE, tau_se, tau_sp, rho, log likelihood.
    let numbers: [Double]
    var isBoundary = false
  }

  static let recomputed = [
    Recomputed(
      data: "telomerase",
      numbers: [
        1.19231, 0.18032, 2.34085, 0.63460, 0.42785, 1.82104, -1, -50.38669,
      ], isBoundary: true),
    Recomputed(
      data: "dementia_csf14",
      numbers: [
        1.37096, 0.21283, 0.6368, 0.20751, 0.59927, 0.69462, -0.59869, -82.80306,
      ]),
    Recomputed(
      data: "auditc",
      numbers: [
        2.51132, 0.46262, 1.2763, 0.16896, 1.61639, 0.61774, -0.8154, -122.74671,
      ]),
    Recomputed(
      data: "anti_ccp",
      numbers: [
        0.65347, 0.12762, 3.10902, 0.14643, 0.73748, 0.75973, -0.48189, -272.64698,
      ]),
    Recomputed(
      data: "scheidler_ct",
      numbers: [
        -0.17712, 0.29645, 2.63171, 0.21522, 1.00313, 0.59756, -1, -69.35949,
      ], isBoundary: true),
    Recomputed(
      data: "scheidler_lag",
      numbers: [
        0.72663, 0.15447, 1.63903, 0.25063, 0.35351, 0.90775, 0.23875, -91.3892,
      ]),
    Recomputed(
      data: "scheidler_mri",
      numbers: [
        0.19997, 0.4271, 3.04333, 0.36016, 1.16046, 0.87239, -0.7235, -46.267,
      ]),
    Recomputed(
      data: "gould_fdgpet_nodules",
      numbers: [
        3.67590, 0.38378, 1.29745, 0.15886, 1.48678, 0.47455, -0.65464, -112.07875,
      ]),
    Recomputed(
      data: "audit4",
      numbers: [
        0.95149, 0.39344, 3.17269, 0.19764, 0.57294, 0.04207, -1, -18.87177,
      ], isBoundary: true),
    Recomputed(
      data: "anti_ccp", filters: ["generation=CCP2"],
      numbers: [
        0.87252, 0.13774, 3.01466, 0.16558, 0.69498, 0.75257, -0.44471, -208.77804,
      ]),
    Recomputed(
      data: "anti_ccp", filters: ["generation=CCP1"],
      numbers: [
        -0.0778, 0.0938, 3.45877, 0.29189, 0.20701, 0.6954, -0.43471, -53.51937,
      ]),
    Recomputed(
      data: "catheter", filters: ["type=Semi-quantitative"],
      numbers: [
        1.79879, 0.29172, 1.70439, 0.20284, 0.80979, 0.84752, -0.31678, -116.52174,
      ]),
    Recomputed(
      data: "catheter", filters: ["type=Quantitative"],
      numbers: [
        1.84839, 0.3381, 2.20524, 0.2826, 0.94809, 0.98691, -0.08151, -86.22693,
      ]),
    Recomputed(
      data: "ascus", filters: ["test=RepC"],
      numbers: [
        0.92079, 0.20019, 0.77244, 0.18932, 0.48297, 0.56943, -1, -66.77731,
      ], isBoundary: true),
    Recomputed(
      data: "ascus", filters: ["test=HC2"],
      numbers: [
        2.30502, 0.26261, 0.43555, 0.1622, 0.44179, 0.48109, -0.53001, -67.77674,
      ]),
    Recomputed(
      data: "schuetz_ct_mri", filters: ["test=CT"],
      numbers: [
        3.55746, 0.17451, 1.93244, 0.12353, 1.06261, 0.94988, 0.31814, -385.27298,
      ]),
    Recomputed(
      data: "schuetz_ct_mri", filters: ["test=MRI"],
      numbers: [
        1.96656, 0.16219, 0.84054, 0.2424, 0.33419, 0.8527, -0.51324, -85.92414,
      ]),
    Recomputed(
      data: "smoking_all", filters: ["result_id=1", "type=SAQ"],
      numbers: [
        1.91781, 0.52891, 2.5619, 0.2516, 1.99941, 0.9434, -0.44652, -124.31251,
      ]),
    Recomputed(
      data: "smoking_all", filters: ["result_id=1", "type=IAQ"],
      numbers: [
        2.87388, 0.33806, 3.53073, 0.3237, 1.00621, 0.90851, -0.73066, -75.20812,
      ]),
  ]

  /// Venous ultrasound; one study of each population has one arm only.
  static let withMissingArms = [
    Recomputed(
      data: "kearon1998_dvt_us", filters: ["patients=symptomatic"],
      numbers: [
        2.29677, 0.24395, 3.49448, 0.42266, 0.78758, 1.36423, -0.23528, -82.44391,
      ]),
    Recomputed(
      data: "kearon1998_dvt_us", filters: ["patients=asymptomatic"],
      numbers: [
        -0.13734, 0.22078, 3.51761, 0.33995, 0.76114, 1.00739, -0.14715, -82.50860,
      ]),
    Recomputed(
      data: "kearon1998_dvt_us", filters: ["patients=symptomatic"], isComplete: true,
      numbers: [
        2.29525, 0.24415, 3.54051, 0.46177, 0.78811, 1.44718, -0.23143, -80.38981,
      ]),
    Recomputed(
      data: "kearon1998_dvt_us", filters: ["patients=asymptomatic"], isComplete: true,
      numbers: [
        -0.03996, 0.21341, 3.50175, 0.33657, 0.69448, 1.00595, -0.14623, -77.86049,
      ]),
  ]

  @Test(arguments: recomputed + withMissingArms)
  func agreesWithTwoOtherPrograms(_ row: Recomputed) throws {
    var studies = try example(row.data, where: row.filters, dependent: true)
    if row.isComplete { studies = studies.filter { $0.diseased != nil && $0.nondiseased != nil } }
    let fit = fitBivariate(studies, method: .maximumLikelihood)
    #expect(fit.status == (row.isBoundary ? .boundary(.perfectCorrelation) : .converged))
    let point = try #require(fit.point)
    let values = [
      point.muSensitivity, fit.standardError { $0.muSensitivity }, point.muSpecificity,
      fit.standardError { $0.muSpecificity }, point.tauSensitivity, point.tauSpecificity,
      point.correlation, fit.logLikelihood,
    ]
    let names = ["mu_se", "SE", "mu_sp", "SE", "tau_se", "tau_sp", "rho", "log likelihood"]
    for (k, name) in names.enumerated() {
      expectPublished(values[k], row.numbers[k], within: 2.5e-5, "\(row.data) \(name)")
    }
  }
}
