import Documents
import FrequentistFits
import Requests
import SpecialFunctions
import StudyDesigns

extension Comparison {
  /// The comparison as `sroc.compare/1` of docs/contract.md.
  ///
  /// - Returns: an ordered JSON object; numbers that do not exist are null.
  public func json() -> JSONValue {
    .object([
      ("schema", "sroc.compare/1"), ("version", .string(programVersion)),
      ("command", JSONValue(options.fit.command)),
      ("data", dataset.json(warnings: dataset.warnings)),
      ("level", .number(options.fit.level)),
      ("correction", .string(options.correction.rawValue)),
      ("covariate", JSONValue(options.covariate?.column)),
      ("rows", .array(rows.map { $0.json(level: intervalLevel($0)) })),
      (
        "covariate_tests",
        .array(
          tests.map {
            .object([
              ("method", .string($0.method.rawValue)), ("statistic", .number($0.test.statistic)),
              ("degrees_of_freedom", JSONValue($0.test.degreesOfFreedom)),
              ("p", .number($0.test.pValue)),
            ])
          })
      ), ("covariate_models", modelsJSON(.independent)),
      ("covariate_models_shared", modelsJSON(.shared)),
      ("remarks", JSONValue(remarks)),
    ])
  }

  private func modelsJSON(_ rows: RowStructure) -> JSONValue {
    models.first { $0.rows == rows }?.json(level: options.fit.level) ?? .null
  }

  /// One row a method; with a covariate further rows and columns for its models.
  ///
  /// - Returns: a CSV table.
  public func csv() -> CSVTable {
    let own = [
      "method", "label", "level", "sensitivity", "sensitivity_lower", "sensitivity_upper",
      "specificity", "specificity_lower", "specificity_upper", "dor", "dor_lower", "dor_upper",
      "mu_se", "mu_sp", "se_mu_se", "se_mu_sp", "tau_se", "tau_sp", "rho", "log_likelihood",
      "seconds", "status", "note", "interval_level",
    ]
    let more = models.isEmpty ? [] : CovariateModels.columnNames
    var table = CSVTable(columnNames: own + more)
    func number(_ value: Double?) -> CSVCell { value.map { .number($0) } ?? .empty }
    for row in rows {
      let numbers = [
        row.sensitivity?.estimate, row.sensitivity?.lower, row.sensitivity?.upper,
        row.specificity?.estimate, row.specificity?.lower, row.specificity?.upper,
        row.oddsRatio?.estimate, row.oddsRatio?.lower, row.oddsRatio?.upper,
        row.means.sensitivity, row.means.specificity, row.standardErrors.sensitivity,
        row.standardErrors.specificity, row.taus.sensitivity, row.taus.specificity,
        row.correlation, row.logLikelihood, row.seconds,
      ]
      table.add(
        [.text(row.methodName), .text(row.plainLabel), row.level.map { .text($0) } ?? .empty]
          + numbers.map(number)
          + [.text(row.status.rawValue), .text(row.note), .number(intervalLevel(row))]
          + more.map { _ in .empty })
    }
    for own in models { own.addRows(to: &table, level: options.fit.level) }
    return table
  }
}

/// Comparisons of all levels as `sroc.compare-by/1`.
///
/// - Parameter comparisons: one a level, in order.
/// - Returns: an ordered JSON object.
public func comparisonsByLevelJSON(_ comparisons: [Comparison]) -> JSONValue {
  .object([
    ("schema", "sroc.compare-by/1"),
    ("column", JSONValue(comparisons.first?.dataset.level?.column)),
    (
      "levels",
      .array(
        comparisons.map {
          .object([("level", JSONValue($0.dataset.level?.value)), ("compare", $0.json())])
        })
    ),
  ])
}

extension ComparisonRow {
  /// The label without the indentation of the page.
  fileprivate var plainLabel: String { String(label.drop { $0 == " " }) }

  /// The row as `sroc.compare/1` has it.
  ///
  /// - Parameter intervalLevel: level of its intervals.
  /// - Returns: an ordered object.
  package func json(level intervalLevel: Double) -> JSONValue {
    var pairs: [(String, JSONValue)] = [
      ("method", .string(methodName)), ("label", .string(plainLabel)), ("level", JSONValue(level)),
      ("sensitivity", proportion(sensitivity)), ("specificity", proportion(specificity)),
      ("dor", interval(oddsRatio)),
      (
        "profile",
        profile.map {
          .object([
            ("sensitivity", interval($0.sensitivity)), ("specificity", interval($0.specificity)),
          ])
        } ?? .null
      ),
    ]
    for (name, value) in [
      ("mu_se", means.sensitivity), ("mu_sp", means.specificity),
      ("se_mu_se", standardErrors.sensitivity), ("se_mu_sp", standardErrors.specificity),
      ("tau_se", taus.sensitivity), ("tau_sp", taus.specificity), ("rho", correlation),
      ("log_likelihood", logLikelihood), ("seconds", seconds),
    ] {
      pairs.append((name, number(value)))
    }
    if let ladder {
      pairs.append(("aic", number(ladder.akaike)))
      pairs.append(("likelihood_ratio", number(ladder.likelihoodRatio)))
    }
    pairs += [
      ("status", .string(status.rawValue)), ("note", .string(note)),
      ("interval_level", .number(intervalLevel)),
    ]
    if isNearBoundary { pairs.append(("near_boundary", true)) }
    return .object(pairs)
  }

  private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  private func interval(_ value: IntervalEstimate?) -> JSONValue {
    guard let value else { return .null }
    return .object([
      ("estimate", .number(value.estimate)), ("lower", .number(value.lower)),
      ("upper", .number(value.upper)),
    ])
  }

  private func proportion(_ value: PublishedValue.Proportion?) -> JSONValue {
    guard let value else { return .null }
    return .object([
      ("estimate", .number(value.estimate)), ("lower", number(value.lower)),
      ("upper", number(value.upper)),
    ])
  }
}
