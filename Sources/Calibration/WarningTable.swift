import Documents

extension CalibrationCell {
  /// The share of data sets in which each warning speaks, with its Monte Carlo error.
  var warningShares: [(code: String, share: Double, error: Double)] {
    let total = Double(max(count - errors, 1))
    return warnings.map { code, count in
      let share = Double(count) / total
      return (code, share, (share * (1 - share) / total).squareRoot())
    }
  }
}

extension CalibrationSummary {
  /// The warnings of a cell, those that never speak in one line.
  ///
  /// - Parameters:
  ///   - cell: which.
  ///   - width: columns available.
  /// - Returns: text; empty where warnings were not counted.
  func warningText(_ cell: CalibrationCell, width: Int?) -> String {
    guard !cell.warnings.isEmpty else { return "" }
    var table = TextTable(columns: [.left, .decimal, .decimal])
    table.setHeader(["warning", "speaks in", "error"])
    for entry in cell.warningShares where entry.share > 0 {
      table.add(row: [
        entry.code, NumberText.proportion(entry.share), NumberText.fixed(entry.error, decimals: 3),
      ])
    }
    let silent = cell.warningShares.filter { $0.share == 0 }.map(\.code)
    let rest = silent.isEmpty ? "" : "never: \(silent.joined(separator: ", "))\n"
    return "\n" + (silent.count < cell.warnings.count ? table.render(width: width) : "") + rest
  }

  /// One row a cell and warning.
  ///
  /// - Returns: the columns of docs/contract.md.
  public func warningsCSV() -> CSVTable {
    var table = CSVTable(columnNames: [
      "cell", "label", "data_sets", "errors", "not_converged", "warning", "share", "share_error",
    ])
    for cell in cells {
      for entry in cell.warningShares {
        table.add(
          cell.leadingCells + [.text(entry.code), .number(entry.share), .number(entry.error)])
      }
    }
    return table
  }
}
