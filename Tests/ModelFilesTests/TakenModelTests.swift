import Foundation
import FrequentistFits
import Requests
import Testing

@testable import ModelFiles

@Suite("Models as options")
struct TakenModelTests {
  private func taken(
    _ lines: String..., nu: String? = nil, typed: (inout TypedPriors) -> Void = { _ in }
  ) throws -> (options: FitOptions, covariates: CovariateRequest) {
    let path = NSTemporaryDirectory() + "sroc-model-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text =
      (["schema: sroc.model/1", "name: mine", "family: bivariate"] + lines).joined(separator: "\n")
      + "\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    var options = FitOptions(data: "example:auditc")
    var priors = TypedPriors()
    typed(&priors)
    let covariates = try options.takeModel(
      path, degreesOfFreedom: nu, proportion: nil, priors: priors)
    #expect(options.modelFile == ModelRecord(name: "mine", text: text))
    return (options, covariates)
  }

  private let priors = "priors:\n  preset: cochrane\n  mu_se: normal(1, 1)\n  tau: half_normal(2)"

  @Test func aFileActsAsItsOptionsWould() throws {
    let (options, covariates) = try taken(priors, "covariates:", "  columns: [test]")
    #expect(options.preset == "cochrane" && options.model == .bivariate)
    #expect(options.overrides.muSensitivity == "normal(1, 1)")
    #expect(options.overrides.tau == "half_normal(2)" && options.overrides.mu == nil)
    #expect(covariates.covariates == ["test"])
  }

  @Test func whatIsTypedWins() throws {
    // A part, and those of single proportions with it.
    var options = try taken(priors) { $0.parts["mu"] = "normal(0, 3)" }.options
    #expect(options.overrides.mu == "normal(0, 3)" && options.overrides.muSensitivity == nil)
    #expect(options.preset == "cochrane" && options.overrides.tau == "half_normal(2)")
    // A preset takes the place of all.
    options = try taken(priors) { $0.preset = "uniform" }.options
    #expect(options.preset == "uniform" && options.overrides.isEmpty)
    // A prior of the covariance is none of its parts, and the other way round.
    options = try taken(priors) { $0.parts["covariance"] = "inverse_wishart(3, 1, 0, 1)" }.options
    #expect(options.overrides.tau == nil && options.overrides.covariance != nil)
    // Degrees of freedom.
    let robust = "random_effects:\n  distribution: student_t\n  degrees_of_freedom: estimated"
    options = try taken(robust, "priors:", "  nu: gamma(2, 0.2)", nu: "6").options
    #expect(options.degreesOfFreedom == 6 && options.degreesOfFreedomPrior == nil)
    options = try taken(robust) { $0.parts["nu"] = "gamma(3, 0.1)" }.options
    #expect(options.degreesOfFreedom == nil && options.degreesOfFreedomPrior == "gamma(3, 0.1)")
  }

  @Test func typedCovariatesTakeThePlaceOfTheFiles() throws {
    var file = CovariateRequest()
    file.covariates = ["test"]
    file.references = ["CT"]
    file.affects = .sensitivity
    var typed = CovariateRequest()
    #expect(typed.over(file) == file)
    typed.covariates = ["generation"]
    #expect(typed.over(file).covariates == ["generation"])
    #expect(typed.over(file).references == [] && typed.over(file).affects == .sensitivity)
    typed = CovariateRequest()
    typed.formula = "mu_se ~ year"
    let formula = typed.over(file)
    #expect(formula.formula == "mu_se ~ year" && formula.covariates == [] && formula.affects == nil)
    var other = CovariateRequest()
    other.formula = "mu_sp ~ test"
    typed = CovariateRequest()
    typed.covariates = ["year"]
    #expect(typed.over(other).formula == nil)
    typed = CovariateRequest()
    typed.affects = .both
    // Which means of no columns: refused where the design is made.
    #expect(typed.over(other).formula == nil)
  }

  /// Rows of one study, and the prior of their SDs: what is typed wins, and what leaves them no room does.
  @Test func rowsOfOneStudy() throws {
    let rows = "covariates:\n  columns: [test]\n  rows: shared+within"
    let kappa = "priors:\n  kappa: half_normal(0.3)\n  mu: normal(0, 2)"
    func options(
      _ file: String..., change: (inout CovariateRequest) -> Void = { _ in },
      typed: (inout TypedPriors) -> Void = { _ in }
    ) throws -> FitOptions {
      var (options, covariates) = try taken(file.joined(separator: "\n"), typed: typed)
      var request = CovariateRequest()
      change(&request)
      try options.setCovariates(request.over(covariates))
      options.setKappaPrior(nil, over: covariates.rows)
      try options.validate()
      return options
    }
    var found = try options(rows, kappa)
    #expect(found.tableStructure == .sharedAndWithin && found.kappaPrior == "half_normal(0.3)")
    found = try options(rows, kappa) { $0.rows = .shared }
    #expect(found.tableStructure == .shared && found.kappaPrior == nil)
    found = try options(rows, kappa) { $0.covariance = .separate }
    #expect(found.tableStructure == .independent && found.kappaPrior == nil)
    found = try options(rows) { $0.formula = "mu_se ~ test; tau ~ test" }
    #expect(found.tableStructure == .independent)
    found = try options(rows) { $0.formula = "accuracy ~ test" }
    #expect(found.model == .hsroc && found.tableStructure == .independent)
    found = try options(rows, kappa) {
      $0.covariates = ["generation"]
    } typed: {
      $0.preset = "cochrane"
    }
    #expect(found.tableStructure == .sharedAndWithin && found.overrides.mu == nil)
    #expect(found.kappaPrior == "half_normal(0.3)")
    found.setKappaPrior("half_normal(2)", over: .sharedAndWithin)
    #expect(found.kappaPrior == "half_normal(2)")
    let comparison = try ModelCatalogue.model("comparison")
    #expect(comparison.covariates.rows == .exchangeable)
  }

  @Test func contradictionsAreErrors() {
    #expect(throws: AnalysisError.self) { _ = try taken(nu: "4") }
    #expect(throws: AnalysisError.self) {
      var options = try taken("random_effects:", "  distribution: none") {
        $0.parts["tau"] = "half_normal(1)"
      }.options
      options.draws = 1000
      try options.validate()
    }
  }
}
