import ChainStatistics
import Foundation

/// One comparison of a statistic between two Monte Carlo runs.
struct Discrepancy: CustomStringConvertible {
  let label: String
  let ours, theirs, error: Double
  /// What is allowed beside four errors.
  let floor: Double

  var z: Double { (ours - theirs) / error }
  var isTooLarge: Bool { !(abs(ours - theirs) <= max(4 * error, floor)) }
  var description: String {
    "\(label): ours \(ours), theirs \(theirs), error \(error), z \(z)"
  }
}

/// Statistics of one parameter of one run with their Monte Carlo errors.
struct RunStatistics {
  let mean, sd, errorOfMean, errorOfSD: Double
  /// (value, error) at 2.5 %, 50 % and 97.5 %.
  let quantiles: [(value: Double, error: Double)]

  /// From draws. The error of a quantile is sqrt(p (1 - p) / ESS) / density there, with the tail ESS
  /// for the tails and the bulk ESS for the median; the density is the draws' own, over +-0.02 in p.
  init(_ chains: [[Double]]) {
    let summary = summarize(chains, level: 0.95, detail: .full)
    (mean, sd) = (summary.mean, summary.sd)
    errorOfMean = summary.mcseOfMean
    // By the delta method: sd is the root of the mean of the squared deviations.
    let center = summary.mean
    errorOfSD =
      mcseOfMean(chains.map { $0.map { ($0 - center) * ($0 - center) } }) / (2 * summary.sd)
    let sorted = chains.flatMap { $0 }.sorted()
    quantiles = [0.025, 0.5, 0.975].map { p in
      let ess = p == 0.5 ? summary.bulkESS : summary.tailESS
      let width = p == 0.5 ? 0.05 : 0.02
      let density =
        2 * width
        / (quantile(sorted: sorted, probability: p + width)
          - quantile(sorted: sorted, probability: max(p - width, 1e-4)))
        * (p - width < 1e-4 ? (p + width) / (2 * width) : 1)
      return (quantile(sorted: sorted, probability: p), (p * (1 - p) / ess).squareRoot() / density)
    }
  }

  /// Comparison with a reference row, whose own errors follow from its ESS at our densities.
  func discrepancies(_ name: String, _ row: ReferenceRow, bulkESS: Double, tailESS: Double)
    -> [Discrepancy]
  {
    func combined(_ ours: Double, _ oursESS: Double, _ theirsESS: Double) -> Double {
      (ours * ours * (1 + oursESS / theirsESS)).squareRoot()
    }
    let theirs = [row.quantile025, row.median, row.quantile975]
    var result = [
      Discrepancy(
        label: "\(name) \(row.parameter) mean", ours: mean, theirs: row.mean,
        error: (errorOfMean * errorOfMean + row.mcseOfMean * row.mcseOfMean).squareRoot(),
        floor: 0),
      Discrepancy(
        label: "\(name) \(row.parameter) sd", ours: sd, theirs: row.sd,
        error: combined(errorOfSD, bulkESS, row.bulkESS), floor: 0.03 * row.sd),
    ]
    for (k, label) in ["2.5 %", "50 %", "97.5 %"].enumerated() {
      let (own, other) = k == 1 ? (bulkESS, row.bulkESS) : (tailESS, row.tailESS)
      result.append(
        Discrepancy(
          label: "\(name) \(row.parameter) \(label)", ours: quantiles[k].value,
          theirs: theirs[k], error: combined(quantiles[k].error, own, other),
          floor: 0.03 * row.sd))
    }
    return result
  }

  /// Comparison of two runs of ours.
  func discrepancies(_ name: String, with other: RunStatistics) -> [Discrepancy] {
    func error(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let scale = 0.03 * max(sd, other.sd)
    var result = [
      Discrepancy(
        label: "\(name) mean", ours: mean, theirs: other.mean,
        error: error(errorOfMean, other.errorOfMean), floor: 0)
    ]
    for (k, label) in ["2.5 %", "50 %", "97.5 %"].enumerated() {
      result.append(
        Discrepancy(
          label: "\(name) \(label)", ours: quantiles[k].value, theirs: other.quantiles[k].value,
          error: error(quantiles[k].error, other.quantiles[k].error), floor: scale))
    }
    return result
  }
}
