import AccuracyData
import CollapsedLikelihood
import DataReading
import Distributions
import FitPages
import Fitting
import Foundation
import FrequentistFits
import ModelFiles
import Requests
import Testing

/// A fit of a built-in data set by a model.
func restrictedFit(
  _ data: String, _ model: ModelChoice, proportion: AccuracyMargin? = nil, draws: Int = 5000,
  preset: String = "default", detail: FitDetail = .page
) throws -> ModelFit {
  var options = FitOptions(data: "example:\(data)")
  options.model = model
  options.proportion = proportion
  options.preset = preset
  options.draws = draws
  options.seed = 20_261_130
  options.threads = 2
  options.selection.allowDependent = true
  return try runFit(options, detail: detail)
}

@Suite("Restricted models: posteriors")
struct RestrictedFitTests {
  struct Reference: Sendable, CustomTestStringConvertible {
    let model: ModelChoice
    let data: String
    var testDescription: String { "\(model.rawValue) \(data)" }
  }

  static let references = [
    ModelChoice.independent, .univariate, .fixed, .normalApproximation,
  ].flatMap { model in ["auditc", "naf_pet_ct"].map { Reference(model: model, data: $0) } }

  @Test(arguments: references)
  func agreesWithTheReference(entry: Reference) throws {
    let fit = try restrictedFit(
      entry.data, entry.model, proportion: entry.model == .univariate ? .sensitivity : nil)
    try compare(fit, folder: entry.model.rawValue, data: entry.data)
    #expect(fit.diagnostics.ok)
  }

  /// The shipped models that other rooms fit.
  @Test(arguments: [
    ("comparison", "anti_ccp", "generation"), ("comparison", "scheidler", "modality"),
    ("robust", "auditc", ""),
  ])
  func otherModelsAgreeWithTheirReferences(model: String, data: String, column: String) throws {
    var options = FitOptions(data: "example:\(data)")
    let file = try options.takeModel(
      model, degreesOfFreedom: nil, proportion: nil, priors: TypedPriors())
    var typed = CovariateRequest()
    if !column.isEmpty { typed.covariates = [column] }
    try options.setCovariates(typed.over(file))
    options.selection.allowDependent = true
    // The programs beside the references take rows as independent.
    if !column.isEmpty { options.rowStructure = .independent }
    options.draws = model == "robust" ? 1000 : 2500
    options.threads = 2
    let fit = try runFit(options, detail: .page)
    try compare(fit, folder: model, data: data)
    // The heading counts all studies, not those of the first level.
    let studies = ["anti_ccp": "37 studies", "scheidler": "44 tables", "auditc": "14 studies"]
    #expect(fit.page().contains("   \(try #require(studies[data]))"))
  }

