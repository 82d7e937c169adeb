import AccuracyData
import Samplers
import SpecialFunctions
import Testing
import WholeFits

@testable import Fitting
@testable import OtherPriors
@testable import Requests

/// What makes a row of the prior table reliable.
@Suite(.serialized) struct PriorRowGateTests {
  private func fit(_ csv: String? = nil) throws -> FitResult {
    var options =
      csv.map { FitOptions(source: .bytes(Array($0.utf8), name: "test")) }
      ?? FitOptions(data: "example:auditc")
    options.draws = 2000
    return try runFit(options, detail: .page).single
  }

  @Test func divergencesMakeARowUnreliable() throws {
    let fit = try fit()
    let summaries = [try #require(fit.parameter("mu_se")).summary]
    var sample = fit.sample
    #expect(passesGates(summaries, sample))
    var trace = NoUTurnTrace()
    trace.divergent = [Bool](repeating: false, count: 2000)
    for k in 0..<8 { trace.divergent[k] = true }
    sample.chains[0].trace = trace
    #expect(passesGates(summaries, sample), "8 of 8,000")
    trace.divergent[8] = true
    sample.chains[0].trace = trace
    #expect(!passesGates(summaries, sample), "9 of 8,000")
  }

  @Test func covarianceOfMeansNeedsBothArms() throws {
    let fit = try fit("study,tp,fn\nA,20,1\nB,10,2\nC,8,1\n")
    #expect(fit.json()["covariance_mu"] == .null)
    #expect(try self.fit().json()["covariance_mu"]?.elements?.count == 2)
  }
}
