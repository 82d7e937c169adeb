import AccuracyData
import Foundation
import FrequentistFits
import Testing

@testable import AccuracyAnalysis

@Suite("What compare says of its rows")
struct ComparisonRemarksTests {
  /// Rows, data and options that nobody would choose, to hold the sentences against.
  private struct Case {
    var random: SeededGenerator
    var comparison: Comparison

    init(seed: UInt64) {
      random = SeededGenerator(state: seed)
      let arms = Int.random(in: 0..<8, using: &random)
      let studies = (1...12).map { number in
        AccuracyStudy(
          label: "s\(number)", row: number,
          diseased: arms == 0 ? nil : AccuracyArm(correct: 20 + number, incorrect: 3),
          nondiseased: arms == 1 ? nil : AccuracyArm(correct: 30, incorrect: number))
      }
      var options = CompareOptions(fit: FitOptions(data: "x"))
      options.fit.level = Bool.random(using: &random) ? 0.95 : 0.8
      options.covariate = Int.random(in: 0..<4, using: &random) == 0 ? "g" : nil
      comparison = Comparison(
        options: options, dataset: AccuracyDataset(source: "x", studies: studies), rows: [],
        tests: [], samplingIsReliable: Bool.random(using: &random), remarks: [])
      // Most cases are near agreement, where a sentence turns.
      let spread = [0.001, 0.01, 0.03, 0.2][Int.random(in: 0..<4, using: &random)]
      for (method, label) in Self.fits where Int.random(in: 0..<3, using: &random) > 0 {
        comparison.rows.append(row(method, label, spread: spread))
      }
      if options.covariate != nil {
        var level = row("ml", "  g = a", spread: spread)
        (level.level, level.profile) = ("a", nil)
        comparison.rows.append(level)
      }
      for number in 0..<Int.random(in: 0..<3, using: &random) {
        var typed = row("published", "Review \(number)", spread: spread)
        (typed.status, typed.profile) = (.ok, nil)
        typed.intervalLevel = Bool.random(using: &random) ? 0.95 : 0.8
        if typed.sensitivity != nil || typed.specificity != nil { comparison.rows.append(typed) }
      }
    }

    static let fits = [
      ("bayes", "Bayes, prior default"), ("ml", "Exact ML"), ("laplace", "Laplace (glmer)"),
      ("reml", "REML, normal"), ("ml-normal", "ML, normal"),
      ("univariate", "Univariate, exact ML"), ("univariate", "Univariate, DerSimonian-Laird"),
      ("fixed", "Fixed, binomial"), ("fixed", "Fixed, inverse variance"),
      ("mantel-haenszel", "Mantel-Haenszel, common DOR"), ("ladder", "Ladder: bivariate"),
      ("ladder", "  rho = 0"),
    ]

    private mutating func row(_ method: String, _ label: String, spread: Double) -> ComparisonRow {
      var row = ComparisonRow(method: method, label: label)
      if method == "mantel-haenszel" { return row }
      switch Int.random(in: 0..<8, using: &random) {
      case 0: (row.status, row.note) = (.failed, "too few studies")
      case 1: (row.status, row.note) = (.boundary, "boundary: tau_se = 0")
      default: break
      }
      if row.status != .failed || Bool.random(using: &random) {
        row.sensitivity = proportion(about: 0.97, spread)
      }
      if row.status != .failed { row.specificity = proportion(about: 0.7, spread) }
      if method == "ml", let first = interval(row.sensitivity, spread),
        let second = interval(row.specificity, spread)
      {
        row.profile = (first, second)
      }
      return row
    }

    private mutating func interval(
      _ value: PublishedValue.Proportion?, _ spread: Double
    ) -> FittedInterval? {
      guard let value, let other = proportion(about: value.estimate, spread),
        let lower = other.lower, let upper = other.upper
      else { return nil }
      return FittedInterval(
        estimate: value.estimate, lower: min(lower, value.estimate),
        upper: max(upper, value.estimate))
    }

    private mutating func proportion(
      about center: Double, _ spread: Double
    ) -> PublishedValue.Proportion? {
      if Int.random(in: 0..<10, using: &random) == 0 { return nil }
      func moved(_ by: Double) -> Double {
        min(max(center + Double.random(in: -by...by, using: &random), 0), 1)
      }
      let estimate = moved(spread / 5)
      if Int.random(in: 0..<8, using: &random) == 0 { return .init(estimate: estimate) }
      return .init(
        estimate: estimate, lower: max(estimate - 0.05 - abs(moved(spread) - center), 0),
        upper: min(estimate + 0.02 + abs(moved(spread) - center), 1))
    }
  }

  /// What the page calls a row at the start of a sentence.
  private func name(_ row: ComparisonRow) -> String {
    [
      "bayes": "Bayes", "ml": "Exact ML", "laplace": "Laplace",
      "reml": "REML of the normal approximation", "ml-normal": "ML of the normal approximation",
      "ladder": "The ladder's bivariate rung",
    ][row.method] ?? row.label
  }

  private typealias Margin = (word: String, distance: Double, ratio: Double?)

