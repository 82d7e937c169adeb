import Documents
import Fitting
import FrequentistFits
import RegressionModels
import RowStructures
import SpecialFunctions
import StudyDesigns

extension ModelFit {
  /// What a fit with several settings or covariates has beside: the covariates, and all comparisons.
  var regressionMembers: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if let design = regression?.design {
      members.append(("formula", .string(design.formula.text)))
      members.append(("covariates", .array(design.covariates.map(\.json))))
    }
    if !comparisons.isEmpty {
      members.append(("comparisons", .array(comparisons.map(json))))
    }
    if let without = withoutCovariates {
      members.append(("between_studies", heterogeneityJSON(without)))
    }
    if !structures.isEmpty {
      members.append(("rows", .string(options.tableStructure.rawValue)))
      members.append(("row_structures", .array(structures.map(json))))
    }
    if !points.isEmpty { members.append(("covariate_points", .array(points.map(json)))) }
    return members
  }

  /// SDs between studies with the covariates and without.
  private func heterogeneityJSON(_ without: UnexplainedHeterogeneity) -> JSONValue {
    func entry(_ name: String, _ value: IntervalEstimate) -> JSONValue {
      .object([("name", .string(name))] + (value.json.members ?? []))
    }
    return .object([
      (
        "with_covariates",
        .array(standardDeviations.map { entry($0.name, $0.summary.interval) })
      ),
      (
        "without_covariates",
        .array([
          entry("tau_se", without.tauSensitivity), entry("tau_sp", without.tauSpecificity),
        ])
      ), ("reliable", .boolean(without.isReliable)),
    ])
  }

  private func json(_ comparison: SettingComparison) -> JSONValue {
    let (first, second) = (settings[comparison.first].setting, settings[comparison.second].setting)
    func proportion(_ margin: AccuracyMargin) -> JSONValue {
      guard let difference = comparison.quantity("difference_\(margin.rawValue)"),
        let ratio = comparison.quantity("relative_\(margin.rawValue)"), !ratio.isFromPriorOnly
      else { return .null }
      return .object([
        ("difference", difference.summary.interval.json), ("ratio", ratio.summary.interval.json),
        ("probability_first_higher", .number(comparison.quadrants.higher(margin))),
      ])
    }
    let isKnown =
      comparison.shared.isEmpty && comparison.quantities.allSatisfy { !$0.isFromPriorOnly }
    func share(_ value: Double) -> JSONValue { isKnown ? .number(value) : .null }
    let q = comparison.quadrants
    var members: [(String, JSONValue)] = [
      ("index", .string(comparison.label)), ("first", .string(first.label)),
      ("second", .string(second.label)), ("sensitivity", proportion(.sensitivity)),
      ("specificity", proportion(.specificity)),
      ("probability_both_higher", share(q.bothHigher)),
      ("probability_both_lower", share(q.bothLower)),
      ("probability_only_sensitivity_higher", share(q.sensitivityOnly)),
      ("probability_only_specificity_higher", share(q.specificityOnly)),
      ("verdict", .string(verdict(comparison))),
      (
        "shared",
        JSONValue(AccuracyMargin.allCases.filter(comparison.shared.contains).map(\.rawValue))
      ),
    ]
    if comparison.hasNewStudy { members.append(("new_study", newStudyJSON(comparison))) }
    if let m = comparison.margins {
      func share(_ value: Double, _ margin: AccuracyMargin) -> JSONValue {
        let difference = comparison.quantity("difference_\(margin.rawValue)")
        let isKnown =
          !comparison.shared.contains(margin) && difference?.isFromPriorOnly == false
        return isKnown ? .number(value) : .null
      }
      members.append(
        (
          "margin",
          .object([
            ("value", .number(m.margin)),
            ("probability_sensitivity_not_lower", share(m.sensitivityNotLower, .sensitivity)),
            ("probability_specificity_not_lower", share(m.specificityNotLower, .specificity)),
            ("probability_sensitivity_higher", share(m.sensitivityHigher, .sensitivity)),
            ("probability_specificity_higher", share(m.specificityHigher, .specificity)),
          ])
        ))
    }
    return .object(members + comparison.netBenefits.members)
  }

  private func json(_ row: StructureRow) -> JSONValue {
    let headline = structures.first(where: \.isHeadline)
    let difference =
      row.isDirect || row.isHeadline
      ? nil : headline.flatMap { row.predictive.difference(from: $0.predictive) }
    return .object([
      ("structure", .string(row.structure.rawValue)), ("direct", .boolean(row.isDirect)),
      ("headline", .boolean(row.isHeadline)), ("studies", JSONValue(row.studies)),
      ("rows", JSONValue(row.rows)), ("reliable", .boolean(row.isReliable)),
      ("elpd", .number(row.predictive.total)),
      ("elpd_unreliable", JSONValue(row.predictive.unreliable)),
      ("elpd_difference", JSONValue(difference?.value)),
      ("elpd_difference_error", JSONValue(difference?.error)),
      (
        "comparisons",
        .array(
          row.pairs.map { pair in
            let shared = comparisons.first { $0.label == pair.label }?.shared ?? []
            func known(_ value: JSONValue, _ margin: AccuracyMargin) -> JSONValue {
              shared.contains(margin) ? .null : value
            }
            return .object([
              ("index", .string(pair.label)),
              ("relative_sensitivity", known(pair.relativeSensitivity.json, .sensitivity)),
              ("relative_specificity", known(pair.relativeSpecificity.json, .specificity)),
              ("p_higher_sensitivity", known(.number(pair.higherSensitivity), .sensitivity)),
              ("p_higher_specificity", known(.number(pair.higherSpecificity), .specificity)),
            ])
          })
      ),
    ])
  }

  private func json(_ report: CovariatePointReport) -> JSONValue {
    .object([
      ("column", .string(report.point.column)), ("value", .number(report.point.value)),
      ("words", report.point.words.isEmpty ? .null : .string(report.point.words)),
      ("setting", .string(settings[report.point.population].setting.label)),
      ("sensitivity", report.sensitivity.summary.interval.json),
      ("specificity", report.specificity.summary.interval.json),
    ])
  }

  /// `comparisons.csv` of the settings of one fit: one row a pair and quantity.
  ///
  /// - Returns: the columns of `summary.csv` behind those of the pair; nil where nothing is compared.
  package var settingComparisonsTable: CSVTable? {
    guard !comparisons.isEmpty else { return nil }
    var table = CSVTable(columnNames: ["first", "second"] + summaryColumns)
    for comparison in comparisons {
      let names: [CSVCell] = [
        .text(settings[comparison.first].setting.label),
        .text(settings[comparison.second].setting.label),
      ]
      for quantity in comparison.quantities { table.add(names + summaryCells(quantity)) }
    }
    return table
  }
}

extension Covariate {
  fileprivate var json: JSONValue {
    let own: [(String, JSONValue)] =
      switch values {
      case .levels(let levels, let ofRows):
        [
          (
            "levels",
            .array(
              levels.enumerated().map { place, level in
                .object([
                  ("level", .string(level)), ("rows", JSONValue(ofRows.count { $0 == place })),
                ])
              })
          )
        ]
      case .numbers(_, let mean, let deviation):
        [("mean", .number(mean)), ("sd", .number(deviation))]
      }
    return .object(
      [
        ("column", .string(column)), ("kind", .string(kind.rawValue)),
        ("recognised", .boolean(isRecognised)),
      ] + own)
  }
}
