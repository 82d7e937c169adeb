import AccuracyData
import CStudyIntegrals
import RepeatableNumbers
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The likelihood of t-distributed effects, against mixtures of normal ones by the dense rule.
@Suite struct StudentLikelihoodTests {
  /// Large, small, far from any mean below, without cases of one kind, with one arm.
  private static let unlike: [AccuracyStudy] = [
    study((752, 3226), (2977, 40)), study((1, 399), (2, 898)), study((38, 0), (73, 3)),
    study((40, 12), nil), study((1, 1), (1, 2)),
  ]

  private static func values(
    _ likelihood: CollapsedLikelihood, _ points: [BivariatePoint], _ nu: [Double],
    means: [[Double]] = [], floors: [Double] = []
  ) -> [Double] {
    let means = means.isEmpty ? points.map { [$0.muSensitivity, $0.muSpecificity] } : means
    var columns =
      points.map(\.muSensitivity) + points.map(\.muSpecificity) + points.map(\.tauSensitivity)
    columns += points.map(\.tauSpecificity) + points.map(\.correlation) + points.map(\.complement)
    for k in means[0].indices { columns += means.map { $0[k] } }
    var values = [Double](repeating: 0, count: points.count)
    var span = values.mutableSpan
    StudentLikelihood(likelihood).logLikelihoods(
      at: columns.span, degreesOfFreedom: nu.span, floors: floors.span, into: &span)
    return values
  }

  /// log of the integral over x = log w of the gamma density of w times the dense rule at Sigma / w; a
  /// trapezoid rule whose aliases are below 1e-6.
  private static func exact(_ study: AccuracyStudy, _ at: BivariatePoint, _ nu: Double) -> Double {
    let rule = DenseRule()
    let (half, step) = (0.5 * nu, 0.45 * min(1, (4 / nu).squareRoot()))
    let constant = half * log(half) - lgamma(half) + log(step)
    var (terms, x) = ([Double](), log(1 + 5 / half.squareRoot() + 16 / half))
    while x > -40 {
      var scaled = at
      scaled.tauSensitivity *= exp(-0.5 * x)
      scaled.tauSpecificity *= exp(-0.5 * x)
      let term = constant + half * (x - exp(x)) + rule.logLikelihood(of: study, at: scaled)
      terms.append(term)
      if x < -1, term < (terms.max() ?? 0) - 17 { break }
      x -= step
    }
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }

  private static let cases: [(nu: Double, at: BivariatePoint)] = [
    (4, point(0.6, 3.1, 0.7, 0.65, fisherZ: -0.4)), (4, point(1.5, 1.2, 0.25, 1.4, fisherZ: 1.2)),
    (60, point(0.6, 2.5, 1, 0.8, fisherZ: 0.5)),
  ]

  /// Each study alone within 2e-5, twice what a rule is chosen for; the far one lies 10 SDs out.
  @Test(arguments: cases)
  func isAMixtureOfDenseIntegrals(nu: Double, at: BivariatePoint) {
    for (number, study) in Self.unlike.enumerated() {
      let likelihood = CollapsedLikelihood(studies: [study], rows: [0], tolerance: 1e-6)
      let value = Self.values(likelihood, [at], [nu])[0]
      let exact = Self.exact(study, at, nu)
      #expect(abs(value - exact) < 2e-5, "study \(number): \(value - exact)")
    }
  }

  private static let many: [AccuracyStudy] = {
    var numbers = SplitMix64(seed: 21)
    let pool = auditC + telomerase + unlike
    return (0..<53).map { _ in pool[Int(numbers.uniform() * Double(pool.count))] }
  }()
  private static let rows: [Int] = (0..<53).map { $0 % 3 }

  /// Points with the means of three rows, half of them alike and half scattered, and degrees of freedom.
  private static func points(
    _ count: Int
  ) -> (points: [BivariatePoint], means: [[Double]], nu: [Double]) {
    var numbers = SplitMix64(seed: 22)
    let points = (0..<count).map { j in
      j % 2 == 0
        ? point(
          0.3 + 0.1 * numbers.normal(), 2.2 + 0.1 * numbers.normal(),
          0.7 * exp(0.2 * numbers.normal()), 0.8 * exp(0.2 * numbers.normal()),
          fisherZ: -0.4 + 0.2 * numbers.normal()) : numbers.scatteredPoint(auditC)
    }
    let means = points.map { point in
      (0..<3).flatMap { row -> [Double] in
        [point.muSensitivity + 0.4 * Double(row), point.muSpecificity - 0.5 * Double(row)]
      }
    }
    return (points, means, (0..<count).map { _ in 2 + 8 * numbers.uniform() })
  }