  /// Means, SDs and quantiles of `Models/*/reference`, made with JAGS: 4 errors of both, and beside it 0.03
  /// SD of the reference for its block updates. `mu_se[2]` is of the second level.
  private func compare(_ fit: ModelFit, folder model: String, data: String) throws {
    func report(_ name: String) -> ParameterReport? {
      let parts = name.split(whereSeparator: { "[]".contains($0) }).map(String.init)
      let same = fit.parameters.filter {
        $0.variable.base == parts[0] && $0.priorText != nil
      }
      let place = parts.count > 1 ? (Int(parts[1]) ?? 0) - 1 : 0
      return same.indices.contains(place) ? same[place] : nil
    }
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Models/\(model)/reference")
    let text = try String(
      contentsOf: folder.appendingPathComponent("\(data).default.csv"), encoding: .utf8)
    var compared = 0
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      let numbers = cells.dropFirst().compactMap(Double.init)
      let own = try #require(report(cells[0]), "\(cells[0])").summary
      let (mean, sd, mcse) = (numbers[0], numbers[1], numbers[5])
      let error = (own.mcseOfMean * own.mcseOfMean + mcse * mcse).squareRoot()
      #expect(abs(own.mean - mean) < 4 * error + 0.03 * sd, "\(model) \(data) \(cells[0]) mean")
      #expect(abs(own.sd - sd) < 0.06 * sd, "\(model) \(data) \(cells[0]) SD")
      for (value, reference) in [
        (own.quantile025, numbers[2]), (own.median, numbers[3]), (own.quantile975, numbers[4]),
      ] {
        #expect(abs(value - reference) < 0.12 * sd, "\(model) \(data) \(cells[0]) quantile")
      }
      compared += 1
    }
    #expect(compared >= 2 && compared == fit.parameters.count { $0.priorText != nil })
  }

  /// The posterior of one proportion over a grid of mu and log tau, by the rule of another likelihood.
  @Test(arguments: ["default", "cochrane"])
  func oneProportionAgreesWithAGrid(preset: String) throws {
    let studies = try readAccuracyData(.example("auditc")).studies.map { study in
      var study = study
      study.nondiseased = nil
      return study
    }
    let likelihood = SingleFactorLikelihood(studies: studies)
    let prior = try AccuracyPrior.preset(preset)
    var (mass, mean, square, meanTau) = (0.0, 0.0, 0.0, 0.0)
    for i in 0..<120 {
      let mu = -0.5 + 6.5 * (Double(i) + 0.5) / 120
      for j in 0..<80 {
        let logTau = log(0.3) + log(20.0) * (Double(j) + 0.5) / 80
        let tau = exp(logTau)
        let value = likelihood.evaluate(means: [mu, 0], loadings: [tau, 0]).value
        let weight = exp(
          value + 45 + prior.muSensitivity.logDensity(mu)
            + prior.covariance.tauSensitivity.logDensity(tau) + logTau)
        mass += weight
        mean += weight * mu
        square += weight * mu * mu
        meanTau += weight * tau
      }
    }
    mean /= mass
    let sd = (square / mass - mean * mean).squareRoot()
    let fit = try restrictedFit("auditc", .univariate, proportion: .sensitivity, preset: preset)
    let mu = try #require(fit.parameters.first { $0.name == "mu_se" }).summary
    let tau = try #require(fit.parameters.first { $0.name == "tau_se" }).summary
    #expect(abs(mu.mean - mean) < 4 * mu.mcseOfMean + 1e-3)
    #expect(abs(mu.sd - sd) < 0.04 * sd)
    #expect(abs(tau.mean - meanTau / mass) < 4 * tau.mcseOfMean + 1e-3)
  }

  /// A factor of the independent model is the univariate model.
  @Test func theIndependentModelIsTwoUnivariateOnes() throws {
    let both = try restrictedFit("auditc", .independent)
    for margin in AccuracyMargin.allCases {
      let alone = try restrictedFit("auditc", .univariate, proportion: margin)
      for report in alone.parameters where report.priorText != nil {
        let other = try #require(both.parameters.first { $0.name == report.name }).summary
        let error = hypot(report.summary.mcseOfMean, other.mcseOfMean)
        #expect(abs(report.summary.mean - other.mean) < 4 * error, "\(report.name)")
      }
    }
  }
}

@Suite("Restricted models: what is shown")
struct RestrictedPagesTests {
  private func names(_ fit: ModelFit) -> [String] { fit.parameters.map(\.name) }

