import Comparison
import Documents
import FitPages
import Fitting
import Messages
import Requests

extension FittedItem {
  /// The row as one line of JSON: the same members as the columns of CSV, the estimates as an array of
  /// parameters with `name`, `base` and `index`.
  ///
  /// - Parameters:
  ///   - groups: what it has beside estimates.
  ///   - spelling: how messages spell arguments.
  ///   - truth: what the data set was made up with.
  /// - Returns: one line with its line feed.
  package func jsonLine(
    groups: [RowColumnGroup], spelling: Spelling, truth: [(String, CSVCell)] = []
  ) -> [UInt8] {
    let members = jsonMembers(groups: groups, spelling: spelling)
    let truths = truth.map { ($0.0, JSONValue($0.1)) }
    return JSONValue.object(
      [("dataset", .string(SafeText.visible(name)))] + members
        + (truths.isEmpty ? [] : [("truth", .object(truths))])
    ).serializedBytes(.compact) + [10]
  }

  /// The members but for the name.
  package func jsonMembers(
    groups: [RowColumnGroup], spelling: Spelling
  ) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("status", .string(status.rawValue)), ("code", JSONValue(code)),
      ("message", .string(message(spelling))),
    ]
    guard case .estimates(let found, _) = outcome else {
      return members + [("seed", .unsigned(seed))]
    }
    let diagnostics = found.diagnostics
    members += [
      ("studies", JSONValue(found.studies)), ("seed", .unsigned(seed)),
      ("draws", JSONValue(found.options.draws)), ("max_rhat", .number(diagnostics.maxRHat)),
      ("min_ess_bulk", .number(diagnostics.minBulkESS)),
      ("min_ess_tail", .number(diagnostics.minTailESS)),
      ("quadrature_error", .number(found.integration.quadratureError)),
      ("parameters", .array(found.parameters.map(\.rowJSON))),
    ]
    if groups.contains(.comparisons) {
      let all = found.comparisons.flatMap(\.quantities)
      members.append(("comparisons", .array(all.map(\.rowJSON))))
    }
    if groups.contains(.maximumLikelihood) {
      members.append(
        ("ml", .array(found.settings.map { $0.likelihoodJSON(level: found.options.level) })))
    }
    if groups.contains(.priors) {
      members.append(("priors", .array(found.settings.flatMap(\.priorJSON))))
    }
    if groups.contains(.warnings) {
      members.append(("warnings", JSONValue(found.warningCodes)))
    }
    return members
  }
}

extension ParameterReport {
  /// The numbers of a row.
  fileprivate var rowJSON: JSONValue {
    .object(
      nameMembers + zip(RowColumns.statistics, rowNumbers).map { ($0, JSONValue($1)) })
  }
}

extension SettingEstimates {
  private var settingMember: [(String, JSONValue)] {
    setting.label.isEmpty ? [] : [("setting", .string(setting.label))]
  }

  fileprivate func likelihoodJSON(level: Double) -> JSONValue {
    guard let row = likelihoodRow(level: level) else { return .null }
    let proportions = zip(RowColumns.proportions, [row.sensitivity, row.specificity]).map {
      name, value in
      (
        name,
        JSONValue.object([
          ("estimate", JSONValue(value?.estimate)), ("lower", JSONValue(value?.lower)),
          ("upper", JSONValue(value?.upper)),
        ])
      )
    }
    return .object(
      settingMember + proportions + [
        ("tau_se", JSONValue(row.taus.sensitivity)), ("tau_sp", JSONValue(row.taus.specificity)),
        ("rho", JSONValue(row.correlation)), ("log_likelihood", JSONValue(row.logLikelihood)),
        ("status", .string(row.status.rawValue)),
      ])
  }

  fileprivate var priorJSON: [JSONValue] {
    otherPriors.map { row in
      guard case .object(let members) = row.json(unobserved: nil) else { return .null }
      return .object(settingMember + members)
    }
  }
}

extension JSONValue {
  /// A cell of a table.
  fileprivate init(_ cell: CSVCell) {
    switch cell {
    case .empty: self = .null
    case .text(let text): self = .string(text)
    case .integer(let number): self = JSONValue(number)
    case .number(let number): self = .number(number)
    }
  }
}
