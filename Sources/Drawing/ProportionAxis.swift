import Documents

/// Ticks of an axis of proportions, with labels of equal length.
package struct ProportionAxis {
  /// The values and what is written beside them.
  package let ticks: [(value: Double, label: String)]

  /// Ticks for a scale.
  ///
  /// - Parameters:
  ///   - scale: linear, of proportions.
  ///   - count: about how many.
  package init(_ scale: FigureScale, about count: Int) {
    let values = scale.ticks(about: count)
    let step = values.count > 1 ? values[1] - values[0] : 1
    var decimals = 1
    var unit = 0.1
    // As many decimals as the step has, so that no two labels read the same.
    while decimals < 6, abs((step / unit).rounded() * unit - step) > step * 1e-6 {
      decimals += 1
      unit /= 10
    }
    ticks = values.map { ($0, NumberText.fixed($0, decimals: decimals)) }
  }
}
