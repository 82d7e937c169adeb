import Documents

extension SimulationDesign {
  /// The columns that say what a data set was made up with, behind its name: the cell, the values of the crossed
  /// keys, and the truths.
  public var truthColumns: [String] {
    ["cell"] + grid.map { "grid_\($0)" } + truthNames
  }

  /// Sensitivity and specificity of the median study, of each level where there are levels, SDs and correlation.
  public var truthNames: [String] {
    let levels = cells.first?.levels.map(\.name) ?? []
    let suffixes = levels.isEmpty ? [""] : levels.map { "[\($0)]" }
    return suffixes.flatMap { ["true_sensitivity\($0)", "true_specificity\($0)"] }
      + ["true_tau_se", "true_tau_sp", "true_rho"]
  }
}

extension SimulatedData {
  /// The values of `truthColumns` of one data set.
  ///
  /// - Parameter index: its place, from 0.
  /// - Returns: one cell a column.
  public func truthCells(_ index: Int) -> [CSVCell] {
    let cell = cell(index)
    var cells: [CSVCell] =
      [.integer(index / design.replicates + 1)] + cell.values.map { .text($0.text) }
    if cell.levels.isEmpty {
      cells += [.number(cell.sensitivity), .number(cell.specificity)]
    } else {
      cells += cell.levels.flatMap { [CSVCell.number($0.sensitivity), .number($0.specificity)] }
    }
    return cells + [
      .number(cell.tauSensitivity), .number(cell.tauSpecificity), .number(cell.correlation),
    ]
  }
}
