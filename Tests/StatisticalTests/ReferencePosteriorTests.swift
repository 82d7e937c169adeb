import ChainStatistics
import Foundation
import Testing

@testable import Fitting
@testable import Requests

/// Our posteriors against the committed runs of another engine.
///
/// 14 files x 7 parameters x 5 statistics = 490 comparisons at 4 combined Monte Carlo errors (or 0.03
/// SD where that is larger, not for means): each has a false-alarm rate of at most 6.4e-5, the whole
/// set of at most 3.1 %. The seed is fixed.
@Suite(.serialized) struct ReferencePosteriorTests {
  /// Draws per chain: the MCSE must fall below 0.005 posterior SD.
  private static let draws = 60_000

  @Test(arguments: ReferencePosterior.names)
  func collapsedSamplerAgrees(name: String) throws {
    try compare(name, sampler: .collapsed, draws: Self.draws, mcseLimit: 0.005)
  }

  @Test(
    arguments: isReferenceRun
      ? ReferencePosterior.names : ["auditc.default", "telomerase.default", "naf_pet_ct.default"])
  func jointSamplerAgrees(name: String) throws {
    try compare(
      name, sampler: .jointNUTS, draws: isReferenceRun ? 20_000 : 6_000, mcseLimit: 0.015)
  }

  /// The errors of the draws are taken as those of the series, which are too large for these blocks: the
  /// comparison is lenient by that, but for the reference's own error, which is most of it.
  @Test(
    arguments: isReferenceRun
      ? ReferencePosterior.names : ["auditc.default", "telomerase.default", "anti_ccp.default"])
  func quasiRandomSamplerAgrees(name: String) throws {
    try compare(name, sampler: .collapsedQuasi, draws: Self.draws, mcseLimit: 0.005)
  }

  private func compare(
    _ name: String, sampler: SamplerChoice, draws: Int, mcseLimit: Double
  ) throws {
    let parts = name.split(separator: ".").map(String.init)
    let sample = try sampleForTest(
      parts[0], preset: parts[1], sampler: sampler, draws: draws)
    var worst = 0.0
    for row in try ReferencePosterior.rows(name) {
      let chains = sample.draws(row.parameter)
      let summary = summarize(chains, level: 0.95, detail: .full)
      #expect(summary.mcseOfMean < mcseLimit * row.sd, "\(name) \(row.parameter) MCSE")
      #expect(summary.splitRHat < 1.01, "\(name) \(row.parameter) R-hat")
      let discrepancies = RunStatistics(chains).discrepancies(
        name, row, bulkESS: summary.bulkESS, tailESS: summary.tailESS)
      for discrepancy in discrepancies {
        #expect(!discrepancy.isTooLarge, "\(discrepancy)")
        worst = max(worst, abs(discrepancy.z))
      }
    }
    print("reference \(name) \(sampler.rawValue): largest |z| \((worst * 100).rounded() / 100)")
  }

  /// The comparison must be able to fail: a posterior under another prior is not the reference's.
  @Test func anotherPriorIsCaught() throws {
    let sample = try sampleForTest(
      "audit4", preset: "uniform", sampler: .collapsed, draws: Self.draws)
    let found = try ReferencePosterior.rows("audit4.default").contains { row in
      let chains = sample.draws(row.parameter)
      let summary = summarize(chains, level: 0.95, detail: .full)
      return RunStatistics(chains).discrepancies(
        "mutant", row, bulkESS: summary.bulkESS, tailESS: summary.tailESS
      ).contains { $0.isTooLarge }
    }
    #expect(found)
  }
}
