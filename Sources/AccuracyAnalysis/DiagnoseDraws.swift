import ChainStatistics
import Reports

/// Convergence diagnostics of saved draws: what `sroc diagnose` shows.
public struct DrawDiagnosis: Sendable {
  /// The files, one a chain.
  public var files: [String]
  /// Draws per chain.
  public var draws: Int
  /// The parameters with their summaries.
  public var parameters: [ParameterReport]
  /// One sentence a problem.
  public var problems: [String]
  /// No problem was found.
  public var ok: Bool { problems.isEmpty }
}

/// Reads Stan CSV files, each a chain of one run, and diagnoses every parameter.
///
/// - Parameters:
///   - files: paths.
///   - level: probability of the intervals.
/// - Returns: the diagnosis.
/// - Throws: `AnalysisError` 65 for a file that is no Stan CSV or has other columns or draws than the
///   first, 66 for one that cannot be opened.
public func diagnoseDraws(
  files: [String], level: Double
) throws(AnalysisError) -> DrawDiagnosis {
  let chains = try readDraws(files)
  var parameters: [ParameterReport] = []
  var problems: [String] = []
  for name in chains[0].parameterNames {
    let draws = chains.map { $0.column(name) ?? [] }
    let summary = summarize(draws, level: level, detail: .full)
    parameters.append(
      ParameterReport(name: name, summary: summary, learnt: nil, priorInterval: nil))
    let shown = SafeText.visible(name)
    if summary.splitRHat.isNaN {
      problems.append("\(shown): constant or not finite, so R-hat and ESS do not exist")
      continue
    }
    if !(summary.splitRHat <= 1.01) {
      problems.append(
        "\(shown): R-hat \(NumberText.fixed(summary.splitRHat, decimals: 3)) is above 1.01")
    }
    let ess = min(summary.bulkESS, summary.tailESS)
    if !(ess >= 400) {
      problems.append("\(shown): ESS \(NumberText.fixed(ess, decimals: 0)) is below 400")
    }
  }
  let divergent = chains.reduce(0) { $0 + ($1.column("divergent__")?.count { $0 != 0 } ?? 0) }
  let total = chains.reduce(0) { $0 + $1.drawCount }
  if Double(divergent) > 0.001 * Double(total) {
    problems.append("\(divergent) divergent trajectories of \(total)")
  }
  return DrawDiagnosis(
    files: files, draws: chains[0].drawCount, parameters: parameters, problems: problems)
}

extension DrawDiagnosis {
  /// The diagnosis as text.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds.
  public func page(width: Int? = nil) -> String {
    var table = TextTable(
      columns: [
        .left, .decimal, .decimal, .decimal, .decimal, .decimal, .decimal, .right, .right,
      ], gap: 2)
    table.setHeader([
      "Parameter", "mean", "sd", "2.5 %", "median", "97.5 %", "R-hat", "bulk ESS", "tail ESS",
    ])
    func number(_ value: Double) -> String {
      abs(value) >= 1000 || (value != 0 && abs(value) < 0.01)
        ? NumberText.ratio(value) : NumberText.fixed(value, decimals: 3)
    }
    func ess(_ value: Double) -> String {
      value.isFinite ? NumberText.count(Int(value)) : NumberText.notAvailable
    }
    for report in parameters {
      let s = report.summary
      table.add(row: [
        report.name, number(s.mean), number(s.sd), number(s.quantile025), number(s.median),
        number(s.quantile975), NumberText.fixed(s.splitRHat, decimals: 4), ess(s.bulkESS),
        ess(s.tailESS),
      ])
    }
    let header =
      "\(files.count) \(files.count == 1 ? "chain" : "chains") of "
      + "\(NumberText.count(draws)) draws\n\n"
    let verdict =
      ok
      ? "All parameters pass: R-hat at most 1.01, bulk and tail ESS at least 400.\n"
      : problems.map { "! \($0)\n" }.joined()
    return header + table.render(width: width) + "\n" + verdict
  }

  /// The diagnosis as `sroc.diagnose/1`.
  ///
  /// - Returns: an ordered JSON object.
  public func json() -> JSONValue {
    .object([
      ("schema", "sroc.diagnose/1"), ("version", .string(programVersion)),
      ("files", JSONValue(files)), ("chains", JSONValue(files.count)),
      ("draws", JSONValue(draws)), ("ok", .boolean(ok)), ("problems", JSONValue(problems)),
      ("parameters", .array(parameters.map(\.json))),
    ])
  }

  /// One row a parameter.
  ///
  /// - Returns: a CSV table.
  public func csv() -> CSVTable { summaryTable(of: parameters) }
}
