import AccuracyData
import AccuracyMeasures
import Testing

@testable import AccuracyAnalysis

/// Identities that tie regions, averages and predictions to the draws.
@Suite(.serialized) struct PredictionTests {
  private func fit(_ name: String, draws: Int) async throws -> FitResult {
    var options = FitOptions(data: "example:" + name)
    options.draws = draws
    options.threads = 2
    return try await runFit(options, detail: .full)
  }

  @Test(arguments: ["naf-pet-ct", "auditc", "anti-ccp", "telomerase"])
  func regionsHoldTheirNominalShare(name: String) async throws {
    let fit = try await fit(name, draws: 5000)
    #expect(fit.regions.count == 4)
    for (kind, region) in fit.regions {
      let (x, y) =
        kind == "credible"
        ? (
          fit.sample.chains.flatMap(\.muSensitivity), fit.sample.chains.flatMap(\.muSpecificity)
        ) : fit.newStudyLogits
      let inside = zip(x, y).count {
        region.contains(logitSensitivity: $0.0, logitSpecificity: $0.1)
      }
      let share = Double(inside) / Double(x.count)
      #expect(abs(share - region.level) < 0.005, "\(name) \(kind) \(region.level): \(share)")
    }
  }

  /// E(new study's sensitivity) is the averaged sensitivity: law of total expectation, at 4 MCSE of
  /// the difference (two comparisons a data set, four sets: 0.05 % false alarms).
  @Test(arguments: ["naf-pet-ct", "auditc", "anti-ccp", "telomerase"])
  func newStudiesAverageToTheAverage(name: String) async throws {
    let fit = try await fit(name, draws: 20_000)
    for margin in ["sensitivity", "specificity"] {
      let new = try #require(fit.parameter(margin + "_new")).summary
      let averaged = try #require(fit.parameter(margin + "_averaged")).summary
      let error =
        (new.mcseOfMean * new.mcseOfMean + averaged.mcseOfMean * averaged.mcseOfMean)
        .squareRoot()
      #expect(abs(new.mean - averaged.mean) < 4 * error, "\(name) \(margin)")
      #expect(abs(new.mean - averaged.mean) < 0.005)
    }
  }
}
