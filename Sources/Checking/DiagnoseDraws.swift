import ChainStatistics
import Documents
import Draws
import FitPages
import Fitting
import Messages
import Output
import Requests
import SavedRuns

/// Convergence diagnostics of saved draws: what `sroc diagnose` shows.
public struct DrawDiagnosis: Sendable {
  /// The files as they were read.
  public var files: [String]
  /// Chains in all files.
  public var chains: Int
  /// Draws per chain.
  public var draws: Int
  /// What made the draws.
  public var method: StanMethod
  /// The parameters with their summaries; R-hat, ESS and Monte Carlo errors are NaN where the method
  /// makes no Markov chains.
  public var parameters: [ParameterReport]
  /// Parameters with one value in all draws, as the zeros and ones of a Cholesky factor; not judged.
  public var constants: [String]
  /// One sentence a problem.
  public var problems: [String]
  /// Whether convergence was judged at all.
  public var isJudged: Bool { method.isMarkovChain }
  /// No problem was found.
  public var ok: Bool { problems.isEmpty }
}

/// R-hat and ESS split every chain into halves and need two draws of each.
private let leastDraws = 4

/// Reads Stan CSV files, each a chain of one run, and diagnoses every parameter.
///
/// - Parameters:
///   - paths: files, or one directory or `run.json` of a saved run of this program.
///   - level: probability of the intervals.
/// - Returns: the diagnosis.
/// - Throws: `AnalysisError` 65 for a file that is no Stan CSV, has other columns or draws than the
///   first or the very draws of another, or is not of its saved run; 66 for one that cannot be opened;
///   64 for a file given twice, and for a saved run beside other files.
public func diagnoseDraws(
  files paths: [String], level: Double
) throws(AnalysisError) -> DrawDiagnosis {
  let files = try drawFiles(paths)
  let chains = try readDraws(files)
  let (method, draws) = (chains[0].method, chains[0].drawCount)
  var diagnosis = DrawDiagnosis(
    files: files, chains: chains.count, draws: draws, method: method, parameters: [],
    constants: [], problems: [])
  guard !chains[0].parameterNames.isEmpty else {
    throw AnalysisError(.badData, "\(SafeText.visible(files[0])): no column is a parameter")
  }
  let isLongEnough = draws >= leastDraws
  if method.isMarkovChain, !isLongEnough {
    diagnosis.problems.append(
      "too few draws: \(draws) a chain, where R-hat and ESS need at least \(leastDraws)")
  }
  for column in chains[0].parameterNames {
    let values = chains.map { $0.column(column) ?? [] }
    let name = chains[0].fullName(of: column)
    var summary = summarize(values, level: level, detail: .full)
    let isConstant = values.allSatisfy { $0.allSatisfy { $0 == values[0][0] } }
    if !method.isMarkovChain || !isLongEnough { summary.clearConvergence() }
    diagnosis.parameters.append(
      ParameterReport(variable: variable(named: name), summary: summary))
    if let problem = notFinite(name, values) {
      diagnosis.problems.append(problem)
    } else if isConstant, draws * chains.count > 1 {
      diagnosis.constants.append(name)
    } else if method.isMarkovChain, isLongEnough {
      diagnosis.problems += convergenceProblems(name, summary)
    }
  }
  if method.isMarkovChain, diagnosis.constants.count == diagnosis.parameters.count {
    diagnosis.problems.append("no parameter varies: the sampler never moved")
  }
  let divergent = chains.reduce(0) { $0 + ($1.column("divergent__")?.count { $0 != 0 } ?? 0) }
  let total = draws * chains.count
  if Double(divergent) > 0.001 * Double(total) {
    diagnosis.problems.append("\(divergent) divergent trajectories of \(total)")
  }
  return diagnosis
}

/// The files of draws that are meant: those given, or all of a saved run, checked against what it says.
private func drawFiles(_ paths: [String]) throws(AnalysisError) -> [String] {
  guard let path = paths.first(where: isSavedRun) else { return paths }
  let directory = savedRunDirectory(path)
  guard paths.count == 1 else {
    throw AnalysisError(
      .usage,
      "\(SafeText.visible(path)) is a saved run; diagnose it by itself: "
        + "\(request: .diagnose, [ArgumentValue(.files, path)])")
  }
  let folder = try RunFolder(path: directory)
  let run = try SavedRecord(
    path: directory + "/" + RunFileNames.record, bytes: folder.recordBytes, schema: "sroc.run/1")
  let (options, sha256) = try run.run(threads: 1)
  guard !options.splits else {
    let fits = try run.texts("files")
      .filter { $0.hasSuffix("/draws-1.csv") }
    let folder = fits.first.map { directory + "/" + $0.dropLast("draws-1.csv".count) }
    let draws = ArgumentValue(.files, folder ?? "LEVEL/", pattern: "draws-*.csv")
    throw AnalysisError(
      .usage,
      "\(SafeText.visible(path)) has a fit for each level; give the draws of one, as: "
        + "\(request: .diagnose, [draws])")
  }
  let record = try SavedRecord(
    path: directory + "/fit.json", bytes: try folder.bytes(of: "fit.json"), schema: "sroc.fit/1")
  let files = (1...options.chains).map { "draws-\($0).csv" }
  try record.checkDraws(files, of: folder, options: options, sha256: sha256)
  return files.map { directory + "/" + $0 }
}

