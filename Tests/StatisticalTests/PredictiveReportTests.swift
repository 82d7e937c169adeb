import AccuracyMeasures
import RandomStreams
import Testing

@testable import Fitting
@testable import Requests

/// Prevalences that are distributions.
@Suite struct PredictiveReportTests {
  /// Each beta prevalence has draws of its own: two alike agree to their Monte Carlo error and no
  /// further. With one stream for all, predictive values at several prevalences would move together.
  @Test func everyBetaPrevalenceHasItsOwnDraws() throws {
    let count = 4000
    let accuracy = (
      sensitivity: [Double](repeating: 0.9, count: count),
      specificity: [Double](repeating: 0.8, count: count)
    )
    let twin = Prevalence.beta(2, 8)
    let reports = predictiveReports(
      [twin, .fixed(0.2), twin], summary: accuracy, newSetting: accuracy,
      level: 0.95,
      key: StreamKey(seed: 1))
    let medians = reports.map { $0.atSummary.first { $0.name == "ppv" }?.estimate.estimate ?? .nan }
    #expect(medians[0] != medians[2])
    // A median of the prevalence has a standard error of 0.0022 here, its PPV of about 0.006.
    #expect(abs(medians[0] - medians[2]) < 0.03)
    // At the fixed prevalence it is 0.9 * 0.2 / (0.9 * 0.2 + 0.2 * 0.8).
    #expect(abs(medians[1] - 0.18 / 0.34) < 1e-12)
    // Both places of one report share their draws, so that they can be compared.
    let other = reports[0].inNewSetting.first { $0.name == "ppv" }?.estimate.estimate
    #expect(other == medians[0])
  }
}
