import Documents
import FrequentistFits
import SpecialFunctions
import StudyDesigns

extension Comparison {
  /// What the covariate changes: the models, the questions that pairs of them answer, and the levels
  /// compared; empty without a covariate.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds, after an empty one.
  func covariateSection(width: Int?) -> String {
    models.map { covariateSection($0, width: width) }.joined() + structureText
  }

  private func covariateSection(_ models: CovariateModels, width: Int?) -> String {
    let column = SafeText.visible(models.covariate.column)
    let verb = models.covariate.kind == .categorical ? "differs between levels of" : "changes with"
    let words = models.rows.modelWords(hasSeveralRows: dataset.hasSeveralRows)
    var parts = [
      "What \(verb) \(column), by exact maximum likelihood\(words.heading)\n"
        + "  (\(SafeText.visible(models.covariate.sentence)))\n" + words.assumption
        + modelTable(models, column: column, width: width)
        + (models.lacksSeparate
          ? "No model E: rows of one study have one effect, and a level no SDs of its own.\n" : "")
    ]
    if !models.tests.isEmpty { parts.append(testTable(models, width: width)) }
    let level = options.fit.level
    if models.rows == .shared {
      let accuracy = models.accuracy(level: level)
      if !accuracy.isEmpty { parts.append(accuracyTable(accuracy, of: models, width: width)) }
    }
    let ratios = models.ratios(level: level)
    if !ratios.isEmpty { parts.append(ratioTable(ratios, of: models, width: width)) }
    if let slopes = models.slopes(level: level) { parts.append(slopeText(slopes, of: models)) }
    return "\n" + parts.joined(separator: "\n")
  }

  private func modelTable(_ models: CovariateModels, column: String, width: Int?) -> String {
    var table = TextTable(columns: [.left, .left, .right, .decimal, .left], gap: 2)
    table.setHeader(["Model", "depends on \(column)", "parameters", "log lik.", ""])
    for own in models.models {
      let value = own.fit?.logLikelihood.map { NumberText.fixed($0, decimals: 2) }
      let note =
        switch own.status {
        case .ok: ""
        case .boundary: "boundary: \(own.note)"
        case .failed: "failed"
        }
      table.add(row: [
        "  \(own.model.rawValue)", own.model.words,
        own.fit.map { NumberText.count($0.parameterCount) } ?? "", value ?? "", note,
      ])
    }
    return table.render(width: width)
  }

  private func testTable(_ models: CovariateModels, width: Int?) -> String {
    var table = TextTable(columns: [.left, .left, .decimal, .right, .decimal], gap: 2)
    table.setHeader(["Likelihood-ratio test", "", "chi-squared", "df", "p"])
    for entry in models.tests {
      table.add(row: [
        entry.question.words(models.covariate.kind),
        entry.question.models + (entry.isAtBoundary ? "*" : ""),
        NumberText.fixed(entry.test.statistic, decimals: 2),
        NumberText.count(entry.test.degreesOfFreedom), NumberText.pValue(entry.test.pValue),
      ])
    }
    return table.render(width: width)
      + (models.tests.contains(where: \.isAtBoundary)
        ? "* A maximum is at a boundary, where chi-squared is not the distribution of the statistic;\n"
          + "  take p as a rough guide.\n" : "")
  }

  private var percent: String {
    let level = options.fit.level
    return NumberText.percent(level, decimals: (level * 100).rounded() == level * 100 ? 0 : 1)
  }

  /// The levels and what varies between studies, which the first two tables have of independent rows alone.
  private func accuracyTable(
    _ accuracy: [LevelAccuracy], of models: CovariateModels, width: Int?
  ) -> String {
    var table = TextTable(
      columns: [.left, .decimal, .interval, .decimal, .interval, .right, .interval], gap: 2)
    table.setHeader(["By model B", "Se", percent, "Sp", percent, "DOR", percent])
    for own in accuracy {
      table.add(
        row: ["  \(SafeText.visible(own.level))"]
          + [own.sensitivity, own.specificity].flatMap {
            [
              NumberText.proportion($0.estimate, decimals: 3), shareInterval($0.lower, $0.upper),
            ]
          } + [
            NumberText.ratio(own.oddsRatio.estimate),
            NumberText.interval(
              own.oddsRatio.lower, own.oddsRatio.upper, format: NumberText.ratio),
          ])
    }
    guard let loadings = models[.bothMeans]?.point?.covariances.first else {
      return table.render(width: width)
    }
    func number(_ value: Double?) -> String {
      value.map { NumberText.fixed($0, decimals: 2) } ?? NumberText.notAvailable
    }
    return table.render(width: width)
      + "  Between studies: tau_se \(number(loadings.tauSensitivity)), tau_sp "
      + "\(number(loadings.tauSpecificity)), rho \(number(loadings.correlation))\n"
  }

