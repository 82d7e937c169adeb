import DataReading
import Distributions
import Draws
import FitPages
import Foundation
import ModelInterface
import RandomStreams
import RepeatableNumbers
import Requests
import SpecialFunctions
import StudyDesigns
import Testing

@testable import Fitting
@testable import PosteriorSampling
@testable import RegressionModels

/// Two tests in one new study.
@Suite("Differences in one new study")
struct NewStudyTests {
  /// The draws of a structure, and the comparison of both tests by them.
  private struct Found {
    let sample: PosteriorSample
    let comparison: SettingComparison

    init(_ structure: RowStructure, draws: Int = 1000, threads: Int = 2) throws {
      var options = FitOptions(data: "example:ascus")
      var request = CovariateRequest()
      request.covariates = ["test"]
      request.rows = structure
      try options.setCovariates(request)
      (options.draws, options.threads, options.seed) = (draws, threads, 20_261_129)
      let dataset = try readAccuracyData(options.source, selection: options.selection)
      let model = RegressionModel(
        studies: dataset.studies,
        design: try StudyDesign(options.design, studies: dataset.studies),
        prior: try AccuracyPrior.preset("default"), tables: structure)
      sample = try samplePosterior(
        model, settings: SamplingSettings(options, key: options.streamKey(of: dataset)))
      let completion = FitCompletion(
        sample: sample, model: model, dataset: dataset, options: options, detail: .page,
        isScreened: false, isSaved: true, savedHeterogeneity: nil, clock: nil)
      comparison = try #require(completion.comparisons().first)
    }

    func interval(_ base: String) throws -> (Double, Double) {
      let summary = try #require(comparison.quantity(base)).summary
      return (summary.lower, summary.upper)
    }

    func share(_ base: String) throws -> Double {
      try #require(comparison.quantity(base)).summary.mean
    }
  }

  /// All parameters by name, chains one after the other.
  private func columns(_ fit: Found) -> [String: [Double]] {
    let draws = fit.sample.draws
    return Dictionary(uniqueKeysWithValues: draws.variables.map { ($0.name, draws.pooled($0)) })
  }

  /// What a structure says of one draw: the covariance of a table, the covariance of two tables of a study,
  /// and the means of both tables.
  private struct Truth {
    var own: [[Double]]
    var cross: [[Double]]
    var means: [Double]

    init(_ columns: [String: [Double]], _ structure: RowStructure, draw: Int) throws {
      func value(_ name: String) throws -> Double { try #require(columns[name])[draw] }
      let (first, second) = (try value("tau_se"), try value("tau_sp"))
      let both = try value("rho") * first * second
      let sigma = [[first * first, both], [both, second * second]]
      (own, cross) = (sigma, sigma)
      switch structure {
      case .exchangeable:
        let phi = try value("phi")
        cross = sigma.map { $0.map { (1 - phi) * $0 } }
      case .independent: cross = [[0, 0], [0, 0]]
      case .shared: break
      case .sharedAndWithin:
        own[0][0] += try value("kappa_se") * value("kappa_se")
        own[1][1] += try value("kappa_sp") * value("kappa_sp")
      }
      means = [
        try value("mu_se[HC2]"), try value("mu_sp[HC2]"), try value("mu_se[RepC]"),
        try value("mu_sp[RepC]"),
      ]
    }

    /// Sensitivity and specificity of both tables, from the covariance of all four logits at once.
    func simulated(_ numbers: inout SplitMix64) -> [Double] {
      var factor = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
      for i in 0..<4 {
        for j in 0...i {
          let block: [[Double]] = i / 2 == j / 2 ? own : cross
          var rest: Double = block[i % 2][j % 2]
          for k in 0..<j { rest -= factor[i][k] * factor[j][k] }
          // What both tables share altogether leaves nothing for the second.
          let isNothing = factor[j][j] < 1e-7 * own[j % 2][j % 2].squareRoot()
          if i == j {
            factor[i][j] = max(rest, 0).squareRoot()
          } else if !isNothing {
            factor[i][j] = rest / factor[j][j]
          }
        }
      }
      let z: [Double] = numbers.normals(4)
      var logits: [Double] = means
      for i in 0..<4 {
        for k in 0...i { logits[i] += factor[i][k] * z[k] }
      }
      return logits
    }
  }

