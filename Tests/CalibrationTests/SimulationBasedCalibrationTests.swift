import AccuracyData
import Concurrency
import DataReading
import Distributions
import Documents
import Fitting
import Requests
import Simulation
import Testing

@testable import Batches
@testable import Calibration

/// Truths from the prior, data from the truths, and the ranks of the truths among the draws of the fits: right
/// where the program is, and uneven where something is wrong with it.
@Suite("Simulation-based calibration")
struct SimulationBasedCalibrationTests {
  private static let design = """
    schema: sroc.design/1
    studies: 6
    n1: {negbin: [40, 2]}
    n0: {negbin: [80, 2]}
    se: prior
    sp: prior
    tau_se: prior
    tau_sp: prior
    rho: prior
    replicates: 200

    """

  /// What is wrong with the program.
  enum Mutant: String, CaseIterable, Sendable {
    case none
    /// The prior of the means has half the SD that truths have.
    case narrowMean
    /// The prior of the SDs has a third of the scale.
    case narrowDeviation
    /// False positives are taken for true negatives.
    case mixedArms
  }

  /// The smallest p value over parameters and the joint likelihood, times their number.
  private func adjustedP(_ mutant: Mutant, model: ModelChoice = .bivariate) throws -> Double {
    var options = FitOptions(source: .bytes([], name: "data"))
    (options.preset, options.draws, options.model) = ("metabayesdta", 750, model)
    let truth = try options.priorTruth()
    switch mutant {
    case .narrowMean: options.overrides.mu = "normal(0, 0.75)"
    case .narrowDeviation: options.overrides.tau = "half_normal(0.33)"
    case .none, .mixedArms: break
    }
    let data = try SimulatedData(
      try SimulationDesign(parsing: Self.design, file: "design"), seed: 20, truth: truth)
    let request = BatchRequest(source: .folder(""), fit: options)
    let rows = try inPieces(data.design.count, threads: 8) { index -> [Int?] in
      var text = String(decoding: data.csv(index), as: UTF8.self)
      if mutant == .mixedArms {
        text = text.replacing("tp,fp,fn,tn", with: "tp,tn,fn,fp", maxReplacements: 1)
      }
      let outcome = try request.fitLoaded(
        .bytes(Array(text.utf8), name: "data"), seed: UInt64(1000 + index))
      guard case .estimates(let found, _) = outcome else { return [] }
      return TruthRanks.cells(found, data.cell(index)).map { cell in
        if case .integer(let rank) = cell { rank } else { nil }
      }
    }
    #expect(rows.allSatisfy { $0.count == TruthRanks.columns.count })
    let values = TruthRanks.columns.indices.dropLast().compactMap { column -> Double? in
      let ranks = rows.compactMap { $0[column] }
      return ranks.isEmpty ? nil : RankUniformity(ranks, draws: TruthRanks.draws).pValue
    }
    let adjusted = min(1, (values.min() ?? 0) * Double(values.count))
    print("calibration of \(model.rawValue), \(mutant.rawValue): smallest adjusted p \(adjusted)")
    return adjusted
  }

  @Test func theProgramIsCalibrated() throws {
    #expect(try adjustedP(.none) > 0.01)
  }

  /// 0.0003 is the least that 20,000 simulated sets can show for six quantities.
  @Test(arguments: [Mutant.narrowMean, .narrowDeviation, .mixedArms])
  func aWrongProgramIsFound(_ mutant: Mutant) throws {
    #expect(try adjustedP(mutant) < 0.005, "\(mutant)")
  }

  @Test(arguments: [ModelChoice.independent, .fixed])
  func modelsWithLessAreCalibrated(_ model: ModelChoice) throws {
    #expect(try adjustedP(.none, model: model) > 0.01)
  }
}
