import Documents
import Draws
import FrequentistFits
import ModelInterface
import SpecialFunctions
import StudyDesigns

extension CovariateModels {
  /// The models, their tests and the comparisons of model B, as `covariate_models` of docs/contract.md.
  ///
  /// - Parameter level: interval probability in (0, 1).
  /// - Returns: an ordered object.
  func json(level: Double) -> JSONValue {
    var own: [(String, JSONValue)] = [
      ("column", .string(covariate.column)), ("kind", .string(covariate.kind.rawValue)),
      ("rows", .string(rows.rawValue)),
    ]
    switch covariate.values {
    case .levels(let levels, let ofRows):
      let objects = levels.enumerated().map { place, level in
        JSONValue.object([
          ("level", .string(level)), ("rows", JSONValue(ofRows.count { $0 == place })),
        ])
      }
      own.append(("levels", .array(objects)))
    case .numbers(_, let mean, let deviation):
      own += [("mean", .number(mean)), ("sd", .number(deviation))]
    }
    return .object(
      own + [
        ("models", .array(models.map(\.json))),
        ("tests", .array(tests.map { $0.json(covariate.kind) })),
        ("accuracy", .array(accuracy(level: level).map(\.json))),
        ("comparisons", .array(ratios(level: level).map(\.json))),
        ("slopes", slopes(level: level)?.json ?? .null),
      ])
  }

  /// The columns that a table of rows has more where there is a covariate.
  static let columnNames = [
    "parameters", "first", "second", "statistic", "degrees_of_freedom", "p", "estimate", "lower",
    "upper", "rows",
  ]

  /// Adds the models, tests and comparisons to the table of rows.
  ///
  /// - Parameters:
  ///   - table: of `Comparison.csv()`, with `columnNames` last.
  ///   - level: interval probability in (0, 1).
  func addRows(to table: inout CSVTable, level: Double) {
    func add(_ method: String, _ label: String, _ cells: [String: CSVCell]) {
      let all = cells.merging([
        "method": .text(method), "label": .text(label), "rows": .text(rows.rawValue),
      ]) { own, _ in own }
      table.add(table.columnNames.map { all[$0] ?? .empty })
    }
    for own in models { add("model", own.model.rawValue, own.cells) }
    for entry in tests {
      add(
        "likelihood-ratio", entry.question.rawValue,
        [
          "first": .text(entry.question.larger.rawValue),
          "second": .text(entry.question.smaller.rawValue),
          "statistic": .number(entry.test.statistic),
          "degrees_of_freedom": .integer(entry.test.degreesOfFreedom),
          "p": .number(entry.test.pValue),
          "status": .text((entry.isAtBoundary ? ComparisonRow.Status.boundary : .ok).rawValue),
        ])
    }
    func interval(_ value: IntervalEstimate) -> [String: CSVCell] {
      [
        "estimate": .number(value.estimate), "lower": .number(value.lower),
        "upper": .number(value.upper), "interval_level": .number(level),
      ]
    }
    for own in accuracy(level: level) {
      add("accuracy", own.level, own.cells(intervalLevel: level))
    }
    for pair in ratios(level: level) {
      for (method, label, value) in [
        ("ratio", "sensitivity", pair.sensitivity.ratio),
        ("difference", "sensitivity", pair.sensitivity.difference),
        ("ratio", "specificity", pair.specificity.ratio),
        ("difference", "specificity", pair.specificity.difference),
        ("ratio", "dor", pair.oddsRatio),
      ] {
        add(
          method, label,
          interval(value).merging(["first": .text(pair.first), "second": .text(pair.second)]) {
            own, _ in own
          })
      }
    }
    if let slopes = slopes(level: level) {
      for (label, value) in [
        ("sensitivity", slopes.sensitivity), ("specificity", slopes.specificity),
        ("dor", slopes.oddsRatio),
      ] {
        add("odds-ratio-per-sd", label, interval(value))
      }
    }
  }
}

extension FittedCovariateModel {
  fileprivate var cells: [String: CSVCell] {
    [
      "log_likelihood": CSVCell(fit?.logLikelihood), "parameters": CSVCell(fit?.parameterCount),
      "status": .text(status.rawValue), "note": .text(note),
    ]
  }

