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
  func direction(_ difference: IntervalEstimate?) -> Int {
    guard let difference else { return 0 }
    return difference.lower > 0 ? 1 : difference.upper < 0 ? -1 : 0
  }
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

extension LevelContrast {
  /// What the comparison says in words.
  package var verdict: String {
    accuracyVerdict(sensitivity: sensitivity?.difference, specificity: specificity?.difference)
  }
}
