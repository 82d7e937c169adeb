import Comparison
import Fitting
import SpecialFunctions

/// What stands in place of a comparison of what the model gives both levels alike.
package let sameInModel = "the same in this model"

/// What a comparison says in words that leave the choice between two tests to the reader: never "better".
///
/// - Parameters:
///   - sensitivity: the difference of sensitivities, first less second; nil where it is not known.
///   - specificity: the difference of specificities.
/// - Returns: as "more sensitive, less specific: a trade-off; which matters depends on consequences".
package func accuracyVerdict(
  sensitivity: IntervalEstimate?, specificity: IntervalEstimate?
) -> String {
  func words(_ direction: Int, _ adjective: String) -> String {
    "\(direction > 0 ? "more" : "less") \(adjective)"
  }
  let (first, second) = (direction(sensitivity), direction(specificity))
  switch (first, second) {
  case (0, 0): return "no clear difference"
  case (_, 0): return words(first, "sensitive")
  case (0, _): return words(second, "specific")
  default:
    let both = "\(words(first, "sensitive")), \(words(second, "specific"))"
    return first == second
      ? both : "\(both): a trade-off; which matters depends on consequences"
  }
}

/// Which way a difference clearly goes: 1, -1, or 0 where its interval holds 0 or nothing is known.
private func direction(_ difference: IntervalEstimate?) -> Int {
  guard let difference else { return 0 }
  return difference.lower > 0 ? 1 : difference.upper < 0 ? -1 : 0
}

extension LevelContrast {
  /// Which way each margin clearly goes: 1 where the first is higher, -1 where it is lower, else 0.
  package var directions: (sensitivity: Int, specificity: Int) {
    (direction(sensitivity?.difference), direction(specificity?.difference))
  }

  /// Whether one of them does.
  package var differs: Bool { directions != (0, 0) }

  /// What the comparison says in words.
  package var verdict: String {
    accuracyVerdict(sensitivity: sensitivity?.difference, specificity: specificity?.difference)
  }
}
