import CMath

/// Student t as a mixture of normals, for study effects with heavier tails than normal:
///
///     w ~ Gamma(nu / 2, rate nu / 2),  (a, b) | w ~ N2(mu, Sigma / w)  =>  (a, b) ~ t_nu(mu, Sigma).
///
/// The integral over w is a trapezoid rule in x = log w, which converges spectrally; its terms are the
/// posterior of w, so that a study's weight comes with its likelihood. Step and ends as found numerically
/// (docs/statistics.md, section 12): the step shrinks like 1 / sqrt(nu), the lower end leaves room for a
/// study that lies `farthest` SDs from the mean.
public struct StudentMixture: Sendable {
  /// x = log w of each node.
  public let nodes: [Double]
  /// log of the node's share: step times density of x.
  public let logShares: [Double]
  /// Distance of the nodes.
  public let step: Double

  /// A study this many SDs from the mean is still weighed down rightly.
  public static let farthest = 300.0
  /// What the ends leave out is exp(-budget) of the whole.
  private static let budget = 13.0

  /// The nodes for some degrees of freedom.
  ///
  /// - Parameters:
  ///   - nu: degrees of freedom, above 0.
  ///   - refinement: how many times closer the nodes lie than the likelihood needs.
  ///   - farthest: how many SDs from the mean what is integrated may lie.
  public init(
    degreesOfFreedom nu: Double, refinement: Double = 1, farthest: Double = Self.farthest
  ) {
    let step = 0.55 * min(1, (4 / nu).squareRoot()) / refinement
    let rare = GammaDistribution(shape: 0.5 * nu + 1)
      .logQuantile(NormalTails(score: normalQuantile(1e-6)))
    let lower = min(
      -2 * Self.budget / nu - 1, log(2) + rare - log(nu + farthest * farthest))
    let ratio = Self.budget / nu
    let upper = log(1 + 3 * ratio.squareRoot() + 2 * ratio)
    let count = Int(((upper - lower) / step).rounded(.up)) + 1
    let half = 0.5 * nu
    let constant = half * log(half) - lgamma(half) + log(step)
    nodes = (0..<count).map { upper - Double($0) * step }
    logShares = nodes.map { constant + half * ($0 - exp($0)) }
    self.step = step
  }

  /// d log density of x / d nu at a node, the position held: what the gradient by nu needs.
  ///
  /// - Parameters:
  ///   - x: log w.
  ///   - nu: degrees of freedom.
  /// - Returns: the derivative.
  public static func logShareSlope(_ x: Double, degreesOfFreedom nu: Double) -> Double {
    let half = 0.5 * nu
    return 0.5 * (log(half) + 1 - digamma(half) + x - exp(x))
  }
}

/// log of a sum of exponentials, term after term.
public struct LogSum: Sendable {
  private var largest = -Double.infinity
  private var sum = 0.0

  /// No term yet.
  public init() {}

  /// Adds a term.
  ///
  /// - Parameter value: its logarithm; minus infinity adds nothing.
  public mutating func add(_ value: Double) {
    if value == -.infinity { return }
    if value <= largest {
      sum += exp(value - largest)
    } else {
      sum = sum * exp(largest - value) + 1
      largest = value
    }
  }

  /// The logarithm of the sum; minus infinity without a term.
  public var value: Double { largest + log(sum) }
}
