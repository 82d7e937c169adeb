import ModelInterface
import SpecialFunctions

/// A summary ROC curve of a set of draws.
///
/// Each draw gives a line `logit TPR = a + b logit FPR`. The drawn curve is the pointwise median
/// of logit TPR, the band its equal-tailed quantiles (type 7). The simultaneous band widens both
/// sides of the pointwise one by one common factor, the smallest that holds the stated share of
/// whole lines at all points of the grid. Draws whose line does not exist (a tau of 0, no
/// covariance for the lines that divide by it) are left out and counted.
///
/// - Parameters:
///   - kind: which line.
///   - columns: posterior draws.
///   - observedRange: the curve covers `drawableLower ... drawableUpper`.
///   - level: probability of the bands, in (0, 1).
///   - pointCount: number of points, at least 2.
/// - Returns: the curve with its bands.
/// - Throws: `AccuracyMeasuresError.levelOutOfRange`, or `.tooFewDraws` if fewer than three draws
///   have a line.
/// - Complexity: O(draws x points).
public func summaryCurve(
  _ kind: SummaryLineKind, draws columns: PopulationColumns,
  observedRange: ObservedFalsePositiveRange, level: Double, pointCount: Int = 101
) throws(AccuracyMeasuresError) -> ROCCurve {
  precondition(pointCount >= 2, "a curve has two ends")
  guard level > 0, level < 1 else { throw .levelOutOfRange(level: level) }
  let lines = usableLines(kind, columns)
  let count = lines.intercepts.count
  guard count >= 3 else { throw .tooFewDraws(count: count) }

  let lowest = logit(observedRange.drawableLower)
  let highest = logit(observedRange.drawableUpper)
  let abscissas = (0..<pointCount).map { index in
    lowest + (highest - lowest) * Double(index) / Double(pointCount - 1)
  }
  var statistics = OrderStatistics()
  var ordinates = [Double](repeating: 0, count: count)
  var excess = [Double](repeating: 0, count: count)
  var bands: [(lower: Double, median: Double, upper: Double)] = []
  for abscissa in abscissas {
    evaluate(lines, at: abscissa, into: &ordinates)
    let quantiles = statistics.quantiles([(1 - level) / 2, 0.5, (1 + level) / 2], of: ordinates)
    let band = (lower: quantiles[0], median: quantiles[1], upper: quantiles[2])
    bands.append(band)
    raise(&excess, by: ordinates, outside: band)
  }
  let rank = coverageRank(level: level, count: count)
  let factor = max(1, statistics.select(ranks: [rank], from: excess)[0])
  let lineAtMedians = kind == .rutterGatsonis ? medianLine(columns) : nil
  let points = zip(abscissas, bands).map { abscissa, band in
    ROCCurve.Point(
      falsePositiveRate: expit(abscissa), median: expit(band.median), lower: expit(band.lower),
      upper: expit(band.upper),
      simultaneousLower: expit(band.median - factor * (band.median - band.lower)),
      simultaneousUpper: expit(band.median + factor * (band.upper - band.median)),
      atMedians: lineAtMedians.map { expit($0.intercept + $0.slope * abscissa) } ?? .nan)
  }
  let falling = lines.slopes.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
  return ROCCurve(
    kind: kind, level: level, points: points, lineAtMedians: lineAtMedians, usableDraws: count,
    shareOfFallingLines: Double(falling) / Double(count))
}

/// Position, from 0, of the order statistic that has the share `level` of `count` values at or
/// below it, to within half of `1 / count`.
func coverageRank(level: Double, count: Int) -> Int {
  min(max(Int((level * Double(count)).rounded()), 1), count) - 1
}

/// Lines of the draws that have one, column-wise so that a grid point is a simple loop.
private func usableLines(
  _ kind: SummaryLineKind, _ columns: PopulationColumns
) -> (intercepts: [Double], slopes: [Double]) {
  var intercepts: [Double] = []
  var slopes: [Double] = []
  intercepts.reserveCapacity(columns.count)
  slopes.reserveCapacity(columns.count)
  for index in 0..<columns.count {
    let line = kind.line(columns[index])
    if line.intercept.isFinite && line.slope.isFinite {
      intercepts.append(line.intercept)
      slopes.append(line.slope)
    }
  }
  return (intercepts, slopes)
}

/// Heights of all lines at one abscissa. Spans and one precondition let the loop vectorise.
private func evaluate(
  _ lines: (intercepts: [Double], slopes: [Double]), at abscissa: Double,
  into ordinates: inout [Double]
) {
  let intercepts = lines.intercepts.span
  let slopes = lines.slopes.span
  var heights = ordinates.mutableSpan
  precondition(intercepts.count == heights.count && slopes.count == heights.count)
  for draw in heights.indices {
    heights[draw] = intercepts[draw] + slopes[draw] * abscissa
  }
}

/// Keeps per draw the largest distance from the median, in units of the pointwise half-width of
/// its side.
private func raise(
  _ excess: inout [Double], by ordinates: [Double],
  outside band: (lower: Double, median: Double, upper: Double)
) {
  // A side without width has all its draws on the median, which is no distance at all.
  let above = band.upper > band.median ? 1 / (band.upper - band.median) : 0
  let below = band.median > band.lower ? 1 / (band.median - band.lower) : 0
  let source = ordinates.span
  var largest = excess.mutableSpan
  precondition(source.count == largest.count)
  for draw in source.indices {
    let distance = source[draw] - band.median
    // Both products, since the sign is a coin toss that no branch predictor learns.
    let unitsAbove = distance * above
    let unitsBelow = -distance * below
    let units = unitsAbove > unitsBelow ? unitsAbove : unitsBelow
    let held = largest[draw]
    largest[draw] = held > units ? held : units
  }
}

/// The line at the medians of lambda and beta over the draws that have them.
private func medianLine(_ columns: PopulationColumns) -> RutterGatsonisLine? {
  var lambdas: [Double] = []
  var betas: [Double] = []
  lambdas.reserveCapacity(columns.count)
  betas.reserveCapacity(columns.count)
  for index in 0..<columns.count {
    let hierarchical = HierarchicalParameters(columns[index])
    if hierarchical.lambda.isFinite && hierarchical.beta.isFinite {
      lambdas.append(hierarchical.lambda)
      betas.append(hierarchical.beta)
    }
  }
  guard !lambdas.isEmpty else { return nil }
  var statistics = OrderStatistics()
  return RutterGatsonisLine(
    lambda: statistics.quantiles([0.5], of: lambdas)[0],
    beta: statistics.quantiles([0.5], of: betas)[0])
}
