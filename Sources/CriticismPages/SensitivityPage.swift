import AccuracyData
import Criticism
import DatasetWords
import Documents
import FitPages
import Fitting
import FrequentistFits
import ModelInterface
import SpecialFunctions

extension SensitivityReport {
  /// The report as text.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds.
  public func page(width: Int? = nil) -> String {
    var text = fit.criticismHeading
    for (number, result) in fit.settings.enumerated() {
      if fit.settings.count > 1 { text += "\(SafeText.visible(result.setting.label))\n" }
      text += priorTable(number, result, width: width) + "\n"
      text += moveSentence(number, result) + "\n\n"
    }
    return text + scalingTable(width: width) + "\n" + verdicts + "\n" + fit.reliabilityLine
  }

  /// One row a prior.
  private func priorTable(_ number: Int, _ result: FitResult, width: Int?) -> String {
    // Columns of what the model has.
    let own = rows.first?.settings[number]
    let shown =
      [true] + result.shownColumns
      + [own?.tauSensitivity, own?.tauSpecificity, own?.rho].map { !($0?.isNaN ?? true) } + [true]
    var table = TextTable(
      columns: [
        .left, .decimal, .interval, .decimal, .interval, .decimal, .decimal, .decimal, .right,
      ].kept(where: shown), gap: 2)
    table.setHeader(
      [
        "Prior", "Se", result.levelText, "Sp", result.levelText, "tau_se", "tau_sp", "rho",
        "moves by",
      ].kept(where: shown))
    let unobserved = result.unobservedMargin
    for row in rows {
      let summary = row.settings[number]
      func cells(_ value: IntervalEstimate, _ margin: AccuracyMargin) -> [String] {
        margin == unobserved
          ? ["", notEstimated]
          : [
            NumberText.proportion(value.estimate, decimals: 3),
            shareInterval(value.lower, value.upper),
          ]
      }
      func two(_ value: Double, _ margin: AccuracyMargin?) -> String {
        unobserved == nil || (margin != nil && margin != unobserved)
          ? NumberText.fixed(value, decimals: 2) : ""
      }
      let name = row.preset ?? "this fit (\(result.priorName))"
      let line =
        [row.isReliable ? name : name + " (sampling NOT reliable)"]
        + cells(summary.sensitivity, .sensitivity) + cells(summary.specificity, .specificity)
        + [
          two(summary.tauSensitivity, .sensitivity), two(summary.tauSpecificity, .specificity),
          two(summary.rho, nil),
          row.preset == nil
            ? ""
            : NumberText.percent(shift(number, row, unobserved))
              + (shift(number, row, unobserved) > SettingInfluence.notableShift ? " !" : "  "),
        ]
      table.add(row: line.kept(where: shown))
    }
    return table.render(width: width)
  }

  /// How far a row's medians lie from those of the fit, the larger of both, over the interval's width.
  private func shift(_ number: Int, _ row: PresetRow, _ unobserved: AccuracyMargin?) -> Double {
    guard let own = rows.first?.settings[number] else { return .nan }
    let shift = row.settings[number].shift(from: own)
    return switch unobserved {
    case .sensitivity: shift.specificity
    case .specificity: shift.sensitivity
    case nil: max(shift.sensitivity, shift.specificity)
    }
  }

  private func moveSentence(_ number: Int, _ result: FitResult) -> String {
    let moving = rows.dropFirst().filter {
      $0.isReliable && shift(number, $0, result.unobservedMargin) > SettingInfluence.notableShift
    }
    guard !moving.isEmpty else {
      return wrapped(
        "No preset moves the median of \(result.margins.map(\.rawValue).joined(separator: " or ")) by more than a quarter of its "
          + "95 % interval; intervals are \(widths(number, result.unobservedMargin)).")
    }
    return wrapped(
      "! The prior matters: under \(moving.compactMap(\.preset).joined(separator: ", ")) a median "
        + "moves by more than a quarter of its 95 % interval. Report the result under more than "
        + "one prior. Intervals are \(widths(number, result.unobservedMargin)).")
  }

  /// How wide the presets' intervals are beside those of the fit, on the logit scale.
  private func widths(_ number: Int, _ unobserved: AccuracyMargin?) -> String {
    func width(_ row: PresetRow, _ margin: AccuracyMargin) -> Double {
      let summary = row.settings[number]
      let interval = margin == .sensitivity ? summary.sensitivity : summary.specificity
      return logit(interval.upper) - logit(interval.lower)
    }
    let ratios = rows.dropFirst().filter(\.isReliable).flatMap { row in
      AccuracyMargin.allCases.filter { $0 != unobserved }.compactMap { margin in
        rows.first.map { width(row, margin) / width($0, margin) }
      }
    }
    let ends = [ratios.min() ?? 1, ratios.max() ?? 1].map(NumberText.ratio)
    return "\(ends.joined(separator: " to ")) times as wide on the logit scale"
  }

  /// The parts of the prior that the model has, with their headings.
  private var shownParts: [(part: ScaledPart, heading: String)] {
    let all: [(ScaledPart, String)] = [
      (.prior, "whole prior"), (.part(.means), "of the means"), (.part(.deviations), "of the SDs"),
      (.part(.correlation), "of rho"), (.part(.rest), "of the rest"), (.likelihood, "data"),
    ]
    return all.filter { part, _ in parameters.contains { $0.distances[part] != nil } }
  }

  private func scalingTable(width: Int?) -> String {
    let parts = shownParts
    var table = TextTable(columns: [.left] + parts.map { _ in .decimal } + [.left], gap: 2)
    table.setHeader(["What each part does"] + parts.map(\.heading) + [""])
    for parameter in parameters {
      table.add(
        row: [parameter.variable.name]
          + parts.map { part, _ in
            parameter.distances[part].map { NumberText.fixed($0, decimals: 3) } ?? ""
          } + [Self.words(parameter.verdict)])
    }
    return table.render(width: width)
  }

  private static func words(_ verdict: PowerSensitivity.Verdict) -> String {
    switch verdict {
    case .fine: ""
    case .weakData: "! data say little"
    case .conflict: "! prior against data"
    }
  }

  private var verdicts: String {
    wrapped(
      "How far a parameter's distribution moves when a part counts for more or for less, per "
        + "doubling of its weight (power-scaling); below \(PowerSensitivity.notable) is little. A "
        + "prior above that pulls against the data where these are above it too; where they are "
        + "not, the data say little.") + "\n"
  }
}
