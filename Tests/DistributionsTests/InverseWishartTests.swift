import Distributions
import Foundation
import RepeatableNumbers
import SpecialFunctions
import Testing

@Suite struct InverseWishartTests {
  static let priors = [
    InverseWishartPrior(degreesOfFreedom: 3, s11: 1, s12: 0, s22: 1),
    InverseWishartPrior(degreesOfFreedom: 5, s11: 0.7, s12: -0.4, s22: 2.5),
    InverseWishartPrior(degreesOfFreedom: 1.5, s11: 3, s12: 0.9, s22: 0.4),
  ]
  static let scores: [[Double]] = [
    [0, 0, 0], [1, -0.5, 0.3], [-2, 1.5, -1], [0.4, 2.2, 3], [3, -3, -4], [-5, 5, 6], [8, -8, 7],
  ]

  @Test(arguments: priors)
  func coordinatesAndScoresAreInverse(prior: InverseWishartPrior) {
    for z in Self.scores {
      let point = prior.coordinates(scores: z[0], z[1], z[2])
      let back = prior.scores(
        logTauSe: point.logTauSe, logTauSp: point.logTauSp, fisherZ: point.fisherZ)
      #expect(isClose(back.z1, z[0], relative: 1e-11, absolute: 1e-11))
      #expect(isClose(back.z2, z[1], relative: 1e-10, absolute: 1e-10))
      #expect(isClose(back.z3, z[2], relative: 1e-10, absolute: 1e-10))
    }
  }

  @Test(arguments: priors)
  func jacobianAgreesWithDifferences(prior: InverseWishartPrior) {
    for z in Self.scores.prefix(5) {
      let columns = (0..<3).map { k -> [Double] in
        (0..<3).map { i -> Double in
          numericalDerivative(z[k], step: 1e-3) { value in
            var moved = z
            moved[k] = value
            let point = prior.coordinates(scores: moved[0], moved[1], moved[2])
            return [point.logTauSe, point.logTauSp, point.fisherZ][i]
          }
        }
      }
      let (a, b, c) = (columns[0], columns[1], columns[2])
      let determinant =
        a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
      let expected = log(abs(determinant))
      #expect(isClose(prior.logJacobian(scores: z[0], z[1], z[2]), expected, absolute: 1e-6))
    }
  }

  /// In the scores the prior is standard normal: log f + log |J| = sum of log phi.
  @Test(arguments: priors)
  func densityIsStandardNormalInTheScores(prior: InverseWishartPrior) {
    for z in Self.scores {
      let point = prior.coordinates(scores: z[0], z[1], z[2])
      let density = prior.logDensity(
        logTauSe: point.logTauSe, logTauSp: point.logTauSp, fisherZ: point.fisherZ)
      let value = density + prior.logJacobian(scores: z[0], z[1], z[2])
      let expected = z.reduce(0) { $0 + normalLogDensity($1) }
      #expect(isClose(value, expected, relative: 1e-10, absolute: 1e-10), "\(z)")
    }
  }

  @Test(arguments: priors)
  func bothScalesAndTheGradientAgree(prior: InverseWishartPrior) {
    let (a, b, r) = (0.8, 1.7, -0.6)
    let natural = prior.logDensity(tauSe: a, tauSp: b, rho: r)
    let jacobian = log(a) + log(b) + log(1 - r * r)
    let transformed = prior.logDensity(logTauSe: log(a), logTauSp: log(b), fisherZ: atanh(r))
    #expect(isClose(transformed, natural + jacobian, relative: 1e-12))
    let gradient = prior.logDensityGradient(tauSe: a, tauSp: b, rho: r)
    let first = numericalDerivative(a, step: 1e-3) { prior.logDensity(tauSe: $0, tauSp: b, rho: r) }
    let second = numericalDerivative(b, step: 1e-3) {
      prior.logDensity(tauSe: a, tauSp: $0, rho: r)
    }
    let third = numericalDerivative(r, step: 1e-3) { prior.logDensity(tauSe: a, tauSp: b, rho: $0) }
    #expect(isClose(gradient.tauSe, first, relative: 1e-7, absolute: 1e-7))
    #expect(isClose(gradient.tauSp, second, relative: 1e-7, absolute: 1e-7))
    #expect(isClose(gradient.rho, third, relative: 1e-7, absolute: 1e-7))
    #expect(prior.logDensity(tauSe: 0, tauSp: 1, rho: 0) == -.infinity)
    #expect(prior.logDensity(tauSe: 1, tauSp: 1, rho: 1) == -.infinity)
  }

