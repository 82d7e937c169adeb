import CMath

/// A kernel density estimate of paired draws on a rectangular grid along the draws' principal axes.
///
/// The draws are turned onto the principal axes of their covariance and divided by a robust scale of
/// each axis, so that one round Gaussian kernel suits narrow and slanted clouds; heavy tails do not
/// widen it. Between nodes the estimate is bilinear; it is 0 on the border and beyond.
struct DensityGrid {
  /// Estimates at the nodes up to a common factor, columns along the first axis.
  private(set) var nodes: ValueGrid
  private let frame: PrincipalFrame
  private let origin: (Double, Double)
  private let spacing: Double

  /// The bandwidth in robust SDs: 1.5 times the rule for a normal density of two dimensions,
  /// `n^(-1/6)`. The rule minimises the error of the density, which sits at its peak; a contour lies
  /// in the tail, where there are few draws and a wider kernel keeps it from wriggling.
  private static func bandwidth(count: Int) -> Double { 1.5 * pow(Double(count), -1.0 / 6) }

  private static let mostNodes = 160

  /// Estimates the density of draws.
  ///
  /// - Parameters:
  ///   - first: at least three draws, finite.
  ///   - second: as many, in the same order.
  ///   - covariance: of the draws, positive definite.
  ///   - level: the largest probability that a contour of this grid is to hold.
  init(_ first: [Double], _ second: [Double], covariance: LogitCovariance, level: Double) {
    var statistics = OrderStatistics()
    frame = PrincipalFrame(first, second, covariance: covariance, statistics: &statistics)
    let points = frame.coordinates(first, second)
    let width = Self.bandwidth(count: first.count)
    // What lies beyond is a tenth of what a contour leaves out, so it can be counted as density 0.
    let tail = (1 - level) / 40
    let extents = [points.0, points.1].map { values -> (Double, Double) in
      let ends = statistics.quantiles([tail, 1 - tail], of: values)
      return (ends[0] - 3 * width, ends[1] + 3 * width)
    }
    let longest = extents.map { $0.1 - $0.0 }.reduce(0, max)
    spacing = max(width / 3, longest / Double(Self.mostNodes - 3))
    let step = spacing
    let counts = extents.map { Int((($0.1 - $0.0) / step).rounded(.up)) + 3 }
    origin = (extents[0].0 - step, extents[1].0 - step)
    nodes = ValueGrid(
      columns: counts[0], rows: counts[1],
      values: [Double](repeating: 0, count: counts[0] * counts[1]))
    spread(points)
    smooth(standardDeviation: max(width / spacing, 1.5))
    clearBorder()
  }

  /// Node coordinates on the logit scales.
  ///
  /// - Parameters:
  ///   - column: position along the first axis in nodes, fractions included.
  ///   - row: position along the second axis.
  /// - Returns: logit sensitivity and logit specificity.
  func logits(column: Double, row: Double) -> (Double, Double) {
    frame.logits(origin.0 + column * spacing, origin.1 + row * spacing)
  }

  /// The bilinear estimate at each draw.
  ///
  /// - Parameters:
  ///   - first: draws.
  ///   - second: as many.
  /// - Returns: one number a draw, 0 outside of the grid.
  func densities(_ first: [Double], _ second: [Double]) -> [Double] {
    let points = frame.coordinates(first, second)
    return first.indices.map { index in
      guard let (node, x, y) = cell(points.0[index], points.1[index]) else { return 0 }
      let lower = (1 - x) * nodes.values[node] + x * nodes.values[node + 1]
      let above = node + nodes.columns
      return (1 - y) * lower + y * ((1 - x) * nodes.values[above] + x * nodes.values[above + 1])
    }
  }

  /// The lower left node of the cell that holds a point, and the point's place in it.
  private func cell(_ x: Double, _ y: Double) -> (node: Int, x: Double, y: Double)? {
    let column = (x - origin.0) / spacing
    let row = (y - origin.1) / spacing
    guard column >= 0, row >= 0, column < Double(nodes.columns - 1), row < Double(nodes.rows - 1)
    else {
      return nil
    }
    let (i, j) = (Int(column), Int(row))
    return (j * nodes.columns + i, column - Double(i), row - Double(j))
  }

