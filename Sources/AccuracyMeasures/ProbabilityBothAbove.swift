/// Posterior probability that sensitivity and specificity both exceed their thresholds.
///
/// The share of draws with `Se > thresholdSe` and `Sp > thresholdSp`, jointly. A draw that is NaN
/// does not exceed anything and counts against the claim.
///
/// - Parameters:
///   - sensitivities: `n` draws of sensitivity, on the scale of `thresholdSe`.
///   - specificities: `n` draws of specificity, on the scale of `thresholdSp`.
///   - thresholdSe: least acceptable sensitivity.
///   - thresholdSp: least acceptable specificity.
/// - Returns: the share in [0, 1]; NaN for no draws.
public func probabilityBothAbove(
  sensitivities: [Double], specificities: [Double], thresholdSe: Double, thresholdSp: Double
) -> Double {
  precondition(sensitivities.count == specificities.count, "draws must come in pairs")
  guard !sensitivities.isEmpty else { return .nan }
  var above = 0
  for index in sensitivities.indices {
    // Counted rather than branched on: near the median each comparison is a coin toss.
    let isSensitive = sensitivities[index] > thresholdSe ? 1 : 0
    let isSpecific = specificities[index] > thresholdSp ? 1 : 0
    above += isSensitive & isSpecific
  }
  return Double(above) / Double(sensitivities.count)
}
