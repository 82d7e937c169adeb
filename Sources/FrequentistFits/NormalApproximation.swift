import AccuracyData
import CMath

/// The normal approximation of Reitsma et al. (2005): the observed logits of a study are
/// N2(mu, S_i + Sigma) with S_i their sampling variances, taken as known. With `restricted`, minus
/// half the log determinant of the information of the means (restricted maximum likelihood), whose
/// maximum over the means is where generalised least squares puts them.
struct NormalApproximation: MarginalLikelihood {
  private let levels: [[[ObservedLogit?]]]
  private let restricted: Bool

  var meanCount: Int { 2 * levels.count }

  /// - Parameters:
  ///   - levels: the studies of each level.
  ///   - correction: must leave no zero cell.
  ///   - restricted: for restricted maximum likelihood.
  init(levels: [[AccuracyStudy]], correction: ContinuityCorrection, restricted: Bool) {
    // Corrected together: whether any cell is zero is asked of the whole data set.
    var cells = correction.cells(levels.flatMap { $0 })[...]
    self.levels = levels.map { studies in
      defer { cells = cells.dropFirst(studies.count) }
      return cells.prefix(studies.count).map { arms in
        arms.map { $0.map { ObservedLogit(correct: $0.correct, incorrect: $0.incorrect) } }
      }
    }
    self.restricted = restricted
  }

  /// The inverse of S_i + Sigma over the arms that the study has (0 elsewhere), and log |S_i + Sigma|.
  private struct Precision {
    var p11 = 0.0
    var p12 = 0.0
    var p22 = 0.0
    var logDeterminant = 0.0

    init(_ arms: [ObservedLogit?], v11: Double, v12: Double, v22: Double) {
      switch (arms[0], arms[1]) {
      case (let first?, let second?):
        let (a, b) = (v11 + first.variance, v22 + second.variance)
        let determinant = a * b - v12 * v12
        (p11, p12, p22) = (b / determinant, -v12 / determinant, a / determinant)
        logDeterminant = log(determinant)
      case (let first?, nil):
        p11 = 1 / (v11 + first.variance)
        logDeterminant = -log(p11)
      case (nil, let second?):
        p22 = 1 / (v22 + second.variance)
        logDeterminant = -log(p22)
      case (nil, nil): break
      }
    }
  }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    let base = 2 * levels.count
    let (first, cross, second) = (
      coordinates[base], coordinates[base + 1], coordinates[base + 2]
    )
    let (v11, v12, v22) = (first * first, first * cross, cross * cross + second * second)
    guard coordinates.allSatisfy(\.isFinite), v11 < 1e12, v22 < 1e12 else { return -.infinity }
    var value = 0.0
    // Derivatives with respect to the elements of Sigma; v12 counts once.
    var (d11, d12, d22) = (0.0, 0.0, 0.0)
    for (level, studies) in levels.enumerated() {
      var (i11, i12, i22) = (0.0, 0.0, 0.0)
      var squares: [(Double, Double, Double)] = []
      gradient[2 * level] = 0
      gradient[2 * level + 1] = 0
      for arms in studies {
        let p = Precision(arms, v11: v11, v12: v12, v22: v22)
        let r1 = arms[0].map { $0.value - coordinates[2 * level] } ?? 0
        let r2 = arms[1].map { $0.value - coordinates[2 * level + 1] } ?? 0
        let (q1, q2) = (p.p11 * r1 + p.p12 * r2, p.p12 * r1 + p.p22 * r2)
        let observed = Double(arms.count { $0 != nil })
        value -= 0.5 * (observed * log(2 * Double.pi) + p.logDeterminant + r1 * q1 + r2 * q2)
        gradient[2 * level] += q1
        gradient[2 * level + 1] += q2
        d11 += 0.5 * (q1 * q1 - p.p11)
        d12 += q1 * q2 - p.p12
        d22 += 0.5 * (q2 * q2 - p.p22)
        (i11, i12, i22) = (i11 + p.p11, i12 + p.p12, i22 + p.p22)
        squares.append((p.p11, p.p12, p.p22))
      }
      guard restricted else { continue }
      let determinant = i11 * i22 - i12 * i12
      // Two means of this level are integrated out under a flat density.
      value += log(2 * Double.pi) - 0.5 * log(determinant)
      // C = (sum P)^-1; the derivative of -log |sum P| / 2 along dSigma is tr(C P dSigma P) / 2.
      let (c11, c12, c22) = (i22 / determinant, -i12 / determinant, i11 / determinant)
      for (p11, p12, p22) in squares {
        let (a11, a12) = (p11 * c11 + p12 * c12, p11 * c12 + p12 * c22)
        let (a21, a22) = (p12 * c11 + p22 * c12, p12 * c12 + p22 * c22)
        d11 += 0.5 * (a11 * p11 + a12 * p12)
        d12 += 0.5 * (a11 * p12 + a12 * p22 + a21 * p11 + a22 * p12)
        d22 += 0.5 * (a21 * p12 + a22 * p22)
      }
    }
    gradient[base] = 2 * d11 * first + d12 * cross
    gradient[base + 1] = d12 * first + 2 * d22 * cross
    gradient[base + 2] = 2 * d22 * second
    return value
  }

  /// The covariance of the means by generalised least squares, (X' V^-1 X)^-1, level by level.
  ///
  /// - Parameter point: where the between-study covariance is taken.
  /// - Returns: one triple (variance of mu_se, covariance, variance of mu_sp) a level.
  func covariancesOfMeans(at point: EstimatedPoint) -> [(Double, Double, Double)] {
    let loadings = point.loadings
    let (v11, v12) = (loadings.first * loadings.first, loadings.covariance)
    let v22 = loadings.cross * loadings.cross + loadings.second * loadings.second
    return levels.map { studies in
      var (i11, i12, i22) = (0.0, 0.0, 0.0)
      for arms in studies {
        let p = Precision(arms, v11: v11, v12: v12, v22: v22)
        (i11, i12, i22) = (i11 + p.p11, i12 + p.p12, i22 + p.p22)
      }
      let determinant = i11 * i22 - i12 * i12
      return (i22 / determinant, -i12 / determinant, i11 / determinant)
    }
  }
}
