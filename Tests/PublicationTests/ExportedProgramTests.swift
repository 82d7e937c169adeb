import AccuracyData
import Distributions
import Fitting
import Foundation
import Requests
import Testing

@testable import ProgramExport

/// A fit of three studies, the second without a diseased and the third without a non-diseased arm.
private func smallFit(
  _ change: (inout FitOptions) -> Void = { _ in }
) throws -> FitResult {
  let table =
    "study,tp,fp,fn,tn\n\"A \u{201C}1\u{201D}\nB\",9,1,2,30\nS2,,4,,40\nS3,7,,0,\nS4,5,2,1,12\n"
  var options = FitOptions(source: .bytes(Array(table.utf8), name: "caf\u{E9}\n}.csv"))
  options.draws = 100
  options.chains = 1
  change(&options)
  return try runFit(options, detail: .page).single
}

private func programs(_ change: (inout FitOptions) -> Void) throws -> [String: String] {
  let files = try smallFit(change).exportedFiles([.stan, .jags])
  return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
}

@Suite("fit --export: the text of the programs")
struct ExportedProgramTests {
  @Test func missingArmsAreZerosInStanAndLeftOutInJAGS() throws {
    let files = try programs { _ in }
    let data = try #require(files["data.json"])
    for line in [
      "\"N\": 4", "\"tp\": [9, 0, 7, 5]", "\"fn\": [2, 0, 0, 1]", "\"fp\": [1, 4, 0, 2]",
      "\"tn\": [30, 40, 0, 12]",
    ] {
      #expect(data.contains(line), "\(data)")
    }
    #expect(
      files["data-jags.R"] == """
        "N" <- 4
        "K1" <- 3
        "study1" <- c(1, 3, 4)
        "tp" <- c(9, 7, 5)
        "diseased" <- c(11, 7, 6)
        "K0" <- 3
        "study0" <- c(1, 2, 4)
        "tn" <- c(30, 40, 12)
        "nondiseased" <- c(31, 44, 14)

        """)
  }

  @Test func anArmThatNoStudyHasIsNoPartOfTheJAGSProgram() throws {
    var options = FitOptions(
      source: .bytes(Array("study,tp,fp,fn,tn\nA,9,,2,\nB,7,,1,\n".utf8), name: "one arm"))
    options.draws = 100
    options.chains = 1
    let files = try runFit(options, detail: .page).single.exportedFiles([.jags])
    #expect(files[0].text.contains("K1") && !files[0].text.contains("K0"))
    #expect(!files[1].text.contains("K0") && files[1].text.contains("\"tp\" <- c(9, 7)"))
  }

  @Test func textOfTheDataStaysInComments() throws {
    for (name, text) in try programs({ _ in }) {
      // Labels and file names are data: they can neither end a comment nor leave ASCII.
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(name)")
      #expect(!text.contains("\n}.csv"), "\(name)")
    }
  }

  @Test(arguments: [
    ("normal(-1, 2)", "normal(-1, 2)", "dnorm(-1, 1 / pow(2, 2))"),
    ("logistic(0.5, 1)", "logistic(0.5, 1)", "dlogis(0.5, 1)"),
    ("logistic(0, 2)", "logistic(0, 2)", "dlogis(0, 1 / 2)"),
    ("student_t(4, 1, 2.5)", "student_t(4, 1, 2.5)", "dt(1, 1 / pow(2.5, 2), 4)"),
  ])
  func means(_ prior: String, _ stan: String, _ jags: String) throws {
    let files = try programs { $0.overrides.muSensitivity = prior }
    #expect(files["model.stan"]?.contains("mu_se ~ \(stan);\n  mu_sp ~ normal(0, 1.5);") == true)
    #expect(
      files["model.jags"]?.contains("mu_se ~ \(jags)\n  mu_sp ~ dnorm(0, 1 / pow(1.5, 2))\n")
        == true)
  }

  @Test(arguments: [
    ("half_normal(0.5)", "tau_sp ~ normal(0, 0.5);", "tau_sp ~ dnorm(0, 1 / pow(0.5, 2)) T(0, )"),
    ("half_cauchy(2.5)", "tau_sp ~ cauchy(0, 2.5);", "tau_sp ~ dt(0, 1 / pow(2.5, 2), 1) T(0, )"),
    (
      "half_student_t(3, 1)", "tau_sp ~ student_t(3, 0, 1);",
      "tau_sp ~ dt(0, 1 / pow(1, 2), 3) T(0, )"
    ),
    ("exponential(2)", "tau_sp ~ exponential(2);", "tau_sp ~ dexp(2)"),
    ("pc(3, 0.05)", "tau_sp ~ exponential(-log(0.05) / 3);", "tau_sp ~ dexp(-log(0.05) / 3)"),
    ("uniform(0.1, 4)", "real<lower=0.1, upper=4> tau_sp;", "tau_sp ~ dunif(0.1, 4)"),
    (
      "gamma_precision(2, 0.5)",
      "target += gamma_lpdf(inv_square(tau_sp) | 2, 0.5) - 3 * log(tau_sp);",
      "precision_sp ~ dgamma(2, 0.5)\n  tau_sp <- 1 / sqrt(precision_sp)"
    ),
    (
      "inverse_gamma(0.25, 0.025)",
      "target += inv_gamma_lpdf(square(tau_sp) | 0.25, 0.025) + log(tau_sp);",
      "precision_sp ~ dgamma(0.25, 0.025)\n  tau_sp <- 1 / sqrt(precision_sp)"
    ),
  ])
  func deviations(_ prior: String, _ stan: String, _ jags: String) throws {
    let files = try programs { $0.overrides.tauSpecificity = prior }
    #expect(files["model.stan"]?.contains(stan) == true)
    #expect(files["model.jags"]?.contains(jags) == true)
    #expect(files["model.stan"]?.contains("tau_se ~ normal(0, 1);") == true)
  }

  @Test(arguments: [
    ("lkj(2)", "target += beta_lpdf(0.5 * (rho + 1) | 2, 2);", "rho_unit ~ dbeta(2, 2)"),
    ("uniform(-1, 0)", "real<lower=-1, upper=0> rho;", "rho ~ dunif(-1, 0)"),
    (
      "fisher_z(0.1, 0.5)", "fisher_z ~ normal(0.1, 0.5);", "fisher_z ~ dnorm(0.1, 1 / pow(0.5, 2))"
    ),
    (
      "pc_correlation(-0.1, 0.5, -0.95, 0.05)", "fisher_z ~ penalised_correlation(-0.1, 1.571763",
      "zero ~ dpois("
    ),
  ])
  func correlations(_ prior: String, _ stan: String, _ jags: String) throws {
    let files = try programs { $0.overrides.rho = prior }
    #expect(files["model.stan"]?.contains(stan) == true)
    #expect(files["model.jags"]?.contains(jags) == true)
    // The conditional form, which mixes fast, serves wherever rho stays off the edge; this penalised
    // prior has half a per cent beyond |rho| = 0.9999.
    let isConditional = files["model.jags"]?.contains("residual_precision)") == true
    #expect(isConditional == !prior.hasPrefix("pc_correlation"))
  }

  @Test(arguments: [
    "fisher_z(0, 10)", "fisher_z(0, 100)", "pc_correlation(-0.9, 0.7, -0.99, 0.5)", "lkj(0.1)",
    "pc_correlation(-0.1, 0.5, -0.95, 0.05)",
  ])
  func aCorrelationAtTheEdgeIsWrittenWithScores(_ prior: String) throws {
    let files = try programs { $0.overrides.rho = prior }
    let jags = try #require(files["model.jags"])
    #expect(jags.contains("score_sp[i] ~ dnorm(0, 1)") && !jags.contains("residual_precision"))
  }

  @Test func aDeviationBeyondAllBoundsEndsWhereTheFitEnds() throws {
    let files = try programs { $0.overrides.tau = "inverse_gamma(0.001, 0.001)" }
    #expect(files["model.stan"]?.contains("real<lower=0, upper=10000000000000.0> tau_se;") == true)
    #expect(files["model.jags"]?.contains("T(9.999999999999999e-27, )") == true)
  }

  /// The constant that keeps the mean of JAGS' Poisson observation positive, and the series near rho0,
  /// against the density itself.
  @Test(arguments: [
    "pc_correlation(-0.1, 0.5, -0.95, 0.05)", "pc_correlation(0.3, 0.2, 0.8, 0.9)",
    "pc_correlation(-0.9, 0.7, -0.99, 0.5)",
  ])
  func theZeroTrickIsTheDensity(_ text: String) throws {
    let prior = try ScalarPrior(parsing: text, for: .rho)
    let files = try programs { $0.overrides.rho = text }
    let program = try #require(files["model.jags"])
    let line = try #require(program.split(separator: "\n").first { $0.contains("zero ~ dpois(") })
    let mean = String(
      line.trimmingCharacters(in: .whitespaces).dropFirst("zero ~ dpois(".count).dropLast())
    var offsets: [Double] = []
    for step in -500...500 {
      let z = atanh(-0.1) + Double(step) * 0.0199
      let arithmetic = JAGSArithmetic(program, given: ["fisher_z": z])
      let value = try arithmetic.value(of: mean)
      #expect(value > 0.5 && value < 1e4, "\(z): \(value)")
      // exp(-mean) is the ratio of the wanted density and the Cauchy density, up to a constant.
      offsets.append(-value - log1p(z * z) - prior.logDensityOfFisherZ(z))
    }
    let (low, high) = (try #require(offsets.min()), try #require(offsets.max()))
    #expect(high - low < 1e-9, "\(high - low)")
  }
}
