import Documents
import SpecialFunctions

extension IntervalEstimate {
  /// As `0.91 (95 % interval 0.62 to 0.99)`.
  package func sentence(_ levelText: String, format: (Double) -> String) -> String {
    "\(format(estimate)) (\(levelText) interval "
      + "\(NumberText.interval(lower, upper, format: format)))"
  }
}
