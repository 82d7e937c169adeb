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
  /// those of the ends give all between, but where the shape of the HSROC curve depends on it.
  func covariateRibbons(_ regression: some DesignedModel) -> [CovariateRibbon] {
    let (parts, draws) = (24, sample.draws.thinned(limit: 4000))
    return regression.design.ranges.map { range in
      let rows =
        range.rows.lowest.hierarchical.shape == range.rows.highest.hierarchical.shape
        ? [range.rows.lowest, range.rows.highest]
        : (0...parts).map { range.hierarchicalRow(at: Double($0) / Double(parts)) }
      let columns = inPieces(rows.count, threads: options.threads) {
        regression.populationColumns(
          ofRow: rows[$0], from: sample.draws, rows: .places(draws))
      }
      func ribbon(_ mean: KeyPath<PopulationColumns, [Double]>) -> [IntervalEstimate] {
        let means = columns.map { $0[keyPath: mean] }
        return inPieces(parts + 1, threads: options.threads) { part in
          let t = Double(part) / Double(parts)
          let logits =
            means.count == 2 ? zip(means[0], means[1]).map { $0 + t * ($1 - $0) } : means[part]
          return summarize(
            [logits.map(inverseLogit)], level: options.level, detail: .quantilesOnly
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

extension StudyDesign.ObservedRange {
  /// The place on the HSROC scale at a share of the way from the lowest to the highest value: multipliers
  /// are linear in the covariate.
  fileprivate func hierarchicalRow(at share: Double) -> StudyDesign.Row {
    let (low, high) = (rows.lowest.hierarchical, rows.highest.hierarchical)
    func between(_ side: KeyPath<StudyDesign.HierarchicalMultipliers, [Double]>) -> [Double] {
      zip(low[keyPath: side], high[keyPath: side]).map { $0 + share * ($1 - $0) }
    }
    var row = rows.lowest
    row.hierarchical = StudyDesign.HierarchicalMultipliers(
      accuracy: between(\.accuracy), threshold: between(\.threshold), shape: between(\.shape))
    return row
  }
}
