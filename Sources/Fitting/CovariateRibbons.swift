import ChainStatistics
import Concurrency
import ModelInterface
import RegressionModels
import SpecialFunctions
import StudyDesigns

/// Accuracy of the median study along a continuous covariate, over the values that studies have.
public struct CovariateRibbon: Sendable {
  /// The covariate's column.
  public let column: String
  /// The setting, by its place in the fit.
  public let setting: Int
  /// Values of the covariate in its own unit, rising from the lowest to the highest that was observed.
  public let values: [Double]
  /// Sensitivity at each; nil where no study observed it.
  public let sensitivity: [IntervalEstimate]?
  /// Specificity at each; nil where no study observed it.
  public let specificity: [IntervalEstimate]?
}

extension FitCompletion {
  /// Ribbons of all continuous covariates in all settings. The means are linear in the covariate, so that
  /// those of the ends give all between.
  func covariateRibbons(_ regression: RegressionModel) -> [CovariateRibbon] {
    let (parts, draws) = (24, sample.draws.thinned(limit: 4000))
    return regression.design.ranges.map { range in
      let (low, high) = (
        regression.populationColumns(
          ofRow: range.rows.lowest, from: sample.draws, rows: .places(draws)),
        regression.populationColumns(
          ofRow: range.rows.highest, from: sample.draws, rows: .places(draws))
      )
      func ribbon(_ mean: KeyPath<PopulationColumns, [Double]>) -> [IntervalEstimate] {
        let (first, last) = (low[keyPath: mean], high[keyPath: mean])
        return inPieces(parts + 1, threads: options.threads) { part in
          let t = Double(part) / Double(parts)
          return summarize(
            [zip(first, last).map { inverseLogit($0 + t * ($1 - $0)) }],
            level: options.level, detail: .quantilesOnly
          ).interval
        }
      }
      let unknown = dataset.unobservedMargin
      return CovariateRibbon(
        column: range.column, setting: range.population,
        values: (0...parts).map {
          range.ends.lowest
            + (range.ends.highest - range.ends.lowest) * Double($0) / Double(parts)
        },
        sensitivity: unknown == .sensitivity ? nil : ribbon(\.muSensitivity),
        specificity: unknown == .specificity ? nil : ribbon(\.muSpecificity))
    }
  }
}
