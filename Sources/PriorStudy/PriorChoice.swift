import CMath

/// The rule by which the default prior is chosen; it was written down before the data sets were made up.
///
/// 1. Field: the mean interval score of both mu as a ratio to the incumbent's on the same data sets, averaged
///    over numbers of studies. The six best go on, and the incumbent.
/// 2. Gate, of 3 and more studies. Field, at each number of studies: coverage of mu_se and mu_sp, and the mean
///    probability of a new study inside its interval, at least 0.93; intervals wholly on one side of the truth
///    at most 0.05. Each chosen cell with tau up to 1: coverage at least 0.90, one side at most 0.10.
/// 3. Of those that pass the one of lowest score; one that is not the incumbent only if it is better by more
///    than 2 % and a paired 95 % interval of the difference excludes 0. Where none passes, the one whose
///    largest violation is smallest.
struct PriorChoice {
  /// What the rule says of one candidate.
  struct Verdict: Sendable {
    let candidate: String
    /// Score over the incumbent's, averaged over numbers of studies.
    let ratio: Double
    /// Its standard error, from paired data sets.
    let ratioError: Double
    /// How far the worst gate is missed; 0 or less where all are passed.
    let violation: Double
    /// Which gate that is.
    let worst: String
    /// Whether it is among those that go on.
    let goesOn: Bool
  }

  let verdicts: [Verdict]
  let chosen: String
  let nonePassed: Bool

  /// Applies the rule.
  ///
  /// - Parameter rows: those of one half.
  init(_ rows: [ScoreRow]) {
    let names = CandidatePrior.all.map(\.name)
    let ratios = names.map { Self.ratio($0, rows) }
    let order = names.indices.sorted { ratios[$0].value < ratios[$1].value }
    let best = Set(order.prefix(6))
    verdicts = names.indices.map { index in
      let gate = Self.violation(names[index], rows)
      return Verdict(
        candidate: names[index], ratio: ratios[index].value, ratioError: ratios[index].error,
        violation: gate.value, worst: gate.place,
        goesOn: best.contains(index) || names[index] == CandidatePrior.incumbent)
    }
    let running = verdicts.filter(\.goesOn)
    let passing = running.filter { $0.violation <= 0 }
    nonePassed = passing.isEmpty
    guard let first = passing.min(by: { $0.ratio < $1.ratio }) else {
      chosen = running.min { $0.violation < $1.violation }?.candidate ?? ""
      return
    }
    let incumbentPasses = passing.contains { $0.candidate == CandidatePrior.incumbent }
    let isBetter = first.ratio < 0.98 && first.ratio + 1.96 * first.ratioError < 1
    chosen = incumbentPasses && !isBetter ? CandidatePrior.incumbent : first.candidate
  }

  /// Mean over numbers of studies of the ratio of mean scores, with its error by the delta method.
  private static func ratio(_ name: String, _ rows: [ScoreRow]) -> (value: Double, error: Double) {
    let field = rows.filter(\.isField)
    let ratios = field.filter { $0.candidate == name }.compactMap {
      own -> (value: Double, variance: Double)? in
      guard
        let incumbent = field.first(where: {
          $0.cell == own.cell && $0.candidate == CandidatePrior.incumbent
        })
      else { return nil }
      let ratio = own.score / incumbent.score
      // Var(s - ratio u) over the data sets, whose mean is 0.
      let square = own.square - 2 * ratio * own.product + ratio * ratio * incumbent.square
      let variance = max(0, square) / Double(own.sets) / (incumbent.score * incumbent.score)
      return (ratio, variance)
    }
    let count = Double(max(ratios.count, 1))
    return (
      ratios.reduce(0) { $0 + $1.value } / count,
      ratios.reduce(0) { $0 + $1.variance }.squareRoot() / count
    )
  }

  /// The gate that is missed by most.
  private static func violation(
    _ name: String, _ rows: [ScoreRow]
  ) -> (value: Double, place: String) {
    var worst = (value: -Double.infinity, place: "")
    for row in rows where row.candidate == name && row.studies >= 3 && (row.tau ?? 0) <= 1 {
      let (coverage, side) = row.isField ? (0.93, 0.05) : (0.9, 0.1)
      for (margin, rates) in zip(["Se", "Sp"], row.margins) {
        var gates = [
          (coverage - rates.coverage, "coverage of \(margin)"),
          (rates.below - side, "\(margin) wholly below"),
          (rates.above - side, "\(margin) wholly above"),
        ]
        if row.isField { gates.append((0.93 - rates.content, "a new study's \(margin)")) }
        for (value, what) in gates where value > worst.value {
          worst = (value, "\(what), \(row.cell)")
        }
      }
    }
    return worst
  }
}
