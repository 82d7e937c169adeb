import ChainStatistics
import Concurrency
import Documents
import Draws
import Messages
import ModelInterface
import PosteriorSampling
import Samplers

/// Measures the quadrature error at a few posterior points, spread over the draws, against the model's
/// finer rule. What an error means for a probability: docs/statistics.md, section 3.
func checkIntegration(
  _ model: some AccuracyModel, sample: PosteriorSample, points: Int = 12, threads: Int
) -> IntegrationReport {
  let places = sample.draws.thinned(limit: points)
  let results = inPieces(places.count, threads: threads) {
    model.integrationError(of: sample.draws, at: places[$0])
  }
  let worst = results.map(\.error).reduce(0) { $1.isFinite ? max($0, $1) : .infinity }
  let studyCount = Set(model.settings.flatMap(\.studies)).count
  return IntegrationReport(
    tolerance: model.integrationTolerance, quadratureError: worst, points: places.count,
    fallbackShare: Double(results.reduce(0) { $0 + $1.fallbacks })
      / Double(places.count * studyCount))
}

/// The gates of docs/statistics.md, section 5: R-hat <= 1.01, bulk and tail ESS >= 400 over the parameters,
/// quadrature error <= 1e-3, for NUTS at most 0.1 % divergences; and no conflict of prior and data that
/// the coordinates do not reach.
package func judge(
  _ parameters: [ParameterReport], sample: PosteriorSample, integration: IntegrationReport,
  conflicts: [Message]
) -> DiagnosticsReport {
  let basic = parameters.filter { $0.variable.role == .parameter }.map(\.summary)
  func worst(_ values: [Double], _ pick: (Double, Double) -> Double) -> Double {
    values.contains { $0.isNaN } ? .nan : values.dropFirst().reduce(values[0], pick)
  }
  let rHat = worst(basic.map(\.splitRHat), max)
  let bulk = worst(basic.map(\.bulkESS), min)
  let tail = worst(basic.map(\.tailESS), min)
  var problems: [Message] = []
  // Rounded away from the limit: 399.8 is no 400, and 1.0104 no 1.01.
  func count(_ value: Double) -> String {
    value.isFinite ? NumberText.countDown(value) : "\(value)"
  }
  func text(_ value: Double) -> String {
    value.isFinite ? NumberText.fixedUp(value, decimals: 3) : "\(value)"
  }
  if !(rHat <= 1.01) {
    problems.append("R-hat reaches \(text(rHat)) (limit 1.01): the chains disagree; more draws")
  }
  if !(bulk >= 400) {
    problems.append("bulk ESS falls to \(count(bulk)) (limit 400): more draws")
  }
  if !(tail >= 400) {
    problems.append("tail ESS falls to \(count(tail)) (limit 400): more draws")
  }
  if !(integration.quadratureError <= 1e-3) {
    problems.append(
      "the likelihood's integration error reaches \(integration.quadratureError) (limit 0.001)")
  }
  if !sample.hasFewDivergences {
    problems.append("\(sample.divergences) divergent trajectories (limit 0.1 % of draws)")
  }
  problems += conflicts
  return DiagnosticsReport(
    ok: problems.isEmpty, maxRHat: rHat, minBulkESS: bulk, minTailESS: tail, problems: problems)
}
