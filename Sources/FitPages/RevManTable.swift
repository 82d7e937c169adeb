import Documents
import Fitting

extension FitResult {
  /// `revman.csv`: the parameters that Review Manager takes for a summary point, regions and curve,
  /// under its own names and with its signs.
  package var revManTable: CSVTable {
    var table = CSVTable(columnNames: ["Parameter", "Estimate"])
    for (name, value) in revManRows {
      table.add([.text(name), value.map { .number($0) } ?? .text(notEstimated)])
    }
    return table
  }
}
