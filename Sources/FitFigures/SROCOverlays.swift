import Documents
import Drawing
import FigureNumbers
import Figures
import Fitting
import Requests
import SpecialFunctions

extension FitResult {
  /// Where the prior alone expects the summary point.
  var priorOutline: SROCPlane.Region? {
    priorRegion.map {
      SROCPlane.Region(kind: .prior, level: $0.level, outlines: [planePoints($0.polygon)])
    }
  }

  /// Exact maximum likelihood with its Wald region; nil where there is no estimate.
  var maximumLikelihoodComparison: SROCPlane.Comparison? {
    guard let summary = maximumLikelihoodSummary else { return nil }
    var label = "Exact maximum likelihood"
    if case .boundary = maximumLikelihood.status { label += " (boundary)" }
    return SROCPlane.Comparison(
      label: label, sensitivity: summary.sensitivity, specificity: summary.specificity,
      outline: maximumLikelihoodRegion.map { planePoints($0.polygon) } ?? [])
  }
}

extension SROCPlane.Comparison {
  /// A published value; nil where it lacks sensitivity or specificity and so has no place.
  ///
  /// - Parameters:
  ///   - value: as typed in.
  ///   - level: of the figure's intervals; where those of the value have another, its label says so.
  package init?(_ value: PublishedValue, level: Double) {
    guard let sensitivity = value.sensitivity, let specificity = value.specificity else {
      return nil
    }
    func interval(_ share: PublishedValue.Proportion) -> IntervalEstimate {
      IntervalEstimate(
        estimate: share.estimate, lower: share.lower ?? share.estimate,
        upper: share.upper ?? share.estimate)
    }
    let hasInterval = sensitivity.upper != nil || specificity.upper != nil
    let isWhole = (value.level * 100).rounded() == value.level * 100
    let percent = NumberText.percent(value.level, decimals: isWhole ? 0 : 1)
    self.init(
      label: SafeText.visible(value.label)
        + (hasInterval && value.level != level ? " (\(percent) interval)" : ""),
      sensitivity: interval(sensitivity), specificity: interval(specificity))
  }
}
