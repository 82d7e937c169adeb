import AccuracyData
import AccuracyMeasures
import DatasetWords
import FrequentistFits
import RegressionModels
import SpecialFunctions

/// What a page writes where the data say nothing and the prior alone would answer.
package let notEstimated = "not estimated (prior only)"

extension AccuracyMargin {
  fileprivate var proportion: Proportion {
    switch self {
    case .sensitivity: .sensitivity
    case .specificity: .specificity
    }
  }
}

extension AccuracyDataset {
  /// Whether the posterior of a quantity is the prior's: it depends on a proportion that no study
  /// observed. The correlation, likelihood and odds ratios, HSROC parameters and areas depend on both.
  ///
  /// - Parameter quantity: of the catalogue.
  /// - Returns: false where both were observed.
  func isFromPriorOnly(_ quantity: Quantity) -> Bool {
    unobservedMargin.map { quantity.dependsOn.contains($0.proportion) } ?? false
  }
}

extension FitResult {
  /// The proportions that the model is of.
  package var margins: [AccuracyMargin] {
    AccuracyMargin.allCases.filter {
      model.parts.contains($0 == .sensitivity ? .sensitivity : .specificity)
    }
  }

  /// What a page writes in place of a number that depends on what is not there.
  package var missingText: String { hasBothMargins ? notEstimated : "not in the model" }

  /// Whether it is of both.
  package var hasBothMargins: Bool { margins.count == AccuracyMargin.allCases.count }

  /// The proportion that no study observed; nil where both were, and of the prior alone, which is asked for
  /// both.
  package var unobservedMargin: AccuracyMargin? {
    guard !options.isPriorOnly else { return nil }
    guard let regression = model as? any DesignedModel else { return dataset.unobservedMargin }
    // Every coefficient is informed by a study, if any study has the arm.
    return AccuracyMargin.allCases.first { margin in
      !regression.studies.contains {
        ((margin == .sensitivity ? $0.diseased : $0.nondiseased)?.total ?? 0) > 0
      }
    }
  }

  /// What a reader must know where no study observed one of the two arms; nil where both were.
  package var unobservedMarginText: String? {
    // The model says of itself that it has not both.
    guard hasBothMargins else { return nil }
    return switch unobservedMargin {
    case .sensitivity:
      "No study has diseased participants: sensitivity is the prior's alone. \(notEstimatedText)"
    case .specificity:
      "No study has non-diseased participants: specificity is the prior's alone. "
        + notEstimatedText
    case nil: nil
    }
  }

  private var notEstimatedText: String {
    "It is not estimated, nor is what depends on it: likelihood ratios, odds ratio, predictive values, "
      + "results per 1,000, correlation, curves and regions."
  }

  /// Whether the table of other priors has to be read with the result: another prior moves a median or
  /// an interval (`prior_pull`), or there are fewer than five studies.
  package var priorMatters: Bool {
    warnings.contains { $0.code == .priorPull } || hasFewStudies
  }

  /// Median and interval of a quantity that the data inform; nil where it was not worked out or is the
  /// prior's alone, or withheld.
  ///
  /// - Parameter name: as in docs/contract.md.
  /// - Returns: posterior median with the interval of the run's level.
  package func estimate(_ name: String) -> IntervalEstimate? {
    guard let report = parameter(name), !report.isFromPriorOnly, report.withheld == nil else {
      return nil
    }
    return report.summary.interval
  }
}
