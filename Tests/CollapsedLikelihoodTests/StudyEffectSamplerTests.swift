import AccuracyData
import RandomStreams
import RepeatableNumbers
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exact draws of a study's effects against numeric integration.
///
/// Every comparison is a z-test at 5 standard errors. With 10 cases of 17 statistics the chance that
/// a right sampler fails is 170 x 5.7e-7 = 1e-4 per choice of seed; the seed is fixed, so the outcome
/// never changes between runs.
@Suite struct StudyEffectSamplerTests {
  static let cases: [(AccuracyStudy, BivariatePoint)] = [
    (study((30, 4), (50, 12)), point(1.5, 1, 0.6, 0.9, fisherZ: -0.4)),
    (study((18, 0), (5, 0)), point(3, 2, 1.5, 1, fisherZ: 0.8)),
    (study((18, 0), (38, 1)), point(3, 2, 10, 4, fisherZ: 0.2)),
    (study((0, 9), (7, 0)), point(2, -1, 2, 6, fisherZ: -1.2)),
    (study((17, 3), nil), point(0, 1, 1, 2, fisherZ: 1)),
    (study(nil, (12, 0)), point(0, 1, 1, 8, fisherZ: -1)),
    (study(nil, nil), point(0.5, -1, 0.3, 2, fisherZ: 1.5)),
    (study((930_000, 70_000), (999_999, 1)), point(2, 9, 1, 3, fisherZ: 0.5)),
    (study((20, 6), (9, 30)), point(1, 0, 1, 1, fisherZ: 3.8)),
    (study((1, 0), (0, 1)), point(-2, 2, 3, 1, fisherZ: 0.5)),
  ]

  /// Weights of a lattice over the effects, in the coordinates t = mode + C x, C C' the inverse of
  /// Sigma^-1 + diag(n p (1 - p)) at the mode, x from -30 to 30 in steps of 0.1.
  static func lattice(
    _ item: AccuracyStudy, _ p: BivariatePoint
  ) -> [(effects: SIMD2<Double>, weight: Double)] {
    let arms = [item.diseased, item.nondiseased].map {
      (y: Double($0?.correct ?? 0), n: Double($0?.total ?? 0))
    }
    let (s1, s2, q) = (p.tauSensitivity, p.tauSpecificity, p.complement * p.complement)
    let (o11, o22) = (1 / (q * s1 * s1), 1 / (q * s2 * s2))
    let o12 = -p.correlation / (q * s1 * s2)
    let mode = conditionalMode(of: item, at: p)
    func logDensity(_ t: SIMD2<Double>) -> Double {
      let d = t - SIMD2(p.muSensitivity, p.muSpecificity)
      var sum = -0.5 * (o11 * d.x * d.x + 2 * o12 * d.x * d.y + o22 * d.y * d.y)
      for k in 0..<2 {
        sum += arms[k].y * t[k] - arms[k].n * (max(t[k], 0) + log1p(exp(-abs(t[k]))))
      }
      return sum
    }
    func weight(_ k: Int) -> Double {
      arms[k].n / ((1 + exp(-mode[k])) * (1 + exp(mode[k])))
    }
    let (h11, h22) = (o11 + weight(0), o22 + weight(1))
    let det = h11 * h22 - o12 * o12
    let c11 = sqrt(h22 / det)
    let c21 = -o12 / det / c11
    let c22 = sqrt(1 / h22)
    let top = logDensity(mode)
    var result: [(effects: SIMD2<Double>, weight: Double)] = []
    for i in -300...300 {
      for j in -300...300 {
        let (x, y) = (0.1 * Double(i), 0.1 * Double(j))
        let t = mode + SIMD2(c11 * x, c21 * x + c22 * y)
        let drop = logDensity(t) - top
        if drop > -35 { result.append((t, exp(drop))) }
      }
    }
    let total = result.reduce(0) { $0 + $1.weight }
    return result.map { ($0.effects, $0.weight / total) }
  }

