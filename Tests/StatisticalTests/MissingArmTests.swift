import AccuracyData
import CollapsedLikelihood
import DataReading
import Distributions
import Draws
import ModelInterface
import Testing

/// Studies with one arm, and rows with nothing.
@Suite(.serialized) struct MissingArmTests {
  private func kearon() throws -> [AccuracyStudy] {
    try readAccuracyData(
      .example("kearon1998_dvt_us"),
      selection: DataSelection(
        filters: [DataFilter(column: "patients", value: "symptomatic")], allowDependent: true)
    ).studies
  }

  /// 5 parameters x 4 statistics at 4 errors: at most 0.13 % false alarms.
  @Test func collapsedAndJointAgree() throws {
    let prior = try AccuracyPrior.preset("default")
    let studies = try kearon()
    #expect(studies.contains { $0.diseased == nil || $0.nondiseased == nil })
    let collapsed = try sampleForTest(
      studies, prior: prior, sampler: .collapsed, draws: 40_000)
    let joint = try sampleForTest(studies, prior: prior, sampler: .jointNUTS, draws: 5000)
    for name in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
      let first = RunStatistics(collapsed.draws(name))
      let second = RunStatistics(joint.draws(name))
      for discrepancy in first.discrepancies(name, with: second) {
        #expect(!discrepancy.isTooLarge, "\(discrepancy)")
      }
    }
  }

  @Test func emptyRowsChangeNothing() throws {
    let csv = { (extra: String) in
      "study,tp,fp,fn,tn\nA,10,2,3,40\nB,7,1,4,22\n\(extra)C,30,9,2,61\n"
    }
    func draws(_ text: String) throws -> [[Double]] {
      let data = try readAccuracyData(.bytes(Array(text.utf8), name: "test"))
      let sample = try sampleForTest(
        data.studies, prior: try AccuracyPrior.preset("default"), sampler: .collapsed, draws: 500)
      return Variable.population.map { sample.draws.column($0, chain: 0) }
    }
    let without = try draws(csv(""))
    let with = try draws(csv("E,,,,\nF,NA,.,NaN,\n"))
    #expect(without == with)
  }

  /// With rho held at 0 a sensitivity-only study says nothing of specificity.
  @Test func oneArmStudyLeavesTheOtherMarginAlone() throws {
    let prior = try AccuracyPrior(
      preset: "default", overrides: PriorOverrides(rho: "fisher_z(0, 0.001)"))
    let complete = try kearon().filter { $0.diseased != nil && $0.nondiseased != nil }
    let oneArm = AccuracyStudy(
      label: "cases only", row: 99, diseased: AccuracyArm(correct: 55, incorrect: 45),
      nondiseased: nil)
    let without = try sampleForTest(
      complete, prior: prior, sampler: .collapsed, draws: 60_000)
    let with = try sampleForTest(
      complete + [oneArm], prior: prior, sampler: .collapsed, draws: 60_000, seed: 3)
    for name in ["mu_sp", "tau_sp"] {
      for discrepancy in RunStatistics(with.draws(name)).discrepancies(
        name, with: RunStatistics(without.draws(name)))
      {
        #expect(!discrepancy.isTooLarge, "\(discrepancy)")
      }
    }
    let moved = RunStatistics(with.draws("mu_se")).discrepancies(
      "mu_se", with: RunStatistics(without.draws("mu_se")))
    #expect(moved.contains { $0.isTooLarge }, "the study must inform its own margin")
  }
}
