import CMath

/// A smooth density of draws: Gaussian kernels, reflected at the ends of the support.
///
/// `f(x) = 1 / (n h) sum phi((x - x_i) / h)`, where each draw also counts at its mirror images beyond the
/// ends of the support, so that no mass is lost there. Sources: Silverman (1986), "Density Estimation for
/// Statistics and Data Analysis", section 2.10 (reflection); Scott (1992), "Multivariate Density
/// Estimation", and R's `bw.nrd` (the normal reference bandwidth, fit for densities with one mode).
public struct KernelDensity: Sendable {
  /// Standard deviation of the kernel.
  public let bandwidth: Double
  private let draws: [Double]
  private let support: (lower: Double, upper: Double)

  /// Bins that a kernel's standard deviation spans; the rounding of draws to bins is linear, so that an
  /// eighth changes the density by less than a thousandth.
  private static let binsPerBandwidth = 8.0
  /// Beyond so many standard deviations a kernel counts nothing (1e-9 of its height).
  private static let reach = 6.5

  /// The density of a sample.
  ///
  /// - Parameters:
  ///   - draws: finite values, at least one.
  ///   - support: the ends beyond which no draw can be; infinite where there is none.
  ///   - effectiveCount: effective number of draws; it sets the bandwidth
  ///     `1.06 min(sd, IQR / 1.34) m^(-1/5)`.
  public init(
    _ draws: [Double],
    support: (lower: Double, upper: Double) = (-.infinity, .infinity),
    effectiveCount: Double? = nil
  ) {
    (self.draws, self.support) = (draws, support)
    let summary = summarize([draws], detail: .quantilesOnly)
    let quartiles = quantiles(of: draws, probabilities: [0.25, 0.75])
    let spread = [summary.sd, (quartiles[1] - quartiles[0]) / 1.34].filter {
      $0.isFinite && $0 > 0
    }
    let given = effectiveCount.flatMap { $0.isFinite && $0 >= 1 ? $0 : nil }
    let count = min(given ?? Double(draws.count), Double(draws.count))
    bandwidth = 1.06 * (spread.min() ?? 0) * pow(max(count, 1), -0.2)
  }

  /// The density at evenly spaced points.
  ///
  /// - Parameters:
  ///   - range: the first and the last point; different.
  ///   - count: number of points, at least two.
  /// - Returns: the points with their densities; 0 outside of the support.
  /// - Complexity: O(draws + count * bins of a kernel). A kernel is never narrower than half the
  ///   distance of two points: nothing finer could be seen.
  public func curve(
    over range: ClosedRange<Double>, count: Int
  ) -> [(x: Double, density: Double)] {
    let length = range.upperBound - range.lowerBound
    let spacing = length / Double(count - 1)
    let h = max(bandwidth, spacing / 2)
    let bins = Bins(
      draws, from: range.lowerBound - Self.reach * h, to: range.upperBound + Self.reach * h,
      width: h / Self.binsPerBandwidth, support: support)
    let scale = 1 / (Double(draws.count) * h * (2 * Double.pi).squareRoot())
    return (0..<count).map { index in
      let x = range.lowerBound + Double(index) * spacing
      // The last point may be a rounding error beyond the end.
      guard x >= support.lower - 1e-9 * length, x <= support.upper + 1e-9 * length else {
        return (x, 0)
      }
      return (x, scale * bins.kernelSum(at: x, h: h, reach: Self.reach))
    }
  }

  /// Draws and mirror images, shared out linearly between the two nearest of evenly spaced places.
  private struct Bins {
    let origin: Double
    let width: Double
    var weights: [Double]

    init(
      _ draws: [Double], from lower: Double, to upper: Double, width: Double,
      support: (lower: Double, upper: Double)
    ) {
      (origin, self.width) = (lower, width)
      weights = [Double](repeating: 0, count: Int(((upper - lower) / width).rounded(.up)) + 2)
      for draw in draws {
        add(draw)
        if support.lower.isFinite { add(2 * support.lower - draw) }
        if support.upper.isFinite { add(2 * support.upper - draw) }
      }
    }

    private mutating func add(_ value: Double) {
      let place = (value - origin) / width
      guard place >= 0, place < Double(weights.count - 1) else { return }
      let bin = Int(place)
      let fraction = place - Double(bin)
      weights[bin] += 1 - fraction
      weights[bin + 1] += fraction
    }

    func kernelSum(at x: Double, h: Double, reach: Double) -> Double {
      let first = max(0, Int(((x - reach * h - origin) / width).rounded(.up)))
      let last = min(weights.count - 1, Int(((x + reach * h - origin) / width).rounded(.down)))
      guard first <= last else { return 0 }
      var sum = 0.0
      for bin in first...last where weights[bin] > 0 {
        let z = (origin + Double(bin) * width - x) / h
        sum += weights[bin] * exp(-0.5 * z * z)
      }
      return sum
    }
  }
}
