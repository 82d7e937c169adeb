import AccuracyData
import CMath
import SpecialFunctions

/// A symmetric 2x2 matrix of sensitivity and specificity.
private struct MarginMatrix {
  var first = 0.0
  var cross = 0.0
  var second = 0.0

  static func + (a: MarginMatrix, b: MarginMatrix) -> MarginMatrix {
    MarginMatrix(first: a.first + b.first, cross: a.cross + b.cross, second: a.second + b.second)
  }

  /// The inverse; nil where there is none.
  var inverse: MarginMatrix? {
    let determinant = first * second - cross * cross
    guard determinant > 0, determinant.isFinite else { return nil }
    return MarginMatrix(
      first: second / determinant, cross: -cross / determinant, second: first / determinant)
  }

  /// The diagonal of `V self V`, each element over that of V.
  func shares(in v: MarginMatrix) -> (sensitivity: Double, specificity: Double) {
    (
      (v.first * v.first * first + 2 * v.first * v.cross * cross + v.cross * v.cross * second)
        / v.first,
      (v.cross * v.cross * first + 2 * v.cross * v.second * cross + v.second * v.second * second)
        / v.second
    )
  }
}

/// What each study, and the prior, hold of the information on both mean logits.
///
/// In large samples a study's information is
///
///     I_i = W^1/2 (1 + W^1/2 Sigma W^1/2)^-1 W^1/2,   W = diag(n_ij p_j (1 - p_j)),
///
/// with p and Sigma at the posterior medians; with the prior's precision P0 the covariance of the means is V = (P0 +
/// sum I_i)^-1, and `[V I_i V]_rr / V_rr` is the study's share in margin r. All shares and that of the prior, `[V P0
/// V]_rr / V_rr`, add up to 1 (the weights of a multivariate meta-analysis by Riley et al. 2018, Stat Methods Med
/// Res 27:1885, with binomial variances). Random effects bound them: a study of any size knows its own accuracy only.
package struct InformationShares: Sendable, Equatable {
  /// Study by study, in the order of the tables' groups.
  package let studies: [(sensitivity: Double, specificity: Double)]
  /// The prior's.
  package let prior: (sensitivity: Double, specificity: Double)

  /// The shares; nil where nothing is known of a margin.
  ///
  /// - Parameters:
  ///   - units: the tables of each study.
  ///   - mu: mean logits.
  ///   - tau: SDs between studies.
  ///   - rho: their correlation.
  ///   - priorDeviation: SDs of the priors of both means; infinite of none.
  package init?(
    units: [[AccuracyStudy]], mu: (sensitivity: Double, specificity: Double),
    tau: (sensitivity: Double, specificity: Double), rho: Double,
    priorDeviation: (sensitivity: Double, specificity: Double)
  ) {
    let variances = (
      inverseLogit(mu.sensitivity) * inverseLogit(-mu.sensitivity),
      inverseLogit(mu.specificity) * inverseLogit(-mu.specificity)
    )
    let covariance = rho * tau.sensitivity * tau.specificity
    func information(_ study: AccuracyStudy) -> MarginMatrix {
      let a = Double(study.diseased?.total ?? 0) * variances.0
      let b = Double(study.nondiseased?.total ?? 0) * variances.1
      let (p, q) = (
        1 + a * tau.sensitivity * tau.sensitivity, 1 + b * tau.specificity * tau.specificity
      )
      let determinant = p * q - a * b * covariance * covariance
      return MarginMatrix(
        first: a * q / determinant, cross: -a * b * covariance / determinant,
        second: b * p / determinant)
    }
    let own = units.map { $0.map(information).reduce(MarginMatrix(), +) }
    let belief = MarginMatrix(
      first: 1 / (priorDeviation.sensitivity * priorDeviation.sensitivity),
      second: 1 / (priorDeviation.specificity * priorDeviation.specificity))
    guard let v = own.reduce(belief, +).inverse else { return nil }
    studies = own.map { $0.shares(in: v) }
    prior = belief.shares(in: v)
  }

  package static func == (a: InformationShares, b: InformationShares) -> Bool {
    a.prior == b.prior && a.studies.elementsEqual(b.studies, by: ==)
  }

  /// The largest share of one study of what the studies know of a margin, where that is much: from four studies
  /// on, above one half and above three times what each of as many equal ones would have.
  ///
  /// - Parameter margin: sensitivity or specificity.
  /// - Returns: the study's place and its share; nil where none dominates.
  package func dominant(
    _ margin: KeyPath<(sensitivity: Double, specificity: Double), Double>
  ) -> (study: Int, share: Double)? {
    guard studies.count >= 4,
      let largest = studies.indices.max(by: {
        studies[$0][keyPath: margin] < studies[$1][keyPath: margin]
      })
    else { return nil }
    let share = studies[largest][keyPath: margin] / (1 - prior[keyPath: margin])
    return share > max(0.5, 3 / Double(studies.count)) ? (largest, share) : nil
  }
}
