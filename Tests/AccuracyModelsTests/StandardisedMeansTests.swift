import AccuracyData
import CollapsedLikelihood
import Distributions
import RepeatableNumbers
import SpecialFunctions
import Testing

@testable import AccuracyModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct StandardisedMeansTests {
  private struct Matrix {
    var a, b, d: Double
    var inverse: Matrix {
      let det = a * d - b * b
      return Matrix(a: d / det, b: -b / det, d: a / det)
    }
    func times(_ v: SIMD2<Double>) -> SIMD2<Double> { SIMD2(a * v.x + b * v.y, b * v.x + d * v.y) }
  }

  /// Generalised least squares in the textbook form: study i has working values y_i with covariance
  /// Sigma + diag(1 / w); a missing arm is a working value of variance 1e10.
  private func plain(
    _ reference: BivariatePoint, prior: AccuracyPrior, at p: BivariatePoint
  ) -> (mean: SIMD2<Double>, covariance: Matrix) {
    let c = p.correlation * p.tauSensitivity * p.tauSpecificity
    guard case .normal(let m1, let sd1) = prior.muSensitivity,
      case .normal(let m2, let sd2) = prior.muSpecificity
    else { return (.zero, Matrix(a: 0, b: 0, d: 0)) }
    var precision = Matrix(a: 1 / (sd1 * sd1), b: 0, d: 1 / (sd2 * sd2))
    var pull = SIMD2(m1 / (sd1 * sd1), m2 / (sd2 * sd2))
    for item in testStudies {
      let mode = conditionalMode(of: item, at: reference)
      var (variance, value) = (SIMD2(1e10, 1e10), SIMD2<Double>.zero)
      for (k, arm) in [item.diseased, item.nondiseased].enumerated() {
        guard let arm else { continue }
        let p = 1 / (1 + exp(-mode[k]))
        variance[k] = 1 / (Double(arm.total) * p * (1 - p))
        value[k] = mode[k] + (Double(arm.correct) - Double(arm.total) * p) * variance[k]
      }
      let weight = Matrix(
        a: p.tauSensitivity * p.tauSensitivity + variance.x, b: c,
        d: p.tauSpecificity * p.tauSpecificity + variance.y
      ).inverse
      precision = Matrix(
        a: precision.a + weight.a, b: precision.b + weight.b, d: precision.d + weight.d)
      pull += weight.times(value)
    }
    return (precision.inverse.times(pull), precision.inverse)
  }

  @Test func agreesWithTheTextbookForm() throws {
    let prior = AccuracyPrior(
      muSensitivity: .normal(mean: 0.5, sd: 1.5), muSpecificity: .normal(mean: -1, sd: 3),
      covariance: try AccuracyPrior.preset("default").covariance)
    let reference = BivariatePoint(
      muSensitivity: 1.2, muSpecificity: 1.9, tauSensitivity: 0.5, tauSpecificity: 1.1,
      fisherZ: -0.8)
    let means = StandardisedMeans(studies: testStudies, reference: reference, prior: prior)
    var numbers = SplitMix64(seed: 61)
    for _ in 0..<100 {
      let p = BivariatePoint(
        muSensitivity: 0, muSpecificity: 0, tauSensitivity: exp(numbers.normal()),
        tauSpecificity: exp(numbers.normal()), fisherZ: 1.5 * numbers.normal())
      // Centre and factor from the means at x = (0, 0), (1, 0) and (0, 1).
      let scales = [log(p.tauSensitivity), log(p.tauSpecificity), p.fisherZ].flatMap {
        [Double](repeating: $0, count: 8)
      }
      var units = [Double](repeating: 0, count: 16)
      (units[1], units[8 + 2]) = (1, 1)
      var points = [Double](repeating: .nan, count: 48)
      var logDeterminants = [Double](repeating: .nan, count: 8)
      means.expand(
        scales: scales, standardised: units, into: &points, logDeterminants: &logDeterminants)
      let exact = plain(reference, prior: prior, at: p)
      let (factor11, factor21) = (points[1] - points[0], points[9] - points[8])
      let factor22 = points[10] - points[8]
      #expect(abs(points[0] - exact.mean.x) < 1e-8)
      #expect(abs(points[8] - exact.mean.y) < 1e-8)
      #expect(abs(factor11 * factor11 - exact.covariance.a) < 1e-8)
      #expect(abs(factor11 * factor21 - exact.covariance.b) < 1e-8)
      #expect(abs(factor21 * factor21 + factor22 * factor22 - exact.covariance.d) < 1e-8)
      #expect(abs(logDeterminants[3] - log(factor11 * factor22)) < 1e-10)
      #expect(abs(points[16] - p.tauSensitivity) < 1e-14 * p.tauSensitivity)
      #expect(abs(points[32] - p.correlation) < 1e-14)
      #expect(abs(points[40] - p.complement) < 1e-14)
    }
  }

  /// Points that no density may be asked for are marked and leave their neighbours alone.
  @Test func pointsOutsideTheLegalRangeAreMarked() throws {
    let prior = try AccuracyPrior.preset("default")
    let reference = BivariatePoint(
      muSensitivity: 1.2, muSpecificity: 1.9, tauSensitivity: 0.5, tauSpecificity: 1.1,
      fisherZ: -0.8)
    let means = StandardisedMeans(studies: testStudies, reference: reference, prior: prior)
    func expand(_ scales: [Double], _ x: [Double]) -> (points: [Double], logs: [Double]) {
      var (points, logs) = ([Double](repeating: 0, count: 48), [Double](repeating: 0, count: 8))
      means.expand(scales: scales, standardised: x, into: &points, logDeterminants: &logs)
      return (points, logs)
    }
    let (scales, x) = ([Double](repeating: 0.1, count: 24), [Double](repeating: 0.2, count: 16))
    let good = expand(scales, x)
    for (index, value) in [(2, -301.0), (3, 31), (8 + 5, 400), (16 + 6, 301), (16 + 7, -.nan)] {
      var broken = scales
      broken[index] = value
      let found = expand(broken, x)
      for lane in 0..<8 {
        if lane == index % 8 {
          #expect(found.logs[lane].isNaN && found.points[lane].isFinite)
        } else {
          #expect(found.logs[lane] == good.logs[lane] && found.points[lane] == good.points[lane])
        }
      }
    }
    var wild = x
    wild[9] = .nan
    #expect(expand(scales, wild).logs.map(\.isNaN) == (0..<8).map { $0 == 1 })
  }

  @Test func allInstructionSetsAgree() throws {
    let prior = try AccuracyPrior.preset("default")
    let coordinates = CovarianceCoordinates(prior: prior.covariance)
    let reference = BivariatePoint(
      muSensitivity: 1.2, muSpecificity: 1.9, tauSensitivity: 0.5, tauSpecificity: 1.1,
      fisherZ: -0.8)
    var numbers = SplitMix64(seed: 62)
    let scores = (0..<(3 * 64)).map { _ in 3 * numbers.normal() }
    let x = (0..<(2 * 64)).map { _ in numbers.normal() }
    var results: [[Double]] = []
    for set in InstructionSet.available {
      let means = StandardisedMeans(
        studies: testStudies, reference: reference, prior: prior, instructionSet: set)
      var scales = scores
      coordinates.evaluate(&scales, count: 64, instructionSet: set)
      for j in 0..<64 {
        let exact = coordinates.evaluate(scores[j], scores[64 + j], scores[128 + j])
        #expect(abs(scales[j] - exact.logTauSensitivity) < 1e-13 * max(1, abs(scales[j])))
        #expect(abs(scales[128 + j] - exact.fisherZ) < 1e-13 * max(1, abs(scales[128 + j])))
      }
      var (points, logs) = ([Double](repeating: 0, count: 384), [Double](repeating: 0, count: 64))
      means.expand(scales: scales, standardised: x, into: &points, logDeterminants: &logs)
      results.append(points + logs)
    }
    for other in results {
      for (a, b) in zip(results[0], other) { #expect(abs(a - b) < 1e-12 * max(1, abs(a))) }
    }
  }

  /// Beyond its knots a spline goes on by its end slopes.
  @Test func splinesContinueBeyondTheirKnots() throws {
    let coordinates = CovarianceCoordinates(prior: try AccuracyPrior.preset("cochrane").covariance)
    for score in [-60.0, -8.5, 8.4999, 8.5, 9, 30] {
      var scores = [Double](repeating: score, count: 24)
      coordinates.evaluate(&scores, count: 8, instructionSet: .best)
      let exact = coordinates.evaluate(score, score, score)
      #expect(abs(scores[0] - exact.logTauSensitivity) < 1e-10 * max(1, abs(scores[0])))
      #expect(abs(scores[16] - exact.fisherZ) < 1e-10 * max(1, abs(scores[16])))
    }
  }
}