  private func ratioTable(
    _ ratios: [AccuracyRatios], of models: CovariateModels, width: Int?
  ) -> String {
    var table = TextTable(columns: [.left, .decimal, .interval, .decimal, .interval], gap: 2)
    table.setHeader(["By model B", "ratio", percent, "difference", percent])
    for pair in ratios {
      table.add(text: "\(SafeText.visible(pair.first)) against \(SafeText.visible(pair.second))")
      for (label, margin) in [
        ("  Sensitivity", pair.sensitivity), ("  Specificity", pair.specificity),
      ] {
        table.add(row: [
          label, factor(margin.ratio.estimate),
          NumberText.interval(margin.ratio.lower, margin.ratio.upper, format: factor),
          signed(margin.difference.estimate),
          NumberText.interval(margin.difference.lower, margin.difference.upper, format: signed),
        ])
      }
      table.add(row: [
        "  DOR", factor(pair.oddsRatio.estimate),
        NumberText.interval(pair.oddsRatio.lower, pair.oddsRatio.upper, format: factor),
      ])
    }
    let count = models.covariate.levels.count
    return table.render(width: width)
      + (count > mostLevelsInPairs
        ? "Of \(count) levels each is compared with the first only.\n" : "")
  }

  private func slopeText(_ slopes: AccuracySlopes, of models: CovariateModels) -> String {
    var table = TextTable(columns: [.left, .decimal, .interval], gap: 2)
    table.setHeader(["By model B", "times", percent])
    table.add(
      text: "For one SD more of \(SafeText.visible(models.covariate.column))")
    for (label, value) in [
      ("  Odds of a right result in diseased", slopes.sensitivity),
      ("  Odds of a right result in non-diseased", slopes.specificity),
      ("  DOR", slopes.oddsRatio),
    ] {
      table.add(row: [
        label, factor(value.estimate),
        NumberText.interval(value.lower, value.upper, format: factor),
      ])
    }
    return table.render(width: nil)
  }

  /// What model B says of the two assumptions on rows of one study; empty where one alone was fitted.
  private var structureText: String {
    guard models.count == 2, let own = models[0][.bothMeans]?.logLikelihood,
      let shared = models[1][.bothMeans]?.logLikelihood
    else { return "" }
    let number = { NumberText.fixed($0, decimals: 2) }
    return """

      Log likelihood of model B, of as many parameters: \(number(own)) with independent rows,
      \(number(shared)) with shared effects. Where it is much lower with shared effects, levels do not
      differ by as much in every study, and these intervals of differences are too narrow; where it
      is much lower with independent rows, those are too wide.

      """
  }

  /// Models without estimates, and what a continuous covariate has no part in.
  var covariateNotes: [String] {
    guard let first = models.first else { return [] }
    var lines = models.flatMap { models in
      models.models.compactMap { own in
        own.failure.map {
          SafeText.visible(
            "Model \(own.model.rawValue)\(models.rows == .shared ? " of shared effects" : "") failed: "
              + $0)
        }
      }
    }
    if models.contains(where: { $0.rows == .shared }) && dataset.hasSeveralRows {
      lines.append("The first two tables take rows of one study as independent.")
    }
    if first.covariate.kind == .continuous {
      lines.append(
        "The first two tables leave \(SafeText.visible(first.covariate.column)) out: slopes are those of "
          + "models B to D.")
    }
    return lines
  }
}

/// A ratio with two decimals, in which ratios near 1 differ.
private func factor(_ value: Double) -> String {
  value < 10 ? NumberText.fixed(value, decimals: 2) : NumberText.ratio(value)
}

/// A difference with its sign.
private func signed(_ value: Double) -> String {
  let text = NumberText.fixed(value, decimals: 2)
  return value > 0 && text.contains(where: { "123456789".contains($0) }) ? "+" + text : text
}
