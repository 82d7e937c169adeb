import AccuracyContrasts
import Documents
import Fitting
import Requests

/// Net benefits of all pairs for a terminal, one block a prevalence and exchange rate.
///
/// - Parameter pairs: as "MRI vs CT", with what was found.
/// - Returns: the text, each line ended; empty where no rate was given.
func netBenefitText(_ pairs: [(label: String, contrasts: [NetBenefitContrast])]) -> String {
  guard let first = pairs.first else { return "" }
  var text = ""
  for place in first.contrasts.indices {
    let head = first.contrasts[place]
    text +=
      "Net benefit, true positives per 1,000 people at a prevalence \(head.prevalence.phrase) ("
      + "\(ExchangeRates.phrase(head.exchangeRate)))\n"
    for (label, contrasts) in pairs {
      let contrast = contrasts[place]
      text += "  \(SafeText.visible(label)): \(netBenefitWords(contrast))\n"
    }
  }
  return text
}

/// As `-30.5 (-50.1 to -10.2), P(> 0) 0.01`: per 1,000 people tested.
private func netBenefitWords(_ contrast: NetBenefitContrast) -> String {
  guard contrast.isKnown else { return notEstimated }
  let d = contrast.difference
  return "\(perThousand(d.estimate)) (\(perThousand(d.lower)) to \(perThousand(d.upper))), "
    + "P(> 0) \(simulated(contrast.probabilityHigher))"
}

/// A difference of net benefits per 1,000 people with its sign: one decimal.
package func perThousand(_ difference: Double) -> String {
  let text = NumberText.fixed(1000 * difference, decimals: 1)
  return difference > 0 && text.contains(where: { "123456789".contains($0) }) ? "+" + text : text
}

extension NetBenefitContrast {
  /// As `comparisons` has it; numbers that are not known are null.
  var json: JSONValue {
    .object([
      ("prevalence", prevalence.json), ("exchange_rate", .number(exchangeRate)),
      ("difference", difference.json), ("probability_first_higher", .number(probabilityHigher)),
    ])
  }
}

extension [NetBenefitContrast] {
  /// A member of a comparison; none where no rate was given.
  var members: [(String, JSONValue)] {
    isEmpty ? [] : [("net_benefit", .array(map(\.json)))]
  }
}

extension Prevalence {
  /// A number, or the parameters of a distribution.
  var json: JSONValue {
    switch self {
    case .fixed(let value): .number(value)
    case .beta(let a, let b): .object([("beta", JSONValue([a, b]))])
    }
  }
}
