import SpecialFunctions

/// The smallest region, on the logit scales, that holds a stated share of the draws.
///
/// The set where the density of (logit Se, logit Sp) exceeds a threshold. Unlike an ellipse it follows
/// bent and lopsided clouds, and it falls into several pieces where the posterior has several modes. The
/// density is a kernel estimate on the logit scales; on the scale of the proportions the smallest region
/// would be another one.
public struct HighestDensityRegion: Sendable {
  /// The outlines, largest first: closed polygons in ROC space, the last point identical to the first,
  /// both coordinates in [0, 1]. A piece inside another is a hole (even-odd rule).
  public let polygons: [[(falsePositiveRate: Double, sensitivity: Double)]]
  /// Nominal probability content, in (0, 1).
  public let level: Double
  private let outlines: [[(logitSensitivity: Double, logitSpecificity: Double)]]

  /// A region by its outlines on the logit scales.
  init(outlines: [[(logitSensitivity: Double, logitSpecificity: Double)]], level: Double) {
    self.outlines = outlines
    self.level = level
    polygons = outlines.map { outline in
      let corners = outline.map {
        (falsePositiveRate: expit(-$0.logitSpecificity), sensitivity: expit($0.logitSensitivity))
      }
      return corners + corners.prefix(1)
    }
  }

  /// Whether a pair of logits lies in the region.
  ///
  /// - Parameters:
  ///   - logitSensitivity: first coordinate.
  ///   - logitSpecificity: second coordinate.
  /// - Returns: by the even-odd rule over all outlines; false for NaN.
  public func contains(logitSensitivity: Double, logitSpecificity: Double) -> Bool {
    var isInside = false
    for outline in outlines {
      guard var previous = outline.last else { continue }
      for corner in outline {
        if (corner.logitSpecificity > logitSpecificity)
          != (previous.logitSpecificity > logitSpecificity)
        {
          let share =
            (logitSpecificity - previous.logitSpecificity)
            / (corner.logitSpecificity - previous.logitSpecificity)
          let at =
            previous.logitSensitivity
            + share * (corner.logitSensitivity - previous.logitSensitivity)
          if logitSensitivity < at { isInside.toggle() }
        }
        previous = corner
      }
    }
    return isInside
  }

  /// Area on the logit scales, holes left out.
  var logitArea: Double {
    outlines.reduce(0) { $0 + signedArea($1) }.magnitude
  }
}

/// Regions of highest density of one set of draws at several levels.
///
/// The threshold is that order statistic of the estimate at the draws themselves which leaves the share
/// `level` of them above it, so the level is right whatever the kernel does; only the shape depends on
/// the kernel. See `DensityGrid`.
///
/// - Parameters:
///   - logitSensitivities: `n` draws, finite.
///   - logitSpecificities: `n` draws, finite, in the same order.
///   - levels: probability contents, in (0, 1).
/// - Returns: one region a level, in their order.
/// - Throws: `AccuracyMeasuresError`: `.levelOutOfRange`, `.tooFewDraws` for fewer than three,
///   `.nonFiniteDraw`, or `.degenerateCovariance` for draws on a line.
/// - Complexity: O(n) plus 160 times 160 nodes times the width of the kernel.
public func highestDensityRegions(
  logitSensitivities: [Double], logitSpecificities: [Double], levels: [Double]
) throws(AccuracyMeasuresError) -> [HighestDensityRegion] {
  for level in levels where !(level > 0 && level < 1) { throw .levelOutOfRange(level: level) }
  let covariance = try covarianceOfDraws(logitSensitivities, logitSpecificities)
  guard let largest = levels.max() else { return [] }
  let grid = DensityGrid(
    logitSensitivities, logitSpecificities, covariance: covariance, level: largest)
  let densities = grid.densities(logitSensitivities, logitSpecificities)
  var statistics = OrderStatistics()
  return levels.map { level in
    let rank = densities.count - 1 - coverageRank(level: level, count: densities.count)
    let threshold = statistics.select(ranks: [rank], from: densities)[0]
    // A threshold of 0 would be the whole plane.
    let contours = grid.nodes.contours(at: max(threshold, Double.leastNormalMagnitude))
    let outlines = contours.map { line in
      line.map { position -> (logitSensitivity: Double, logitSpecificity: Double) in
        let logits = grid.logits(column: position.column, row: position.row)
        return (logits.0, logits.1)
      }
    }
    return HighestDensityRegion(
      outlines: outlines.sorted { signedArea($0).magnitude > signedArea($1).magnitude },
      level: level)
  }
}

/// Shoelace formula; the sign tells the sense of rotation, so holes count negative.
private func signedArea(
  _ outline: [(logitSensitivity: Double, logitSpecificity: Double)]
) -> Double {
  guard var previous = outline.last else { return 0 }
  var sum = 0.0
  for corner in outline {
    sum +=
      previous.logitSensitivity * corner.logitSpecificity
      - corner.logitSensitivity * previous.logitSpecificity
    previous = corner
  }
  return sum / 2
}
