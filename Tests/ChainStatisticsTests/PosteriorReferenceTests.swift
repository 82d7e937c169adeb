import Testing

@testable import ChainStatistics

/// Values of R's posterior 1.4.0 and loo 2.5.1, written by `reference.R`.
private let reference: [String: [String: Double]] = {
  let text = String(decoding: PackageResources.reference_csv, as: UTF8.self)
  var table: [String: [String: Double]] = [:]
  for line in text.split(separator: "\n").dropFirst() {
    let fields = line.split(separator: ",")
    table[String(fields[0]), default: [:]][String(fields[1])] =
      fields[2] == "NA" ? .nan : Double(fields[2])
  }
  return table
}()

/// Both NaN, or equal within `tolerance` relative to `expected`.
func agree(_ value: Double, _ expected: Double, within tolerance: Double = 1e-10) -> Bool {
  if expected.isNaN { return value.isNaN }
  return abs(value - expected) <= tolerance * abs(expected)
}

@Suite struct PosteriorReferenceTests {
  @Test func theReferenceCoversEveryCase() {
    #expect(reference.count == ReferenceDraws.all.count + 15)
    #expect(reference.values.reduce(0) { $0 + $1.count } == 18 * 29 + 15 * 2)
  }

  @Test(arguments: ReferenceDraws.all.keys.sorted())
  func everyStatisticEqualsPosterior(name: String) throws {
    let chains = try #require(ReferenceDraws.all[name])
    let expected = try #require(reference[name])
    for (statistic, value) in expected {
      let ours = Self.statistic(statistic, of: chains)
      #expect(agree(ours, value), "\(statistic): \(ours) for \(value)")
    }
  }

  @Test(arguments: ReferenceDraws.all.keys.sorted())
  func theSummaryEqualsPosterior(name: String) throws {
    let chains = try #require(ReferenceDraws.all[name])
    let expected = try #require(reference[name])
    let summary = summarize(chains, level: 0.8)
    let fields: [(String, Double)] = [
      ("mean", summary.mean), ("sd", summary.sd), ("median", summary.median),
      ("mad", summary.mad), ("q0.025", summary.quantile025), ("q0.05", summary.quantile05),
      ("q0.95", summary.quantile95), ("q0.975", summary.quantile975), ("q0.1", summary.lower),
      ("q0.9", summary.upper), ("rhat", summary.splitRHat), ("ess_bulk", summary.bulkESS),
      ("ess_tail", summary.tailESS), ("mcse_mean", summary.mcseOfMean),
      ("mcse_q0.5", summary.mcseOfMedian), ("mcse_q0.025", summary.mcseOfQuantile025),
      ("mcse_q0.975", summary.mcseOfQuantile975),
    ]
    for (statistic, ours) in fields {
      let value = try #require(expected[statistic])
      #expect(agree(ours, value), "\(statistic): \(ours) for \(value)")
    }
  }

  @Test(arguments: [-0.3, 0.2, 0.5, 0.7, 1.2], [25, 100, 1000])
  func paretoShapeEqualsLoo(shape: Double, count: Int) throws {
    let expected = try #require(reference["weights_\(shape)_\(count)"])
    let logWeights = ReferenceDraws.logWeights(shape: shape, count: count)
    let k = try #require(expected["pareto_k"])
    let ess = try #require(expected["importance_ess"])
    #expect(agree(paretoK(logWeights: logWeights), k))
    #expect(agree(importanceESS(logWeights: logWeights), ess))
  }

  private static func statistic(_ name: String, of chains: [[Double]]) -> Double {
    let all = chains.flatMap { $0 }
    func probability(after prefix: String) -> Double? {
      name.hasPrefix(prefix) ? Double(name.dropFirst(prefix.count)) : nil
    }
    if let p = probability(after: "ess_q") { return quantileESS(chains, probability: p) }
    if let p = probability(after: "mcse_q") { return mcseOfQuantile(chains, probability: p) }
    if let p = probability(after: "q") { return quantiles(of: all, probabilities: [p])[0] }
    switch name {
    case "checksum": return all.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
    case "rhat": return splitRHat(chains)
    case "ess_bulk": return bulkESS(chains)
    case "ess_tail": return tailESS(chains)
    case "ess_basic": return basicESS(chains)
    case "ess_median": return quantileESS(chains, probability: 0.5)
    case "mcse_mean": return mcseOfMean(chains)
    case "mean": return summarize(chains).mean
    case "sd": return summarize(chains).sd
    case "median": return summarize(chains).median
    case "mad": return summarize(chains).mad
    default:
      Issue.record("no statistic called \(name)")
      return .nan
    }
  }
}
