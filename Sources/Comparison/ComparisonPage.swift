import DatasetWords
import Documents
import Fitting
import FrequentistFits
import Requests

extension Comparison {
  /// The comparison as text.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds.
  public func page(width: Int? = nil) -> String {
    var text = "\(dataset.heading)   \(dataset.counts)\n\n"
    text += accuracyTable(width: width) + "\n" + heterogeneityTable(width: width)
    for entry in tests {
      text +=
        "\nLikelihood-ratio test of \(SafeText.visible(options.covariate?.column ?? "")) "
        + "(\(entry.method.rawValue)): chi-squared \(NumberText.fixed(entry.test.statistic, decimals: 2)) on "
        + "\(entry.test.degreesOfFreedom), p \(NumberText.pValue(entry.test.pValue))\n"
    }
    text += covariateSection(width: width)
    let notes = failureLines + covariateNotes + dataWarningLines
    if !notes.isEmpty { text += "\n" }
    for line in notes { text += wrap("! " + line, hanging: 2) }
    text += "\n" + remarks.map { wrap($0, hanging: 0) }.joined(separator: "\n")
    if !samplingIsReliable {
      text += "\n! Sampling of the Bayesian fit is NOT reliable; see \(spelling.request(.fit))\n"
    }
    return text
  }

  /// The rows of the studies and the typed-in rows, each under the level of its intervals.
  private func accuracyTable(width: Int?) -> String {
    let level = options.fit.level
    let fits = rows.filter { $0.method != nil }
    let typed = rows.filter { $0.method == nil }
    let alike = typed.filter { !$0.hasInterval || intervalLevel($0) == level }
    var table = emptyAccuracyTable(level: level)
    for row in fits { add(row, to: &table) }
    if !alike.isEmpty {
      table.add(text: "")
      table.add(text: Self.typedHeading)
      for row in alike { add(row, to: &table) }
    }
    var text = table.render(width: width)
    var levels: [Double] = []
    for row in typed where row.hasInterval && intervalLevel(row) != level {
      if !levels.contains(intervalLevel(row)) { levels.append(intervalLevel(row)) }
    }
    for other in levels {
      var table = emptyAccuracyTable(level: other)
      for row in typed where row.hasInterval && intervalLevel(row) == other { add(row, to: &table) }
      text += "\n\(Self.typedHeading)\n" + table.render(width: width)
    }
    return text
  }

  private func emptyAccuracyTable(level: Double) -> TextTable {
    let isWhole = (level * 100).rounded() == level * 100
    let percent = NumberText.percent(level, decimals: isWhole ? 0 : 1)
    var table = TextTable(
      columns: [.left, .decimal, .interval, .decimal, .interval, .right, .interval], gap: 2)
    table.setHeader(
      level == options.fit.level
        ? ["", "Se", percent, "Sp", percent, "DOR", percent] : ["", "Se", percent, "Sp", percent])
    return table
  }

  private static let typedHeading = "Published values, typed in; not fits of the studies above"

  private func add(_ row: ComparisonRow, to table: inout TextTable) {
    table.add(
      row: [row.label]
        + cells(row.sensitivity, row, isUnobserved: row.unobserved == .sensitivity)
        + cells(row.specificity, row, isUnobserved: row.unobserved == .specificity)
        + (row.oddsRatio.map {
          [
            NumberText.ratio($0.estimate),
            NumberText.interval($0.lower, $0.upper, format: NumberText.ratio),
          ]
        } ?? ["", ""]))
    guard let profile = row.profileRow else { return }
    table.add(
      row: ["  profile likelihood"] + cells(profile.sensitivity, row)
        + cells(profile.specificity, row))
  }

  private func cells(
    _ value: PublishedValue.Proportion?, _ row: ComparisonRow, isUnobserved: Bool = false
  ) -> [String] {
    guard let value else {
      // Only a posterior has its prior where there are no data.
      let unobserved = row.method == .bayes ? notEstimated : "not estimated"
      return ["", isUnobserved ? unobserved : row.status == .failed ? "failed" : ""]
    }
    var ends = ""
    if let lower = value.lower, let upper = value.upper { ends = shareInterval(lower, upper) }
    return [NumberText.proportion(value.estimate, decimals: 3), ends]
  }

  private func heterogeneityTable(width: Int?) -> String {
    let hasLadder = rows.contains { $0.ladder != nil }
    var columns: [TextTable.Alignment] = [.left, .decimal, .decimal, .decimal, .decimal]
    var header = ["", "tau_se", "tau_sp", "rho", "log lik."]
    if hasLadder {
      columns += [.decimal, .decimal]
      header += ["AIC", "LR"]
    }
    var table = TextTable(columns: columns + [.right, .left], gap: 2)
    table.setHeader(header + ["time", ""])
    func number(_ value: Double?, _ decimals: Int) -> String {
      value.map { NumberText.fixed($0, decimals: decimals) } ?? ""
    }
    for row in rows where row.method != nil && row.method != .mantelHaenszel {
      var cells = [
        row.label, number(row.taus.sensitivity, 2), number(row.taus.specificity, 2),
        number(row.correlation, 2), number(row.logLikelihood, 2),
      ]
      if hasLadder {
        cells += [number(row.ladder?.akaike, 1), number(row.ladder?.likelihoodRatio, 2)]
      }
      let note =
        row.status == .boundary
        ? "boundary: \(row.boundaryWords)"
        : row.isNearBoundary ? "near the boundary: \(row.boundaryWords)" : ""
      table.add(
        row: cells + [row.seconds.map(milliseconds) ?? "", row.status == .failed ? "failed" : note])
    }
    return table.render(width: width)
  }

  private func milliseconds(_ seconds: Double) -> String {
    let value = seconds * 1000
    if value < 0.05 { return "<0.1 ms" }
    return value < 100
      ? NumberText.fixed(value, decimals: value < 10 ? 1 : 0) + " ms"
      : NumberText.duration(seconds: seconds)
  }

  /// Lines of at most 90 characters.
  private func wrap(_ sentence: String, hanging: Int) -> String {
    var lines: [String] = []
    var line = ""
    for word in sentence.split(separator: " ") {
      if !line.isEmpty && line.count + word.count + 1 > 90 {
        lines.append(line)
        line = String(repeating: " ", count: hanging)
      }
      let isStart = line.allSatisfy { $0 == " " }
      line += (isStart ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}