  @Test func thereIsNoRowOfWhatTheModelHasNot() throws {
    let independent = try restrictedFit("auditc", .independent, draws: 500, detail: .full)
    #expect(
      names(independent) == [
        "mu_se", "mu_sp", "tau_se", "tau_sp", "sensitivity", "specificity", "fpr", "lr_positive",
        "lr_negative", "dor", "sensitivity_averaged", "specificity_averaged", "sensitivity_new",
        "specificity_new", "i2", "lr_positive_new", "lr_negative_new", "dor_new",
      ])
    let result = independent.single
    #expect(result.curves.isEmpty && !result.showsCurves && result.probabilityRhoPositive.isNaN)
    #expect(Set(result.regions.map(\.kind)) == ["credible", "prediction"])
    #expect(
      result.curveNotes == ["There are no SROC curves: the model independent has no correlation."])
    let page = independent.page()
    #expect(!page.contains("rho") && page.contains("it has no correlation and no SROC curve."))

    let fixed = try restrictedFit("auditc", .fixed, draws: 500, detail: .full)
    #expect(!names(fixed).contains { $0.hasPrefix("tau") || $0 == "rho" || $0 == "i2" })
    #expect(Set(fixed.single.regions.map(\.kind)) == ["credible"])
    #expect(!fixed.page().contains("Between studies"))
  }

  @Test func oneProportionIsAllThatThereIs() throws {
    let fit = try restrictedFit(
      "auditc", .univariate, proportion: .specificity, draws: 500, detail: .full)
    #expect(
      names(fit) == [
        "mu_sp", "tau_sp", "specificity", "fpr", "specificity_averaged", "specificity_new",
      ])
    let page = fit.page()
    #expect(page.contains("14 studies · 16,261 non-diseased\n"))
    #expect(page.contains("The model is of specificity alone"))
    #expect(!page.contains("Sensitivity") && !page.contains("LR+") && !page.contains("Both above"))
    #expect(!page.contains("NOT reliable") && !page.contains("prior only"))
    #expect(page.contains("exact ML"))
    let json = fit.json()
    #expect(json["model"]?["name"]?.stringValue == "univariate")
    // Nothing is said of the other proportion of a study.
    #expect(fit.studies.allSatisfy { $0.arms[0].posterior.estimate.isNaN })
    #expect(fit.studies.allSatisfy { $0.arms[1].posterior.estimate.isFinite })
  }

  @Test func theProportionIsThatOfTheDataOrIsAskedFor() throws {
    #expect(throws: AnalysisError.self) { try restrictedFit("auditc", .univariate, draws: 200) }
    do {
      _ = try restrictedFit("auditc", .univariate, draws: 200)
    } catch let error as AnalysisError {
      #expect(error.code == .usage)
      #expect(error.message.spelled(by: .commandLine).contains("add --proportion sensitivity or"))
    }
  }

  @Test func zeroCellsAreSaidToBeCorrected() throws {
    let fit = try restrictedFit("auditc", .normalApproximation, draws: 500)
    let page = fit.page()
    #expect(page.contains("One half was added to every cell of every study"))
    #expect(!page.contains("No correction was added"))
    #expect(page.contains("ML, normal"))
    let messages = fit.dataset.warnings.filter { $0.code == .zeroCell }.map(\.message)
    #expect(messages.count == 2)
    #expect(messages.allSatisfy { $0.hasSuffix("adds one half to every cell of every study.") })
  }

  @Test(arguments: [
    ("fixed", "tau"), ("independent", "rho"), ("univariate", "rho"), ("independent", "covariance"),
  ])
  func priorsOfWhatTheModelHasNotAreRefused(model: String, prior: String) throws {
    var options = FitOptions(data: "example:auditc")
    try options.setModel(model, degreesOfFreedom: nil, prior: nil)
    options.overridePrior(
      mu: nil, tau: prior == "tau" ? "half_normal(1)" : nil, rho: prior == "rho" ? "lkj(2)" : nil,
      muSe: nil, muSp: nil, tauSe: nil, tauSp: nil,
      covariance: prior == "covariance" ? "inverse_wishart(3, 1, 0, 1)" : nil, coefficient: nil)
    do {
      try options.validate()
      Issue.record("\(model) took a prior of \(prior)")
    } catch {
      #expect(error.code == .usage)
      let text = error.message.spelled(by: .commandLine)
      #expect(text.hasPrefix("--prior-\(prior) is of "), "\(text)")
      #expect(text.hasSuffix("--model \(model) has not; leave it out"), "\(text)")
    }
  }
}