  /// Distances and widths worked out here, on the scale that the sentence names.
  private func margins(
    _ row: ComparisonRow, _ reference: ComparisonRow, _ comparison: Comparison
  ) -> [Margin] {
    func scaled(_ p: Double) -> Double { asin(p.squareRoot()) }
    func level(_ row: ComparisonRow) -> Double {
      row.intervalLevel ?? comparison.options.fit.level
    }
    let data = comparison.dataset
    return [
      ("sensitivity", row.sensitivity, reference.sensitivity, data.diseasedTotal),
      ("specificity", row.specificity, reference.specificity, data.nondiseasedTotal),
    ].compactMap { word, own, other, people in
      guard people > 0, let own, let other, let lower = other.lower, let upper = other.upper
      else { return nil }
      let width = scaled(upper) - scaled(lower)
      var ratio: Double?
      if let ownLower = own.lower, let ownUpper = own.upper, level(row) == level(reference) {
        ratio = (scaled(ownUpper) - scaled(ownLower)) / width
      }
      return (word, abs(scaled(own.estimate) - scaled(other.estimate)) / width, ratio)
    }
  }

  private func isFar(_ margin: Margin) -> Bool { margin.distance > 0.1 }
  private func isWide(_ margin: Margin) -> Bool {
    margin.ratio.map { $0 > 1.5 || $0 < 1 / 1.5 } ?? false
  }

  private func reference(_ comparison: Comparison) -> Int? {
    let order = ["bayes", "ml", "laplace"]
    func rank(_ row: ComparisonRow) -> Int {
      order.firstIndex(of: row.method) ?? (row.method == "ladder" ? 5 : 4)
    }
    return comparison.rows.indices.filter { index in
      let row = comparison.rows[index]
      let data = comparison.dataset
      return row.method != "published" && row.level == nil
        && (data.diseasedTotal > 0 && row.sensitivity?.upper != nil
          || data.nondiseasedTotal > 0 && row.specificity?.upper != nil)
    }.min { (rank(comparison.rows[$0]), $0) < (rank(comparison.rows[$1]), $1) }
  }

  @Test("every sentence is true of random rows, and no row that differs goes unnamed")
  func randomRows() throws {
    var agreements = 0
    var named = 0
    for seed in 1...3000 {
      let comparison = Case(seed: UInt64(seed)).comparison
      let remarks = comparison.explainDifferences()
      let said = "seed \(seed): \(remarks)"
      let agreement = remarks.first { $0.contains(" agree with ") }
      guard let index = reference(comparison) else {
        #expect(agreement == nil && !remarks.contains { $0.contains(" puts ") }, "\(said)")
        continue
      }
      let reference = comparison.rows[index]
      var differ = false
      var compared: Set<String> = []
      for (other, row) in comparison.rows.enumerated()
      where row.method != "ladder" && row.level == nil {
        var wide: [Margin] = []
        if other != index {
          let margins = margins(row, reference, comparison)
          compared.formUnion(margins.map(\.word))
          let puts = remarks.filter { $0.hasPrefix("\(name(row)) puts ") }
          #expect(puts.count == (margins.contains(where: isFar) ? 1 : 0), "\(name(row)) \(said)")
          wide = margins.filter(isWide)
          let gives = remarks.filter {
            $0.hasPrefix("\(name(row)) gives ") || $0.contains(". \(name(row)) gives ")
          }
          #expect(
            gives.count == (wide.isEmpty ? 0 : 1),
            "\(name(row)) \(said)")
          if let most = margins.filter(isFar).max(by: { $0.distance < $1.distance }) {
            #expect(puts.first?.contains("\(most.word) at ") == true, "\(said)")
          }
          if let most = wide.max(by: { extreme($0) < extreme($1) }) {
            #expect(gives.contains { $0.contains("gives \(most.word) an interval") }, "\(said)")
          }
          differ = differ || !puts.isEmpty || !wide.isEmpty
        }
        if row.method == "ml", let profile = row.profile {
          var own = row
          own.sensitivity = .init(profile.sensitivity)
          own.specificity = .init(profile.specificity)
          let isWide = margins(own, reference, comparison).contains(where: isWide)
          let words = remarks.contains { $0.hasPrefix("The profile likelihood of exact ML gives") }
          #expect(words == isWide, "\(said)")
          differ = differ || isWide
        }
      }
      named += differ ? 1 : 0
      let shouldAgree = !differ && !compared.isEmpty
      #expect((agreement != nil) == shouldAgree, "\(said)")
      #expect(remarks.contains { $0.hasPrefix("Named above") } == differ, "\(said)")
      guard let agreement else { continue }
      agreements += 1
      for word in ["sensitivity", "specificity"] {
        #expect(agreement.contains(word) == compared.contains(word), "\(said)")
      }
      let apart = comparison.rows.filter { $0.method == "ladder" || $0.level != nil }
        .flatMap { margins($0, reference, comparison) }
      let othersDiffer = apart.contains { isFar($0) || isWide($0) }
      #expect(agreement.hasPrefix("All estimates") == !othersDiffer, "\(said)")
    }
    #expect(agreements > 100 && named > 500, "\(agreements) \(named)")
  }

  private func extreme(_ margin: Margin) -> Double { margin.ratio.map { max($0, 1 / $0) } ?? 0 }

  @Test("both are recommended only where the sampling is reliable, ten studies and a maximum")
  func recommendation() throws {
    for seed in 1...300 {
      let comparison = Case(seed: UInt64(seed)).comparison
      let last = try #require(comparison.explainDifferences().last)
      #expect(!last.contains("report either") || comparison.samplingIsReliable)
    }
  }
}

/// SplitMix64, for cases that repeat exactly.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
