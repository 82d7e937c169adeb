import Distributions

/// A prior that may become the default: the same prior of both mu, the same of both tau, and rho lkj(2).
struct CandidatePrior: Sendable {
  /// A short word, as `logistic1-hn1`.
  let name: String
  let mean: ScalarPrior
  let deviation: ScalarPrior

  private init(
    _ mean: (name: String, prior: ScalarPrior), _ deviation: (name: String, prior: ScalarPrior)
  ) {
    name = "\(mean.name)-\(deviation.name)"
    (self.mean, self.deviation) = (mean.prior, deviation.prior)
  }

  var prior: AccuracyPrior {
    AccuracyPrior(
      muSensitivity: mean, muSpecificity: mean,
      covariance: .separate(
        tauSensitivity: deviation, tauSpecificity: deviation, rho: .lkj(eta: 2)))
  }

  /// Its formula.
  var formula: String { "mu \(mean.expression), tau \(deviation.expression), rho lkj(2)" }

  private static let means: [(name: String, prior: ScalarPrior)] = [
    ("logistic1", .logistic(location: 0, scale: 1)), ("normal1.5", .normal(mean: 0, sd: 1.5)),
    ("normal2", .normal(mean: 0, sd: 2)), ("normal2.5", .normal(mean: 0, sd: 2.5)),
  ]
  private static let deviations: [(name: String, prior: ScalarPrior)] = [
    ("hn0.75", .halfNormal(scale: 0.75)), ("hn1", .halfNormal(scale: 1)),
    ("hn1.25", .halfNormal(scale: 1.25)), ("exp1", .exponential(rate: 1)),
    ("hst3-0.6", .halfStudentT(df: 3, scale: 0.6)),
  ]

  /// Each prior of mu with each of tau.
  static let all = means.flatMap { mean in deviations.map { CandidatePrior(mean, $0) } }

  /// The one that is easiest to explain, uniform Se and Sp, which a better one has to beat.
  static let incumbent = "logistic1-hn1"

  /// The prior whose draws serve all candidates: none of these has much more density anywhere.
  static let common = CandidatePrior(means[3], deviations[3])

  /// A prior that is shown beside them in the field and cannot be chosen.
  static let reference = "cochrane"
}
