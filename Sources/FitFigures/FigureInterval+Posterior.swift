import ChainStatistics
import Documents
import Drawing
import FitPages

extension FigureInterval {
  /// Median and interval of a posterior.
  package init(_ summary: DrawSummary) { self.init(summary.median, summary.lower, summary.upper) }

  /// Every number of it transformed by an increasing function.
  package func mapped(_ transform: (Double) -> Double) -> FigureInterval {
    FigureInterval(transform(estimate), transform(lower), transform(upper))
  }

  /// What is left to 1: estimate and both ends, which change places.
  var complement: FigureInterval { FigureInterval(1 - estimate, 1 - upper, 1 - lower) }

  /// As `0.91 (95 % interval 0.62 to 0.99)`.
  package func sentence(_ levelText: String, format: (Double) -> String) -> String {
    "\(format(estimate)) (\(levelText) interval "
      + "\(NumberText.interval(lower, upper, format: format)))"
  }
}