  /// Moments and distribution functions that are compared: means, squares, product, and the
  /// probabilities below mean + k SD for k = -2 ... 2 (and diagonally) of both effects.
  private static func statistics(
    _ nodes: [(effects: SIMD2<Double>, weight: Double)]
  ) -> [(SIMD2<Double>) -> Double] {
    var mean = SIMD2<Double>.zero
    var square = SIMD2<Double>.zero
    for node in nodes {
      mean += node.weight * node.effects
      square += node.weight * node.effects * node.effects
    }
    let variance = square - mean * mean
    let (centre, deviation) = (mean, SIMD2(sqrt(variance.x), sqrt(variance.y)))
    func scaled(_ t: SIMD2<Double>) -> SIMD2<Double> { (t - centre) / deviation }
    var list: [(SIMD2<Double>) -> Double] = [
      { scaled($0).x }, { scaled($0).y }, { scaled($0).x * scaled($0).x },
      { scaled($0).y * scaled($0).y }, { scaled($0).x * scaled($0).y },
    ]
    for k in [-2.0, -1, 0, 1, 2] {
      // Smooth steps, which the lattice integrates to 1e-6 where a jump would cost 1e-2.
      list.append { 1 / (1 + exp(4 * (scaled($0).x - k))) }
      list.append { 1 / (1 + exp(4 * (scaled($0).y - k))) }
    }
    for k in [-1.0, 1] {
      list.append { 1 / (1 + exp(4 * (scaled($0).x + scaled($0).y - k))) }
    }
    return list
  }

  /// The largest |z| over all statistics of n draws.
  static func largestScore(
    _ nodes: [(effects: SIMD2<Double>, weight: Double)], draws: [SIMD2<Double>]
  ) -> Double {
    statistics(nodes).map { statistic in
      var (first, second) = (0.0, 0.0)
      for node in nodes {
        let value = statistic(node.effects)
        first += node.weight * value
        second += node.weight * value * value
      }
      let mean = draws.reduce(0) { $0 + statistic($1) } / Double(draws.count)
      return abs(mean - first) / sqrt(max(second - first * first, 1e-300) / Double(draws.count))
    }.max() ?? .infinity
  }

  @Test(arguments: 0..<10)
  func drawsHaveTheirDistribution(index: Int) {
    let (item, p) = Self.cases[index]
    var stream = RandomStream(StreamKey(seed: 41).child(.purpose(.studyEffects), .index(index)))
    let draws = (0..<40_000).map { _ in
      drawStudyEffects(study: item, point: p, using: &stream)
    }
    let largest = Self.largestScore(Self.lattice(item, p), draws: draws)
    #expect(largest < 5, "case \(index): \(largest) standard errors")
  }

  /// The test above can fail: draws of a slightly wrong distribution are far outside 5 errors.
  @Test func theComparisonSeesAWrongSpread() {
    let (item, p) = Self.cases[0]
    let mode = conditionalMode(of: item, at: p)
    var stream = RandomStream(StreamKey(seed: 42).child(.purpose(.studyEffects)))
    let draws = (0..<40_000).map { _ in
      mode + 1.04 * (drawStudyEffects(study: item, point: p, using: &stream) - mode)
    }
    #expect(Self.largestScore(Self.lattice(item, p), draws: draws) > 5)
  }

  /// The envelope lies above the density everywhere: without this, rejection is not exact. Rays in
  /// 64 directions from the mode, out to where the density has fallen by exp(-60).
  @Test func envelopeBoundsTheDensity() {
    var numbers = SplitMix64(seed: 43)
    var targets = Self.cases
    for _ in 0..<300 {
      let p = numbers.scatteredPoint(telomerase)
      let wide = point(
        p.muSensitivity * 3, p.muSpecificity, p.tauSensitivity * exp(numbers.normal()),
        p.tauSpecificity, fisherZ: 2 * p.fisherZ)
      let sick = Int(exp(6 * numbers.uniform()))
      let well = Int(exp(9 * numbers.uniform()))
      let (tp, tn) = (Int(Double(sick) * numbers.uniform()), Int(Double(well) * numbers.uniform()))
      targets.append((study((tp, sick - tp), (tn, well - tn)), wide))
    }
    for (item, p) in targets {
      let target = StudyEffectDensity(study: item, point: p)
      let envelope = StudyEffectEnvelope(target)
      var worst = -Double.infinity
      for direction in 0..<64 {
        let angle = 2 * Double.pi * Double(direction) / 64
        var r = 0.02
        while r < 1000 {
          let z = envelope.position(SIMD2(r * cos(angle), r * sin(angle)))
          let drop = target.value(at: z) - envelope.modeValue
          worst = max(worst, drop - envelope.logBound(r))
          if drop < -60 { break }
          r *= 1.1
        }
      }
      // Rounding of log f, which is of size n log n.
      let size = Double((item.diseased?.total ?? 0) + (item.nondiseased?.total ?? 0))
      #expect(worst < 1e-10 + 1e-13 * size, "\(worst)")
    }
  }

