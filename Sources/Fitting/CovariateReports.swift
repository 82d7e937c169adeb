import AccuracyData
import AccuracyMeasures
import ChainStatistics
import DatasetWords
import Draws
import FrequentistFits
import HSROCModels
import ModelInterface
import PosteriorMoments
import PosteriorSampling
import RegressionModels
import SpecialFunctions
import StudyDesigns

/// Accuracy of the median study where a continuous covariate has a certain value.
public struct CovariatePointReport: Sendable {
  /// Where.
  public let point: StudyDesign.Point
  /// Sensitivity there.
  public let sensitivity: ParameterReport
  /// Specificity there.
  public let specificity: ParameterReport
}

/// The slope of a mean in the covariate's own unit.
public struct CovariateSlopeReport: Sendable {
  /// The covariate's column.
  public let column: String
  /// The parameter, a slope per SD.
  public let perDeviation: Variable
  /// The change of the logit mean per unit.
  public let perUnit: ParameterReport
}

extension FitCompletion {
  /// Accuracy at the points of continuous covariates; none of other models.
  func covariatePoints(_ regression: any DesignedModel) -> [CovariatePointReport] {
    let summarizer = Summarizer()
    return regression.design.points.map { point in
      let chains = (0..<sample.draws.chainCount).map {
        regression.populationColumns(ofRow: point.row, from: sample.draws, rows: .chain($0))
      }
      func report(
        _ base: String, _ mean: (PopulationColumns) -> [Double]
      ) -> ParameterReport {
        var report = ParameterReport(
          variable: Variable(base, index: point.index, scale: .probability, role: .derived),
          summary: summarizer.summarize(
            chains.map { mean($0).map(inverseLogit) }, level: options.level,
            detail: detail == .full ? .full : .quantilesOnly))
        report.isFromPriorOnly = unobservedMargin(dataset)?.rawValue == base
        return report
      }
      return CovariatePointReport(
        point: point, sensitivity: report("sensitivity", \.muSensitivity),
        specificity: report("specificity", \.muSpecificity))
    }
  }

  /// Slopes per unit of continuous covariates; none of other models.
  func covariateSlopes(_ regression: any DesignedModel) -> [CovariateSlopeReport] {
    let summarizer = Summarizer()
    let design = regression.design
    return meanCoefficients(of: design).compactMap { variable, kind in
      guard case .slope(let column) = kind,
        case .numbers(_, _, let deviation)? =
          design.covariates.first(where: { $0.column == column })?.values
      else { return nil }
      let index = [IndexEntry("\(column), per unit", axis: "slope")] + variable.index.dropFirst()
      var report = ParameterReport(
        variable: Variable(variable.base, index: index, role: .derived),
        summary: summarizer.summarize(
          sample.draws.chains(of: variable).map { $0.map { $0 / deviation } },
          level: options.level, detail: detail == .full ? .full : .quantilesOnly))
      report.moments =
        regression.parameter(variable).map { FiniteMoments(of: $0.prior) } ?? .none
      report.isFromPriorOnly = isFromPriorOnly(variable)
      return CovariateSlopeReport(column: column, perDeviation: variable, perUnit: report)
    }
  }

  /// All coefficients of a design by their variables.
  private func meanCoefficients(
    of design: StudyDesign
  ) -> [(variable: Variable, kind: StudyDesign.CoefficientKind)] {
    let terms = design.hierarchical ?? StudyDesign.HierarchicalTerms()
    let sides: [(Variable, [StudyDesign.Coefficient])] = [
      (.muSensitivity, design.sensitivity), (.muSpecificity, design.specificity),
      (.lambda, terms.accuracy), (.theta, terms.threshold), (.beta, terms.shape),
    ]
    return sides.flatMap { side in side.1.map { (side.0($0.index), $0.kind) } }
  }

  /// Whether a coefficient is of a mean whose arm no study observed.
  func isFromPriorOnly(_ coefficient: Variable) -> Bool {
    !options.isPriorOnly && Quantity.named(coefficient.base).map(dataset.isFromPriorOnly) ?? false
  }

  /// The proportion of a setting that the data say nothing of: of a regression, whose coefficients are all
  /// informed by some study, that of the whole data alone.
  func unobservedMargin(_ part: AccuracyDataset) -> AccuracyMargin? {
    options.isPriorOnly ? nil : (model is any DesignedModel ? dataset : part).unobservedMargin
  }
}
