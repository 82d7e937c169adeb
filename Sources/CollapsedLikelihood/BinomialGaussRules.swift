import CMath
import CStudyIntegrals

/// Gauss rules whose weight is a binomial factor f of a study: the integral of f(t) g(t) dt for a g that is
/// smoother than f is narrow.
///
/// The recurrence of the orthogonal polynomials comes from sums over a fine grid (Stieltjes), the nodes are
/// roots, each between two of the polynomial before.
struct BinomialGaussRules {
  /// SD of t under the weight.
  let deviation: Double
  /// Nodes of all rules one after the other, then their weights, as the kernel takes them.
  let nodes: [Double]

  /// Points of the grid; f is bell-shaped, and a tenth would do.
  private static let gridCount = 240
  /// log of the share of f's maximum at the ends of the grid.
  private static let gridDrop = 75.0

  /// The rules of a factor.
  ///
  /// - Parameter margin: with successes and failures: a factor that is flat has no integral.
  init(_ margin: BinomialMargin) {
    let sets = margin.levelSets(drops: [1, 10, Self.gridDrop])
    let (lower, upper) = (sets.lower[2], sets.upper[2])
    let step = (upper - lower) / Double(Self.gridCount)
    let places = (0...Self.gridCount).map { lower + step * Double($0) }
    let weights = places.map { step * exp(margin.logFactor($0).value) }
    let polynomials = OrthogonalPolynomials(
      places: places, weights: weights,
      degree: Int(sroc_student_rule_nodes(Int32(SROC_STUDENT_RULES) - 1)))
    deviation = polynomials.deviation
    let room = Int(SROC_STUDENT_NODES)
    var found = [Double](repeating: 0, count: 2 * room)
    var (place, roots) = (0, [Double]())
    for rule in 0..<Int32(SROC_STUDENT_RULES) {
      let count = Int(sroc_student_rule_nodes(rule))
      while roots.count < count { roots = polynomials.roots(between: roots) }
      for root in roots {
        found[place] = polynomials.centre + polynomials.deviation * root
        found[room + place] = polynomials.weight(atRoot: root, of: count)
        place += 1
      }
      // The place that makes an odd number even has no weight.
      if count % 2 == 1 {
        found[place] = found[place - 1]
        place += 1
      }
    }
    nodes = found
  }
}

/// Polynomials that are orthogonal under weights at some places, in z = (t - centre) / deviation, with the
/// leading coefficient 1: p_{k+1} = (z - a_k) p_k - b_k p_{k-1}.
struct OrthogonalPolynomials {
  /// Mean and SD of the places under the weights.
  let centre: Double
  let deviation: Double
  private var a: [Double] = []
  private var b: [Double] = []
  /// The sum of the weights.
  private let total: Double
  private let ends: ClosedRange<Double>

  init(places: [Double], weights: [Double], degree: Int) {
    total = weights.reduce(0, +)
    let mean = zip(places, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    let square = zip(places, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
    let own = (square / total).squareRoot()
    (centre, deviation) = (mean, own)
    let z = places.map { ($0 - mean) / own }
    ends = z[0]...z[z.count - 1]
    var (before, here) = ([Double](repeating: 0, count: z.count), z.map { _ in 1.0 })
    var normBefore = 1.0
    for k in 0..<degree {
      var (norm, first) = (0.0, 0.0)
      for i in z.indices {
        let square = weights[i] * here[i] * here[i]
        norm += square
        first += z[i] * square
      }
      a.append(first / norm)
      b.append(k == 0 ? 0 : norm / normBefore)
      normBefore = norm
      for i in z.indices {
        let next = (z[i] - a[k]) * here[i] - b[k] * before[i]
        (before[i], here[i]) = (here[i], next)
      }
    }
  }

  /// p_n and its slope.
  private func polynomial(_ n: Int, at z: Double) -> (value: Double, slope: Double) {
    var (before, here, slopeBefore, slope) = (0.0, 1.0, 0.0, 0.0)
    for k in 0..<n {
      let nextSlope = here + (z - a[k]) * slope - b[k] * slopeBefore
      (before, here) = (here, (z - a[k]) * here - b[k] * before)
      (slopeBefore, slope) = (slope, nextSlope)
    }
    return (here, slope)
  }

  /// The roots of the next polynomial, one between each two of those given and one on each side.
  func roots(between known: [Double]) -> [Double] {
    let n = known.count + 1
    let edges = [ends.lowerBound] + known + [ends.upperBound]
    return (0..<n).map { i in
      var (low, high) = (edges[i], edges[i + 1])
      // Just below the largest root the polynomial is negative, and its sign changes from root to root.
      let sign: Double = (n - 1 - i) % 2 == 0 ? 1 : -1
      var z = 0.5 * (low + high)
      for _ in 0..<100 {
        let (value, slope) = polynomial(n, at: z)
        if value * sign > 0 { high = z } else { low = z }
        var next = z - value / slope
        if !(next > low && next < high) { next = 0.5 * (low + high) }
        let step = abs(next - z)
        z = next
        if step < 1e-14 * (1 + abs(z)) { break }
      }
      return z
    }
  }

  /// The Gauss weight at a root of p_n: 1 / sum of p_k^2 / |p_k|^2 over k < n.
  func weight(atRoot z: Double, of n: Int) -> Double {
    var (before, here, norm, sum) = (0.0, 1.0, total, 0.0)
    for k in 0..<n {
      if k > 0 { norm *= b[k] }
      sum += here * here / norm
      (before, here) = (here, (z - a[k]) * here - b[k] * before)
    }
    return 1 / sum
  }
}
