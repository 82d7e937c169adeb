import AccuracyModels
import CollapsedLikelihood
import Distributions
import Documents
import Draws
import Foundation
import ModelInterface
import Requests
import Testing

@testable import Fitting
@testable import PosteriorSampling
@testable import SavedRuns

@Suite("Draws read back from a file")
struct SavedChainTests {
  private func chain(_ header: String, _ rows: [String]) throws -> DrawTable {
    let text = ([header] + rows).joined(separator: "\n") + "\n"
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: [anyStudy]),
      prior: try AccuracyPrior.preset("default"))
    let saved = try SavedChain(
      StanCSVReader.chain(bytes: Array(text.utf8), file: "draws"), of: model)
    return DrawTable(
      variables: BivariateDraws.variables, drawsPerChain: rows.count, blocks: [saved.block])
  }

  /// rho itself in place of atanh rho once passed all tests.
  @Test func withoutFisherZItIsTheInverseHyperbolicTangentOfRho() throws {
    let chain = try chain(
      "mu_se,mu_sp,tau_se,tau_sp,rho", ["1,2,0.5,0.25,0.5", "1,2,0.5,0.25,-0.99", "1,2,0.5,0.25,0"])
    // log(3) / 2, and log(199) / 2 with the sign of rho.
    let fisherZ = chain.pooled(.fisherZ)
    #expect(abs(fisherZ[0] - 0.549_306_144_334_054_8) < 1e-15)
    #expect(abs(fisherZ[1] + 2.646_652_412_362_246_2) < 1e-14)
    #expect(fisherZ[2] == 0)
    #expect(abs(tanh(BivariateDraws(chain).point(chain: 0, draw: 0).fisherZ) - 0.5) < 1e-15)
  }

  @Test func rhoThatRoundsToOneGivesTheLargestFiniteValue() throws {
    let chain = try chain("mu_se,mu_sp,tau_se,tau_sp,rho", ["1,2,0.5,0.25,1", "1,2,0.5,0.25,-1"])
    let fisherZ = chain.pooled(.fisherZ)
    #expect(fisherZ[0].isFinite && fisherZ[0] > 18)
    #expect(fisherZ[1] == -fisherZ[0])
  }

  @Test func recordsCallTheModelAsItCallsItself() {
    #expect(ModelChoice.bivariate.rawValue == BivariateModel.name)
  }

  @Test func aColumnOfItsOwnIsTakenAsItIs() throws {
    let chain = try chain(
      "fisher_z__,mu_se,mu_sp,tau_se,tau_sp,rho", ["25,1,2,0.5,0.25,1"])
    #expect(chain.pooled(.fisherZ) == [25] && chain.pooled(.rho) == [1])
  }
}
