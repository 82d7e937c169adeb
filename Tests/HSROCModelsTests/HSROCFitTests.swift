import AccuracyMeasures
import Documents
import Draws
import FitPages
import Fitting
import Foundation
import FrequentistFits
import Requests
import SpecialFunctions
import Testing

@testable import PosteriorSampling

/// A fit of a built-in data set in the HSROC model.
func hierarchicalFit(
  _ data: String, formula: String? = nil, covariate: String? = nil, model: String = "hsroc",
  draws: Int = 2500, filters: [String] = [], reference: String? = nil,
  sampler: SamplerChoice = .collapsed, seed: UInt64 = 20_261_129
) throws -> ModelFit {
  var options = FitOptions(data: "example:\(data)")
  try options.setModel(model, degreesOfFreedom: nil, prior: nil)
  try options.select(
    filters: filters, by: nil, study: nil, allowDependent: false, dropOneArm: false)
  var request = CovariateRequest()
  request.formula = formula
  request.covariates = covariate.map { [$0] } ?? []
  request.references = reference.map { [$0] } ?? []
  try options.setCovariates(request)
  options.preset = "metabayesdta"
  options.sampler = sampler
  options.draws = draws
  options.seed = seed
  options.threads = 2
  return try runFit(options, detail: .full)
}

