import AccuracyData
import Distributions
import Documents
import Fitting
import Foundation
import Requests
import Testing

@testable import ProgramDesigns
@testable import ProgramExport

/// A short fit whose programs are looked at.
private func fit(
  _ data: String = "example:anti-ccp", model: String = "bivariate", nu: String? = nil,
  preset: String = "default", _ change: (inout CovariateRequest) -> Void = { _ in }
) throws -> ModelFit {
  var options = FitOptions(data: data)
  try options.setModel(model, degreesOfFreedom: nu, prior: nil)
  try options.select(
    filters: [], by: nil, study: nil, allowDependent: false, dropOneArm: false)
  var request = CovariateRequest()
  change(&request)
  try options.setCovariates(request)
  options.preset = preset
  options.draws = 100
  options.chains = 1
  return try runFit(options, detail: .page)
}

private func programs(_ fit: ModelFit) throws -> [String: String] {
  let files = try #require(try fit.exportedDesign([.stan, .jags]))
  return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
}

@Suite("fit --export: covariates, robust effects and the HSROC scale")
struct DesignExportTests {
  /// Every parameter and every accuracy of the fit is one of the program, and is found again by its name.
  @Test func parametersMapBack() throws {
    let fits = [
      try fit { $0.covariates = ["generation"] },
      try fit {
        $0.covariates = ["generation"]
        $0.covariance = .separate
      },
      try fit(model: "robust", nu: "estimated"),
      try fit("example:catheter") {
        $0.formula = "mu_se ~ type + prevalence; mu_sp ~ type:prevalence; tau ~ type"
      },
      try fit("example:scheidler") { $0.formula = "accuracy ~ modality; shape ~ modality" },
      try fit(model: "hsroc"),
    ]
    for fit in fits {
      let design = try #require(ExportDesign(fit.model))
      let known = Set(fit.parameters.map(\.name))
      #expect(design.names.allSatisfy { known.contains($0.name) })
      #expect(Set(design.names.map(\.identifier)).count == design.names.count)
      let sampled = fit.parameters.filter { $0.variable.role == .parameter }.map(\.name)
      #expect(Set(sampled).isSubset(of: design.names.map(\.name)))
      let files = try programs(fit)
      #expect(files.count == 6)
      for (name, text) in files {
        #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(name)")
      }
      for own in design.names {
        let (stan, jags) = (try #require(files["model.stan"]), try #require(files["model.jags"]))
        // Declared once in Stan, defined once in JAGS.
        let declared = stan.split(separator: "\n").filter {
          $0.hasSuffix(" \(own.identifier);") || $0.contains(" \(own.identifier) = ")
        }
        #expect(declared.count == 1, "\(own.identifier): \(declared)")
        let defined = jags.split(separator: "\n").filter {
          $0.hasPrefix("  \(own.identifier) ~ ") || $0.hasPrefix("  \(own.identifier) <- ")
        }
        #expect(defined.count == 1, "\(own.identifier): \(defined)")
        #expect(files["run_jags.R"]?.contains("\"\(own.identifier)\"") == true)
      }
    }
  }

  /// What coefficients are multiplied by stands in both data files: here a mean a level, and which
  /// covariance a study has.
  @Test func matricesAreThoseOfTheDesign() throws {
    let fit = try fit {
      $0.covariates = ["generation"]
      $0.covariance = .separate
      $0.references = ["CCP1"]
    }
    let files = try programs(fit)
    let levels = fit.dataset.studies.map { $0.covariates[0].value == "CCP1" ? [1, 0] : [0, 1] }
    let data = try JSONValue.parse(try #require(files["data.json"]))
    for name in ["x_se", "x_sp", "in_group"] {
      let rows = data[name]?.elements?.map { ($0.elements ?? []).compactMap(\.doubleValue) }
      #expect(rows == levels.map { $0.map(Double.init) }, "\(name)")
      let columns = levels.map { "\($0[0])" } + levels.map { "\($0[1])" }
      #expect(
        files["data-jags.R"]?.contains(
          "\"\(name)\" <- structure(c(\(columns.joined(separator: ", "))), .Dim = c(37, 2))")
          == true)
    }
    let stan = try #require(files["model.stan"])
    for line in [
      "matrix[N, 2] in_group;", "real<lower=0> tau_se_2;", "tau_sp_1 ~ normal(0, 1);",
      "beta_lpdf(0.5 * (rho_2 + 1) | 2, 2);", "mu_se_1 ~ normal(0, 1.5);",
      "vector[N] sd_se = in_group * [tau_se_1, tau_se_2]';",
    ] { #expect(stan.contains(line), "\(line)") }
    let jags = try #require(files["model.jags"])
    for line in [
      "rho_2 <- 2 * rho_unit_2 - 1",
      "sd_se[i] <- in_group[i, 1] * tau_se_1 + in_group[i, 2] * tau_se_2",
    ] { #expect(jags.contains(line), "\(line)") }
  }

  /// Degrees of freedom given and estimated, and weights.
  @Test func robustPrograms() throws {
    let given = try programs(try fit(model: "robust"))
    let estimated = try programs(try fit(model: "robust", nu: "estimated"))
    #expect(given["model.stan"]?.contains("real nu = 4;") == true)
    #expect(given["model.jags"]?.contains("nu <- 4") == true)
    #expect(estimated["model.stan"]?.contains("real<lower=1> nu;") == true)
    #expect(estimated["model.stan"]?.contains("nu ~ gamma(2, 0.1);") == true)
    #expect(estimated["model.jags"]?.contains("nu ~ dgamma(2, 0.1) T(1, )") == true)
    for files in [given, estimated] {
      #expect(files["model.jags"]?.contains("weight[i] ~ dgamma(0.5 * nu, 0.5 * nu)") == true)
      #expect(
        files["model.jags"]?.contains("dnorm(mean_se[i], weight[i] / pow(sd_se[i], 2))") == true)
      #expect(files["model.stan"]?.contains("spread .* sd_se .* score_se") == true)
    }
  }

  /// Every prior that the plain model's programs can express, in every kind of model, by names that do not
  /// clash where levels have covariances of their own.
  @Test(arguments: PriorPreset.all.map(\.name)) func everyPreset(preset: String) throws {
    for kind in 0..<3 {
      let fit = try fit(
        "example:audit4", model: ["hsroc", "robust", "bivariate"][kind], preset: preset)
      let files = try fit.exportedDesign([.stan, .jags])
      #expect((files == nil) == (kind == 2))
    }
    let separate = try programs(
      try fit(preset: preset) {
        $0.covariates = ["generation"]
        $0.covariance = .separate
      })
    let jags = try #require(separate["model.jags"])
    let defined = jags.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ").map(String.init)
      return words.count > 1 && ["~", "<-"].contains(words[1]) ? words[0] : nil
    }
    // `zero` has its value in the data block and its density in the model.
    let own = defined.filter { !$0.hasPrefix("zero") }
    #expect(Set(own).count == own.count, "\(own)")
    #expect(own.contains("rho_1") && own.contains("rho_2") && !own.contains("rho"))
  }

  /// A label can neither end a string of the script nor a comment.
  @Test func labelsAreOnlyLabels() throws {
    let rows = (0..<8).map {
      "S\($0),\(20 + $0),\(3 + $0),\(2 + $0),40,\"\($0 % 2 == 0 ? "a\"\"\\\u{E9}\n)" : "b")\""
    }
    let table = "study,tp,fp,fn,tn,kind\n" + rows.joined(separator: "\n") + "\n"
    var options = FitOptions(source: .bytes(Array(table.utf8), name: "x.csv"))
    var request = CovariateRequest()
    request.covariates = ["kind"]
    try options.setCovariates(request)
    options.draws = 100
    options.chains = 1
    let files = try programs(try runFit(options, detail: .page))
    #expect(files["run_stan.R"]?.contains(#""mu_se[a\U{22}\U{5c}\U{e9}"#) == true)
    for text in files.values { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
  }
}
