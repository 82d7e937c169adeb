import CMath
import ModelInterface
import SpecialFunctions

extension MeasureColumns {
  /// Replaces what is another function of the parameters where study effects are t-distributed; the columns
  /// are those of normal effects.
  ///
  /// tau is then a scale: variances between studies are tau^2 nu / (nu - 2), and do not exist up to
  /// nu = 2. Averages over studies are mixtures of those of normal effects. I2 does not exist: it averages
  /// exp of a logit, which has no mean.
  ///
  /// - Parameters:
  ///   - population: that the columns are of.
  ///   - degreesOfFreedom: one a draw.
  mutating func adapt(_ population: PopulationColumns, degreesOfFreedom: [Double]) {
    var mixture = StudentMixture(degreesOfFreedom: 4, farthest: 0)
    var known = 4.0
    var averages = (sensitivity: [Double](), specificity: [Double]())
    for draw in 0..<population.count {
      let nu = degreesOfFreedom[draw]
      if nu != known {
        (mixture, known) = (StudentMixture(degreesOfFreedom: nu, farthest: 0), nu)
      }
      func average(_ mean: Double, _ deviation: Double) -> Double {
        var sum = 0.0
        for (x, share) in zip(mixture.nodes, mixture.logShares) {
          sum +=
            exp(share)
            * expectedExpit(mean: mean, standardDeviation: deviation * exp(-0.5 * x))
        }
        return min(sum, 1)
      }
      averages.sensitivity.append(
        average(population.muSensitivity[draw], population.tauSensitivity[draw]))
      averages.specificity.append(
        average(population.muSpecificity[draw], population.tauSpecificity[draw]))
    }
    let inflations = degreesOfFreedom.map { $0 > 2 ? $0 / ($0 - 2) : .nan }
    func inflated(_ measure: Measure) -> [Double] {
      zip(self[measure], inflations).map { $0 * $1 }
    }
    let variances = (inflated(.varianceOfAccuracy), inflated(.varianceOfThreshold))
    replace(.sensitivityAveraged, averages.sensitivity)
    replace(.specificityAveraged, averages.specificity)
    replace(.varianceOfAccuracy, variances.0)
    replace(.varianceOfThreshold, variances.1)
    replace(.iSquared, [Double](repeating: .nan, count: population.count))
  }
}