  /// Shares and ends of intervals against studies that are simulated from the joint covariance of both
  /// tables, written down from the definition; four Monte Carlo errors.
  @Test(arguments: RowStructure.allCases)
  func agreesWithSimulation(structure: RowStructure) throws {
    let fit = try Found(structure)
    #expect(fit.comparison.label == "HC2 vs RepC")
    var numbers = SplitMix64(seed: 20_261_129)
    let (draws, repeats, columns) = (fit.sample.totalDraws, 5, columns(fit))
    let ends = [
      try fit.interval("difference_sensitivity_new"),
      try fit.interval("difference_specificity_new"),
    ]
    var (higher, both, below, above) = ([0.0, 0], 0.0, [0.0, 0], [0.0, 0])
    for draw in 0..<draws {
      let truth = try Truth(columns, structure, draw: draw)
      for _ in 0..<repeats {
        let logits = truth.simulated(&numbers)
        for margin in 0..<2 {
          let difference = inverseLogit(logits[margin]) - inverseLogit(logits[margin + 2])
          if logits[margin] > logits[margin + 2] { higher[margin] += 1 }
          if difference < ends[margin].0 { below[margin] += 1 }
          if difference > ends[margin].1 { above[margin] += 1 }
        }
        if logits[0] > logits[2], logits[1] > logits[3] { both += 1 }
      }
    }
    let count = Double(draws * repeats)
    func expect(_ simulated: Double, _ value: Double, _ what: String) {
      let p = min(max(value, 1e-3), 1 - 1e-3)
      let error = (p * (1 - p) * (1 / Double(draws) + 1 / count)).squareRoot()
      #expect(abs(simulated / count - value) < 4 * error, "\(what): \(simulated / count), \(value)")
    }
    expect(higher[0], try fit.share("p_higher_sensitivity_new"), "more sensitive")
    expect(higher[1], try fit.share("p_higher_specificity_new"), "more specific")
    expect(both, try fit.share("p_higher_both_new"), "both")
    for margin in 0..<2 {
      expect(below[margin], 0.025, "below, margin \(margin)")
      expect(above[margin], 0.025, "above, margin \(margin)")
    }
  }

  /// P(higher | parameters) in closed form: the difference of two logits of one study is normal.
  @Test(arguments: [RowStructure.exchangeable, .independent, .sharedAndWithin])
  func probabilitiesAreThoseOfANormalDifference(structure: RowStructure) throws {
    let fit = try Found(structure)
    let columns = columns(fit)
    for (margin, base) in ["p_higher_sensitivity_new", "p_higher_specificity_new"].enumerated() {
      var expected = 0.0
      for draw in 0..<fit.sample.totalDraws {
        let truth = try Truth(columns, structure, draw: draw)
        let variance = 2 * (truth.own[margin][margin] - truth.cross[margin][margin])
        let shift = truth.means[margin] - truth.means[margin + 2]
        expected += 0.5 * erfc(-shift / (2 * variance).squareRoot())
      }
      expected /= Double(fit.sample.totalDraws)
      let error = (expected * (1 - expected) / Double(fit.sample.totalDraws)).squareRoot()
      #expect(abs(try fit.share(base) - expected) < 4 * error, "\(base): \(expected)")
    }
  }

  /// Tables that share all are as far apart in every study as the summary points on the logit scale, so that
  /// the test that is more sensitive is so in all of them.
  @Test func sharedEffectsKeepTheOrder() throws {
    let fit = try Found(.shared, draws: 500)
    for margin in ["sensitivity", "specificity"] {
      #expect(
        try fit.share("p_higher_\(margin)_new") == fit.share("p_higher_\(margin)"), "\(margin)")
    }
    #expect(try fit.share("p_higher_both_new") == fit.share("p_higher_both"))
    let independent = try Found(.independent, draws: 500)
    let width = { (ends: (Double, Double)) in ends.1 - ends.0 }
    #expect(
      try width(independent.interval("difference_specificity_new"))
        > 2 * width(fit.interval("difference_specificity_new")))
  }

  /// Where no study has two levels nothing is known of a study that has; where rows are unrelated by the
  /// model, as in the robust one, they are so in a new study.
  @Test func onlyWhereStudiesCompare() throws {
    let single = try covariateFit("anti-ccp", { $0.covariates = ["generation"] }, draws: 200)
    #expect(!single.comparisons.isEmpty && !single.comparisons[0].hasNewStudy)
    #expect(!single.page().contains("In one new study"))
    var options = FitOptions(data: "example:ascus")
    var request = CovariateRequest()
    request.covariates = ["test"]
    request.affects = .sensitivity
    options.model = .robust
    try options.setCovariates(request)
    (options.draws, options.threads) = (300, 2)
    let robust = try runFit(options, detail: .page)
    let comparison = try #require(robust.comparisons.first)
    // The summary points have one specificity, two tables of a study have not.
    #expect(comparison.shared == [.specificity])
    #expect(comparison.quantity("difference_specificity") == nil)
    let difference = try #require(comparison.inNewStudy(.specificity))
    #expect(abs(difference.probabilityHigher - 0.5) < 4 * 0.5 / 1200.0.squareRoot())
    #expect(robust.page().contains("Rows of that study are taken as independent."))
  }

  /// The numbers of a table in a new study are of its own stream: other quantities do not move, whatever the
  /// number of threads.
  @Test func numbersDoNotDependOnThreads() throws {
    func found(threads: Int) throws -> [ParameterReport] {
      try Found(.exchangeable, draws: 200, threads: threads).comparison.quantities
    }
    let one = try found(threads: 1)
    #expect(one.count { $0.variable.base.hasSuffix("_new") } == 5)
    #expect(try found(threads: 4).map(\.summary.median) == one.map(\.summary.median))
  }
}
