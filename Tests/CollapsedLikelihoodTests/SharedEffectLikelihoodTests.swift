import AccuracyData
import CollapsedLikelihood
import RepeatableNumbers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A covariance by its SDs and correlation.
private func covariance(_ tau1: Double, _ tau2: Double, _ rho: Double) -> BivariatePoint {
  BivariatePoint(
    muSensitivity: 0, muSpecificity: 0, tauSensitivity: tau1, tauSpecificity: tau2,
    fisherZ: atanh(rho))
}

/// The sum of two covariances.
private func sum(_ a: BivariatePoint, _ b: BivariatePoint) -> BivariatePoint {
  let first = a.tauSensitivity * a.tauSensitivity + b.tauSensitivity * b.tauSensitivity
  let second = a.tauSpecificity * a.tauSpecificity + b.tauSpecificity * b.tauSpecificity
  let both =
    a.correlation * a.tauSensitivity * a.tauSpecificity
    + b.correlation * b.tauSensitivity * b.tauSpecificity
  return covariance(first.squareRoot(), second.squareRoot(), both / (first * second).squareRoot())
}

private func table(_ tp: Int, _ fp: Int, _ fn: Int, _ tn: Int) -> AccuracyStudy {
  AccuracyStudy(
    label: "S", truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn)
}

/// Tables of one study whose effects are integrated out together, against rules without any of its code.
@Suite struct SharedEffectLikelihoodTests {
  /// The same by brute force: a fine lattice over the shared effect, the oracle of one table at each node.
  private func reference(
    _ tables: [AccuracyStudy], shared: BivariatePoint, within: BivariatePoint?, means: [Double],
    nodes: Int
  ) -> Double {
    let rule = DenseRule()
    // The data can pull an effect several of its standard deviations out.
    let reach = 11.0
    let step = 2 * reach / Double(nodes)
    var terms: [Double] = []
    for i in 0...nodes {
      for j in 0...nodes {
        let z1 = -reach + step * Double(i)
        let z2 = -reach + step * Double(j)
        let e1 = shared.tauSensitivity * z1
        let e2 = shared.tauSpecificity * (shared.correlation * z1 + shared.complement * z2)
        var term = -0.5 * (z1 * z1 + z2 * z2) + log(step * step / (2 * Double.pi))
        for (r, table) in tables.enumerated() {
          var point = within ?? shared
          point.muSensitivity = means[2 * r] + e1
          point.muSpecificity = means[2 * r + 1] + e2
          term +=
            within == nil
            ? logFactor(table, point) : rule.logLikelihood(of: table, at: point)
        }
        terms.append(term)
      }
    }
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }

  private func logFactor(_ table: AccuracyStudy, _ point: BivariatePoint) -> Double {
    func factor(_ arm: AccuracyArm?, _ t: Double) -> Double {
      guard let arm else { return 0 }
      let n = Double(arm.total)
      let coefficient =
        lgamma(n + 1) - lgamma(Double(arm.correct) + 1) - lgamma(Double(arm.incorrect) + 1)
      return coefficient - Double(arm.correct) * log1p(exp(-t)) - Double(arm.incorrect)
        * log1p(exp(t))
    }
    return factor(table.diseased, point.muSensitivity)
      + factor(table.nondiseased, point.muSpecificity)
  }

  private func logit(_ arm: AccuracyArm?) -> Double {
    log((Double(arm?.correct ?? 0) + 0.5) / (Double(arm?.incorrect ?? 0) + 0.5))
  }

  static let studies: [[AccuracyStudy]] = [
    [table(227, 1132, 40, 914), table(256, 1050, 11, 996)],
    [table(4, 20, 2, 26), table(4, 19, 1, 33)],
    [table(12, 0, 0, 30), table(12, 1, 0, 29), table(9, 0, 3, 30)],
    [
      AccuracyStudy(
        label: "S", row: 1, diseased: AccuracyArm(correct: 9, incorrect: 0), nondiseased: nil),
      table(8, 3, 1, 40),
    ],
  ]

  /// Without effects of their own, tables are a plain product.
  @Test(arguments: [0, 1, 2, 3])
  func sharedEffectsAgreeWithBruteForce(number: Int) {
    let tables = Self.studies[number]
    var numbers = SplitMix64(seed: 70 + UInt64(number))
    for _ in 0..<12 {
      let shared = covariance(
        exp(-1 + 0.8 * numbers.normal()), exp(-1 + 0.8 * numbers.normal()),
        tanh(numbers.normal()))
      // Not farther from the data than effects would be: beyond, the brute force misses the mode.
      let means = tables.flatMap { table in
        [
          logit(table.diseased) + shared.tauSensitivity * numbers.normal(),
          logit(table.nondiseased) + shared.tauSpecificity * numbers.normal(),
        ]
      }
      let own = SharedEffectLikelihood(tables: tables, rows: Array(tables.indices))
      let value = own.logLikelihood(
        at: TableEffects(shared: shared, within: nil), means: means)
      let expected = reference(tables, shared: shared, within: nil, means: means, nodes: 600)
      #expect(abs(value - expected) < 3e-6, "\(shared) \(means): \(value) for \(expected)")
    }
  }

