import AccuracyData
import Criticism
import DatasetWords
import Documents
import FitPages
import Fitting
import FrequentistFits
import Requests
import SpecialFunctions

extension InfluenceReport {
  /// The report as `sroc.influence/1` of docs/contract.md.
  ///
  /// - Returns: an ordered JSON object; numbers that do not exist are null.
  public func json() -> JSONValue {
    .object(
      fit.criticismMembers("sroc.influence/1") + [
        ("method", .string(influence.source.rawValue)),
        (
          "elpd",
          .object([
            ("estimate", .number(influence.elpd)), ("standard_error", .number(influence.elpdError)),
            ("effective_parameters", .number(influence.effectiveParameters)),
          ])
        ),
        ("log_marginal_likelihood", influence.logEvidence?.json ?? .null),
        (
          "settings",
          .array(
            influence.settings.map {
              .object([
                ("setting", .string($0.setting.label)),
                ("curve_specificity", .number($0.curveSpecificity)),
                ("all_studies", .object($0.whole.members)),
              ])
            })
        ),
        ("studies", .array(influence.units.labels.indices.map(studyJSON))),
        ("predictive_checks", .array(checks.map(\.json))), ("deeks", deeksJSON),
      ])
  }

  private var deeksJSON: JSONValue {
    guard let deeks else { return .null }
    return .object([
      ("slope", .number(deeks.slope)), ("standard_error", .number(deeks.standardError)),
      ("p", .number(deeks.pValue)), ("tables", JSONValue(deeks.studies)),
      ("log_odds_spread", .number(logOddsSpread)), ("reading", .string(deeksReading.rawValue)),
    ])
  }

  private func predictionJSON(_ prediction: StudyPrediction) -> JSONValue {
    .object([
      ("row", JSONValue(fit.dataset.studies[prediction.table].row)),
      ("sensitivity", prediction.diseased?.json ?? .null),
      ("specificity", prediction.nondiseased?.json ?? .null),
      (
        "differs",
        .boolean(prediction.smallestP < differenceLimit)
      ), ("possible_swap", JSONValue(prediction.swap?.rawValue)),
    ])
  }

  private func studyJSON(_ unit: Int) -> JSONValue {
    let study = influence.studies[unit]
    return .object([
      ("study", .string(influence.units.labels[unit])),
      (
        "rows",
        .array(influence.units.tables[unit].map { JSONValue(fit.dataset.studies[$0].row) })
      ),
      ("elpd", study.logPredictive.json),
      ("log_predictive_within", .number(study.logPredictiveWithin)),
      ("pareto_k", .number(study.paretoK)), ("effective_draws", .number(study.effectiveDraws)),
      ("refitted", .boolean(study.isRefitted)), ("reliable", .boolean(study.isReliable)),
      (
        "predicted",
        .array(
          predictions.filter { influence.units.tables[unit].contains($0.table) }.map(
            predictionJSON))
      ),
      (
        "without",
        .array(
          influence.settings.map { setting in
            let shift = setting.without[unit].shift(from: setting.whole)
            return .object(
              [("setting", .string(setting.setting.label))] + setting.without[unit].members + [
                ("shift_sensitivity", .number(shift.sensitivity)),
                ("shift_specificity", .number(shift.specificity)),
              ])
          })
      ),
    ])
  }

  /// One row a study and setting, below one of each setting with all studies.
  ///
  /// - Returns: a CSV table.
  public func csv() -> CSVTable {
    var table = CSVTable(columnNames: [
      "setting", "left_out", "sensitivity", "sensitivity_lower", "sensitivity_upper",
      "specificity", "specificity_lower", "specificity_upper", "tau_se", "tau_sp", "rho",
      "curve_sensitivity", "shift_sensitivity", "shift_specificity", "elpd", "elpd_mcse",
      "pareto_k", "effective_draws", "refitted",
    ])
    for setting in influence.settings {
      let label = CSVCell.text(setting.setting.label)
      table.add(
        [label, .empty] + setting.whole.cells + [CSVCell](repeating: .empty, count: 7))
      for (unit, summary) in setting.without.enumerated() {
        let (study, shift) = (influence.studies[unit], summary.shift(from: setting.whole))
        table.add(
          [label, .text(influence.units.labels[unit])] + summary.cells + [
            .number(shift.sensitivity), .number(shift.specificity),
            .number(study.logPredictive.value), .number(study.logPredictive.error),
            .number(study.paretoK), .number(study.effectiveDraws),
            .text(study.isRefitted ? "true" : "false"),
          ])
      }
    }
    return table
  }
}

/// Reports of all levels as `sroc.influence-by/1`.
///
/// - Parameter reports: one a level, in order.
/// - Returns: an ordered JSON object.
public func influenceByLevelJSON(_ reports: [InfluenceReport]) -> JSONValue {
  byLevelJSON(
    "sroc.influence-by/1", key: "influence", reports.map { ($0.fit.dataset.level, $0.json()) })
}

/// Results of all levels of a run by levels.
func byLevelJSON(
  _ schema: String, key: String, _ results: [(level: DataFilter?, json: JSONValue)]
) -> JSONValue {
  .object([
    ("schema", .string(schema)), ("column", JSONValue(results.first?.level?.column)),
    (
      "levels",
      .array(results.map { .object([("level", JSONValue($0.level?.value)), (key, $0.json)]) })
    ),
  ])
}

extension ModelFit {
  /// What every document of this room begins with.
  func criticismMembers(_ schema: String) -> [(String, JSONValue)] {
    [
      ("schema", .string(schema)), ("version", .string(programVersion)),
      ("command", JSONValue(options.command)), ("data", dataset.json(warnings: dataset.warnings)),
      ("model", .string(model.name)), ("prior", shared.prior.json),
      ("seed", .unsigned(options.seed)), ("level", .number(options.level)),
      ("sampling_reliable", .boolean(diagnostics.ok)),
    ]
  }
}

extension MonteCarloEstimate {
  var json: JSONValue { .object([("estimate", .number(value)), ("mcse", .number(error))]) }
}

extension ArmPrediction {
  fileprivate var json: JSONValue {
    .object([
      ("correct", JSONValue(observed)), ("total", JSONValue(total)),
      ("median", .number(proportion.estimate)), ("lower", .number(proportion.lower)),
      ("upper", .number(proportion.upper)), ("mid_p", .number(midProbability)),
      ("p", .number(pValue)),
    ])
  }
}

extension PredictiveCheck {
  fileprivate var json: JSONValue {
    .object([
      ("statistic", .string(statistic.rawValue)), ("observed", .number(observed)),
      ("median", .number(replicated.estimate)), ("lower", .number(replicated.lower)),
      ("upper", .number(replicated.upper)), ("mid_p", .number(midProbability)),
      ("mid_p_given_studies", .number(midProbabilityGivenStudies)),
      ("failed", .boolean(hasFailed)),
    ])
  }
}

extension SettingSummary {
  /// The numbers by their names.
  var members: [(String, JSONValue)] {
    [
      ("sensitivity", sensitivity.json), ("specificity", specificity.json),
      ("tau_se", .number(tauSensitivity)), ("tau_sp", .number(tauSpecificity)),
      ("rho", .number(rho)), ("curve_sensitivity", .number(curveSensitivity)),
    ]
  }

  /// The numbers in the order of the columns.
  var cells: [CSVCell] {
    [
      sensitivity.estimate, sensitivity.lower, sensitivity.upper, specificity.estimate,
      specificity.lower, specificity.upper, tauSensitivity, tauSpecificity, rho, curveSensitivity,
    ].map { .number($0) }
  }
}
