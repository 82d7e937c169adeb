import AccuracyData
import Distributions
import Draws
import Fitting
import Foundation
import FrequentistFits
import ModelInterface
import PosteriorMoments
import SpecialFunctions
import Testing

@testable import Requests

/// The posterior of a model that no room knows, against its closed form.
///
/// Errors are measured in Monte Carlo errors of the same run. 4.5 of them are passed by chance once in
/// 150,000 comparisons, of which there are about 100 here.
@Suite("A second model: posterior")
struct ClosedFormTests {
  private static let limit = 4.5

  @Test(arguments: SamplerChoice.allCases)
  func everySamplerFindsIt(sampler: SamplerChoice) throws {
    let run = try NormalFit(sampler: sampler, draws: 3000)
    #expect(run.fit.diagnostics.ok, "\(run.fit.diagnostics.problems)")
    let exact =
      zip(run.model.means.map(\.variable), run.model.closedForm).map { ($0, $1.mean, $1.sd) }
      + [(NormalModel.drift, 0, 1)]
    #expect(exact.count == 4)
    for (variable, mean, sd) in exact {
      let summary = try #require(run.report(variable.name)).summary
      let name = "\(variable.name) by \(sampler)"
      #expect(abs(summary.mean - mean) < Self.limit * summary.mcseOfMean, "\(name)")
      #expect(abs(summary.median - mean) < Self.limit * summary.mcseOfMedian, "\(name)")
      // The error of a normal's SD is sd / sqrt(2 n).
      #expect(abs(summary.sd / sd - 1) < Self.limit / (2 * summary.tailESS).squareRoot(), "\(name)")
      #expect(
        abs(summary.lower - (mean - 1.959964 * sd)) < Self.limit * summary.mcseOfQuantile025,
        "\(name)")
      #expect(
        abs(summary.upper - (mean + 1.959964 * sd)) < Self.limit * summary.mcseOfQuantile975,
        "\(name)")
    }
  }

  @Test func theSettingsShareWhatTheModelShares() throws {
    let run = try NormalFit()
    let names = run.fit.parameters.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.filter { $0.hasPrefix("mu_") } == ["mu_se[CCP1]", "mu_sp", "mu_se[CCP2]"])
    #expect(names.filter { !$0.contains(" vs ") }.last == "drift")
    // What compares the settings comes last.
    #expect(names.last == "p_higher_sensitivity[CCP2 vs CCP1]")
    let comparison = try #require(run.fit.comparisons.first)
    #expect(comparison.shared == [.specificity])
    #expect(comparison.quantity("relative_specificity") == nil)
    #expect(run.fit.settings.map(\.setting.label) == ["CCP1", "CCP2"])
    #expect(run.fit.settings.map(\.dataset.studies.count) == [8, 29])
    for result in run.fit.settings {
      #expect(result.ownParameters.map(\.variable.base) == ["mu_se", "mu_sp"])
      #expect(result.parameter("mu_se")?.variable.index == result.setting.index)
      #expect(result.parameter("mu_sp")?.variable.index.isEmpty == true)
      // What is constant in this model is no parameter and must not fail the run.
      #expect(result.parameter("tau_se")?.variable.role == .derived)
      #expect(result.parameter("tau_se")?.summary.median == NormalModel.tauSensitivity)
    }
  }

  @Test func whatWasLearntFollowsFromThePrior() throws {
    let run = try NormalFit()
    for (mean, posterior) in zip(run.model.means, run.model.closedForm) {
      guard case .normal(_, let priorSD) = mean.prior else { throw Unexpected() }
      let report = try #require(run.report(mean.variable.name))
      let exact = 1 - posterior.sd * posterior.sd / (priorSD * priorSD)
      // The relative error of a variance over 10,000 draws is 0.014.
      #expect(abs(try #require(report.learnt) - exact) < 5 * 0.014 * (1 - exact))
      let distance = normalDistance(
        mean: posterior.mean / priorSD, deviation: posterior.sd / priorSD)
      #expect(abs(try #require(report.priorDistance) - distance) < 0.02)
      #expect(abs(try #require(report.priorInterval).upper - 1.959964 * priorSD) < 1e-5)
    }
    #expect(abs(try #require(run.report("drift")?.learnt)) < 5 * 0.014)
    // What belongs to no population has the moments of its prior at least.
    #expect(run.report("drift")?.moments == .meanAndDeviation)
    #expect(run.report("dor[CCP2]")?.moments == .meanAndDeviation)
  }

  @Test func quantitiesOfEachSettingFollow() throws {
    let run = try NormalFit(draws: 10_000)
    let specificity = try #require(run.model.closedForm.last)
    for (result, sensitivity) in zip(run.fit.settings, run.model.closedForm) {
      let label = result.setting.label
      // Monotone: its quantiles are those of the logit.
      let own = try #require(result.parameter("sensitivity")).summary
      #expect(result.parameter("sensitivity")?.name == "sensitivity[\(label)]")
      let exact = inverseLogit(sensitivity.mean)
      #expect(abs(own.median - exact) < Self.limit * own.mcseOfMedian)
      // log DOR is normal with the sum of both variances.
      let ratio = try #require(result.parameter("dor")).summary
      let spread = (sensitivity.sd * sensitivity.sd + specificity.sd * specificity.sd).squareRoot()
      let upper = exp(sensitivity.mean + specificity.mean + 1.959964 * spread)
      #expect(abs(ratio.upper - upper) < Self.limit * ratio.mcseOfQuantile975)
      // A new study adds tau^2.
      let new = try #require(result.parameter("sensitivity_new")).summary
      let width = (sensitivity.sd * sensitivity.sd + 0.36).squareRoot()
      #expect(
        abs(new.lower - inverseLogit(sensitivity.mean - 1.959964 * width))
          < Self.limit * new.mcseOfQuantile025)
      #expect(
        abs(new.upper - inverseLogit(sensitivity.mean + 1.959964 * width))
          < Self.limit * new.mcseOfQuantile975)
    }
  }

  /// With one stream for all settings the correlation of the new studies would be near 0.98.
  @Test func newStudiesOfTwoSettingsAreIndependent() throws {
    let run = try NormalFit()
    let columns = run.fit.settings.map(\.newStudyLogits.sensitivity)
    let (first, second) = (try #require(columns.first), try #require(columns.last))
    let n = Double(first.count)
    func centred(_ x: [Double]) -> [Double] {
      let mean = x.reduce(0, +) / n
      return x.map { $0 - mean }
    }
    let (x, y) = (centred(first), centred(second))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let correlation = dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
    #expect(n == 20_000 && abs(correlation) < 5 / n.squareRoot(), "\(correlation)")
  }

  @Test func studyEffectsAreThoseOfTheRightSetting() throws {
    let run = try NormalFit()
    for (number, setting) in run.model.settings.enumerated() {
      let mean = run.model.closedForm[number]
      #expect(
        run.fit.settings[number].studies.map(\.study.label)
          == setting.studies.map { run.model.dataset.studies[$0].label })
      for study in setting.studies.prefix(4) {
        let observed = run.model.observations(of: study).sensitivity
        let (within, between) = (1 / observed.variance, 1 / 0.36)
        let weight = between / (within + between)
        let centre = (1 - weight) * observed.value + weight * mean.mean
        let spread = (1 / (within + between) + weight * weight * mean.sd * mean.sd).squareRoot()
        let posterior = try #require(run.fit.studies[study].arms.first).posterior
        // 4,000 draws: the error of a median is 1.2533 sd / sqrt(n), that of a 2.5 % point 2.7 times.
        #expect(abs(logit(posterior.estimate) - centre) < Self.limit * 0.0198 * spread)
        #expect(
          abs(logit(posterior.upper) - centre - 1.959964 * spread)
            < Self.limit * 0.0424 * spread)
      }
    }
  }

  /// Another prior by reweighting or by draws of its own, against quadrature.
  @Test func priorTablesFollowTheModel() throws {
    let run = try NormalFit()
    for (number, result) in run.fit.settings.enumerated() {
      #expect(result.priorTable.map(\.prior) == ["uniform", "cochrane"])
      for row in result.priorTable {
        let other = run.model.underPrior(try AccuracyPrior.preset(row.prior))
        let exact = try quantiles(other, mean: number)
        let sd = run.model.closedForm[number].sd
        #expect(row.isReliable)
        for (found, expected) in zip(
          [row.sensitivity.lower, row.sensitivity.estimate, row.sensitivity.upper], exact)
        {
          // Errors of the ends are near a twentieth of an SD.
          #expect(abs(logit(found) - expected) < 0.17 * sd, "\(row.prior)")
        }
      }
    }
  }

  /// 2.5 %, 50 % and 97.5 % points of a mean by the trapezoid rule.
  private func quantiles(_ model: NormalModel, mean: Int) throws -> [Double] {
    let (prior, evidence) = (model.means[mean].prior, model.evidence[mean])
    let grid = (0...20_000).map { -10 + 0.001 * Double($0) }
    let logs = grid.map { x in
      evidence.reduce(prior.logDensity(x)) {
        $0 + logNormal($1.value - x, variance: $1.variance)
      }
    }
    let largest = try #require(logs.max())
    var sums: [Double] = []
    for value in logs { sums.append((sums.last ?? 0) + exp(value - largest)) }
    let total = try #require(sums.last)
    return try [0.025, 0.5, 0.975].map { share in
      grid[try #require(sums.firstIndex { $0 >= share * total })]
    }
  }

  @Test func densitiesAtDrawsAddUp() throws {
    let run = try NormalFit(draws: 500)
    let (draws, places) = (run.fit.sample.draws, [DrawPlace(chain: 1, draw: 7)])
    let density = NormalModelDensity(run.model)
    let position = run.model.drawnVariables.flatMap { draws.column($0, .places(places)) }
    let constant = run.model.evidence.joined().reduce(0) {
      $0 - 0.5 * log(2 * Double.pi * $1.variance)
    }
    let whole = density.logDensity(at: position.span) + constant
    let value = try #require(run.model.logPosteriors(of: draws, at: places).first)
    #expect(abs(value - whole) < 1e-9 * abs(whole))
  }
}

private struct Unexpected: Error {}
