import AccuracyData
import Draws
import FitPages
import Fitting
import Foundation
import FrequentistFits
import Requests
import Testing

@testable import PosteriorSampling

/// A fit of a built-in data set with covariates.
func covariateFit(
  _ data: String, _ change: (inout CovariateRequest) -> Void, draws: Int = 5000,
  filters: [String] = [], by: String? = nil, seed: UInt64 = 20_261_129,
  file: String? = nil
) throws -> ModelFit {
  var options = FitOptions(data: file ?? "example:\(data)")
  var request = CovariateRequest()
  change(&request)
  try options.select(
    filters: filters, by: by, study: nil, allowDependent: false, dropOneArm: false)
  try options.setCovariates(request)
  options.preset = "metabayesdta"
  options.draws = draws
  options.seed = seed
  options.threads = 2
  return try runFit(options, detail: .full)
}

@Suite("Regression: posteriors")
struct RegressionFitTests {
  /// Reference posteriors: by JAGS (`jags`), which is right to some hundredths of an SD with its glm module,
  /// or by importance sampling with another program (`is`).
  static let references:
    [String: [(method: String, name: String, mean: Double, sd: Double, mcse: Double)]] = {
      let text = String(decoding: PackageResources.reference_csv, as: UTF8.self)
      var sets: [String: [(String, String, Double, Double, Double)]] = [:]
      for line in text.split(separator: "\n").dropFirst() {
        // Only the name can hold a comma, between quotation marks.
        let parts = line.split(separator: "\"")
        let cells = line.split(separator: ",").map(String.init)
        let name = parts.count > 1 ? String(parts[1]) : cells[2]
        let numbers = cells.suffix(3).compactMap(Double.init)
        sets[cells[0], default: []].append((cells[1], name, numbers[0], numbers[1], numbers[2]))
      }
      return sets
    }()

  struct Case: Sendable, CustomTestStringConvertible {
    let reference: String
    let data: String
    var filters: [String] = []
    let change: @Sendable (inout CovariateRequest) -> Void
    var testDescription: String { reference }
  }

  static let cases = [
    Case(reference: "anti_ccp_generation", data: "anti-ccp") {
      $0.covariates = ["generation"]
      $0.references = ["CCP1"]
    },
    Case(reference: "anti_ccp_generation_separate", data: "anti-ccp") {
      $0.covariates = ["generation"]
      $0.references = ["CCP1"]
      $0.covariance = .separate
    },
    Case(reference: "smoking_type", data: "smoking-all", filters: ["result_id=1"]) {
      $0.covariates = ["type"]
      $0.references = ["IAQ"]
    },
    Case(reference: "scheidler_modality", data: "scheidler") {
      $0.covariates = ["modality"]
      $0.rows = .independent
    },
    Case(reference: "catheter_prevalence", data: "catheter") {
      $0.covariates = ["prevalence"]
      $0.rows = .independent
    },
    Case(reference: "schuetz_rows", data: "schuetz-ct-mri") {
      $0.covariates = ["test"]
      $0.rows = .independent
    },
    Case(reference: "ascus_rows", data: "ascus") {
      $0.covariates = ["test"]
      $0.rows = .independent
    },
    Case(reference: "ascus_shared", data: "ascus") {
      $0.covariates = ["test"]
      $0.rows = .shared
    },
    Case(reference: "ascus_exchangeable", data: "ascus") { $0.covariates = ["test"] },
    Case(reference: "ascus_shared_within", data: "ascus") {
      $0.covariates = ["test"]
      $0.rows = .sharedAndWithin
    },
  ]

