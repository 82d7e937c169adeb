import AccuracyMeasures

/// The AUDIT-C data of Kriston et al. (2008), 14 studies, and the REML fit of the mada vignette.
enum AuditC {
  static let diseased = [56, 177, 29, 39, 149, 86, 68, 752, 64, 192, 161, 60, 35, 203]
  static let nondiseased = [
    839, 1815, 204, 354, 1170, 157, 535, 6203, 191, 3359, 465, 540, 77, 352,
  ]
  static let falsePositives = [101, 272, 12, 78, 211, 68, 112, 3226, 55, 571, 107, 103, 21, 88]

  /// Published on the axis of the false positive rate: mean logit -1.264, correlation +.854.
  static let reml = BivariateParameters(
    muSensitivity: 2.100, muSpecificity: 1.264, tauSensitivity: 1.175, tauSpecificity: 0.638,
    rho: -0.854)

  static let context = MeasureContext(
    diseasedTotals: diseased, nondiseasedTotals: nondiseased, falsePositives: falsePositives)
}
