import AccuracyData
import Criticism
import DatasetWords
import Documents
import FitPages
import Fitting
import FrequentistFits
import SpecialFunctions

/// How well the model describes the data, as text.
extension InfluenceReport {
  /// The p below which a table differs from the rest.
  var differenceLimit: Double { StudyPrediction.limit(influence.units, fit.dataset.studies) }

  /// Every table beside what the studies that it is not of predict.
  func predictionTable(width: Int?) -> String {
    let columns = fit.shared.shownColumns
    let shown = [true] + (columns + columns).indices.map { columns[2 * ($0 / 4)] }
    var table = TextTable(
      columns: [
        .left, .right, .decimal, .interval, .decimal, .right, .decimal, .interval, .decimal,
      ].kept(where: shown),
      gap: 2)
    let level = fit.shared.levelText
    table.setHeader(
      ["Predicted", "TP/all", "Se", level, "p", "TN/all", "Sp", level, "p"].kept(where: shown))
    let limit = differenceLimit
    func cells(_ arm: ArmPrediction?) -> [String] {
      guard let arm else { return ["", "", "", ""] }
      return [
        "\(NumberText.count(arm.observed))/\(NumberText.count(arm.total))",
        NumberText.fixed(Double(arm.observed) / Double(arm.total), decimals: 2),
        NumberText.interval(arm.proportion.lower, arm.proportion.upper) {
          NumberText.fixed($0, decimals: 2)
        },
        NumberText.pValue(arm.pValue) + (arm.pValue < limit ? " !" : ""),
      ]
    }
    for prediction in predictions {
      table.add(
        row: ([fit.dataset.studies[prediction.table].label] + cells(prediction.diseased)
          + cells(prediction.nondiseased)).kept(where: shown))
    }
    return table.render(width: width)
  }

  /// Studies that differ, each in a sentence. Nothing is said where there is none: a moderate deviation
  /// often hides.
  var differingSentences: String {
    let limit = differenceLimit
    let differing = predictions.filter { $0.smallestP < limit }
    var text =
      "A study differs from the rest below p \(NumberText.fixed(limit, decimals: 4)) (0.05 over "
      + (StudyPrediction.arms(fit.dataset.studies) == 2 ? "the two arms of " : "")
      + "\(NumberText.count(influence.units.count)) studies); a moderate deviation can "
      + "hide above it."
    for prediction in differing.prefix(6) { text += " " + differingSentence(prediction) }
    if differing.count > 6 { text += " And \(differing.count - 6) more." }
    return wrapped(text) + "\n"
  }

  private func differingSentence(_ prediction: StudyPrediction) -> String {
    let label = SafeText.visible(fit.dataset.studies[prediction.table].label)
    let advice =
      prediction.swap.map { "exchanging \($0.rawValue) would make it fit: check the table" }
      ?? "check its data and methods"
    return "! \(label) differs from what the other studies predict; \(advice)."
  }

  /// Statistics of the data beside replications.
  func checksTable(width: Int?) -> String {
    guard !checks.isEmpty else { return "" }
    var table = TextTable(columns: [.left, .decimal, .interval, .decimal, .left], gap: 3)
    table.setHeader(["Does the model reproduce", "data", "replications, 95 %", "larger", ""])
    for check in checks {
      func text(_ value: Double) -> String {
        check.statistic == .zeroCells
          ? NumberText.fixed(value, decimals: 0) : NumberText.fixed(value, decimals: 2)
      }
      table.add(row: [
        Self.words(check.statistic), text(check.observed),
        NumberText.interval(check.replicated.lower, check.replicated.upper, format: text),
        NumberText.probability(check.midProbability), check.hasFailed ? "! not reproduced" : "",
      ])
    }
    return table.render(width: width)
      + wrapped(
        "Larger: the share of replications of all studies that exceed the data; near 0 or 1 the "
          + "model misses something.") + "\n"
  }

  private static func words(_ statistic: CheckedStatistic) -> String {
    switch statistic {
    case .sensitivitySpread: "SD of observed logit Se"
    case .specificitySpread: "SD of observed logit Sp"
    case .correlation: "their correlation"
    case .lowestSensitivity: "lowest observed Se"
    case .highestSensitivity: "highest observed Se"
    case .lowestSpecificity: "lowest observed Sp"
    case .highestSpecificity: "highest observed Sp"
    case .zeroCells: "zero cells"
    case .largestDeviation: "largest deviation in SDs"
    }
  }

  /// Deeks' test with what it cannot tell.
  var deeksText: String {
    guard fit.shared.hasBothMargins else { return "" }
    guard let deeks else {
      return "Small-study effects: Deeks' test needs three studies of both arms and of "
        + "different sizes.\n"
    }
    let numbers =
      "Small-study effects (Deeks' test): slope \(NumberText.fixed(deeks.slope, decimals: 1)) "
      + "(standard error \(NumberText.fixed(deeks.standardError, decimals: 1))), p "
      + "\(NumberText.pValue(deeks.pValue)), \(NumberText.count(deeks.studies)) tables. "
    return wrapped(numbers + deeksVerdict(deeks)) + "\n"
  }

  private func deeksVerdict(_ deeks: DeeksTest) -> String {
    let causes =
      "Asymmetry has other causes than unpublished studies: thresholds, patients, methods."
    switch deeksReading {
    case .tooFewStudies:
      return "No verdict below \(DeeksTest.fewestStudies) studies: the test has no power."
    case .heterogeneous:
      return "No verdict: log odds ratios differ between studies with an SD of "
        + "\(NumberText.fixed(logOddsSpread, decimals: 1)), which leaves the test little power. "
        + causes
    case .asymmetry: return "Smaller studies report other odds ratios than larger ones. " + causes
    case .none:
      return
        "No asymmetry was found, which does not rule out unpublished studies: the power is low."
    }
  }
}
