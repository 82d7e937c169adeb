import AccuracyData
import CMath
import SpecialFunctions

/// The diagnostic odds ratio common to all studies by Mantel and Haenszel.
public struct MantelHaenszelFit: Sendable, Equatable {
  /// `.converged` or `.failed`.
  public internal(set) var status: FitStatus
  /// log of the odds ratio.
  public internal(set) var logOddsRatio: Double?
  /// Its standard error.
  public internal(set) var standardError: Double?
  /// Studies with both arms.
  public internal(set) var studies: Int

  /// The odds ratio with its interval, worked out on the log scale.
  ///
  /// - Parameter level: interval probability in (0, 1).
  /// - Returns: the interval; `nil` without an estimate.
  public func oddsRatio(level: Double) -> IntervalEstimate? {
    guard let logOddsRatio, let standardError else { return nil }
    return IntervalEstimate(
      logOddsRatio, standardError: standardError, level: level, transform: exp)
  }
}

/// Combines diagnostic odds ratios over studies without a continuity correction:
///
///     DOR = sum R / sum S,     R = TP TN / N,     S = FP FN / N
///
/// with the variance of its logarithm of Robins, Breslow and Greenland (1986), Biometrics 42,
/// 311-323: with P = (TP + TN) / N and Q = 1 - P,
/// sum P R / (2 (sum R)^2) + sum (P S + Q R) / (2 sum R sum S) + sum Q S / (2 (sum S)^2).
///
/// - Parameter studies: the 2x2 tables; studies with one arm are left out.
/// - Returns: the fit; failed where a sum is 0.
public func fitMantelHaenszel(_ studies: [AccuracyStudy]) -> MantelHaenszelFit {
  var (r, s, pr, mixed, qs) = (0.0, 0.0, 0.0, 0.0, 0.0)
  var used = 0
  for study in studies {
    guard let diseased = study.diseased, let nondiseased = study.nondiseased,
      diseased.total > 0, nondiseased.total > 0
    else { continue }
    used += 1
    let total = Double(diseased.total) + Double(nondiseased.total)
    let right = Double(diseased.correct) * Double(nondiseased.correct) / total
    let wrong = Double(nondiseased.incorrect) * Double(diseased.incorrect) / total
    let share = (Double(diseased.correct) + Double(nondiseased.correct)) / total
    r += right
    s += wrong
    pr += share * right
    mixed += share * wrong + (1 - share) * right
    qs += (1 - share) * wrong
  }
  var fit = MantelHaenszelFit(status: .converged, studies: used)
  if used == 0 {
    fit.status = .failed("no study has both arms")
  } else if r == 0 || s == 0 {
    fit.status = .failed(
      s == 0
        ? "no study has both false positives and false negatives: the odds ratio is infinite"
        : "no study has both true positives and true negatives: the odds ratio is 0")
  } else {
    fit.logOddsRatio = log(r / s)
    fit.standardError =
      (pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)).squareRoot()
  }
  return fit
}
