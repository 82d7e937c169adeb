import Documents
import Output
import Requests

/// What a candidate did in one half of a cell, as it stands in a file.
struct ScoreRow: Sendable {
  let cell: String
  let studies: Int
  /// SD between studies that was chosen; nil in the field.
  let tau: Double?
  let isEven: Bool
  let candidate: String
  let sets: Int
  let refitted: Int
  let sensitivity: MarginRates
  let specificity: MarginRates
  /// Mean over data sets of the mean interval score of both margins, its mean square, and the mean of its
  /// product with the incumbent's.
  let score: Double
  let square: Double
  let product: Double

  var isField: Bool { tau == nil }
  var margins: [MarginRates] { [sensitivity, specificity] }
}

/// Rates of one margin.
struct MarginRates: Sendable {
  let below: Double
  let above: Double
  let width: Double
  let score: Double
  let content: Double

  var coverage: Double { 1 - below - above }
}

extension CellScores {
  private static let margins = ["se", "sp"].flatMap { margin in
    ["below", "above", "width", "score", "content"].map { "\($0)_\(margin)" }
  }
  static let columns =
    ["cell", "studies", "tau", "half", "candidate", "sets", "refitted"] + margins
    + ["score", "square", "product"]

  /// One row a half and candidate, of rates and means.
  func csv(of cell: StudyCell) -> CSVTable {
    var table = CSVTable(columnNames: Self.columns)
    for (half, candidates) in halves.enumerated() {
      for (name, score) in zip(names, candidates) {
        let count = Double(max(score.sets, 1))
        func mean(_ sum: Double) -> CSVCell { .number((sum / count * 1e5).rounded() / 1e5) }
        table.add(
          [
            .text(cell.name), .integer(cell.studies), cell.tau.map { .number($0) } ?? .empty,
            .text(half == 0 ? "even" : "odd"), .text(name), .integer(score.sets),
            .integer(score.refitted),
          ]
            + score.margins.flatMap {
              [
                mean(Double($0.below)), mean(Double($0.above)), mean($0.width), mean($0.score),
                mean($0.content),
              ]
            } + [mean(score.score), mean(score.square), mean(score.product)])
      }
    }
    return table
  }
}

/// The rows of a file of scores.
///
/// - Parameters:
///   - text: of the file.
///   - file: what messages call it.
/// - Returns: its rows.
/// - Throws: `AnalysisError` 65 for a row that is none.
func scoreRows(_ text: String, file: String) throws(AnalysisError) -> [ScoreRow] {
  var rows: [ScoreRow] = []
  for (number, line) in text.split(separator: "\n").enumerated().dropFirst() {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard let row = ScoreRow(cells) else {
      throw AnalysisError(.badData, "\(file), line \(number + 1): no row of scores")
    }
    rows.append(row)
  }
  return rows
}

extension ScoreRow {
  init?(_ cells: [String]) {
    let named = Dictionary(zip(CellScores.columns, cells)) { first, _ in first }
    func number(_ name: String) -> Double? { named[name].flatMap { Double($0) } }
    func whole(_ name: String) -> Int? { named[name].flatMap { Int($0) } }
    func rates(_ margin: String) -> MarginRates? {
      guard let below = number("below_\(margin)"), let above = number("above_\(margin)"),
        let width = number("width_\(margin)"), let score = number("score_\(margin)"),
        let content = number("content_\(margin)")
      else { return nil }
      return MarginRates(below: below, above: above, width: width, score: score, content: content)
    }
    guard cells.count == CellScores.columns.count, let cell = named["cell"],
      let studies = whole("studies"), let half = named["half"], let candidate = named["candidate"],
      let sets = whole("sets"), let refitted = whole("refitted"), let sensitivity = rates("se"),
      let specificity = rates("sp"), let score = number("score"), let square = number("square"),
      let product = number("product")
    else { return nil }
    self.init(
      cell: cell, studies: studies, tau: number("tau"), isEven: half == "even",
      candidate: candidate, sets: sets, refitted: refitted, sensitivity: sensitivity,
      specificity: specificity, score: score, square: square, product: product)
  }
}
