import Comparison
import Documents
import Fitting
import Messages
import OtherPriors
import Requests

/// What the status of a row can be.
package enum RowStatus: String, Sendable {
  /// All checks passed.
  case ok
  /// Estimates that a check failed for, with as many draws as were tried.
  case notConverged = "not_converged"
  /// No estimates; code and message say why.
  case error
}

extension FittedItem {
  /// Whether there are estimates, and whether to trust them.
  package var status: RowStatus {
    switch outcome {
    case .estimates(_, let isTrusted): isTrusted ? .ok : .notConverged
    case .failure: .error
    }
  }

  /// The exit code that a fit of this data set alone would have, with `--strict`.
  package var code: Int {
    switch outcome {
    case .estimates(_, let isTrusted): isTrusted ? 0 : 3
    case .failure(let error): Int(error.code.rawValue)
    }
  }

  /// What is wrong, on one line; empty where nothing is.
  package func message(_ spelling: Spelling) -> String {
    switch outcome {
    case .estimates(_, isTrusted: true): ""
    case .estimates(let found, isTrusted: false):
      SafeText.visible(
        found.diagnostics.problems.isEmpty
          ? "fewer effective draws than asked for"
          : found.diagnostics.problems.map { $0.spelled(by: spelling) }.joined(separator: "; "))
    case .failure(let error): SafeText.visible(error.message.spelled(by: spelling))
    }
  }

  /// What stands before the estimates, in the order of `RowColumns.leading`.
  fileprivate func leadingCells(_ spelling: Spelling) -> [CSVCell] {
    var cells: [CSVCell] = [
      .text(SafeText.visible(name)), .text(status.rawValue), .integer(code),
      .text(message(spelling)),
    ]
    guard case .estimates(let found, _) = outcome else {
      return cells + [.empty, .integer(Int(seed))] + [CSVCell](repeating: .empty, count: 5)
    }
    let diagnostics = found.diagnostics
    cells += [
      .integer(found.studies), .integer(Int(seed)), .integer(found.options.draws),
      .number(diagnostics.maxRHat), .number(diagnostics.minBulkESS),
      .number(diagnostics.minTailESS), .number(found.integration.quadratureError),
    ]
    return cells
  }

  /// The same; an error where it has estimates that the columns of CSV have not.
  ///
  /// - Parameter columns: of the batch.
  /// - Returns: what the row says.
  func fitting(_ columns: RowColumns) -> FittedItem {
    guard case .estimates(let found, _) = outcome else { return self }
    let reports = found.parameters + found.comparisons.flatMap(\.quantities)
    let known = Set(columns.variables)
    guard let first = reports.map(\.name).first(where: { !known.contains($0) }) else { return self }
    let error = AnalysisError(
      .badData,
      "\(name): \(first) is no column of this batch, whose columns are those of its first data set; "
        + "\(setting: .format, RowFormat.jsonLines.rawValue) takes data sets with other levels")
    return FittedItem(name: name, seed: seed, outcome: .failure(error))
  }

  /// The row as CSV, with its line feed.
  ///
  /// - Parameters:
  ///   - columns: of the batch.
  ///   - spelling: how messages spell arguments.
  ///   - truth: what the data set was made up with.
  /// - Returns: one line.
  package func csvLine(
    _ columns: RowColumns, spelling: Spelling, truth: [(String, CSVCell)] = []
  ) -> [UInt8] {
    var table = CSVTable(columnNames: columns.names)
    _ = table.takeBytes()
    guard case .estimates(let found, _) = outcome else {
      let cells = leadingCells(spelling)
      let blank = columns.names.count - cells.count - truth.count
      table.add(cells + [CSVCell](repeating: .empty, count: blank) + truth.map(\.1))
      return table.takeBytes()
    }
    let reports = found.parameters + found.comparisons.flatMap(\.quantities)
    let known = Dictionary(reports.map { ($0.name, $0) }) { first, _ in first }
    var cells = leadingCells(spelling)
    for variable in columns.variables {
      cells += known[variable]?.rowCells ?? [CSVCell](repeating: .empty, count: 5)
    }
    cells += groupCells(found, columns) + truth.map(\.1)
    table.add(cells)
    return table.takeBytes()
  }

  private func groupCells(_ found: FitEstimates, _ columns: RowColumns) -> [CSVCell] {
    var cells: [CSVCell] = []
    let settings = Dictionary(found.settings.map { (bracketed($0.setting.index), $0) }) { a, _ in a
    }
    let own = columns.settings.map { settings[$0] }
    if columns.groups.contains(.maximumLikelihood) {
      for setting in own {
        cells += setting.flatMap { $0.likelihoodRow(level: found.options.level) }.rowCells
      }
    }
    if columns.groups.contains(.priors) {
      for setting in own {
        for prior in columns.otherPriorNames {
          cells += (setting?.otherPriors.first { $0.prior == prior }).rowCells
        }
      }
    }
    if columns.groups.contains(.warnings) {
      cells.append(.text(found.warningCodes.joined(separator: " ")))
    }
    return cells
  }
}

private let noLikelihood = [CSVCell](repeating: .empty, count: 11)
private let noPriorRow = [CSVCell](repeating: .empty, count: 6)

extension FitEstimates {
  /// The codes of the data's warnings, each once.
  var warningCodes: [String] {
    var seen: Set<String> = []
    return warnings.map(\.code.rawValue).filter { seen.insert($0).inserted }
  }
}

extension ParameterReport {
  /// Estimates in the order of `RowColumns.statistics`; none of what is the prior's alone or withheld.
  fileprivate var rowCells: [CSVCell] {
    rowNumbers.map { CSVCell($0) }
  }

  /// The same numbers; nil where one does not exist.
  var rowNumbers: [Double?] {
    guard !isFromPriorOnly, withheld == nil else { return [Double?](repeating: nil, count: 5) }
    return [
      summary.median, moments.hasMean ? summary.mean : nil,
      moments.hasDeviation ? summary.sd : nil, summary.lower, summary.upper,
    ]
  }
}

extension SettingEstimates {
  /// Maximum likelihood as a row of a comparison; nil where it was not asked for.
  func likelihoodRow(level: Double) -> ComparisonRow? {
    maximumLikelihood.map {
      ComparisonRow($0, method: .maximumLikelihood, label: "", level: level)
    }
  }
}

extension ComparisonRow? {
  /// Sensitivity and specificity with their intervals, SDs and correlation, the maximum and how the search
  /// ended.
  fileprivate var rowCells: [CSVCell] {
    guard let row = self else { return noLikelihood }
    var cells = [row.sensitivity, row.specificity].flatMap {
      [CSVCell($0?.estimate), CSVCell($0?.lower), CSVCell($0?.upper)]
    }
    cells += [row.taus.sensitivity, row.taus.specificity, row.correlation, row.logLikelihood].map {
      CSVCell($0)
    }
    return cells + [.text(row.status.rawValue)]
  }
}

extension PriorRow? {
  /// Sensitivity and specificity with their intervals.
  fileprivate var rowCells: [CSVCell] {
    guard let row = self, row.isReliable else { return noPriorRow }
    return [row.sensitivity, row.specificity].flatMap {
      [CSVCell($0.estimate), CSVCell($0.lower), CSVCell($0.upper)]
    }
  }
}
