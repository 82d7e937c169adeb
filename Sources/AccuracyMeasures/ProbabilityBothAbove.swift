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
  for index in sensitivities.indices
  where sensitivities[index] > thresholdSe && specificities[index] > thresholdSp {
    above += 1
  }
  return Double(above) / Double(sensitivities.count)
}
