import AccuracyData
import DataReading
import Documents
import Fitting
import FrequentistFits
import Requests

/// One published number beside ours.
public struct VerifiedNumber: Sendable, Equatable {
  /// Who published it, and with which program.
  public var source: String
  /// The data set, with its filters.
  public var data: String
  /// What it is.
  public var quantity: String
  /// Our value; `nil` where there is none.
  public var ours: Double?
  /// Theirs.
  public var theirs: Double
  /// The largest difference that their rounding or their method allows.
  public var tolerance: Double
  /// Whether ours is within the tolerance.
  public var isConfirmed: Bool { ours.map { abs($0 - theirs) <= tolerance } ?? false }
}

/// Re-runs every published case that the program carries: maximum likelihood and its relatives, and
/// the Cochrane Handbook's Bayesian fit of the anti-CCP data.
///
/// - Parameters:
///   - threads: chains of the Bayesian case at work at once.
///   - progress: called with the share done in [0, 1].
/// - Returns: one entry a number, in order of the cases.
/// - Throws: an error of a fit, none of which is expected.
public func verifyPublished(
  threads: Int, progress: (@Sendable (Double) -> Void)? = nil
) throws -> [VerifiedNumber] {
  var results: [VerifiedNumber] = []
  for published in publishedCases {
    var selection = DataSelection()
    selection.filters = try published.filters.map { try DataFilter(parsing: $0) }
    let studies = try readAccuracyData(.example(published.data), selection: selection).studies
    let fit = fitBivariate(
      studies, method: published.method, covariate: published.covariate)
    let data = ([published.data] + published.filters).joined(separator: ", ")
    for number in published.numbers {
      results.append(
        VerifiedNumber(
          source: published.source, data: data, quantity: number.name, ours: number.ours(fit),
          theirs: number.value, tolerance: number.tolerance))
    }
  }
  results += try verifyHandbook(threads: threads, progress: progress)
  progress?(1)
  return results
}

/// Posterior means of 3,000 JAGS draws under the preset `cochrane`: within a tenth of the SD.
private func verifyHandbook(
  threads: Int, progress: (@Sendable (Double) -> Void)?
) throws -> [VerifiedNumber] {
  var options = FitOptions(data: "example:anti-ccp")
  options.preset = "cochrane"
  options.draws = 40_000
  options.threads = threads
  let fit = try runFit(options, detail: .full, progress: progress).single
  return [
    ("mu_se", 0.652, 0.128), ("mu_sp", 3.109, 0.146), ("tau_se", 0.735, 0.0990),
    ("tau_sp", 0.748, 0.1235), ("rho", -0.424, 0.167), ("sensitivity", 0.657, 0.0289),
    ("specificity", 0.957, 0.0060),
  ].map { name, mean, sd in
    VerifiedNumber(
      source: "Cochrane Handbook, JAGS", data: "anti_ccp", quantity: "posterior mean of \(name)",
      ours: fit.parameter(name)?.summary.mean, theirs: mean, tolerance: 0.1 * sd + 0.0005)
  }
}

/// The result of `verify` as text.
///
/// - Parameters:
///   - numbers: all entries.
///   - width: columns of the terminal; nil for a file or a pipe.
/// - Returns: lines ended by line feeds.
public func verificationPage(_ numbers: [VerifiedNumber], width: Int? = nil) -> String {
  var table = TextTable(columns: [.left, .decimal, .decimal, .right, .right, .left], gap: 2)
  table.setHeader(["", "ours", "theirs", "difference", "tolerance", ""])
  var last = ""
  for number in numbers {
    let heading = "\(number.source): \(number.data)"
    if heading != last {
      if !last.isEmpty { table.add(text: "") }
      table.add(text: heading)
      last = heading
    }
    let decimals = number.tolerance < 1e-4 ? 6 : number.tolerance < 5e-3 ? 4 : 3
    func text(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }
    table.add(row: [
      "  " + number.quantity, number.ours.map(text) ?? "none", text(number.theirs),
      number.ours.map { text($0 - number.theirs) } ?? "", NumberText.ratio(number.tolerance),
      number.isConfirmed ? "ok" : "FAILED",
    ])
  }
  let failed = numbers.count { !$0.isConfirmed }
  return table.render(width: width)
    + (failed == 0
      ? "\nAll \(numbers.count) published numbers confirmed.\n"
      : "\n\(failed) of \(numbers.count) published numbers NOT confirmed.\n")
}

/// The result of `verify` as `sroc.verify/1`.
///
/// - Parameter numbers: all entries.
/// - Returns: an ordered JSON object.
public func verificationJSON(_ numbers: [VerifiedNumber]) -> JSONValue {
  .object([
    ("schema", "sroc.verify/1"), ("version", .string(programVersion)),
    ("ok", .boolean(numbers.allSatisfy(\.isConfirmed))),
    (
      "rows",
      .array(
        numbers.map {
          .object([
            ("source", .string($0.source)), ("data", .string($0.data)),
            ("quantity", .string($0.quantity)),
            ("ours", $0.ours.map { .number($0) } ?? .null), ("theirs", .number($0.theirs)),
            ("tolerance", .number($0.tolerance)), ("ok", .boolean($0.isConfirmed)),
          ])
        })
    ),
  ])
}
