import AccuracyMeasures
import FitWarnings

/// What is read from the summary ROC curve of a fit.
extension FitResult {
  /// Whether there is a curve to draw: with few studies its slope is the prior's.
  package var drawsCurve: Bool { showsCurves && curve != nil }

  /// What the studies say of a trade-off of sensitivity and specificity, which a varying threshold would
  /// leave; nil where there is no correlation, or no study observed one of the arms.
  package var tradeOff: TradeOff? { TradeOff(probabilityRhoPositive: probabilityRhoPositive) }

  /// Whether they are evidence against one.
  package var contradictsTradeOff: Bool { tradeOff == .contradicted }

  /// The curve's points below and above the observed false positive rates, each from the end of the
  /// curve on; no point where the curve already covers all.
  ///
  /// - Parameter curve: of this fit.
  /// - Returns: none, one or two lines of points.
  package func continuations(of curve: ROCCurve) -> [[ROCCurve.Point]] {
    guard let first = curve.points.first, let last = curve.points.last,
      let wide = extrapolatedCurves.first(where: { $0.kind == curve.kind }) ?? wholeCurve(curve)
    else { return [] }
    let below = wide.points.filter { $0.falsePositiveRate < first.falsePositiveRate }
    let above = wide.points.filter { $0.falsePositiveRate > last.falsePositiveRate }
    return [[first] + below.reversed(), [last] + above].filter { $0.count > 1 }
  }

  private func wholeCurve(_ curve: ROCCurve) -> ROCCurve? {
    guard let range = ObservedFalsePositiveRange(lower: 0, upper: 1) else { return nil }
    return try? summaryCurve(
      curve.kind, draws: population, observedRange: range, level: curve.level)
  }
}
