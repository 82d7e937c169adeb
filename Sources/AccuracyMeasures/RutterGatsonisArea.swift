import CMath
import SpecialFunctions

/// Area under a line on the logit scales between two false positive rates, divided by their
/// distance: the mean sensitivity over that range of rates.
///
/// `1 / (u1 - u0) times the integral of expit(a + b logit u) from u0 to u1`, with `u` uniform. From
/// 0 to 1 it is the AUC. A slope above 1 is exchanged for its reciprocal by integrating over the
/// true positive rate, so that the integrand, as a function of the logit, is analytic within pi of
/// the real axis: Gauss-Legendre panels then have error below 1e-9 of the whole area.
///
/// - Parameters:
///   - line: the curve; slope not negative.
///   - lowerFPR: smallest false positive rate, in [0, 1).
///   - upperFPR: largest false positive rate, in (0, 1], above `lowerFPR`.
/// - Returns: the normalised area, in [0, 1]; NaN for an empty range, a negative slope or a line
///   that is not finite.
/// - Complexity: 12 nodes per five units of logit, at most eleven panels; no allocation.
public func rutterGatsonisAUC(
  _ line: RutterGatsonisLine, lowerFPR: Double, upperFPR: Double
) -> Double {
  guard line.intercept.isFinite, line.slope.isFinite, line.slope >= 0,
    lowerFPR >= 0, upperFPR <= 1, lowerFPR < upperFPR
  else { return .nan }
  if lowerFPR == 0 && upperFPR == 1 { return wholeArea(line) }
  let lowerLogit = logit(lowerFPR)
  let upperLogit = logit(upperFPR)
  if line.slope <= 1 {
    let area = areaOverLogits(
      intercept: line.intercept, slope: line.slope, from: lowerLogit, to: upperLogit)
    return min(max(area / (upperFPR - lowerFPR), 0), 1)
  }
  let lowerHeight = line.intercept + line.slope * lowerLogit
  let upperHeight = line.intercept + line.slope * upperLogit
  let leftOfCurve = areaOverLogits(
    intercept: -line.intercept / line.slope, slope: 1 / line.slope,
    from: lowerHeight, to: upperHeight)
  let area = upperFPR * expit(upperHeight) - lowerFPR * expit(lowerHeight) - leftOfCurve
  return min(max(area / (upperFPR - lowerFPR), 0), 1)
}

/// Normalised area under the Rutter-Gatsonis curve given by HSROC parameters.
///
/// - Parameters:
///   - lambda: accuracy parameter.
///   - beta: shape parameter, `log(tau_sp / tau_se)`.
///   - lowerFPR: smallest false positive rate, in [0, 1).
///   - upperFPR: largest false positive rate, in (0, 1], above `lowerFPR`.
/// - Returns: the normalised area, in [0, 1]; NaN where the line overload gives NaN.
public func rutterGatsonisAUC(
  lambda: Double, beta: Double, lowerFPR: Double, upperFPR: Double
) -> Double {
  rutterGatsonisAUC(
    RutterGatsonisLine(lambda: lambda, beta: beta), lowerFPR: lowerFPR, upperFPR: upperFPR)
}

/// Beyond this logit a rate differs from 0 or 1 by less than 2e-12, little even for a narrow range.
private let farLogit = 27.0

private let widestPanel = 5.0

/// Positive nodes of the 12-point Gauss-Legendre rule with their weights.
private let gaussLegendre: [(node: Double, weight: Double)] = [
  (0.125233408511468915, 0.249147045813402785), (0.367831498998180193, 0.233492536538354809),
  (0.587317954286617447, 0.203167426723065922), (0.769902674194304687, 0.160078328543346226),
  (0.904117256370474857, 0.106939325995318431), (0.981560634246719251, 0.047175336386511827),
]

/// `integral of expit(a + b x) expit'(x) dx`, for `0 <= b <= 1`.
private func areaOverLogits(
  intercept: Double, slope: Double, from lower: Double, to upper: Double
) -> Double {
  let start = min(max(lower, -farLogit), farLogit)
  let end = min(max(upper, -farLogit), farLogit)
  guard end > start else { return 0 }
  let panels = ((end - start) / widestPanel).rounded(.up)
  let halfWidth = 0.5 * (end - start) / panels
  var sum = 0.0
  for (node, weight) in gaussLegendre {
    let factor = exp(-halfWidth * node)
    let slopedFactor = exp(-slope * halfWidth * node)
    var partial = 0.0
    for panel in 0..<Int(panels) {
      let center = start + halfWidth * Double(2 * panel + 1)
      let odds = exp(-center)
      let slopedOdds = exp(-(intercept + slope * center))
      partial += integrand(odds: odds * factor, slopedOdds: slopedOdds * slopedFactor)
      partial += integrand(odds: odds / factor, slopedOdds: slopedOdds / slopedFactor)
    }
    sum += weight * partial
  }
  return sum * halfWidth
}

/// `expit(a + b x) expit'(x)` from `exp(-x)` and `exp(-(a + b x))`.
@inline(__always)
private func integrand(odds: Double, slopedOdds: Double) -> Double {
  let both = 1 + odds
  return odds / (both * both * (1 + slopedOdds))
}

/// The area from 0 to 1, by the trapezoid rule on the whole logit axis.
private func wholeArea(_ line: RutterGatsonisLine) -> Double {
  guard line.slope <= 1 else {
    let exchanged = RutterGatsonisLine(
      intercept: -line.intercept / line.slope, slope: 1 / line.slope)
    return 1 - wholeArea(exchanged)
  }
  // The nearest singularity is at distance pi: the error is of order exp(-2 pi^2 / step).
  let step = 0.7
  let nodesPerSide = 31
  var odds = exp(step * Double(nodesPerSide))
  var slopedOdds = exp(line.slope * step * Double(nodesPerSide) - line.intercept)
  let oddsRatio = exp(-step)
  let slopedOddsRatio = exp(-line.slope * step)
  var sum = 0.0
  for _ in 0..<(2 * nodesPerSide + 1) {
    sum += integrand(odds: odds, slopedOdds: slopedOdds)
    odds *= oddsRatio
    slopedOdds *= slopedOddsRatio
  }
  return min(max(sum * step, 0), 1)
}
