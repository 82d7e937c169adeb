import AccuracyData
import CollapsedLikelihood
import Distributions
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `prior_truncated`: the prior of a SD has more than 1e-4 of its mass beyond the largest SD at which
/// the likelihood is worked out. The density is 0 there, so the prior in force is the part below.
///
/// - Parameter prior: the prior as written.
/// - Returns: none, or one that names the SDs.
func priorTruncationWarnings(_ prior: AccuracyPrior) -> [DataWarning] {
  let limit = CollapsedLikelihood.largestDeviation
  let masses = [
    ("tau_se", prior.covariance.tauSensitivity.upperTail(limit)),
    ("tau_sp", prior.covariance.tauSpecificity.upperTail(limit)),
  ].filter { $0.1 > 1e-4 }
  guard let largest = masses.map(\.1).max() else { return [] }
  let share = NumberText.percent(largest, decimals: largest < 0.1 ? 2 : 0)
  return [
    DataWarning(
      code: .priorTruncated,
      message:
        "The prior of \(masses.map(\.0).joined(separator: " and ")) has up to \(share) of its "
        + "mass beyond 10^\(Int(log10(limit).rounded())), where the likelihood is not worked out: "
        + "that part is left out. A prior with a lighter tail would say what is meant.")
  ]
}
