import SpecialFunctions

/// Monte Carlo standard error of the mean: `sd / sqrt(ESS)`, the ESS being `basicESS(_:)`.
///
/// - Parameter chains: the draws of one quantity, one array a chain, equally long.
/// - Returns: the standard error, in the unit of the draws; NaN where the ESS is.
public func mcseOfMean(_ chains: [[Double]]) -> Double {
  var workspace = Workspace()
  let draws = RankedDraws(chains, using: &workspace)
  return sampleVariance(draws.sorted).squareRoot() / draws.basicESS(using: &workspace).squareRoot()
}

/// Monte Carlo standard error of a quantile.
///
/// Half the distance between the order statistics at which a Beta(ESS p + 1, ESS (1 - p) + 1)
/// distribution, the posterior of the probability below the quantile, has its 15.9 % and 84.1 %
/// points (Vehtari et al. 2021, section 4.4).
///
/// - Parameters:
///   - chains: the draws of one quantity, one array a chain, equally long.
///   - probability: of the quantile, in 0 ... 1.
/// - Returns: the standard error, in the unit of the draws; NaN where the ESS is.
public func mcseOfQuantile(_ chains: [[Double]], probability: Double) -> Double {
  var workspace = Workspace()
  let draws = RankedDraws(chains, using: &workspace)
  return draws.mcseOfQuantile(
    probability: probability, ess: draws.quantileESS(probability: probability))
}

extension RankedDraws {
  /// The order-statistic rule of `mcseOfQuantile(_:probability:)`, given the quantile's ESS.
  func mcseOfQuantile(probability: Double, ess: Double) -> Double {
    guard ess.isFinite, ess > 0 else { return .nan }
    let beta = BetaDistribution(ess * probability + 1, ess * (1 - probability) + 1)
    let draws = Double(sorted.count)
    // Phi(-1) and Phi(1) to the digits that posterior uses: they decide which draws are taken.
    let low = beta.quantile(0.1586553) * draws
    let high = beta.quantile(0.8413447) * draws
    guard low.isFinite, high.isFinite else { return .nan }
    let lower = sorted[max(Int(low), 1) - 1]
    let upper = sorted[min(Int(high.rounded(.up)), sorted.count) - 1]
    return (upper - lower) / 2
  }
}

/// Arithmetic mean, summed about the first value.
func sampleMean(_ values: [Double]) -> Double {
  guard let origin = values.first else { return .nan }
  return values.withUnsafeBufferPointer { values in
    origin + sum(values) { $0 - origin } / Double(values.count)
  }
}