  /// In tiles as alone, with fixed and with differing degrees of freedom, by every instruction set. The errors
  /// of 53 studies, at most 1e-5 each, are of either sign.
  @Test(arguments: [true, false])
  func tilesAgreeWithPointsAlone(fixed: Bool) {
    let (points, means, drawn) = Self.points(90)
    let nu = fixed ? drawn.map { _ in 4.0 } : drawn
    let likelihood = CollapsedLikelihood(studies: Self.many, rows: Self.rows, tolerance: 1e-6)
    let block = Self.values(likelihood, points, nu, means: means)
    var served = 0
    for j in points.indices where !block[j].isNaN {
      let alone = Self.values(likelihood, [points[j]], [nu[j]], means: [means[j]])[0]
      #expect(abs(block[j] - alone) < 2e-4, "\(j): \(block[j] - alone)")
      served += 1
    }
    #expect(served > 85)
    for set in InstructionSet.available {
      let other = CollapsedLikelihood(
        studies: Self.many, rows: Self.rows, tolerance: 1e-6, instructionSet: set)
      for (a, b) in zip(Self.values(other, points, nu, means: means), block) {
        #expect(a.isNaN == b.isNaN && !(abs(a - b) > 1e-8), "\(set): \(a) \(b)")
      }
    }
  }

