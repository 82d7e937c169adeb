import AccuracyData
import CMath
import DataReading
import Distributions
import Fitting
import FrequentistFits
import Messages
import PosteriorSampling
import Requests
import StudyDesigns
import TabularText

/// A test of the covariate by one method.
public struct CovariateTest: Sendable, Equatable {
  /// The method.
  public var method: ComparisonMethod
  /// The likelihood-ratio test.
  public var test: LikelihoodRatioTest
}

/// All methods on one data set, side by side.
public struct Comparison: Sendable {
  /// What was asked for.
  public var options: CompareOptions
  /// The data.
  public var dataset: AccuracyDataset
  /// One row a fit, typed-in values last.
  public var rows: [ComparisonRow]
  /// Tests of a categorical covariate on both means, method by method.
  public var tests: [CovariateTest]
  /// What the covariate changes, by exact maximum likelihood; empty without a covariate. Where a study has
  /// several rows these are independent in the first and share an effect in the second, unless one of the two
  /// was asked for.
  public var models: [CovariateModels] = []
  /// Convergence of the Bayesian fit; true without one.
  public var samplingIsReliable: Bool
  /// What the differences mean, one sentence or two a paragraph.
  public var remarks: [String]
}

/// Runs the methods on the data of the options, or on each level of `--by`.
///
/// - Parameters:
///   - options: data, methods and typed-in values.
///   - progress: called with the share done in [0, 1].
/// - Returns: one comparison, or one a level.
/// - Throws: an error that `AnalysisError.init(_:)` turns into message and exit code. A method that
///   fails is a row, not an error.
public func compareMethods(
  _ options: CompareOptions, progress: (@Sendable (Double) -> Void)? = nil
) throws -> [Comparison] {
  try options.fit.validate()
  // A wrong prior is wrong usage also where no method asked for takes one.
  _ = try AccuracyPrior(preset: options.fit.preset, overrides: options.fit.overrides)
  let datasets =
    options.fit.selection.by == nil
    ? [try readAccuracyData(options.fit.source, selection: options.fit.selection)]
    : try readAccuracyDataByLevel(options.fit.source, selection: options.fit.selection)
      .map(\.dataset)
  var results: [Comparison] = []
  let parts = try datasets.map { try withCovariate($0, options) }
  for (index, part) in parts.enumerated() {
    var share: (@Sendable (Double) -> Void)?
    if let progress { share = { progress((Double(index) + $0) / Double(parts.count)) } }
    results.append(try compare(part.dataset, options, part.covariate, progress: share))
  }
  return results
}

/// The data with the covariate of the options; of direct comparisons only the studies with every level.
private func withCovariate(
  _ dataset: AccuracyDataset, _ options: CompareOptions
) throws -> (dataset: AccuracyDataset, covariate: Covariate?) {
  let covariate = try requiredCovariate(options, in: dataset)
  guard options.isDirectOnly else { return (dataset, covariate) }
  guard let covariate, let choice = options.covariate else {
    throw AnalysisError(
      .usage,
      "\(argument: .directOnly) compares the levels of a covariate; name its column with "
        + "\(argument: .covariate)")
  }
  let part = try directComparison(of: dataset, by: covariate)
  return (
    part,
    try Covariate(choice, in: part.studies, references: options.references, direct: part.direct)
  )
}

/// The covariate of the options in the data; a categorical one has at least two levels, and few.
private func requiredCovariate(
  _ options: CompareOptions, in dataset: AccuracyDataset
) throws -> Covariate? {
  guard let choice = options.covariate else { return nil }
  let name = choice.column
  let columns = dataset.studies.first?.covariates.map(\.name) ?? []
  guard dataset.studies.first?.covariate(name) != nil else {
    let known =
      columns.isEmpty ? "the data have none" : "there are \(listedNames(columns, limit: 12))"
    throw AnalysisError(.usage, "\(argument: .covariate) \(name): no such column; \(known)")
  }
  let place = dataset.level.map { " where \($0.column) is \($0.value)" } ?? ""
  guard Set(dataset.studies.map { $0.covariate(name) ?? "" }).count >= 2 else {
    throw AnalysisError(
      .usage, "\(argument: .covariate) \(name): all studies\(place) have the same value")
  }
  let covariate = try Covariate(choice, in: dataset.studies, references: options.references)
  let levels = covariate.levels.count
  guard levels <= max(2, dataset.studies.count / 2) else {
    throw AnalysisError(
      .usage,
      "\(argument: .covariate) \(name): \(levels) values in \(dataset.studies.count) "
        + "studies\(place); a categorical column has few")
  }
  return covariate
}

