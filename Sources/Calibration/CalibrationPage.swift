import Documents

extension CalibrationSummary {
  /// The summary for a terminal.
  ///
  /// - Parameter width: columns available.
  /// - Returns: lines.
  public func page(width: Int?) -> String {
    cells.map { cell in
      let heading = cell.label.isEmpty ? "" : "Cell \(cell.number): \(cell.label)\n"
      return heading + cell.counts + "\n\n"
        + (isRanked ? rankTable(cell) : coverageTable(cell))
        .render(width: width) + warningText(cell, width: width)
    }.joined(separator: "\n") + closing
  }

  private var closing: String {
    guard let p = smallestAdjustedPValue else {
      return
        "\nWidths, scores and errors are on the logit scale. \"Below\" are intervals that lie wholly below "
        + "the truth.\n"
    }
    return
      "\nRanks are uniform where the posterior is right: p is the chance of ranks at least as uneven.\n"
      + "Smallest p over all \(cells.reduce(0) { $0 + $1.ranks.count }), adjusted for their number: "
      + "\(NumberText.pValue(p)).\n"
  }

  private func rankTable(_ cell: CalibrationCell) -> TextTable {
    var table = TextTable(columns: [.left, .decimal, .decimal, .decimal, .decimal])
    table.setHeader(["parameter", "p", "in 50 %", "in 80 %", "in 95 %"])
    for entry in cell.ranks {
      let shares = [0.5, 0.8, 0.95].map { level in
        NumberText.proportion(
          RankUniformity.coverage(entry.ranks, draws: entry.uniformity.draws, level: level).observed
        )
      }
      table.add(row: [entry.parameter, NumberText.pValue(entry.uniformity.pValue)] + shares)
    }
    return table
  }

  private func coverageTable(_ cell: CalibrationCell) -> TextTable {
    var table = TextTable(
      columns: [.left, .left, .decimal, .decimal, .decimal, .decimal, .decimal, .decimal, .decimal])
    table.setHeader(
      ["", "", "coverage", "below", "above", "width", "score", "bias", "RMSE"])
    for entry in cell.coverage {
      table.add(
        row: [
          entry.quantity,
          entry.method + (entry.missing > 0 ? " (\(NumberText.count(entry.missing)) without)" : ""),
          NumberText.proportion(entry.coverage), NumberText.proportion(entry.below),
          NumberText.proportion(entry.above), NumberText.fixed(entry.width, decimals: 2),
          NumberText.fixed(entry.score, decimals: 2), NumberText.fixed(entry.bias, decimals: 3),
          NumberText.fixed(entry.rootMeanSquare, decimals: 3),
        ])
    }
    return table
  }

  /// One row a cell and parameter, or a cell, quantity and method.
  ///
  /// - Returns: the columns of docs/contract.md.
  public func csv() -> CSVTable {
    isRanked ? rankCSV : coverageCSV
  }

  private var rankCSV: CSVTable {
    var table = CSVTable(columnNames: [
      "cell", "label", "data_sets", "errors", "not_converged", "parameter", "draws", "statistic",
      "critical_95", "p", "in_50", "in_80", "in_95",
    ])
    for cell in cells {
      for entry in cell.ranks {
        let shares = [0.5, 0.8, 0.95].map {
          CSVCell.number(
            RankUniformity.coverage(entry.ranks, draws: entry.uniformity.draws, level: $0).observed)
        }
        table.add(
          cell.leadingCells + [
            .text(entry.parameter), .integer(entry.uniformity.draws),
            .number(entry.uniformity.statistic), .number(entry.uniformity.critical95),
            .number(entry.uniformity.pValue),
          ] + shares)
      }
    }
    return table
  }

  private var coverageCSV: CSVTable {
    var table = CSVTable(columnNames: [
      "cell", "label", "data_sets", "errors", "not_converged", "quantity", "method", "intervals",
      "coverage", "coverage_error", "below", "above", "width", "score", "bias", "rmse",
    ])
    for cell in cells {
      for entry in cell.coverage {
        table.add(
          cell.leadingCells + [
            .text(entry.quantity), .text(entry.method), .integer(entry.count),
            .number(entry.coverage), .number(entry.coverageError), .number(entry.below),
            .number(entry.above), .number(entry.width), .number(entry.score), .number(entry.bias),
            .number(entry.rootMeanSquare),
          ])
      }
    }
    return table
  }
}

extension CalibrationCell {
  fileprivate var counts: String {
    var text = "\(NumberText.count(count)) data sets"
    if notConverged > 0 { text += ", \(NumberText.count(notConverged)) not converged" }
    if errors > 0 { text += ", \(NumberText.count(errors)) errors" }
    return text
  }

  var leadingCells: [CSVCell] {
    [.integer(number), .text(label), .integer(count), .integer(errors), .integer(notConverged)]
  }
}