  /// The bound lies above every value, and takes its place below a floor alone.
  @Test func boundsAreAbove() {
    let (points, means, nu) = Self.points(60)
    let likelihood = CollapsedLikelihood(studies: Self.many, rows: Self.rows, tolerance: 1e-6)
    let student = StudentLikelihood(likelihood)
    let values = Self.values(likelihood, points, nu, means: means)
    for j in points.indices where !values[j].isNaN {
      let bound = student.upperBound(at: points[j], means: means[j], degreesOfFreedom: nu[j])
      #expect(bound > values[j], "\(j)")
    }
    // A floor that nothing reaches, which settles points alone; tiles stay as they are.
    let floors = [Double](repeating: 0, count: points.count)
    let floored = Self.values(likelihood, points, nu, means: means, floors: floors)
    let alone = Self.values(likelihood, [points[1]], [nu[1]], means: [means[1]], floors: [0])[0]
    #expect(alone > values[1] && alone < 0)
    for (a, b) in zip(floored, values) where !b.isNaN { #expect(a >= b && a < 0) }
    let low = Self.values(
      likelihood, points, nu, means: means, floors: floors.map { _ in -1e6 })
    for (a, b) in zip(low, values) { #expect(a == b || a.isNaN && b.isNaN) }
  }

  /// SDs that are too small beside the studies' are left to another rule, and no value is wrong.
  @Test func leavesWhatItDoesNotServe() {
    let likelihood = CollapsedLikelihood(studies: auditC, rows: auditC.map { _ in 0 })
    let points = [
      point(0.3, 2.2, 1e-4, 1e-4, fisherZ: 0), point(0.3, 2.2, 0.7, 0.8, fisherZ: 9),
      point(0.3, 2.2, 0.7, 0.8, fisherZ: 0),
    ]
    let values = Self.values(likelihood, points, [4, 4, 4])
    #expect(values[0].isNaN && values[1].isNaN && values[2].isFinite)
  }
}

/// Gauss rules whose weight is a binomial factor.
@Suite struct StudentRuleTests {
  private static func rule(_ nodes: [Double], _ k: Int32) -> (places: [Double], weights: [Double]) {
    let first = (0..<k).reduce(0) { $0 + Int(sroc_student_rule_nodes($1) + 1) / 2 * 2 }
    let range = first..<(first + Int(sroc_student_rule_nodes(k)))
    let room = Int(SROC_STUDENT_NODES)
    return (range.map { nodes[$0] }, range.map { nodes[room + $0] })
  }

  /// f on a fine grid, far into its tails.
  private static func grid(_ margin: BinomialMargin) -> (places: [Double], weights: [Double]) {
    let sets = margin.levelSets(drops: [1, 10, 60, 130])
    let step = (sets.upper[3] - sets.lower[3]) / 900
    let places = (0...900).map { sets.lower[3] + step * Double($0) }
    return (places, places.map { step * exp(margin.logFactor($0).value) })
  }

  /// n nodes integrate polynomials up to degree 2 n - 1.
  @Test(arguments: [(1, 9), (3, 40), (200, 900)])
  func areExactForPolynomials(correct: Int, incorrect: Int) {
    let margin = BinomialMargin(correct: correct, incorrect: incorrect)
    let rules = BinomialGaussRules(margin)
    let (places, weights) = Self.grid(margin)
    let total = weights.reduce(0, +)
    let centre = zip(places, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    for k in 0..<Int32(SROC_STUDENT_RULES) {
      let own = Self.rule(rules.nodes, k)
      #expect(own.weights.allSatisfy { $0 > 0 } && own.places == own.places.sorted())
      for degree in 0..<(2 * own.places.count) {
        func sum(_ places: [Double], _ weights: [Double], _ size: Bool) -> Double {
          zip(places, weights).reduce(0) {
            let z = ($1.0 - centre) / rules.deviation
            return $0 + $1.1 * pow(size ? abs(z) : z, Double(degree))
          }
        }
        let error = sum(own.places, own.weights, false) - sum(places, weights, false)
        #expect(abs(error) < 1e-7 * sum(places, weights, true), "rule \(k), degree \(degree)")
      }
    }
  }

  /// The largest relative error of a rule for t densities of scale c at up to 10 of the larger of c and the
  /// factor's SD from the factor's mean.
  private static func error(
    _ rule: (places: [Double], weights: [Double]), _ grid: (places: [Double], weights: [Double]),
    _ nu: Double, _ c: Double
  ) -> Double {
    let total = grid.weights.reduce(0, +)
    let centre = zip(grid.places, grid.weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    let square = zip(grid.places, grid.weights).reduce(0) {
      $0 + ($1.0 - centre) * ($1.0 - centre) * $1.1
    }
    let unit = max(c, (square / total).squareRoot())
    return [-10, -6, -4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4, 6, 10].reduce(0) { worst, away in
      func sum(_ of: (places: [Double], weights: [Double])) -> Double {
        zip(of.places, of.weights).reduce(0) {
          let d = ($1.0 - centre - away * unit) / c
          return $0 + $1.1 * exp(-(0.5 * nu + 1) * log1p(d * d / nu))
        }
      }
      return max(worst, abs(sum(rule) / sum(grid) - 1))
    }
  }

  /// Every rule holds its error at its least ratio, and the normal-like factors need that ratio: 15 % below
  /// it all rules are off.
  @Test(arguments: [1.2, 2, 4, 5, 9, 14, 70, 150])
  func ratiosHoldTheirErrors(nu: Double) {
    for (y, n) in [(1, 2), (1, 10), (1, 900), (2, 50), (4, 9), (6, 200), (20, 45), (300, 900)] {
      let margin = BinomialMargin(correct: y, incorrect: n - y)
      let rules = BinomialGaussRules(margin)
      let grid = Self.grid(margin)
      for k in 0..<Int32(SROC_STUDENT_RULES) {
        let rule = Self.rule(rules.nodes, k)
        let least = sroc_student_rule_ratio(nu, k) * rules.deviation
        let c = least * StudentLikelihood.skewness(margin.successes)
        let error = Self.error(rule, grid, nu, c)
        #expect(error < 1.1e-5, "\(y) of \(n), rule \(k): \(error)")
        if nu == 4, y == 300 { #expect(Self.error(rule, grid, nu, 0.85 * least) > 1.1e-5) }
      }
    }
  }

  /// Beyond the degrees of freedom of the table there is no rule.
  @Test func noRatioIsGuessed() {
    #expect(sroc_student_rule_ratio(250, 9) > 1e100)
    #expect(sroc_student_rule_ratio(0.9, 9) > 1e100)
  }
}
