import AccuracyData
import CollapsedLikelihood
import RandomStreams
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
      var within = covariance(
        exp(-1 + 2 * numbers.normal()), exp(-1 + 2 * numbers.normal()),
        round % 2 == 0 ? 0 : tanh(numbers.normal()))
      // In every third round the SDs are multiples, then the correlation is the same as well.
      if round % 3 == 0 {
        let ratio = round % 9 < 5 ? 0.6 : 9
        within.tauSensitivity = ratio * shared.tauSensitivity
        within.tauSpecificity = ratio * shared.tauSpecificity
        if round % 2 == 0 { within.fisherZ = shared.fisherZ }
      }
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

  /// A value above its floor is itself, and what stands for one below lies between the value and the floor:
  /// under small SDs, where the largest value of the integrand is hardly above the integral, and where data
  /// contradict the means so much that the search of the mode ends elsewhere.
  @Test func boundsAreBounds() {
    var numbers = SplitMix64(seed: 31)
    func check(
      _ tables: [AccuracyStudy], _ means: [Double], _ tau1: Double, _ tau2: Double,
      fisherZ: Double, phi: Double
    ) {
      func columns(_ x: Double) -> [Double] {
        let root = x.squareRoot()
        return [tau1 * root, tau2 * root, tanh(fisherZ), 1 / cosh(fisherZ)]
      }
      let own = SharedEffectLikelihood(tables: tables, rows: Array(tables.indices))
      func evaluate(_ floors: [Double]) -> Double {
        var values = [0.0]
        var span = values.mutableSpan
        let covariances = columns(1 - phi) + columns(phi)
        own.logLikelihoods(
          means: means.span, covariances: covariances.span, floors: floors, into: &span)
        return span[0]
      }
      let value = evaluate([])
      for gap in [-0.4, 0.4, 6, 300] {
        let (floor, bounded) = (value + gap, evaluate([value + gap]))
        #expect(
          gap < 0 ? bounded == value : bounded >= value - 1e-9 && bounded < floor,
          "\(value) \(bounded) \(floor): \(means) \(tau1) \(tau2) \(fisherZ) \(phi)")
      }
    }
    for round in 0..<80 {
      let tables = Self.studies[1 + round % 3]
      let wide = round % 2 == 0 ? 3.0 : 0.3
      check(
        tables, tables.flatMap { _ in [1 + numbers.normal(), 1 + numbers.normal()] },
        wide * exp(-2 + 2 * numbers.normal()), wide * exp(-2 + 2 * numbers.normal()),
        fisherZ: 2 * numbers.normal(), phi: numbers.uniform())
    }
    let far = [table(0, 20, 14, 408), table(77, 1105, 5, 3857), table(0, 15, 3, 295)]
    check(
      far, [-2.911, -2.963, 1.241, 1.566, -2.341, 0.837], 5.07, 0.247, fisherZ: -11.207, phi: 0.705)
    let apart = [table(119, 0, 572, 226), table(56, 50, 36, 106), table(497, 468, 433, 1380)]
    check(
      apart, [0.324, 0.259, 1.068, 1.417, 1.45, 1.982], 0.1109, 6.55, fisherZ: -11.638,
      phi: 0.999_998_908)
  }

  /// A small table far from a large one under tiny effects of their own: a cubic through a fall of hundreds
  /// of logs between two nodes once raised such a likelihood by 20 logs. With another correlation in the
  /// thirteenth digit W is no multiple of S, and the rule of strips takes its place.
  @Test func fallsBetweenNodesAreHeld() {
    var numbers = SplitMix64(seed: 37)
    func check(_ first: AccuracyStudy, _ means: [Double], _ scale: Double, phi: Double) {
      let tables = [first, table(1, 190, 0, 895)]
      let own = SharedEffectLikelihood(tables: tables, rows: [0, 1])
      func effects(_ share: Double, shift: Double = 0) -> BivariatePoint {
        let root = share.squareRoot()
        return BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: 0.45 * scale * root,
          tauSpecificity: 0.33 * scale * root, fisherZ: -0.6 + shift)
      }
      let value = own.logLikelihood(
        at: TableEffects(shared: effects(1 - phi), within: effects(phi)), means: means)
      let strips = own.logLikelihood(
        at: TableEffects(shared: effects(1 - phi), within: effects(phi, shift: 1e-13)),
        means: means)
      #expect(abs(value - strips) < 2e-5, "\(first) \(means) \(scale) \(phi)")
    }
    for _ in 0..<120 {
      let size = exp(0.3 * numbers.normal())
      let means = [0.66, 2.37, 0.72, 0.98].map { $0 + 0.25 * numbers.normal() }
      check(
        table(Int(9712 * size), Int(950 * size), 5132, 8728), means, exp(0.3 * numbers.normal()),
        phi: exp(-14 + 3 * numbers.uniform()))
    }
  }

  /// Each fast rule against that of strips where tables disagree by several SDs of their own effects, and
  /// where they do by so many that none of the two serves: with another correlation in the thirteenth digit W
  /// is neither a multiple of S nor diagonal, and strips take over.
  @Test(arguments: [true, false])
  func rulesAgreeWhereTablesDisagree(isMultiple: Bool) {
    var numbers = SplitMix64(seed: 41)
    for round in 0..<60 {
      let tables = round % 2 == 0 ? Self.studies[0] : Self.studies[2]
      let own = SharedEffectLikelihood(tables: tables, rows: Array(tables.indices))
      let (tau1, tau2) = (exp(-1 + 0.4 * numbers.normal()), exp(-1 + 0.4 * numbers.normal()))
      let z = isMultiple ? numbers.normal() : 0
      func effects(_ scale: Double, _ fisherZ: Double) -> BivariatePoint {
        BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: scale * tau1,
          tauSpecificity: scale * tau2, fisherZ: fisherZ)
      }
      let ratio = exp(-0.5 + 0.5 * numbers.normal())
      let shared = effects(1, isMultiple ? z : numbers.normal())
      let means = tables.enumerated().flatMap { place, table in
        let most = round % 6 < 2 ? 4.5 : round % 6 < 4 ? 7 : 40
        let away = (place == 0 ? 1 : round % 6 < 2 ? -0.2 : -1) * most * ratio
        return [
          logit(table.diseased) + away * tau1, logit(table.nondiseased) + 0.1 * away * tau2,
        ]
      }
      let fast = own.logLikelihood(
        at: TableEffects(shared: shared, within: effects(ratio, z)), means: means)
      let strips = own.logLikelihood(
        at: TableEffects(shared: shared, within: effects(ratio, z + 1e-13)), means: means)
      #expect(abs(fast - strips) < 1e-5, "\(round): \(fast) for \(strips)")
    }
  }

  /// The rule of convolutions against strips where its first window is too short, for wide SDs and no wrong
  /// result, and where most of the variation is the tables' own, so that outer steps are the finer ones.
  @Test func windowsAndStridesAreThoseOfTheData() {
    let zeros = [table(30, 0, 0, 2), table(25, 0, 0, 1)]
    for (tables, means, tau1, tau2, fisherZ, ratio) in [
      (zeros, [1.218, 0.722, -0.59, 0.285], 7.02, 5.203, 1.234, 0.3032),
      (zeros, [1.885, 1.865, 0.626, -0.118], 6.04, 1.337, -0.575, 0.256),
      (Self.studies[1], [0.9, 0.4, 1.2, 0.5], 0.02, 0.03, 0.4, 10),
      (Self.studies[3], [1.5, 2, 1, 2.5], 0.03, 0.01, -0.7, 25),
    ] {
      func effects(_ scale: Double, _ shift: Double) -> BivariatePoint {
        BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: scale * tau1,
          tauSpecificity: scale * tau2, fisherZ: fisherZ + shift)
      }
      let own = SharedEffectLikelihood(tables: tables, rows: Array(tables.indices))
      let fast = own.logLikelihood(
        at: TableEffects(shared: effects(1, 0), within: effects(ratio, 0)), means: means)
      let strips = own.logLikelihood(
        at: TableEffects(shared: effects(1, 0), within: effects(ratio, 1e-13)), means: means)
      #expect(abs(fast - strips) < 1e-5, "\(tau1) \(ratio): \(fast) for \(strips)")
    }
  }

  /// Under wide SDs tables without a wrong result make the shared effect skew, so that proposals around its
  /// mode are far from its distribution: E[p | data] is a ratio of likelihoods all the same.
  @Test func skewEffectsAreDrawn() throws {
    var tables = [table(12, 0, 0, 30), table(15, 0, 0, 29)]
    let effects = TableEffects(shared: covariance(3, 3, -0.3), within: nil)
    let means = [-1.0, 0, -1.5, 0]
    func logLikelihood(_ tables: [AccuracyStudy]) -> Double {
      SharedEffectLikelihood(tables: tables, rows: [0, 1], tolerance: 1e-9)
        .logLikelihood(at: effects, means: means)
    }
    let own = SharedEffectLikelihood(tables: tables, rows: [0, 1])
    var stream = RandomStream(StreamKey(seed: 53).child(.purpose(.studyEffects)))
    let draws = 20_000
    let shares = (0..<draws).map { _ in
      let drawn = own.drawEffects(ofTable: 0, at: effects, means: means, using: &stream)
      return 1 / (1 + exp(drawn.x))
    }
    let mean = shares.reduce(0, +) / Double(draws)
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
    let before = logLikelihood(tables)
    tables[0] = table(12, 0, 1, 30)
    let expected = exp(logLikelihood(tables) - before - log(13))
    #expect(
      abs(mean - expected) < 4 * (variance / Double(draws)).squareRoot(),
      "\(mean) for \(expected)")
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
