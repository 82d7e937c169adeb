import AccuracyData
import CMath
import SpecialFunctions

/// Deeks' test for small-study effects: a weighted regression of the log diagnostic odds ratio on the
/// inverse square root of the effective sample size.
///
///     ln DOR_i = a + b / sqrt(ESS_i),   ESS = 4 n1 n0 / (n1 + n0),   weights ESS_i
///
/// One half is added to every cell of every study. The test of b = 0 is Student's with k - 2 degrees of
/// freedom. Source: Deeks, Macaskill and Irwig (2005), J. Clin. Epidemiol. 58:882. Tests made for trials
/// (Egger, Begg) are wrong for odds ratios of this size, and are not offered.
public struct DeeksTest: Sendable, Equatable {
  /// b.
  public var slope: Double
  /// Its standard error.
  public var standardError: Double
  /// Two-sided.
  public var pValue: Double
  /// Tables with both arms.
  public var studies: Int

  /// Below so many the test says nothing.
  public static let fewestStudies = 10
  /// Below this p the test is usually called positive, because its power is low.
  public static let usualLevel = 0.1
}

/// The test of some studies.
///
/// - Parameter studies: those with one arm are left out.
/// - Returns: nil with fewer than three studies of both arms, or where all have one size.
public func deeksTest(_ studies: [AccuracyStudy]) -> DeeksTest? {
  let points = studies.compactMap { study -> (x: Double, y: Double, weight: Double)? in
    guard let diseased = study.diseased, let healthy = study.nondiseased,
      diseased.total > 0, healthy.total > 0
    else { return nil }
    func logOdds(_ arm: AccuracyArm) -> Double {
      log((Double(arm.correct) + 0.5) / (Double(arm.incorrect) + 0.5))
    }
    let (n1, n0) = (Double(diseased.total), Double(healthy.total))
    let effective = 4 * n1 * n0 / (n1 + n0)
    return (1 / effective.squareRoot(), logOdds(diseased) + logOdds(healthy), effective)
  }
  guard points.count > 2 else { return nil }
  let total = points.reduce(0) { $0 + $1.weight }
  let meanX = points.reduce(0) { $0 + $1.weight * $1.x } / total
  let meanY = points.reduce(0) { $0 + $1.weight * $1.y } / total
  let spread = points.reduce(0) { $0 + $1.weight * ($1.x - meanX) * ($1.x - meanX) }
  let largest = points.map(\.x).max() ?? 0
  guard spread > 1e-12 * total * largest * largest else { return nil }
  let slope =
    points.reduce(0) { $0 + $1.weight * ($1.x - meanX) * ($1.y - meanY) } / spread
  let residual = points.reduce(0) { sum, point in
    let deviation = point.y - meanY - slope * (point.x - meanX)
    return sum + point.weight * deviation * deviation
  }
  let freedom = Double(points.count - 2)
  let error = (residual / freedom / spread).squareRoot()
  return DeeksTest(
    slope: slope, standardError: error,
    pValue: studentTwoSided(slope / error, degreesOfFreedom: freedom), studies: points.count)
}

/// P(|T| > |t|): T^2 / (nu + T^2) is Beta(1/2, nu/2).
private func studentTwoSided(_ t: Double, degreesOfFreedom nu: Double) -> Double {
  guard t != 0 else { return 1 }
  guard t.isFinite else { return t.isNaN ? .nan : 0 }
  return exp(BetaDistribution(0.5, 0.5 * nu).logTails(logit: 2 * log(abs(t)) - log(nu)).upper)
}
