import AccuracyModels
import CMath
import Distributions
import Draws
import FrequentistFits

extension DrawTable {
  /// How many draws of a SD are beyond the tables of its score; see `BivariateModel.drawsBeyondPrior`.
  func countBeyondTables(of deviation: Variable, _ prior: ScalarPrior) -> Double {
    let reach = BivariateModel.largestScore
    let (low, high) = (
      exp(prior.logQuantile(normalScore: -reach)), exp(prior.logQuantile(normalScore: reach))
    )
    return Double(count(of: deviation) { $0 < low || $0 > high })
  }
}
