import AccuracyAnalysis
import Reports

extension FitResult {
  /// The parameters that Review Manager takes for a summary point, regions and curve, under its own
  /// names and with its signs: posterior medians, and for the means posterior SDs and covariance.
  var revManTable: CSVTable {
    var table = CSVTable(columnNames: ["Parameter", "Estimate"])
    for (name, value) in revManRows {
      table.add([.text(name), value.map { .number($0) } ?? .empty])
    }
    return table
  }

  /// The rows of that table.
  var revManRows: [(name: String, value: Double?)] {
    func median(_ name: String) -> Double? { parameter(name)?.summary.median }
    func product(_ names: String...) -> Double? {
      names.reduce(Optional(1.0)) { total, name in
        guard let total, let value = median(name) else { return nil }
        return total * value
      }
    }
    return [
      ("Lambda", median("lambda")), ("Theta", median("theta")), ("beta", median("beta")),
      ("Var(accuracy)", median("var_accuracy")), ("Var(threshold)", median("var_threshold")),
      ("E(logitSe)", median("mu_se")), ("E(logitSp)", median("mu_sp")),
      ("Var(logitSe)", product("tau_se", "tau_se")),
      ("Var(logitSp)", product("tau_sp", "tau_sp")),
      ("Cov(logits)", product("tau_se", "tau_sp", "rho")), ("Corr(logits)", median("rho")),
      ("SE(E(logitSe))", covarianceOfMeans[0][0].squareRoot()),
      ("SE(E(logitSp))", covarianceOfMeans[1][1].squareRoot()),
      ("Cov(Es)", covarianceOfMeans[0][1]), ("Studies", Double(dataset.studies.count)),
    ]
  }
}