private func compare(
  _ dataset: AccuracyDataset, _ options: CompareOptions, _ covariate: Covariate?,
  progress: (@Sendable (Double) -> Void)?
) throws -> Comparison {
  var rows: [ComparisonRow] = []
  var tests: [CovariateTest] = []
  var isReliable = true
  var exact: BivariateRows?
  for method in options.methods {
    switch method {
    case .bayes:
      let fit = try runFit(
        dataset, options: options.fit, detail: .page, progress: progress)
      isReliable = fit.diagnostics.ok
      rows += fit.settings.map(\.comparisonRow)
    case .maximumLikelihood, .laplace, .restrictedNormal, .normalMaximumLikelihood:
      guard let result = bivariateRows(dataset.studies, method, options, covariate) else {
        continue
      }
      rows += result.rows
      if method == .maximumLikelihood { exact = result }
      if let test = result.test { tests.append(CovariateTest(method: method, test: test)) }
    case .univariate, .fixed: rows += marginRows(dataset.studies, method, options)
    case .mantelHaenszel: rows.append(mantelHaenszelRow(dataset.studies, options))
    case .ladder: rows += ladderRows(dataset.studies, options)
    }
  }
  rows += options.published.map(ComparisonRow.init)
  let models = try options.rowStructures(of: dataset).map { rows in
    try options.covariate.map {
      try fitCovariateModels(
        dataset.studies, covariate: $0, references: options.references, rows: rows,
        direct: dataset.direct, plain: exact?.plain, byLevel: exact?.byLevel,
        threads: options.fit.threads)
    }
  }.compactMap { $0 }
  var comparison = Comparison(
    options: options, dataset: dataset, rows: rows, tests: tests, models: models,
    samplingIsReliable: isReliable, remarks: [])
  comparison.remarks = comparison.explainDifferences()
  return comparison
}

extension CompareOptions {
  /// The assumptions on rows of one study that models of a covariate are fitted under.
  fileprivate func rowStructures(of dataset: AccuracyDataset) -> [RowStructure] {
    if let rows { return [rows] }
    return dataset.hasSeveralRows ? [.independent, .shared] : [.independent]
  }
}

extension AccuracyDataset {
  /// Whether a study has several rows.
  package var hasSeveralRows: Bool { distinctStudies < studies.count }
}

/// Each profile end of each level is a search over the means of all levels: two seconds for 20 levels
/// of three studies, 18 for 50 of two, and hours for hundreds.
private let mostProfiledLevels = 20

/// The rows of a bivariate method, with the fits behind them.
private struct BivariateRows {
  var rows: [ComparisonRow]
  let plain: FrequentistFit
  var byLevel: FrequentistFit?
  var test: LikelihoodRatioTest?
}

private func bivariateRows(
  _ studies: [AccuracyStudy], _ method: ComparisonMethod, _ options: CompareOptions,
  _ covariate: Covariate?
) -> BivariateRows? {
  guard let own = method.bivariate else { return nil }
  let level = options.fit.level
  let null = fitBivariate(
    studies, method: own, correction: options.correction, profileLevel: level)
  let label = method.label(options, hasZeroCell: studies.contains(where: \.hasZeroCell))
  var result = BivariateRows(
    rows: [ComparisonRow(null, method: method, label: label, level: level)], plain: null)
  guard let covariate, case .levels(let levels, let ofRows) = covariate.values else {
    return result
  }
  let full = fitLevels(
    levels.enumerated().map { level, name in
      (name, studies.indices.filter { ofRows[$0] == level }.map { studies[$0] })
    }, method: own, correction: options.correction,
    profileLevel: levels.count <= mostProfiledLevels ? level : nil)
  for (group, name) in full.levels.enumerated() {
    result.rows.append(
      ComparisonRow(
        full, method: method, label: "  \(covariate.column) = \(name)", level: level,
        group: group))
  }
  result.byLevel = full
  result.test = likelihoodRatioTest(full: full, null: null)
  return result
}

