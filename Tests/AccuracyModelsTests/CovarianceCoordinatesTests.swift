import Distributions
import RepeatableNumbers
import Testing

@testable import AccuracyModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct CovarianceCoordinatesTests {
  /// Between the knots (at 1/4, 1/2 and 3/4 of every eighth cell) the spline is within about 1e-7 of
  /// the exact quantile, for scores to +-8. Measured: 1.1e-7 (meta4diag-pc, else 2e-8); a
  /// uniform prior of tau that starts at 0.1 bends more sharply, 2.1e-7.
  @Test(arguments: 0..<testPriors.count)
  func splinesFollowTheQuantiles(index: Int) {
    guard case .separate(let first, let second, let rho) = testPriors[index].covariance else {
      return
    }
    let coordinates = CovarianceCoordinates(prior: testPriors[index].covariance)
    var worst = 0.0
    var worstAt = 0.0
    for cell in stride(from: -8.0, to: 8, by: 0.0625) {
      for share in [0.25, 0.5, 0.75] {
        let score = cell + share * ScoreSpline.widestStep
        let value = coordinates.evaluate(score, score, score)
        let errors = [
          value.logTauSensitivity - first.logQuantile(normalScore: score),
          value.logTauSpecificity - second.logQuantile(normalScore: score),
          value.fisherZ - rho.fisherZQuantile(normalScore: score),
        ]
        for error in errors where abs(error) > worst { (worst, worstAt) = (abs(error), score) }
      }
    }
    let limit = testPriors[index].preset == nil ? 3e-7 : 1.2e-7
    #expect(worst < limit, "\(testPriors[index].preset ?? "own"): \(worst) at \(worstAt)")
  }

  /// Inverse Wishart: the scores' normal density is the prior's density times the Jacobian, which is
  /// taken by differences; nothing of Bartlett's decomposition is assumed.
  @Test(arguments: testPriors.indices.filter { testPriors[$0].covariance.expression != nil })
  func bartlettFactorsHaveThePrior(index: Int) {
    guard case .inverseWishart(let prior) = testPriors[index].covariance else { return }
    let coordinates = CovarianceCoordinates(prior: .inverseWishart(prior))
    var numbers = SplitMix64(seed: 51)
    for _ in 0..<100 {
      let x = numbers.normals(3).map { 1.5 * $0 }
      func map(_ x: [Double]) -> [Double] {
        let v = coordinates.evaluate(x[0], x[1], x[2])
        return [v.logTauSensitivity, v.logTauSpecificity, v.fisherZ]
      }
      let jacobian = (0..<3).map { row in
        (0..<3).map { column in
          derivative(1e-3) { h in
            var moved = x
            moved[column] += h
            return map(moved)[row]
          }
        }
      }
      let at = map(x)
      let density =
        prior.logDensity(logTauSe: at[0], logTauSp: at[1], fisherZ: at[2])
        + logDeterminant(jacobian)
      let normal = -0.5 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]) - 1.5 * log(2 * Double.pi)
      #expect(abs(density - normal) < 2e-5)
    }
  }

  @Test(arguments: 0..<testPriors.count)
  func scoresInvertTheMap(index: Int) {
    let coordinates = CovarianceCoordinates(prior: testPriors[index].covariance)
    var numbers = SplitMix64(seed: 52)
    for _ in 0..<50 {
      let x = numbers.normals(3).map { 1.5 * $0 }
      let value = coordinates.evaluate(x[0], x[1], x[2])
      let back = coordinates.scores(
        logTauSensitivity: value.logTauSensitivity, logTauSpecificity: value.logTauSpecificity,
        fisherZ: value.fisherZ)
      // Where a quantile presses against a bound (log tau < log 10), its slope is small and so is
      // what the inverse can recover.
      for k in 0..<3 { #expect(abs(back[k] - x[k]) < 1e-8, "\(k): \(x)") }
    }
  }

  @Test(arguments: 0..<testPriors.count)
  func pullBackIsTheChainRule(index: Int) {
    let coordinates = CovarianceCoordinates(prior: testPriors[index].covariance)
    var numbers = SplitMix64(seed: 53)
    for _ in 0..<50 {
      // Cubic pieces have kinks in the third derivative: stay inside a cell.
      let x = numbers.normals(3).map { (($0 * 16).rounded(.down) + 0.5) / 16 }
      let weights = numbers.normals(3)
      let pulled = coordinates.pullBack(
        scores: SIMD3(x[0], x[1], x[2]), gradient: SIMD3(weights[0], weights[1], weights[2]))
      for k in 0..<3 {
        let numeric = derivative(0.005) { h in
          var moved = x
          moved[k] += h
          let v = coordinates.evaluate(moved[0], moved[1], moved[2])
          return weights[0] * v.logTauSensitivity + weights[1] * v.logTauSpecificity
            + weights[2] * v.fisherZ
        }
        #expect(abs(pulled[k] - numeric) < 1e-7 * (1 + abs(numeric)))
      }
    }
  }
}