  fileprivate var json: JSONValue {
    .object([
      ("model", .string(model.rawValue)),
      ("formula", .string(fit?.design.formula.text ?? "")),
      ("parameters", fit.map { JSONValue($0.parameterCount) } ?? .null),
      ("log_likelihood", JSONValue(number: fit?.logLikelihood)),
      ("status", .string(status.rawValue)), ("note", .string(note)),
      ("coefficients", .array(coefficients)), ("covariances", .array(covariances)),
    ])
  }

  private var coefficients: [JSONValue] {
    guard let fit, let point = fit.point else { return [] }
    func entries(
      _ coefficients: [StudyDesign.Coefficient], _ variable: Variable,
      _ values: KeyPath<DesignPoint, [Double]>
    ) -> [JSONValue] {
      coefficients.enumerated().map { k, coefficient in
        .object([
          ("name", .string(variable(coefficient.index).name)),
          ("estimate", .number(point[keyPath: values][k])),
          (
            "standard_error",
            JSONValue(number: fit.standardError { $0[keyPath: values][k] })
          ),
        ])
      }
    }
    return entries(fit.design.sensitivity, .muSensitivity, \.sensitivity)
      + entries(fit.design.specificity, .muSpecificity, \.specificity)
  }

  private var covariances: [JSONValue] {
    guard let fit, let point = fit.point else { return [] }
    return zip(fit.design.groups, point.covariances).map { index, loadings in
      .object([
        ("level", index.isEmpty ? .null : .string(index.map(\.text).joined(separator: ", "))),
        ("tau_se", .number(loadings.tauSensitivity)), ("tau_sp", .number(loadings.tauSpecificity)),
        ("rho", JSONValue(number: loadings.correlation)),
      ])
    }
  }
}

extension CovariateModelTest {
  fileprivate func json(_ kind: Covariate.Kind) -> JSONValue {
    .object([
      ("question", .string(question.words(kind))), ("larger", .string(question.larger.rawValue)),
      ("smaller", .string(question.smaller.rawValue)), ("statistic", .number(test.statistic)),
      ("degrees_of_freedom", JSONValue(test.degreesOfFreedom)), ("p", .number(test.pValue)),
      ("at_boundary", .boolean(isAtBoundary)),
    ])
  }
}

extension LevelAccuracy {
  fileprivate func cells(intervalLevel: Double) -> [String: CSVCell] {
    var cells: [String: CSVCell] = ["interval_level": .number(intervalLevel)]
    for (name, value) in [
      ("sensitivity", sensitivity), ("specificity", specificity), ("dor", oddsRatio),
    ] {
      cells[name] = .number(value.estimate)
      cells[name + "_lower"] = .number(value.lower)
      cells[name + "_upper"] = .number(value.upper)
    }
    return cells
  }

  fileprivate var json: JSONValue {
    .object([
      ("level", .string(level)), ("sensitivity", object(sensitivity)),
      ("specificity", object(specificity)), ("dor", object(oddsRatio)),
    ])
  }
}

extension AccuracyRatios {
  fileprivate var json: JSONValue {
    func margin(_ value: Margin) -> JSONValue {
      .object([("difference", object(value.difference)), ("ratio", object(value.ratio))])
    }
    return .object([
      ("first", .string(first)), ("second", .string(second)), ("sensitivity", margin(sensitivity)),
      ("specificity", margin(specificity)), ("dor", .object([("ratio", object(oddsRatio))])),
    ])
  }
}

extension AccuracySlopes {
  fileprivate var json: JSONValue {
    .object([
      ("sensitivity", object(sensitivity)), ("specificity", object(specificity)),
      ("dor", object(oddsRatio)),
    ])
  }
}

private func object(_ value: IntervalEstimate) -> JSONValue {
  .object([
    ("estimate", .number(value.estimate)), ("lower", .number(value.lower)),
    ("upper", .number(value.upper)),
  ])
}

extension JSONValue {
  /// A number, or null where there is none.
  fileprivate init(number: Double?) { self = number.map { .number($0) } ?? .null }
}
