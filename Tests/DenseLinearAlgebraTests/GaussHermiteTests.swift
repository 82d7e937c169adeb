import DenseLinearAlgebra
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Gauss-Hermite rules against closed forms and against the moments they must integrate exactly.
struct GaussHermiteTests {
  /// Orders 1 to 3 in closed form: nodes 0; 1/sqrt 2; 0 and sqrt(3/2).
  @Test func closedForms() throws {
    let root = Double.pi.squareRoot()
    let one = try gaussHermite(order: 1)
    #expect(one.nodes == [0] && abs(one.weights[0] - root) < 1e-15)
    let two = try gaussHermite(order: 2)
    #expect(abs(two.nodes[1] - 0.5.squareRoot()) < 1e-15 && two.nodes[0] == -two.nodes[1])
    #expect(abs(two.weights[0] - root / 2) < 1e-15)
    let three = try gaussHermite(order: 3)
    #expect(three.nodes[1] == 0 && abs(three.nodes[2] - 1.5.squareRoot()) < 1e-15)
    #expect(abs(three.weights[1] - 2 * root / 3) < 2e-15)
    #expect(abs(three.weights[2] - root / 6) < 1e-15)
  }

  /// A rule of order n integrates x^(2m) exp(-x^2) to Gamma(m + 1/2) for m < n, and no further: at
  /// m = n the shortfall is n! sqrt(pi) / 2^n.
  @Test(arguments: [2, 5, 7, 21, 81])
  func momentsUpToTheDegreeOfExactness(order: Int) throws {
    let rule = try gaussHermite(order: order)
    func moment(_ m: Int) -> Double {
      zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(2 * m)) }
    }
    for m in 0..<order { #expect(abs(moment(m) / tgamma(Double(m) + 0.5) - 1) < 1e-12) }
    let shortfall = tgamma(Double(order) + 0.5) - moment(order)
    let expected = tgamma(Double(order) + 1) * Double.pi.squareRoot() / pow(2, Double(order))
    if expected / tgamma(Double(order) + 0.5) > 1e-9 {
      #expect(abs(shortfall / expected - 1) < 1e-4)
    }
  }

  @Test(arguments: [2, 9, 100, 300])
  func nodesAreSymmetricAndAscending(order: Int) throws {
    let rule = try gaussHermite(order: order)
    for k in 0..<order {
      #expect(rule.nodes[k] == -rule.nodes[order - 1 - k])
      #expect(rule.weights[k] == rule.weights[order - 1 - k] && rule.weights[k] > 0)
      if k > 0 { #expect(rule.nodes[k] > rule.nodes[k - 1]) }
    }
    let total = rule.weights.reduce(0, +)
    #expect(abs(total / Double.pi.squareRoot() - 1) < 1e-13)
  }

  /// The outermost weight is exact in a relative sense: `2^(n-1) n! sqrt(pi) / (n H_(n-1)(x))^2`,
  /// in logarithms, with the physicists' recurrence; eigenvectors lose it below 1e-32.
  @Test func tailWeightsKeepTheirRelativeAccuracy() throws {
    let n = 60
    let rule = try gaussHermite(order: n)
    let x = rule.nodes[n - 1]
    var (previous, last) = (0.0, 1.0)
    for k in 0..<(n - 1) {
      (previous, last) = (last, 2 * x * last - 2 * Double(k) * previous)
    }
    let expected =
      Double(n - 1) * log(2) + lgamma(Double(n) + 1) + log(Double.pi) / 2 - 2 * log(Double(n))
      - 2 * log(last)
    #expect(rule.weights[n - 1] < 1e-40)
    #expect(abs(log(rule.weights[n - 1]) - expected) < 1e-10)
  }
}
