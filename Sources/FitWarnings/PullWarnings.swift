import AccuracyData
import Documents
import SpecialFunctions

extension MeanPulls {
  /// One warning, or two where the priors that matter most to each mean are not the same.
  ///
  /// - Parameter shares: of the information, of which the prior's is said.
  /// - Returns: none where nothing is pulled.
  package func warnings(shares: InformationShares?) -> [DataWarning] {
    let found = [
      ("sensitivity", sensitivity, shares?.prior.sensitivity),
      ("specificity", specificity, shares?.prior.specificity),
    ].compactMap { name, pull, share in pull.map { (name: name, pull: $0, share: share) } }
    let isOne = Set(found.map(\.pull.deviation)).count == 1
    return (isOne ? [found] : found.map { [$0] }).map { entries in
      let shares = entries.compactMap(\.share).map { NumberText.percent($0) }
      let holds =
        shares.isEmpty
        ? "" : " (it holds \(shares.joined(separator: " and ")) of the information)"
      let others = entries.enumerated().map { place, entry in
        let other = entry.pull.other.mapped(inverseLogit)
        return "\(entry.name) \(place == 0 ? "would be " : "")"
          + shareWithInterval(other.estimate, other.lower, other.upper)
      }
      return DataWarning(
        code: .priorPull,
        message: "The prior of the mean logits matters\(holds): with "
          + "normal(0, \(NumberText.plain(entries[0].pull.deviation))) "
          + others.joined(separator: ", ") + ".")
    }
  }
}
