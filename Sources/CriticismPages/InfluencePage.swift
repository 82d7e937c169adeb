import AccuracyData
import Criticism
import DatasetWords
import Documents
import FitPages
import Fitting
import FrequentistFits
import SpecialFunctions

extension InfluenceReport {
  /// The report as text.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds.
  public func page(width: Int? = nil) -> String {
    var text = fit.criticismHeading
    for (number, setting) in influence.settings.enumerated() {
      if influence.settings.count > 1 {
        text += "\(SafeText.visible(setting.setting.label))\n"
      }
      text += table(setting, fit.settings[number], width: width) + "\n"
      text += strongestSentence(setting) + "\n\n"
    }
    text += predictionTable(width: width) + "\n" + differingSentences + predictionLines + "\n"
    if !checks.isEmpty { text += checksTable(width: width) + "\n" }
    return text + deeksText + fit.reliabilityLine
  }

  /// One row a study, under one with all of them.
  private func table(
    _ setting: SettingInfluence, _ result: FitResult, width: Int?
  ) -> String {
    let whole = setting.whole
    // Columns of what the model has.
    let shown =
      [true] + result.shownColumns
      + [whole.tauSensitivity, whole.tauSpecificity, whole.rho, whole.curveSensitivity].map {
        !$0.isNaN
      } + [true]
    var table = TextTable(
      columns: [
        .left, .decimal, .interval, .decimal, .interval, .decimal, .decimal, .decimal, .decimal,
        .right,
      ].kept(where: shown), gap: 2)
    let curve = "Se at Sp \(NumberText.fixed(setting.curveSpecificity, decimals: 2))"
    table.setHeader(
      [
        "Left out", "Se", result.levelText, "Sp", result.levelText, "tau_se", "tau_sp", "rho",
        curve, "moves by",
      ].kept(where: shown))
    let unobserved = result.unobservedMargin
    func add(_ label: String, _ summary: SettingSummary, shift: String) {
      func cells(_ value: IntervalEstimate, _ margin: AccuracyMargin) -> [String] {
        margin == unobserved
          ? ["", notEstimated]
          : [
            NumberText.proportion(value.estimate, decimals: 3),
            shareInterval(value.lower, value.upper),
          ]
      }
      let isWhole = unobserved == nil
      let row =
        [label] + cells(summary.sensitivity, .sensitivity)
        + cells(summary.specificity, .specificity) + [
          unobserved == .sensitivity
            ? "" : NumberText.fixed(summary.tauSensitivity, decimals: 2),
          unobserved == .specificity
            ? "" : NumberText.fixed(summary.tauSpecificity, decimals: 2),
          isWhole ? NumberText.fixed(summary.rho, decimals: 2) : "",
          isWhole ? NumberText.proportion(summary.curveSensitivity, decimals: 3) : "", shift,
        ]
      table.add(row: row.kept(where: shown))
    }
    add("nothing", setting.whole, shift: "")
    for (unit, summary) in setting.without.enumerated() {
      let shift = setting.shift(unit)
      add(
        influence.units.labels[unit], summary,
        shift: NumberText.percent(shift)
          + (shift > SettingInfluence.notableShift ? " !" : "  "))
    }
    return table.render(width: width)
  }

  /// Which study moves the result most, and whether that is much.
  private func strongestSentence(_ setting: SettingInfluence) -> String {
    guard let unit = setting.strongest else { return "" }
    let label = SafeText.visible(influence.units.labels[unit])
    let names = fit.shared.margins.map(\.rawValue)
    let without = fit.shared.margins.map {
      NumberText.proportion(
        ($0 == .sensitivity
          ? setting.without[unit].sensitivity : setting.without[unit].specificity).estimate,
        decimals: 2)
    }
    let notable = setting.without.indices.count {
      setting.shift($0) > SettingInfluence.notableShift
    }
    let text =
      notable == 0
      ? "No study moves \(names.joined(separator: " or ")) by more than a quarter of its 95 % interval; "
        + "\(label) moves most."
      : "! \(NumberText.count(notable)) \(notable == 1 ? "study moves" : "studies move") "
        + "\(names.joined(separator: " or ")) by more than a quarter of its 95 % interval, "
        + "\(label) most: without it \(without.count == 1 ? "it is" : "they are") "
        + "\(without.joined(separator: " and ")). "
        + "Report the result with and without it."
    let moves =
      names.count == 1
      ? " \"Moves by\" is the move of the median over the interval's width."
      : " \"Moves by\" is the larger move of the two medians over the interval's width"
        + (setting.whole.curveSensitivity.isNaN
          ? "."
          : "; the last but one column is the sensitivity on the summary curve at one specificity.")
    return wrapped(text + moves)
  }

  /// How well studies are predicted by the others, all together.
  private var predictionLines: String {
    let unreliable = influence.studies.indices.filter { !influence.studies[$0].isReliable }
    let refitted = influence.studies.count(where: \.isRefitted)
    var text =
      "Expected log predictive density \(fixed(influence.elpd)) (standard error "
      + "\(fixed(influence.elpdError))"
      + (influence.studies.count < 20 ? ", unreliable below 20 studies" : "")
      + "); effective parameters \(fixed(influence.effectiveParameters))."
    if refitted > 0 {
      text += " \(NumberText.count(refitted)) \(refitted == 1 ? "study was" : "studies were") "
      text += "left out by a fit of the others."
    }
    if !unreliable.isEmpty {
      let names = unreliable.prefix(6).map { SafeText.visible(influence.units.labels[$0]) }
      text += " ! NOT reliable (Pareto k above 0.7): \(names.joined(separator: ", "))"
      text += unreliable.count > 6 ? " and \(unreliable.count - 6) more." : "."
    }
    return wrapped(text) + "\n"
  }

  private func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
}

extension ModelFit {
  /// Data, model and prior, as every page of this room begins.
  var criticismHeading: String {
    """
    \(dataset.heading)   \(counts)
    \(model.words.heading) · prior \(shared.priorName) · seed \(options.seed)


    """
  }

  /// A warning where the draws of the fit cannot be trusted; else nothing.
  var reliabilityLine: String {
    diagnostics.ok
      ? "" : "! Sampling of the fit is NOT reliable; see \(options.spelling.request(.fit))\n"
  }
}

extension FitResult {
  /// Whether the model has what four columns are of: Se with its interval, Sp with its interval.
  var shownColumns: [Bool] {
    AccuracyMargin.allCases.flatMap { margin in
      [Bool](repeating: margins.contains(margin), count: 2)
    }
  }
}

extension Array {
  /// The elements at the places that a mask of the same length keeps.
  func kept(where mask: [Bool]) -> [Element] { zip(self, mask).filter(\.1).map(\.0) }
}

/// Sentences in lines of at most 98 columns.
///
/// - Parameters:
///   - text: words between single spaces.
///   - hanging: spaces before all lines but the first.
/// - Returns: the lines, joined by line feeds.
func wrapped(_ text: String, hanging: Int = 0) -> String {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty && DisplayWidth.columns(of: line) + word.count + 1 > 98 {
      lines.append(line)
      line = String(repeating: " ", count: hanging) + word
    } else {
      line += (line.isEmpty ? "" : " ") + word
    }
  }
  return (lines + [line]).joined(separator: "\n")
}
