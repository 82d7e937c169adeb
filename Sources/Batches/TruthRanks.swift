import CMath
import Documents
import Draws
import Fitting
import ModelInterface
import Simulation

/// Where the truths of a data set stand among the draws of its fit: the ranks of simulation-based calibration
/// (Talts et al. 2018, arXiv:1804.06788).
enum TruthRanks {
  /// Draws that a truth is ranked among, evenly thinned so that they are nearly independent: 30 of each of four
  /// chains but one, so that central intervals of 50, 80 and 95 % hold whole numbers of the 120 ranks.
  static let draws = 119

  /// The columns of ranks, each the number of draws below the truth, from 0 to `rank_draws`.
  static let columns =
    parameters.map { "rank_\($0)" } + ["rank_log_likelihood", "rank_draws"]

  private static let parameters = ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"]

  /// The values of `columns`; a parameter that the model has not is blank.
  ///
  /// - Parameters:
  ///   - found: of a data set.
  ///   - cell: what it was made up with.
  /// - Returns: one cell a column.
  static func cells(_ found: FitEstimates, _ cell: SimulationDesign.Cell) -> [CSVCell] {
    let (model, table) = (found.model, found.sample.draws)
    let places = Array(table.thinned(limit: draws + 1).prefix(draws))
    guard model.settings.count == 1, let setting = model.settings.first else {
      return [CSVCell](repeating: .empty, count: columns.count)
    }
    let population = model.populationColumns(of: setting, from: table, rows: .places(places))
    let parts = model.parts
    let deviations = parts.contains(.deviations)
    let known: [(values: [Double], truth: Double, isThere: Bool)] = [
      (population.muSensitivity, cell.logits.0, parts.contains(.sensitivity)),
      (population.muSpecificity, cell.logits.1, parts.contains(.specificity)),
      (population.tauSensitivity, cell.tauSensitivity, deviations && parts.contains(.sensitivity)),
      (population.tauSpecificity, cell.tauSpecificity, deviations && parts.contains(.specificity)),
      (population.rho, cell.correlation, parts.contains(.correlation)),
    ]
    var cells: [CSVCell] = known.map { entry in
      entry.isThere ? .integer(entry.values.count { $0 < entry.truth }) : .empty
    }
    if let truth = likelihoodAtTruth(model, cell) {
      let values = model.studyLogLikelihoods(of: table, at: places).map { $0.reduce(0, +) }
      cells.append(.integer(values.count { $0 < truth }))
    } else {
      cells.append(.empty)
    }
    return cells + [.integer(places.count)]
  }

  /// The log likelihood of the truth; nil for a model with parameters of other names.
  private static func likelihoodAtTruth(
    _ model: any AccuracyModel, _ cell: SimulationDesign.Cell
  ) -> Double? {
    let truths = [
      "mu_se": cell.logits.0, "mu_sp": cell.logits.1, "tau_se": cell.tauSensitivity,
      "tau_sp": cell.tauSpecificity, "rho": cell.correlation,
    ]
    var values: [Double] = []
    for parameter in model.parameters {
      guard let value = truths[parameter.variable.name] else { return nil }
      values.append(value)
    }
    for monitor in model.parameters.compactMap(\.monitor) {
      // The only other form of a parameter among these is that of the correlation.
      guard monitor.scale == .real else { return nil }
      values.append(atanh(cell.correlation))
    }
    let table = DrawTable(variables: model.drawnVariables, drawsPerChain: 1, blocks: [values])
    return model.studyLogLikelihoods(of: table, at: table.thinned(limit: 1))[0].reduce(0, +)
  }
}