  /// Radii follow the density r exp(bound(r)): their distribution function at several radii, by the
  /// closed form of the areas, z-tests at 5 errors.
  @Test func radiiFollowTheEnvelope() {
    for index in [0, 2, 9] {
      let (item, p) = Self.cases[index]
      let envelope = StudyEffectEnvelope(StudyEffectDensity(study: item, point: p))
      var stream = RandomStream(StreamKey(seed: 44).child(.purpose(.studyEffects), .index(index)))
      let n = 100_000
      let radii = (0..<n).map { _ in
        envelope.radius(choice: stream.uniform(), uniform: stream.uniform())
      }
      // The area by the midpoint rule, to check the closed form with it.
      let step = 1e-3
      var (area, below) = (0.0, [Double]())
      let ends = [0.5, 1, 1.5, 2, 2.5, 3, 4, 6, 9]
      for i in 0..<200_000 {
        let r = (Double(i) + 0.5) * step
        if ends.contains(where: { abs($0 - Double(i) * step) < 1e-9 }) { below.append(area) }
        area += r * exp(envelope.logBound(r)) * step
      }
      #expect(abs(area / envelope.area - 1) < 1e-5)
      for (end, mass) in zip(ends, below) {
        let share = mass / area
        let found = Double(radii.count { $0 < end }) / Double(n)
        #expect(abs(found - share) < 5 * sqrt(share * (1 - share) / Double(n)) + 1e-5)
      }
    }
  }

  /// The mean number of trials is at most the envelope's area over the true one, and the true one is
  /// never far below 1; so this bounds the cost in extreme cases.
  @Test func extremesAreAffordable() {
    let extremes: [(AccuracyStudy, BivariatePoint, Double)] = [
      (study((18, 0), (5, 0)), point(3, 3, 10, 10, fisherZ: 0), 20),
      (study((18, 0), (5, 0)), point(3, 3, 10, 10, fisherZ: 3.8), 20),
      (study((930_000, 70_000), (999_999, 1)), point(2, 9, 1, 3, fisherZ: 3.8), 3),
      (study((20, 6), (9, 30)), point(1, 0, 1, 1, fisherZ: 7.25), 1.5),
      (study((20, 6), (9, 30)), point(1, 0, 1e-3, 1e-3, fisherZ: 1), 1.01),
      (study((0, 9), (7, 0)), point(20, -20, 5, 5, fisherZ: -3), 60),
      (study((0, 9), (7, 0)), point(0, 0, 1000, 1000, fisherZ: 0), 60),
      (study((0, 5), (5, 0)), point(100, -100, 30, 30, fisherZ: 0), 120),
    ]
    for (item, p, limit) in extremes {
      let envelope = StudyEffectEnvelope(StudyEffectDensity(study: item, point: p))
      #expect(envelope.area < limit)
      var stream = RandomStream(StreamKey(seed: 45).child(.purpose(.studyEffects)))
      for _ in 0..<100 {
        let draw = drawStudyEffects(study: item, point: p, using: &stream)
        #expect(draw.x.isFinite && draw.y.isFinite)
      }
    }
  }

  @Test func sameSeedSameDraws() {
    let (item, p) = Self.cases[0]
    var one = RandomStream(StreamKey(seed: 46).child(.purpose(.studyEffects), .index(3)))
    var two = RandomStream(StreamKey(seed: 46).child(.purpose(.studyEffects), .index(3)))
    for _ in 0..<100 {
      #expect(
        drawStudyEffects(study: item, point: p, using: &one)
          == drawStudyEffects(study: item, point: p, using: &two))
    }
  }
}
