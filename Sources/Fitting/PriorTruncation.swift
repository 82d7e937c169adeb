import AccuracyData
import CMath
import CollapsedLikelihood
import Distributions
import Documents
import SpecialFunctions

/// `prior_truncated`: a prior has more than 1e-4 of its mass where the likelihood is not worked out: a
/// SD beyond the largest of the kernel, or |atanh rho| beyond `largestFisherZ`. The density is 0 there,
/// so the prior in force is the part below.
///
/// - Parameter prior: the prior as written.
/// - Returns: none, or one for the SDs and one for rho.
func priorTruncationWarnings(_ prior: AccuracyPrior) -> [DataWarning] {
  let limit = CollapsedLikelihood.largestDeviation
  let masses = [
    ("tau_se", prior.covariance.tauSensitivity.upperTail(limit)),
    ("tau_sp", prior.covariance.tauSpecificity.upperTail(limit)),
  ].filter { $0.1 > leastTruncation }
  var warnings: [DataWarning] = []
  if let largest = masses.map(\.1).max() {
    warnings.append(
      truncation(
        of: masses.map(\.0).joined(separator: " and "), share: largest,
        beyond: "10^\(Int(log10(limit).rounded()))"))
  }
  if let rho = prior.covariance.rho {
    let share = rho.mass(beyondFisherZ: largestFisherZ)
    if share > leastTruncation {
      warnings.append(
        truncation(of: "rho", share: share, beyond: "|atanh rho| = \(Int(largestFisherZ))"))
    }
  }
  return warnings
}

/// The largest |atanh rho| of a draw; rho is 1 to 260 decimals there.
private let largestFisherZ = 300.0

private let leastTruncation = 1e-4

private func truncation(of names: String, share: Double, beyond limit: String) -> DataWarning {
  DataWarning(
    code: .priorTruncated,
    message:
      "The prior of \(names) has up to "
      + NumberText.percent(share, decimals: share < 0.1 ? 2 : 0)
      + " of its mass beyond \(limit), where the likelihood is not worked out: "
      + "that part is left out. A prior with a lighter tail would say what is meant.")
}

extension ScalarPrior {
  /// P(|atanh rho| > y) of a prior of rho.
  fileprivate func mass(beyondFisherZ y: Double) -> Double {
    exp(normalLogCDF(normalScore(fisherZ: -y))) + exp(normalLogCDF(-normalScore(fisherZ: y)))
  }

  /// The largest SD that the fit works out, where the prior of a SD has more than 1e-4 of its mass beyond
  /// it; an exported program then ends the prior there as well.
  package var largestSampledDeviation: Double? {
    let limit = CollapsedLikelihood.largestDeviation
    return upperTail(limit) > leastTruncation ? limit : nil
  }
}
