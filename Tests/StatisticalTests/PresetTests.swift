import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import DataReading
import Distributions
import Testing

@testable import Fitting

/// Every preset: the integration holds, and two samplers that share little code agree.
///
/// The collapsed sampler runs in prior-score coordinates without the study effects; NUTS on the joint
/// density runs in unconstrained coordinates with the prior's own densities and all study effects.
/// 9 presets x 3 data sets x 5 parameters x 4 statistics = 540 comparisons at 4 errors in a reference
/// run (at most 3.4 % false alarms), two ninths of them in an ordinary one. log tau and atanh rho are
/// compared, because tau itself has no variance under the heavy-tailed presets.
@Suite(.serialized) struct PresetTests {
  static let datasets = ["naf_pet_ct", "audit4", "telomerase"]
  static let cases: [(String, String)] = AccuracyPrior.presetNames
    .filter { $0 != "metabayesdta" }
    .flatMap { preset in datasets.map { (preset, $0) } }

  @Test(arguments: cases)
  func integrationHolds(preset: String, dataset: String) throws {
    let sample = try sampleForTest(
      dataset, preset: preset, sampler: .collapsed, draws: 5000)
    let data = try readAccuracyData(.example(dataset))
    let report = checkIntegration(
      BivariateModel(
        likelihood: CollapsedLikelihood(studies: data.studies),
        prior: try AccuracyPrior.preset(preset)), sample: sample, threads: 2)
    #expect(report.quadratureError < 1e-3, "\(preset) on \(dataset): \(report)")
    for variable in sample.draws.variables {
      let isFinite = sample.draws.pooled(variable).allSatisfy { $0.isFinite }
      #expect(isFinite, "\(variable.name)")
    }
  }

  @Test(
    arguments: isReferenceRun
      ? cases
      : [
        ("uniform", "audit4"), ("cochrane", "naf_pet_ct"), ("meta4diag-pc", "telomerase"),
        ("midas-iwishart", "audit4"), ("bamdit", "telomerase"), ("midas", "naf_pet_ct"),
      ])
  func collapsedAndJointAgree(preset: String, dataset: String) throws {
    let collapsed = try sampleForTest(
      dataset, preset: preset, sampler: .collapsed, draws: 40_000)
    let joint = try sampleForTest(
      dataset, preset: preset, sampler: .jointNUTS, draws: isReferenceRun ? 10_000 : 4_000)
    var worst = 0.0
    for name in ["mu_se", "mu_sp", "log_tau_se", "log_tau_sp", "fisher_z"] {
      let first = RunStatistics(collapsed.draws(name))
      let second = RunStatistics(joint.draws(name))
      for discrepancy in first.discrepancies("\(preset) \(dataset) \(name)", with: second) {
        #expect(!discrepancy.isTooLarge, "\(discrepancy)")
        worst = max(worst, abs(discrepancy.z))
      }
    }
    print(
      "preset \(preset) \(dataset): kernel \(collapsed.kernel), largest |z| "
        + "\((worst * 100).rounded() / 100), joint divergences \(joint.divergences)")
  }

  /// Under a half-Cauchy prior with three studies, two of them without false negatives, tau_se goes
  /// from 0.1 to 1,000 within one chain. Measured in 16,000 draws: at most 3 divergences; without the
  /// fold of one-sided arms 471, with means on a fixed scale 84.
  @Test func heavyTailsHaveNoWalls() throws {
    let sample = try sampleForTest(
      "naf_pet_ct", preset: "midas", sampler: .jointNUTS, draws: 4_000)
    #expect(sample.divergences <= 16)
  }
}