  /// With effects of their own, which may be correlated.
  @Test(arguments: [1, 2, 3])
  func ownEffectsAgreeWithBruteForce(number: Int) {
    let tables = Self.studies[number]
    var numbers = SplitMix64(seed: 80 + UInt64(number))
    for round in 0..<2 {
      let total = covariance(
        exp(-0.5 + 0.6 * numbers.normal()), exp(-0.5 + 0.6 * numbers.normal()),
        tanh(numbers.normal()))
      let phi = 0.1 + 0.8 * numbers.uniform()
      func share(_ x: Double) -> BivariatePoint {
        covariance(
          total.tauSensitivity * x.squareRoot(), total.tauSpecificity * x.squareRoot(),
          total.correlation)
      }
      let within = round == 1 ? covariance(0.4, 0.9, 0) : share(phi)
      let means = tables.flatMap { _ in [1 + 0.6 * numbers.normal(), 1 + 0.6 * numbers.normal()] }
      let own = SharedEffectLikelihood(tables: tables, rows: Array(tables.indices))
      let value = own.logLikelihood(
        at: TableEffects(shared: share(1 - phi), within: within), means: means)
      let expected = reference(
        tables, shared: share(1 - phi), within: within, means: means, nodes: 60)
      #expect(abs(value - expected) < 5e-6, "\(total) \(phi): \(value) for \(expected)")
    }
  }

  /// One table has the sum of both covariances, whatever part is shared.
  @Test func oneTableHasTheWholeCovariance() {
    var numbers = SplitMix64(seed: 5)
    let rule = DenseRule()
    for round in 0..<60 {
      let tables = [
        round % 3 == 0
          ? table(9, 0, 0, 40) : table(20 + round, 3, 4, 100 + 3 * round)
      ]
      let shared = covariance(
        exp(1.5 * numbers.normal()), exp(1.5 * numbers.normal()), tanh(1.5 * numbers.normal()))
      let within = covariance(
        exp(-1 + 2 * numbers.normal()), exp(-1 + 2 * numbers.normal()),
        round % 2 == 0 ? 0 : tanh(numbers.normal()))
      let means = [1 + numbers.normal(), 2 + numbers.normal()]
      var point = sum(shared, within)
      (point.muSensitivity, point.muSpecificity) = (means[0], means[1])
      let value = SharedEffectLikelihood(tables: tables, rows: [0]).logLikelihood(
        at: TableEffects(shared: shared, within: within), means: means)
      let expected = rule.logLikelihood(of: tables[0], at: point)
      #expect(abs(value - expected) < 4e-6, "\(round) \(shared) \(within): \(value - expected)")
    }
  }

  /// Where hardly anything is shared tables are independent; where hardly anything is their own the rule is
  /// that of shared effects.
  @Test func limits() {
    let tables = Self.studies[1]
    let own = SharedEffectLikelihood(tables: tables, rows: [0, 1])
    let means = [0.8, 0.6, 1.4, 0.5]
    let whole = covariance(0.7, 0.5, -0.6)
    func scaled(_ x: Double) -> BivariatePoint { covariance(0.7 * x, 0.5 * x, -0.6) }
    let independent = own.logLikelihood(
      at: TableEffects(shared: scaled(1e-6), within: whole), means: means)
    let rule = DenseRule()
    let expected = tables.indices.reduce(0) { total, r in
      var point = whole
      (point.muSensitivity, point.muSpecificity) = (means[2 * r], means[2 * r + 1])
      return total + rule.logLikelihood(of: tables[r], at: point)
    }
    // The aliases of a normal's lattice, twice the tolerance along each axis.
    #expect(abs(independent - expected) < 5e-6)
    let nearly = own.logLikelihood(
      at: TableEffects(shared: whole, within: scaled(2e-5)), means: means)
    let shared = own.logLikelihood(at: TableEffects(shared: whole, within: nil), means: means)
    #expect(abs(nearly - shared) < 2e-6)
  }

  /// Points in numbers are those one by one, and the order of tables does not matter.
  @Test func blocksAndOrders() {
    let tables = Self.studies[2]
    let own = SharedEffectLikelihood(tables: tables, rows: [2, 0, 1])
    let shared = covariance(0.8, 1.1, 0.3)
    let within = covariance(0.2, 0.4, 0)
    let byRow = [1.0, 2.0, 0.5, 1.5, 2.5, 3.0]
    let columns = byRow.flatMap { [$0, $0 + 0.25] }
    let covariances = [shared, within].flatMap {
      [$0.tauSensitivity, $0.tauSpecificity, $0.correlation, $0.complement].flatMap { [$0, $0] }
    }
    var values = [0.0, 0.0]
    var span = values.mutableSpan
    own.logLikelihoods(means: columns.span, covariances: covariances.span, into: &span)
    let effects = TableEffects(shared: shared, within: within)
    func single(_ shift: Double) -> Double {
      own.logLikelihood(
        at: effects, means: [2.5, 3, 1, 2, 0.5, 1.5].map { $0 + shift })
    }
    #expect(values[0] == single(0) && values[1] == single(0.25))
    let turned = SharedEffectLikelihood(
      tables: [tables[1], tables[2], tables[0]], rows: [0, 1, 2])
    let other = turned.logLikelihood(at: effects, means: byRow)
    #expect(abs(other - values[0]) < 2e-6)
  }
}
