import AccuracyMeasures
import Documents
import Fitting

extension FitResult {
  /// `sroc.csv`: every curve that is not withheld, with its bands; no rows where all are.
  ///
  /// The rows of a type that are not extrapolated cover the observed false positive rates. Extrapolated
  /// rows, on request only, are those of a curve from rate 0.001 to 0.999 that lie outside; their
  /// simultaneous band holds whole curves over that wider range.
  package var curveTable: CSVTable {
    var table = CSVTable(columnNames: [
      "type", "false_positive_rate", "specificity", "sensitivity", "lower", "upper",
      "simultaneous_lower", "simultaneous_upper", "sensitivity_at_medians", "extrapolated",
    ])
    for curve in curves {
      for point in curve.points { table.add(cells(point, of: curve, isExtrapolated: false)) }
      guard let whole = extrapolatedCurves.first(where: { $0.kind == curve.kind }),
        let first = curve.points.first?.falsePositiveRate,
        let last = curve.points.last?.falsePositiveRate
      else { continue }
      for point in whole.points
      where point.falsePositiveRate < first || point.falsePositiveRate > last {
        table.add(cells(point, of: whole, isExtrapolated: true))
      }
    }
    return table
  }

  private func cells(
    _ point: ROCCurve.Point, of curve: ROCCurve, isExtrapolated: Bool
  ) -> [CSVCell] {
    [
      .text(curve.kind.name), .number(point.falsePositiveRate),
      .number(1 - point.falsePositiveRate), .number(point.median), .number(point.lower),
      .number(point.upper), .number(point.simultaneousLower), .number(point.simultaneousUpper),
      CSVCell(point.atMedians), .text(isExtrapolated ? "true" : "false"),
    ]
  }
}