  /// Shares each draw among the four nodes around it.
  private mutating func spread(_ points: ([Double], [Double])) {
    for index in points.0.indices {
      guard let (node, x, y) = cell(points.0[index], points.1[index]) else { continue }
      nodes.values[node] += (1 - x) * (1 - y)
      nodes.values[node + 1] += x * (1 - y)
      nodes.values[node + nodes.columns] += (1 - x) * y
      nodes.values[node + nodes.columns + 1] += x * y
    }
  }

  /// Folds with a Gaussian, one axis after the other; `standardDeviation` in nodes.
  private mutating func smooth(standardDeviation: Double) {
    let reach = Int((4 * standardDeviation).rounded(.up))
    let kernel = (0...reach).map { offset in
      exp(-0.5 * Double(offset * offset) / (standardDeviation * standardDeviation))
    }
    fold(kernel, lines: nodes.rows, lineStride: nodes.columns, count: nodes.columns, stride: 1)
    fold(kernel, lines: nodes.columns, lineStride: 1, count: nodes.rows, stride: nodes.columns)
  }

  private mutating func fold(
    _ kernel: [Double], lines: Int, lineStride: Int, count: Int, stride: Int
  ) {
    var line = [Double](repeating: 0, count: count)
    for index in 0..<lines {
      let start = index * lineStride
      for node in 0..<count { line[node] = nodes.values[start + node * stride] }
      for node in 0..<count {
        var sum = kernel[0] * line[node]
        for offset in 1..<kernel.count {
          if node >= offset { sum += kernel[offset] * line[node - offset] }
          if node + offset < count { sum += kernel[offset] * line[node + offset] }
        }
        nodes.values[start + node * stride] = sum
      }
    }
  }

  /// So that every contour closes inside of the grid.
  private mutating func clearBorder() {
    for column in 0..<nodes.columns {
      nodes.values[column] = 0
      nodes.values[(nodes.rows - 1) * nodes.columns + column] = 0
    }
    for row in 0..<nodes.rows {
      nodes.values[row * nodes.columns] = 0
      nodes.values[(row + 1) * nodes.columns - 1] = 0
    }
  }
}

/// Coordinates along the principal axes of a cloud of draws, in robust SDs from its medians.
private struct PrincipalFrame {
  private let center: (Double, Double)
  private let cosine: Double
  private let sine: Double
  private var scale = (1.0, 1.0)

  init(
    _ first: [Double], _ second: [Double], covariance: LogitCovariance,
    statistics: inout OrderStatistics
  ) {
    let axes = covariance.principalAxes
    (cosine, sine) = (axes.cosine, axes.sine)
    center = (
      statistics.quantiles([0.5], of: first)[0], statistics.quantiles([0.5], of: second)[0]
    )
    let turned = coordinates(first, second)
    scale = (
      Self.robustScale(turned.0, variance: axes.majorVariance, statistics: &statistics),
      Self.robustScale(turned.1, variance: axes.minorVariance, statistics: &statistics)
    )
  }

  /// The smaller of the SD and the interquartile range over that of a standard normal.
  private static func robustScale(
    _ values: [Double], variance: Double, statistics: inout OrderStatistics
  ) -> Double {
    let quartiles = statistics.quantiles([0.25, 0.75], of: values)
    let fromQuartiles = (quartiles[1] - quartiles[0]) / 1.3489795003921634
    let deviation = variance.squareRoot()
    return fromQuartiles > 0 ? min(deviation, fromQuartiles) : deviation
  }

  func coordinates(_ first: [Double], _ second: [Double]) -> ([Double], [Double]) {
    var along = [Double](repeating: 0, count: first.count)
    var across = along
    for index in first.indices {
      let (x, y) = (first[index] - center.0, second[index] - center.1)
      along[index] = (cosine * x + sine * y) / scale.0
      across[index] = (cosine * y - sine * x) / scale.1
    }
    return (along, across)
  }

  func logits(_ along: Double, _ across: Double) -> (Double, Double) {
    let (x, y) = (along * scale.0, across * scale.1)
    return (center.0 + cosine * x - sine * y, center.1 + sine * x + cosine * y)
  }
}
