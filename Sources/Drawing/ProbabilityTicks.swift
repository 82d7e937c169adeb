import CMath
import SpecialFunctions

/// Round probabilities for an axis that is spaced by the logit.
package enum ProbabilityTicks {
  /// Written with as many decimals as each needs; those that matter most come first.
  private static let candidates: [(text: String, value: Double)] = [
    "0.5", "0.9", "0.1", "0.99", "0.01", "0.8", "0.2", "0.95", "0.05", "0.7", "0.3", "0.98",
    "0.02", "0.999", "0.001", "0.6", "0.4", "0.995", "0.005", "0.85", "0.15", "0.75", "0.25",
    "0.97", "0.03", "0.96", "0.04", "0.92", "0.94", "0.08", "0.06", "0.65", "0.35", "0.55", "0.45",
    "0.88", "0.86", "0.84", "0.82", "0.78", "0.9999", "0.0001", "0.998", "0.002",
  ].compactMap { text in Double(text).map { (text, $0) } }

  /// As many as fit beside each other.
  ///
  /// - Parameters:
  ///   - logits: range of the axis.
  ///   - room: its length.
  ///   - size: font size of the labels.
  /// - Returns: by ascending probability.
  package static func values(
    logits: ClosedRange<Double>, room: Double, size: Double
  ) -> [(logit: Double, text: String)] {
    let length = logits.upperBound - logits.lowerBound
    var taken: [(low: Double, high: Double)] = []
    var chosen: [(logit: Double, text: String)] = []
    for candidate in candidates {
      let position = logit(candidate.value)
      let center = (position - logits.lowerBound) / length * room
      let half = TextMetrics.width(candidate.text, size: size) / 2 + 4
      // Half a label may stand out beyond the end of the axis.
      guard center >= 0, center <= room else { continue }
      guard taken.allSatisfy({ center + half <= $0.low || center - half >= $0.high }) else {
        continue
      }
      taken.append((center - half, center + half))
      chosen.append((position, candidate.text))
    }
    return chosen.sorted { $0.logit < $1.logit }
  }
}

extension ProbabilityTicks {
  /// Ticks of an axis of probabilities that is spaced by the logit.
  ///
  /// - Parameters:
  ///   - domain: its ends, inside (0, 1).
  ///   - room: its length.
  ///   - size: font size of the labels.
  /// - Returns: by ascending probability.
  package static func ticks(_ domain: ClosedRange<Double>, room: Double, size: Double) -> [AxisTick]
  {
    let logits = logit(domain.lowerBound)...logit(domain.upperBound)
    return values(logits: logits, room: room, size: size).map {
      AxisTick(value: Double($0.text) ?? .nan, text: $0.text)
    }
  }
}