  /// Means within 4 combined Monte Carlo errors, and 0.03 SD against JAGS.
  @Test(arguments: cases)
  func agreesWithTheReference(entry: Case) throws {
    let fit = try covariateFit(entry.data, entry.change, filters: entry.filters)
    #expect(fit.diagnostics.ok)
    let rows = try #require(Self.references[entry.reference])
    #expect(rows.count >= 7)
    for row in rows {
      let report = try #require(fit.parameters.first { $0.name == row.name }, "\(row.name)")
      let own = report.summary.mcseOfMean.isFinite ? report.summary.mcseOfMean : 0
      let error = (row.mcse * row.mcse + own * own).squareRoot()
      let slack = row.method == "jags" ? 0.03 * row.sd : 0
      #expect(
        abs(report.summary.mean - row.mean) < 4 * error + slack,
        "\(row.name): \(report.summary.mean) against \(row.mean)")
      // The SD of a rare indicator has a large error of its own.
      guard !row.name.hasPrefix("p_"), row.sd > 0 else { continue }
      #expect(abs(report.summary.sd / row.sd - 1) < 0.06, "\(row.name)")
    }
  }

  /// Levels that share nothing are the separate fits of `--by`, draw for draw.
  @Test func separateLevelsAreSeparateFits() throws {
    let joint = try covariateFit(
      "anti-ccp",
      {
        $0.covariates = ["generation"]
        $0.covariance = .separate
      }, draws: 500)
    var options = FitOptions(data: "example:anti-ccp")
    try options.select(
      filters: [], by: "generation", study: nil, allowDependent: false, dropOneArm: false)
    options.preset = "metabayesdta"
    options.draws = 500
    options.seed = 20_261_129
    let levels = try runFitByLevel(options, detail: .page)
    #expect(levels.map(\.level) == ["CCP2", "CCP1"])
    for (level, fit) in levels {
      for base in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
        let own = Variable(base, index: [IndexEntry(level)])
        #expect(
          joint.sample.draws.chains(of: own) == fit.sample.draws.chains(of: Variable(base)),
          "\(own.name)")
      }
    }
  }

  /// One level is the plain fit, draw for draw.
  @Test func oneLevelIsThePlainFit() throws {
    let one = try covariateFit(
      "anti-ccp", { $0.covariates = ["generation"] }, draws: 500, filters: ["generation=CCP2"])
    let plain = try covariateFit("anti-ccp", { _ in }, draws: 500, filters: ["generation=CCP2"])
    #expect(one.settings.map(\.setting.label) == ["CCP2"])
    for base in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
      let index = base.hasPrefix("mu") ? [IndexEntry("CCP2")] : []
      #expect(
        one.sample.draws.chains(of: Variable(base, index: index))
          == plain.sample.draws.chains(of: Variable(base)), "\(base)")
    }
  }

  /// Another unit of a covariate gives the same fit, its slope per SD unchanged.
  @Test func unitsDoNotMatter() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func fit(_ unit: (Double) -> Double) throws -> ModelFit {
      let rows = [
        (25, 1, 8, 25), (17, 3, 4, 11), (88, 16, 16, 31), (16, 3, 10, 80), (40, 1, 17, 137),
        (38, 6, 9, 24), (23, 0, 19, 12), (27, 2, 6, 18), (14, 3, 3, 29), (37, 22, 7, 7),
      ]
      let lines = rows.enumerated().map { k, r in
        "s\(k),\(r.0),\(r.1),\(r.2),\(r.3),\(unit(Double((7 * k) % 10)))"
      }
      let file = folder.appending(path: "t.csv")
      try Data(("study,tp,fp,fn,tn,z\n" + lines.joined(separator: "\n")).utf8).write(to: file)
      return try covariateFit("", { $0.covariates = ["z"] }, draws: 500, file: file.path)
    }
    let (one, other) = (try fit { $0 }, try fit { 32 + 1.8 * $0 })
    for name in ["mu_se[z, per SD]", "mu_sp[intercept]", "tau_se", "rho"] {
      let (a, b) = (
        try #require(one.parameters.first { $0.name == name }).summary.mean,
        try #require(other.parameters.first { $0.name == name }).summary.mean
      )
      #expect(abs(a - b) < 1e-6, "\(name)")
    }
    let (a, b) = (
      try #require(one.parameters.first { $0.name == "mu_se[z, per unit]" }).summary.median,
      try #require(other.parameters.first { $0.name == "mu_se[z, per unit]" }).summary.median
    )
    #expect(abs(a / 1.8 - b) < 1e-6)
  }

  /// Levels in another order change nothing but the labels' order: the pairs turn round.
  @Test func theReferenceOnlyTurnsPairsRound() throws {
    let (one, other) = (
      try covariateFit("scheidler", { $0.covariates = ["modality"] }),
      try covariateFit(
        "scheidler",
        {
          $0.covariates = ["modality"]
          $0.references = ["MRI"]
        })
    )
    func summary(_ fit: ModelFit, _ name: String) throws -> (mean: Double, error: Double) {
      let summary = try #require(fit.parameters.first { $0.name == name }, "\(name)").summary
      return (summary.mean, summary.mcseOfMean)
    }
    for name in ["mu_se[CT]", "mu_sp[LAG]", "tau_se", "rho"] {
      let (a, b) = (try summary(one, name), try summary(other, name))
      #expect(abs(a.mean - b.mean) < 4.5 * (a.error * a.error + b.error * b.error).squareRoot())
    }
    let forward = try summary(one, "difference_sensitivity[MRI vs CT]")
    let back = try summary(other, "difference_sensitivity[CT vs MRI]")
    #expect(abs(forward.mean + back.mean) < 4.5 * 1.5 * forward.error)
    #expect(one.comparisons.map(\.label) == ["LAG vs CT", "MRI vs CT", "MRI vs LAG"])
    #expect(other.comparisons.map(\.label) == ["CT vs MRI", "LAG vs MRI", "LAG vs CT"])
  }

  /// Quantities of a pair are functions of the same draws.
  @Test func comparisonsAreOfTheSameDraws() throws {
    let fit = try covariateFit("scheidler", { $0.covariates = ["modality"] }, draws: 500)
    let draws = fit.sample.draws
    func column(_ base: String, _ level: String) -> [Double] {
      draws.pooled(Variable(base, index: [IndexEntry(level)])).map { 1 / (1 + exp(-$0)) }
    }
    let differences = zip(column("mu_se", "LAG"), column("mu_se", "CT")).map { $0 - $1 }
    let comparison = try #require(fit.comparisons.first)
    let report = try #require(comparison.quantity("difference_sensitivity"))
    #expect(
      abs(report.summary.mean - differences.reduce(0, +) / Double(differences.count)) < 1e-12)
    let q = comparison.quadrants
    #expect(abs(q.bothHigher + q.bothLower + q.sensitivityOnly + q.specificityOnly - 1) < 1e-12)
    let higher = Double(differences.count { $0 > 0 }) / Double(differences.count)
    #expect(abs(q.bothHigher + q.sensitivityOnly - higher) < 1e-12)
    // Draws of two levels taken in another order would not be pairs: their difference has another spread.
    let shuffled = zip(column("mu_se", "LAG"), column("mu_se", "CT").reversed()).map { $0 - $1 }
    func variance(_ x: [Double]) -> Double {
      let mean = x.reduce(0, +) / Double(x.count)
      return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count - 1)
    }
    #expect(abs(report.summary.sd * report.summary.sd / variance(differences) - 1) < 1e-9)
    #expect(variance(shuffled) != variance(differences))
  }

  /// What the model gives both levels alike is no result of a comparison.
  @Test func sharedMarginsAreNotCompared() throws {
    let fit = try covariateFit(
      "anti-ccp",
      {
        $0.covariates = ["generation"]
        $0.affects = .sensitivity
      }, draws: 300)
    let comparison = try #require(fit.comparisons.first)
    #expect(comparison.shared == [.specificity])
    #expect(comparison.quantity("difference_specificity") == nil)
    #expect(comparison.quantity("p_higher_both") == nil)
    #expect(comparison.quantity("difference_sensitivity") != nil)
    let page = fit.page()
    #expect(page.contains("Specificity           the same in this model"))
    #expect(!page.contains("both lower"))
  }
}
