import Criticism
import Documents
import FitPages
import Fitting
import ModelInterface

extension SensitivityReport {
  /// The report as `sroc.sensitivity/1` of docs/contract.md.
  ///
  /// - Returns: an ordered JSON object; numbers that do not exist are null.
  public func json() -> JSONValue {
    .object(
      fit.criticismMembers("sroc.sensitivity/1") + [
        ("priors", .array(rows.map(rowJSON))),
        (
          "power_scaling",
          .object([
            ("notable", .number(PowerSensitivity.notable)),
            ("parameters", .array(parameters.map(\.json))),
          ])
        ),
      ])
  }

  private func rowJSON(_ row: PresetRow) -> JSONValue {
    .object([
      ("prior", JSONValue(row.preset)), ("source", .string(row.source.rawValue)),
      ("reliable", .boolean(row.isReliable)),
      (
        "settings",
        .array(
          fit.settings.indices.map { number in
            let own = rows.first?.settings[number]
            let shift = own.map { row.settings[number].shift(from: $0) }
            return .object(
              [("setting", .string(fit.settings[number].setting.label))]
                + row.settings[number].members.filter { $0.0 != "curve_sensitivity" } + [
                  ("shift_sensitivity", JSONValue(shift?.sensitivity)),
                  ("shift_specificity", JSONValue(shift?.specificity)),
                ])
          })
      ),
    ])
  }

  /// One row a setting and prior.
  ///
  /// - Returns: a CSV table.
  public func csv() -> CSVTable {
    var table = CSVTable(columnNames: [
      "setting", "prior", "sensitivity", "sensitivity_lower", "sensitivity_upper", "specificity",
      "specificity_lower", "specificity_upper", "tau_se", "tau_sp", "rho", "shift_sensitivity",
      "shift_specificity", "source", "reliable",
    ])
    for (number, result) in fit.settings.enumerated() {
      guard let own = rows.first?.settings[number] else { continue }
      for row in rows {
        let shift = row.settings[number].shift(from: own)
        table.add(
          [.text(result.setting.label), row.preset.map { .text($0) } ?? .empty]
            + row.settings[number].cells.dropLast() + [
              .number(shift.sensitivity), .number(shift.specificity), .text(row.source.rawValue),
              .text(row.isReliable ? "true" : "false"),
            ])
      }
    }
    return table
  }
}

/// Reports of all levels as `sroc.sensitivity-by/1`.
///
/// - Parameter reports: one a level, in order.
/// - Returns: an ordered JSON object.
public func sensitivityByLevelJSON(_ reports: [SensitivityReport]) -> JSONValue {
  byLevelJSON(
    "sroc.sensitivity-by/1", key: "sensitivity_analysis",
    reports.map { ($0.fit.dataset.level, $0.json()) })
}

extension PowerSensitivity {
  /// Null for a part that the model has not.
  fileprivate var json: JSONValue {
    let parts: [(String, ScaledPart)] = [
      ("prior", .prior), ("prior_means", .part(.means)), ("prior_deviations", .part(.deviations)),
      ("prior_correlation", .part(.correlation)), ("prior_rest", .part(.rest)),
      ("likelihood", .likelihood),
    ]
    let verdict =
      switch verdict {
      case .fine: "none"
      case .weakData: "weak-data"
      case .conflict: "conflict"
      }
    return .object(
      [("name", .string(variable.name))]
        + parts.map { name, part in (name, JSONValue(distances[part])) }
        + [("diagnosis", .string(verdict))])
  }
}
