import AccuracyMeasures
import Fitting

extension FitResult {
  /// The parameters that Review Manager takes for a summary point, regions and curve, under its own
  /// names and with its signs; nil for what the data do not inform.
  ///
  /// Review Manager draws from either of two sets, so both must be one point of the parameter space.
  /// That point has the posterior medians of `mu_se, mu_sp, tau_se, tau_sp, rho`. With
  /// `A = E(logitSe)`, `B = E(logitSp)`, `s` the SDs and `c` the covariance between studies,
  ///
  ///     Lambda = sqrt(s_B/s_A) A + sqrt(s_A/s_B) B
  ///     Theta = (sqrt(s_B/s_A) A - sqrt(s_A/s_B) B) / 2      beta = log(s_B/s_A)
  ///     Var(accuracy) = 2 (s_A s_B + c)                      Var(threshold) = (s_A s_B - c) / 2
  ///
  /// and back, which is how Review Manager finds point and curve,
  ///
  ///     A = exp(-beta/2) (Lambda/2 + Theta)                  B = exp(beta/2) (Lambda/2 - Theta)
  ///     logit Se = Lambda exp(-beta/2) + exp(-beta) logit(1 - Sp)
  ///
  /// The medians of the draws' own Lambda, Theta and beta are another point, because a median of a
  /// function is not the function of medians; a fit reports them under the names `lambda`, `theta` and
  /// `beta`. Standard errors and `Cov(Es)` are posterior SDs and covariance of the two means.
  ///
  /// Where no study observed one of the arms, only the rows of the other are there.
  ///
  /// Source: Harbord et al. (2007), Biostatistics 8(2), 239-251.
  package var revManRows: [(name: String, value: Double?)] {
    func median(_ name: String) -> Double? { estimate(name)?.estimate }
    func square(_ value: Double?) -> Double? { value.map { $0 * $0 } }
    func error(_ index: Int, _ mean: Double?) -> Double? {
      mean.map { _ in covarianceOfMeans[index][index].squareRoot() }
    }
    var point: BivariateParameters?
    if let sensitivity = median("mu_se"), let specificity = median("mu_sp"),
      let tauSensitivity = median("tau_se"), let tauSpecificity = median("tau_sp"),
      let rho = median("rho")
    {
      point = BivariateParameters(
        muSensitivity: sensitivity, muSpecificity: specificity, tauSensitivity: tauSensitivity,
        tauSpecificity: tauSpecificity, rho: rho)
    }
    let hierarchical = point.map { HierarchicalParameters($0) }
    let rows = [
      ("Lambda", hierarchical?.lambda), ("Theta", hierarchical?.theta),
      ("beta", hierarchical?.beta), ("Var(accuracy)", hierarchical?.varianceOfAccuracy),
      ("Var(threshold)", hierarchical?.varianceOfThreshold),
      ("E(logitSe)", median("mu_se")), ("E(logitSp)", median("mu_sp")),
      ("Var(logitSe)", square(median("tau_se"))), ("Var(logitSp)", square(median("tau_sp"))),
      ("Cov(logits)", point?.covariance), ("Corr(logits)", point?.rho),
      ("SE(E(logitSe))", error(0, median("mu_se"))),
      ("SE(E(logitSp))", error(1, median("mu_sp"))),
      ("Cov(Es)", point.map { _ in covarianceOfMeans[0][1] }),
      ("Studies", Double(dataset.studies.count)),
    ]
    // Of a model that has not all of it, what it has.
    return model.parts == .all ? rows : rows.filter { $0.1 != nil }
  }
}