@Suite("HSROC: fits")
struct HSROCFitTests {
  /// Without covariates it is the bivariate fit: every quantity within its Monte Carlo error.
  @Test func withoutCovariatesItIsTheBivariateFit() throws {
    let own = try hierarchicalFit("auditc", draws: 5000)
    let other = try hierarchicalFit("auditc", model: "bivariate", draws: 5000, seed: 4711)
    #expect(own.diagnostics.ok && own.settings.count == 1)
    #expect(own.parameters.map(\.name) == other.parameters.map(\.name))
    for (first, second) in zip(own.parameters, other.parameters) {
      let (a, b) = (first.summary, second.summary)
      for (found, wanted, errors) in [
        (a.median, b.median, (a.mcseOfMedian, b.mcseOfMedian)),
        (a.lower, b.lower, (a.mcseOfQuantile025, b.mcseOfQuantile025)),
        (a.upper, b.upper, (a.mcseOfQuantile975, b.mcseOfQuantile975)),
      ] {
        let error = (errors.0 * errors.0 + errors.1 * errors.1).squareRoot()
        #expect(abs(found - wanted) < 4.5 * error, "\(first.name): \(found), \(wanted), \(error)")
      }
      #expect(first.moments == second.moments, "\(first.name)")
    }
    // What bears the prior says the same of it, whether it is sampled or derived.
    for name in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
      let first = try #require(own.parameters.first { $0.name == name })
      let second = try #require(other.parameters.first { $0.name == name })
      #expect(first.variable.role == .derived && second.variable.role == .parameter)
      #expect(first.priorText == second.priorText && first.priorText != nil)
      #expect(abs((first.learnt ?? 9) - (second.learnt ?? -9)) < 0.05)
    }
    for name in ["lambda", "theta", "beta", "var_accuracy", "var_threshold"] {
      #expect(own.parameters.first { $0.name == name }?.variable.role == .parameter)
    }
    #expect(
      own.shared.maximumLikelihood.logLikelihood == other.shared.maximumLikelihood.logLikelihood)
  }

  struct Reference: Sendable, CustomTestStringConvertible {
    let file: String
    let data: String
    var formula: String?
    var filters: [String] = []
    var level: String?
    var testDescription: String { file }
  }

  /// Medians of long runs of JAGS, whose program writes the effects as accuracy and threshold, within 4
  /// combined Monte Carlo errors; that of a median is 1.25 of a mean's, which autocorrelation makes a little
  /// larger.
  @Test(arguments: [
    Reference(file: "auditc.default", data: "auditc"),
    Reference(
      file: "smoking_type.default", data: "smoking-all",
      formula: "accuracy ~ type; threshold ~ type; shape ~ type", filters: ["result_id=1"],
      level: "IAQ"),
  ])
  func agreesWithTheReference(entry: Reference) throws {
    let fit = try hierarchicalFit(
      entry.data, formula: entry.formula, draws: 5000, filters: entry.filters,
      reference: entry.level)
    #expect(fit.diagnostics.ok && fit.shared.kernel == .independence)
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Models/hsroc/reference/\(entry.file).csv")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(lines.count >= 7)
    for line in lines {
      let parts = line.split(separator: ",")
      let (name, cells) = (String(parts[0]), parts.dropFirst().compactMap { Double($0) })
      // Mean, SD, 2.5 %, median, 97.5 %, MCSE of the mean.
      let (sd, median, error) = (cells[1], cells[3], 1.35 * cells[5])
      let own = try #require(fit.parameters.first { $0.name == name }, "\(name)").summary
      let limit = 4 * (error * error + own.mcseOfMedian * own.mcseOfMedian).squareRoot()
      #expect(abs(own.median - median) < limit, "\(name): \(own.median), \(median)")
      #expect(limit < 0.25 * sd)
    }
  }

  /// NUTS has the posterior of the independence sampler.
  @Test func samplersAgree() throws {
    let formula = "accuracy ~ generation; shape ~ generation"
    let own = try hierarchicalFit("anti-ccp", formula: formula, reference: "CCP1")
    let other = try hierarchicalFit(
      "anti-ccp", formula: formula, draws: 800, reference: "CCP1", sampler: .collapsedNUTS)
    #expect(own.diagnostics.ok && other.diagnostics.ok)
    #expect(own.shared.kernel == .independence && other.shared.kernel == .noUTurn)
    for (first, second) in zip(own.parameters, other.parameters) {
      let (a, b) = (first.summary, second.summary)
      let error =
        (a.mcseOfMedian * a.mcseOfMedian + b.mcseOfMedian * b.mcseOfMedian).squareRoot()
      // The median of an indicator that is nearly always 1 has no error.
      #expect(
        a.median == b.median || abs(a.median - b.median) < 4.5 * error, "\(first.name)")
    }
  }

  /// With a common shape the levels' curves are parallel on the logit scales, e^(-beta/2) times the
  /// difference of Lambda apart, and the relative DOR is that of docs/statistics.md.
  @Test func curvesOfACommonShapeAreParallel() throws {
    let fit = try hierarchicalFit(
      "schuetz-ct-mri", formula: "accuracy ~ test; threshold ~ test", draws: 500)
    #expect(fit.settings.map(\.setting.label) == ["CT", "MRI"])
    func column(_ name: String) -> [Double] {
      let variable = fit.parameters.first { $0.name == name }?.variable ?? Variable(name)
      return fit.sample.draws.chains(of: variable).flatMap { $0 }
    }
    let lines = fit.settings.map { setting in
      let population = setting.population
      return (0..<population.count).map {
        RutterGatsonisLine(
          BivariateParameters(
            muSensitivity: population.muSensitivity[$0],
            muSpecificity: population.muSpecificity[$0],
            tauSensitivity: population.tauSensitivity[$0],
            tauSpecificity: population.tauSpecificity[$0], rho: population.rho[$0]))
      }
    }
    let (beta, accuracy) = (column("beta"), column("lambda[MRI vs CT]"))
    let threshold = column("theta[MRI vs CT]")
    let (first, second) = (fit.settings[0].population, fit.settings[1].population)
    #expect(lines[0].count == 2000)
    for i in lines[0].indices {
      #expect(abs(lines[0][i].slope - lines[1][i].slope) < 1e-10)
      let distance = lines[1][i].intercept - lines[0][i].intercept
      #expect(abs(distance - exp(-0.5 * beta[i]) * accuracy[i]) < 1e-9)
      let odds =
        second.muSensitivity[i] + second.muSpecificity[i] - first.muSensitivity[i]
        - first.muSpecificity[i]
      let wanted = accuracy[i] * cosh(beta[i] / 2) - 2 * threshold[i] * sinh(beta[i] / 2)
      #expect(abs(odds - wanted) < 1e-9)
    }
    // The curves that are reported are these.
    let curves = try fit.settings.map { try #require($0.curve) }
    #expect(curves.count == 2)
  }

  /// Names of parameters, page and JSON of a fit whose accuracy depends on the test.
  @Test func pageAndJSONOfACovariate() throws {
    let fit = try hierarchicalFit("schuetz-ct-mri", formula: "accuracy ~ test", draws: 500)
    let sampled = fit.parameters.filter { $0.variable.role == .parameter }.map(\.name)
    #expect(
      Set(sampled) == [
        "lambda[CT]", "lambda[MRI vs CT]", "theta", "beta", "var_accuracy", "var_threshold",
      ])
    // The other level's accuracy follows.
    let other = try #require(fit.parameters.first { $0.name == "lambda[MRI]" })
    #expect(other.variable.role == .derived)
    let page = fit.page()
    for words in [
      "HSROC, exact binomial, accuracy ~ test", "HSROC scale (logit)", "lambda[MRI vs CT]",
      "MRI against CT: less sensitive, less specific", "-3.92 to 3.92", "implied",
    ] { #expect(page.contains(words), "\(words)") }
    let json = fit.json()
    #expect(json["model"]?["name"]?.stringValue == "hsroc")
    #expect(json["formula"]?.stringValue == "accuracy ~ test")
    #expect(json["settings"]?.elements?.count == 2)
    let rows = json["parameters"]?.elements ?? []
    let difference = rows.first { $0["name"]?.stringValue == "lambda[MRI vs CT]" }
    #expect(difference?["base"]?.stringValue == "lambda")
    #expect(difference?["index"]?["test"]?.stringValue == "MRI vs CT")
    #expect(difference?["learnt"]?.doubleValue != nil)
    let plain = try hierarchicalFit("auditc", draws: 500).page()
    for words in ["HSROC, exact binomial ·", "HSROC scale (logit)", "tau_se", "var_threshold"] {
      #expect(plain.contains(words), "\(words)")
    }
  }

  /// A covariate acts on accuracy and threshold; a slope has its value per unit and points.
  @Test func covariatesAndSlopes() throws {
    let fit = try hierarchicalFit("catheter", covariate: "prevalence", draws: 500)
    let names = fit.parameters.map(\.name)
    for name in [
      "lambda[intercept]", "lambda[prevalence, per SD]", "theta[prevalence, per SD]", "beta",
      "lambda[prevalence, per unit]", "sensitivity[intercept]", "auc[intercept]",
    ] { #expect(names.contains(name), "\(name)") }
    #expect(fit.points.count == 3)
    #expect(fit.page().contains("sensitivity"))
    let both = try hierarchicalFit(
      "catheter", formula: "accuracy ~ prevalence; threshold ~ prevalence", draws: 500)
    #expect(
      both.sample.draws.chains(of: Variable("beta"))
        == fit.sample.draws.chains(of: Variable("beta")))
  }

  /// What is of another model is refused with a usage error that names what would be right.
  @Test func whatDoesNotGoTogetherIsRefused() throws {
    func message(
      model: String = "hsroc", _ change: (inout CovariateRequest) -> Void
    ) -> (code: AnalysisError.Code?, text: String) {
      do {
        var options = FitOptions(data: "example:auditc")
        try options.setModel(model, degreesOfFreedom: nil, prior: nil)
        var request = CovariateRequest()
        change(&request)
        try options.setCovariates(request)
        return (nil, "\(options.model)")
      } catch {
        let found = AnalysisError(error)
        return (found.code, found.message.spelled(by: .commandLine))
      }
    }
    let mixed = message { $0.formula = "accuracy ~ a; mu_se ~ a" }
    #expect(mixed.code == .usage && mixed.text.contains("exclude mu_se, mu_sp and tau"))
    let means = message { $0.formula = "mu_se ~ a" }
    #expect(means.code == .usage && means.text.contains("the sides are accuracy, threshold"))
    let robust = message(model: "robust") { $0.formula = "accuracy ~ a" }
    #expect(robust.code == .usage && robust.text.contains("leave --model robust out"))
    let affects = message {
      $0.covariates = ["a"]
      $0.affects = .sensitivity
    }
    #expect(affects.code == .usage && affects.text.contains("--affects"))
    #expect(message(model: "bivariate") { $0.formula = "shape ~ a" }.text == "hsroc")
  }
}
