import Distributions
import Foundation
import Testing

/// The functions of a column of draws against those of a single value, over the supports' ends and far
/// out.
@Suite struct ScalarPriorColumnsTests {
  private static let values = [-1e9, -30, -1, -0.999, 0, 1e-300, 1e-9, 0.3, 0.75, 1, 2.5, 10, 1e9]

  private func agree(_ column: [Double], _ single: [Double]) -> Bool {
    column.count == single.count
      && zip(column, single).allSatisfy {
        $0 == $1 || abs($0 - $1) <= 1e-13 * max(1, abs($1)) || $0.isNaN && $1.isNaN
      }
  }

  @Test(arguments: PriorCatalogue.all)
  func logDensities(prior: ScalarPrior) {
    let column = prior.logDensities(Self.values)
    #expect(agree(column, Self.values.map { prior.logDensity($0) }), "\(column)")
    #expect(column.contains { $0 > -.infinity })
  }

  @Test(arguments: PriorCatalogue.rho)
  func logDensitiesOfFisherZ(prior: ScalarPrior) {
    let column = prior.logDensitiesOfFisherZ(Self.values)
    #expect(agree(column, Self.values.map { prior.logDensityOfFisherZ($0) }), "\(column)")
    #expect(column.contains { $0 > -.infinity })
  }

  @Test(arguments: PriorCatalogue.all)
  func normalScores(prior: ScalarPrior) {
    #expect(prior.normalScores(Self.values) == Self.values.map { prior.normalScore($0) })
  }

  @Test(arguments: PriorCatalogue.rho)
  func normalScoresOfFisherZ(prior: ScalarPrior) {
    #expect(
      prior.normalScores(fisherZ: Self.values) == Self.values.map { prior.normalScore(fisherZ: $0) }
    )
  }

  /// The closed forms of the default priors against the tails that every family has, up to where these
  /// leave the range of doubles.
  @Test func closedFormScores() {
    for z in stride(from: -30.0, through: 30, by: 0.125) {
      let fisherZ = ScalarPrior.lkj(eta: 2).fisherZQuantile(normalScore: z)
      let near = ScalarPrior.lkj(eta: 2 * (1 + 1e-15)).normalScore(fisherZ: fisherZ)
      let found = ScalarPrior.lkj(eta: 2).normalScore(fisherZ: fisherZ)
      #expect(abs(found - near) < 1e-12 * max(1, abs(z)), "\(z): \(found), \(near)")
      #expect(abs(found - z) < 1e-12 * max(1, abs(z)), "\(z): \(found)")
    }
    for u in [1e-12, 0.01, 0.5, 1, 3, 10, 30, 34, 35, 36, 40, 100] {
      let found = ScalarPrior.halfNormal(scale: 0.5).normalScore(0.5 * u)
      let back = ScalarPrior.halfNormal(scale: 0.5).quantile(normalScore: found)
      #expect(abs(back - 0.5 * u) < 1e-12 * u, "\(u): \(found), \(back)")
    }
  }
}
