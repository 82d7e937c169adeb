import AccuracyData
import CMath
import CollapsedLikelihood
import Distributions
import Documents
import ModelInterface
import SpecialFunctions

/// `prior_truncated`: a prior has more than 1e-4 of its mass where the likelihood is not worked out, as its
/// parameter's `reach` says. The density is 0 there, so the prior in force is the part below.
///
/// - Parameter model: with its priors as written.
/// - Returns: none, or one for the SDs and one for correlations.
package func priorTruncationWarnings(_ model: some AccuracyModel) -> [DataWarning] {
  var groups: [(limit: String, names: [String], largest: Double)] = []
  for parameter in model.parameters {
    guard let prior = parameter.prior.scalar,
      let (limit, share) = prior.massBeyond(parameter.reach), share > leastTruncation
    else { continue }
    if let known = groups.firstIndex(where: { $0.limit == limit }) {
      groups[known].names.append(parameter.variable.name)
      groups[known].largest = max(groups[known].largest, share)
    } else {
      groups.append((limit, [parameter.variable.name], share))
    }
  }
  return groups.map {
    truncation(of: $0.names.joined(separator: " and "), share: $0.largest, beyond: $0.limit)
  }
}

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
  /// The prior's mass beyond a reach, and the reach in words; nil where there is none beyond.
  fileprivate func massBeyond(_ reach: ParameterReach) -> (limit: String, share: Double)? {
    switch reach {
    case .unlimited: nil
    case .upTo(let limit): ("10^\(Int(log10(limit).rounded()))", upperTail(limit))
    case .fisherZ(let limit): ("|atanh rho| = \(Int(limit))", mass(beyondFisherZ: limit))
    }
  }

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