func marginRows(
  _ studies: [AccuracyStudy], _ method: ComparisonMethod, _ options: CompareOptions
) -> [ComparisonRow] {
  let kinds: [(UnivariateMethod, String)] =
    method == .univariate
    ? [
      (.binomialNormal, "Univariate, exact ML"),
      (.derSimonianLaird, "Univariate, DerSimonian-Laird"),
    ]
    : [(.commonProportion, "Fixed, binomial"), (.inverseVariance, "Fixed, inverse variance")]
  return kinds.map { kind, label in
    let watch = Stopwatch()
    let fits = AccuracyMargin.allCases.map {
      fitMargin(studies, margin: $0, method: kind, correction: options.correction)
    }
    var row = ComparisonRow(
      (fits[0], fits[1]), method: method, label: label, level: options.fit.level)
    row.seconds = watch.seconds
    return row
  }
}

private func mantelHaenszelRow(
  _ studies: [AccuracyStudy], _ options: CompareOptions
) -> ComparisonRow {
  let watch = Stopwatch()
  let fit = fitMantelHaenszel(studies)
  var row = ComparisonRow(method: .mantelHaenszel, label: "Mantel-Haenszel, common DOR")
  row.oddsRatio = fit.oddsRatio(level: options.fit.level)
  if case .failed(let reason) = fit.status {
    row.status = .failed
    row.note = reason
  }
  row.seconds = watch.seconds
  return row
}

private func ladderRows(
  _ studies: [AccuracyStudy], _ options: CompareOptions
) -> [ComparisonRow] {
  fewStudiesLadder(studies).steps.map { step in
    let label =
      switch step.model {
      case .bivariate: "Ladder: bivariate"
      case .zeroCorrelation: "  rho = 0"
      case .tauSensitivityZero: "  tau_se = 0"
      case .tauSpecificityZero: "  tau_sp = 0"
      case .fixed: "  both tau = 0 (fixed)"
      }
    var row = ComparisonRow(
      step.fit, method: .ladder, label: label, level: options.fit.level)
    row.ladder = (step.akaike, step.likelihoodRatio)
    return row
  }
}

extension ComparisonMethod {
  /// The first column of the table.
  package func label(_ options: CompareOptions, hasZeroCell: Bool) -> String {
    let corrected =
      hasZeroCell && options.correction != .none ? ", +0.5 \(options.correction.rawValue)" : ""
    return switch self {
    case .bayes: "Bayes"
    case .maximumLikelihood: "Exact ML"
    case .laplace: "Laplace (glmer)"
    case .restrictedNormal: "REML, normal\(corrected)"
    case .normalMaximumLikelihood: "ML, normal\(corrected)"
    case .univariate: "Univariate"
    case .fixed: "Fixed"
    case .mantelHaenszel: "Mantel-Haenszel"
    case .ladder: "Ladder"
    }
  }
}

extension AccuracyStudy {
  /// Whether a cell of an arm with participants is zero.
  package var hasZeroCell: Bool {
    [diseased, nondiseased].contains { arm in
      arm.map { $0.total > 0 && min($0.correct, $0.incorrect) == 0 } ?? false
    }
  }
}

extension FitResult {
  /// The posterior as a row: medians, equal-tailed intervals, posterior SDs.
  var comparisonRow: ComparisonRow {
    let name = options.overrides.isEmpty ? (prior.preset ?? "custom") : "\(options.preset), changed"
    var row = ComparisonRow(method: .bayes, label: "Bayes, prior \(name)")
    row.sensitivity = estimate("sensitivity").map(PublishedValue.Proportion.init)
    row.specificity = estimate("specificity").map(PublishedValue.Proportion.init)
    row.oddsRatio = estimate("dor")
    func median(_ name: String) -> Double? { estimate(name)?.estimate }
    row.means = (median("mu_se"), median("mu_sp"))
    row.standardErrors = (
      row.means.sensitivity.map { _ in covarianceOfMeans[0][0].squareRoot() },
      row.means.specificity.map { _ in covarianceOfMeans[1][1].squareRoot() }
    )
    row.taus = (median("tau_se"), median("tau_sp"))
    row.correlation = median("rho")
    row.seconds = timings.total
    row.unobserved = unobservedMargin
    if let unobservedMargin { row.note = "\(unobservedMargin.rawValue) \(notEstimated)" }
    if !diagnostics.ok {
      row.note = "sampling not reliable: " + problemLines.joined(separator: "; ")
    }
    return row
  }
}

/// exp, where a function value is wanted.
package func exponential(_ x: Double) -> Double { exp(x) }
