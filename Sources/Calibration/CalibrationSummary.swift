import AccuracyData
import Batches
import Requests
import SpecialFunctions

/// What a calibration found in one cell of its design.
public struct CalibrationCell: Sendable {
  /// From 1.
  public let number: Int
  /// The crossed keys with their values; empty without a grid.
  public let label: String
  /// Data sets.
  public let count: Int
  /// Those that are errors.
  public let errors: Int
  /// Those whose estimates failed a check.
  public let notConverged: Int
  /// Ranks of truths that were drawn from the prior, by parameter; none of fixed truths.
  public let ranks: [(parameter: String, uniformity: RankUniformity, ranks: [Int])]
  /// Intervals beside fixed truths; none of truths from the prior.
  public let coverage: [CoverageSummary]
  /// How many data sets have each warning, by its code, among those with estimates; none where they were not asked
  /// for.
  public let warnings: [(code: String, count: Int)]
}

/// What a calibration found.
public struct CalibrationSummary: Sendable {
  /// The cells of the design, in order.
  public let cells: [CalibrationCell]
  /// The level of the intervals.
  public let level: Double

  /// Whether every row is one with estimates that passed all checks.
  public var isWhole: Bool { cells.allSatisfy { $0.errors + $0.notConverged == 0 } }

  /// Whether truths were drawn from the prior.
  public var isRanked: Bool { cells.contains { !$0.ranks.isEmpty } }

  /// The smallest p value over cells and parameters, times their number, at most 1: Bonferroni's bound of the
  /// probability of a smaller one by chance; nil without ranks.
  public var smallestAdjustedPValue: Double? {
    let all = cells.flatMap { $0.ranks.map(\.uniformity.pValue) }
    return all.min().map { min(1, $0 * Double(all.count)) }
  }

  /// Summarises the merged rows of a batch on a design.
  ///
  /// Rows that did not converge have estimates and count as such; a user would have seen them with a warning.
  ///
  /// - Parameters:
  ///   - path: of the rows as CSV.
  ///   - level: of the intervals.
  /// - Throws: `AnalysisError` for a file that is not the rows of a calibration.
  public init(rows path: String, level: Double) throws(AnalysisError) {
    self.level = level
    let rows = try CalibrationRows(path)
    let isRanked = rows.has("rank_draws")
    var places: [Int: [Int]] = [:]
    for row in 0..<rows.count { places[rows.cellNumbers[row], default: []].append(row) }
    var cells: [CalibrationCell] = []
    for number in places.keys.sorted() {
      let own = places[number] ?? []
      let cell = CalibrationCell(
        number: number, label: own.first.map { rows.labels[$0] } ?? "", count: own.count,
        errors: own.count { !rows.hasEstimates[$0] },
        notConverged: own.count { rows.hasEstimates[$0] && !rows.isOK[$0] },
        ranks: isRanked ? try Self.ranks(rows, own) : [],
        coverage: isRanked ? [] : Self.coverage(rows, own, level: level),
        warnings: rows.has("warnings") ? Self.warnings(rows, own) : [])
      cells.append(cell)
    }
    self.cells = cells
  }

  /// Whether warnings were counted.
  public var hasWarnings: Bool { cells.contains { !$0.warnings.isEmpty } }

  private static func warnings(
    _ rows: CalibrationRows, _ places: [Int]
  ) -> [(code: String, count: Int)] {
    let found = places.filter { rows.hasEstimates[$0] }.map { rows.words("warnings", $0) }
    return DataWarning.calibrated.map { code in
      (code.rawValue, found.count { $0.contains(code.rawValue) })
    }
  }

  private static let ranked = ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "log_likelihood"]

  private static func ranks(
    _ rows: CalibrationRows, _ places: [Int]
  ) throws(AnalysisError) -> [(parameter: String, uniformity: RankUniformity, ranks: [Int])] {
    let draws = Set(places.compactMap { rows.whole("rank_draws", $0) })
    guard let most = draws.first, most > 0 else { return [] }
    var all: [(parameter: String, uniformity: RankUniformity, ranks: [Int])] = []
    for parameter in ranked {
      let found = places.compactMap { rows.whole("rank_\(parameter)", $0) }
      guard draws.count == 1, found.allSatisfy({ (0...most).contains($0) }) else {
        throw rows.wrong("ranks of \(parameter) are not all among the same number of draws")
      }
      guard !found.isEmpty else { continue }
      all.append((parameter, RankUniformity(found, draws: most), found))
    }
    return all
  }

  private static func coverage(
    _ rows: CalibrationRows, _ places: [Int], level: Double
  ) -> [CoverageSummary] {
    ["sensitivity", "specificity"].flatMap { quantity in
      let methods =
        [("posterior", "\(quantity)_median", quantity)]
        + (rows.has("\(quantity)_ml_estimate")
          ? [("ml", "\(quantity)_ml_estimate", "\(quantity)_ml")] : [])
      return methods.map { method, estimate, prefix in
        CoverageSummary(
          quantity: quantity, method: method,
          intervals: places.map { row in
            guard let truth = rows.number("true_\(quantity)", row),
              let value = rows.number(estimate, row),
              let lower = rows.number("\(prefix)_lower", row),
              let upper = rows.number("\(prefix)_upper", row)
            else { return nil }
            return (IntervalEstimate(estimate: value, lower: lower, upper: upper), truth)
          }, level: level)
      }
    }
  }
}
