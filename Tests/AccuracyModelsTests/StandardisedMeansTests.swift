import AccuracyData
import CollapsedLikelihood
import Distributions
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
    var numbers = TestNumbers(state: 61)
    for _ in 0..<100 {
      let p = BivariatePoint(
        muSensitivity: 0, muSpecificity: 0, tauSensitivity: exp(numbers.normal()),
        tauSpecificity: exp(numbers.normal()), fisherZ: 1.5 * numbers.normal())
      let first = [Double](repeating: p.tauSensitivity * p.tauSensitivity, count: 8)
      let second = [Double](repeating: p.tauSpecificity * p.tauSpecificity, count: 8)
      let square = p.complement * p.complement
      let determinant = first.map { $0 * second[0] * square }
      var sums = [Double](repeating: 0, count: PrecisionSums.fields * 8)
      var span = sums.mutableSpan
      means.sums(
        variance1: first.span, variance2: second.span, determinant: determinant.span, into: &span)
      let found = means.conditional(
        sums: sums.span, first: 0, variance1: first.span.lanes(at: 0),
        variance2: second.span.lanes(at: 0),
        covariance: EightLanes(
          repeating: p.correlation * p.tauSensitivity * p.tauSpecificity))
      let exact = plain(reference, prior: prior, at: p)
      #expect(abs(found.mean1[3] - exact.mean.x) < 1e-8)
      #expect(abs(found.mean2[3] - exact.mean.y) < 1e-8)
      #expect(abs(found.factor11[3] * found.factor11[3] - exact.covariance.a) < 1e-8)
      #expect(abs(found.factor11[3] * found.factor21[3] - exact.covariance.b) < 1e-8)
      let last = found.factor21[3] * found.factor21[3] + found.factor22[3] * found.factor22[3]
      #expect(abs(last - exact.covariance.d) < 1e-8)
      #expect(abs(found.logDeterminant[3] - log(found.factor11[3] * found.factor22[3])) < 1e-12)
    }
  }
}