/// A parameter by its name in files: base and, between brackets at its end, index.
private func variable(named name: String) -> Variable {
  guard name.hasSuffix("]"), let bracket = name.firstIndex(of: "["), bracket > name.startIndex
  else {
    return Variable(name)
  }
  let index = name[name.index(after: bracket)...].dropLast()
  return Variable(String(name[..<bracket]), index: [IndexEntry(String(index), axis: "index")])
}

private func convergenceProblems(_ name: String, _ summary: DrawSummary) -> [String] {
  let shown = SafeText.visible(name)
  if summary.splitRHat.isNaN {
    return ["\(shown): R-hat and ESS do not exist; its chains do not move, or have no spread"]
  }
  var problems: [String] = []
  if !(summary.splitRHat <= 1.01) {
    problems.append(
      "\(shown): R-hat \(NumberText.fixed(summary.splitRHat, decimals: 3)) is above 1.01")
  }
  let ess = min(summary.bulkESS, summary.tailESS)
  if !(ess >= 400) {
    problems.append("\(shown): ESS \(NumberText.countDown(ess)) is below 400")
  }
  return problems
}

/// Which draws of a parameter are no numbers; nil where all are.
private func notFinite(_ name: String, _ chains: [[Double]]) -> String? {
  let count = chains.reduce(0) { $0 + $1.count { !$0.isFinite } }
  for (chain, values) in chains.enumerated() {
    guard let draw = values.firstIndex(where: { !$0.isFinite }) else { continue }
    return
      "\(SafeText.visible(name)): \(count) of \(chains.count * values.count) draws not finite, "
      + "the first in chain \(chain + 1), draw \(draw + 1): \(values[draw]); not judged"
  }
  return nil
}

extension DrawSummary {
  /// Takes away what only Markov chains, and long enough ones, have.
  fileprivate mutating func clearConvergence() {
    (splitRHat, bulkESS, tailESS) = (.nan, .nan, .nan)
    (mcseOfMean, mcseOfMedian, mcseOfQuantile025, mcseOfQuantile975) = (.nan, .nan, .nan, .nan)
  }
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
      "\(chains) \(chains == 1 ? "chain" : "chains") of \(NumberText.count(draws)) draws\n"
    return header + (isJudged ? "" : notJudged) + "\n" + table.render(width: width) + "\n" + verdict
  }

  private var notJudged: String {
    "method = \(method.rawValue): \(method.words), not of Markov chains. R-hat and ESS would say\n"
      + "nothing about how well it meets the posterior, so nothing is judged here.\n"
  }

  private var verdict: String {
    var lines: [String] = []
    if !constants.isEmpty {
      let shown = constants.prefix(10).map(SafeText.visible).joined(separator: ", ")
      let rest = constants.count > 10 ? " and \(constants.count - 10) more" : ""
      lines.append("Constant, so not judged: \(shown)\(rest)")
    }
    lines += problems.map { "! \($0)" }
    if ok, isJudged {
      lines.append(
        (constants.isEmpty ? "All parameters pass" : "All other parameters pass")
          + ": R-hat at most 1.01, bulk and tail ESS at least 400.")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The diagnosis as `sroc.diagnose/1`.
  ///
  /// - Returns: an ordered JSON object.
  public func json() -> JSONValue {
    .object([
      ("schema", "sroc.diagnose/1"), ("version", .string(programVersion)),
      ("files", JSONValue(files)), ("chains", JSONValue(chains)),
      ("draws", JSONValue(draws)), ("method", .string(method.rawValue)),
      ("judged", .boolean(isJudged)), ("ok", isJudged || !ok ? .boolean(ok) : .null),
      ("problems", JSONValue(problems)), ("constants", JSONValue(constants)),
      ("parameters", .array(parameters.map(\.json))),
    ])
  }

  /// One row a parameter.
  ///
  /// - Returns: a CSV table.
  public func csv() -> CSVTable { summaryTable(of: parameters) }
}