  /// Wishart matrices built from outer products of normals, inverted, must have independent
  /// standard normal scores, and each tau the marginal prior that the type claims.
  @Test func simulatedMatricesHaveNormalScores() {
    let prior = Self.priors[1]
    let (p11, p12, p22) = Self.inverse(prior.s11, prior.s12, prior.s22)
    let l11 = p11.squareRoot()
    let l21 = p12 / l11
    let l22 = (p22 - l21 * l21).squareRoot()
    var normals = SplitMix64(seed: 20_240_611)
    let count = 20_000
    var columns = Array(repeating: [Double](), count: 4)
    for _ in 0..<count {
      var (w11, w12, w22) = (0.0, 0.0, 0.0)
      for _ in 0..<5 {
        let (u, v) = (normals.normal(), normals.normal())
        let (x, y) = (l11 * u, l21 * u + l22 * v)
        (w11, w12, w22) = (w11 + x * x, w12 + x * y, w22 + y * y)
      }
      let (v1, c, v2) = Self.inverse(w11, w12, w22)
      let fisherZ = atanh(c / (v1 * v2).squareRoot())
      let z = prior.scores(logTauSe: 0.5 * log(v1), logTauSp: 0.5 * log(v2), fisherZ: fisherZ)
      columns[0].append(z.z1)
      columns[1].append(z.z2)
      columns[2].append(z.z3)
      columns[3].append(prior.marginalTauSpecificity.normalScore(v2.squareRoot()))
    }
    // Each statistic is within 4.5 of its standard errors: 2e-5 over the 18 of them.
    let error = 4.5 / Double(count).squareRoot()
    for column in columns {
      let moments = (1...4).map { k in
        column.reduce(0) { $0 + pow($1, Double(k)) } / Double(count)
      }
      #expect(abs(moments[0]) < error)
      #expect(abs(moments[1] - 1) < error * 2.0.squareRoot())
      #expect(abs(moments[2]) < error * 15.0.squareRoot())
      #expect(abs(moments[3] - 3) < error * 96.0.squareRoot())
    }
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
      let products = zip(columns[i], columns[j]).map { $0 * $1 }
      #expect(abs(products.reduce(0, +) / Double(count)) < error)
      // Squares must be uncorrelated too, which a wrong conditional scale would break.
      let squares = products.map { $0 * $0 }
      #expect(abs(squares.reduce(0, +) / Double(count) - 1) < error * 8.0.squareRoot())
    }
  }

  private static func inverse(
    _ a: Double, _ b: Double, _ c: Double
  ) -> (Double, Double, Double) {
    let determinant = a * c - b * b
    return (c / determinant, -b / determinant, a / determinant)
  }

  @Test func marginsAreInverseGamma() {
    let prior = Self.priors[1]
    #expect(prior.marginalTauSensitivity == .inverseGammaVariance(shape: 2, rate: 0.35))
    #expect(prior.marginalTauSpecificity == .inverseGammaVariance(shape: 2, rate: 1.25))
    // The marginal density of tau_se is the joint one with tau_sp and rho integrated out.
    let rule = GaussLegendre()
    let tau = 0.6
    var sum = 0.0
    for k in -12..<12 {
      for m in -12..<12 {
        sum += rule.integrate(Double(k), Double(k) + 1) { logTau in
          rule.integrate(0.5 * Double(m), 0.5 * Double(m) + 0.5) { fisherZ in
            exp(prior.logDensity(logTauSe: log(tau), logTauSp: logTau, fisherZ: fisherZ))
          }
        }
      }
    }
    let marginal = exp(prior.marginalTauSensitivity.logDensityOfLogarithm(log(tau)))
    #expect(isClose(sum, marginal, relative: 1e-8), "\(sum) \(marginal)")
  }
}
