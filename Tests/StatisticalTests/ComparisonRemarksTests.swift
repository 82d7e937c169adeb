import AccuracyData
import Foundation
import FrequentistFits
import RepeatableNumbers
import SpecialFunctions
import Testing

@testable import Checking
@testable import Comparison
@testable import Fitting
@testable import Requests
@testable import SavedRuns

@Suite("What compare says of its rows")
struct ComparisonRemarksTests {
  /// Rows, data and options that nobody would choose, to hold the sentences against.
  private struct Case {
    var random: SplitMix64
    var comparison: Comparison

    init(seed: UInt64) {
      random = SplitMix64(seed: seed)
      let arms = Int.random(in: 0..<8, using: &random)
      let count = Int.random(in: 8...12, using: &random)
      // Two tables of one study make one study less than rows.
      let lastLabel = Int.random(in: 0..<4, using: &random) == 0 ? count - 1 : count
      let studies = (1...count).map { number in
        AccuracyStudy(
          label: "s\(min(number, lastLabel))", row: number,
          diseased: arms == 0 ? nil : AccuracyArm(correct: 20 + number, incorrect: 3),
          nondiseased: arms == 1 ? nil : AccuracyArm(correct: 30, incorrect: number))
      }
      var options = CompareOptions(fit: FitOptions(data: "x"))
      options.fit.level = Bool.random(using: &random) ? 0.95 : 0.8
      try? options.setCovariate(Int.random(in: 0..<4, using: &random) == 0 ? "g" : nil)
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

    private mutating func row(
      _ name: String, _ label: String, spread: Double
    ) -> ComparisonRow {
      let method = ComparisonMethod(rawValue: name)
      var row = ComparisonRow(method: method, label: label)
      if method == .mantelHaenszel { return row }
      switch Int.random(in: 0..<8, using: &random) {
      case 0: (row.status, row.note) = (.failed, "too few studies")
      case 1: (row.status, row.note) = (.boundary, "boundary: tau_se = 0")
      default: break
      }
      if row.status != .failed || Bool.random(using: &random) {
        row.sensitivity = proportion(about: 0.97, spread)
      }
      if row.status != .failed { row.specificity = proportion(about: 0.7, spread) }
      if method == .maximumLikelihood, let first = interval(row.sensitivity, spread),
        let second = interval(row.specificity, spread)
      {
        row.profile = (first, second)
      }
      return row
    }

    private mutating func interval(
      _ value: PublishedValue.Proportion?, _ spread: Double
    ) -> IntervalEstimate? {
      guard let value, let other = proportion(about: value.estimate, spread),
        let lower = other.lower, let upper = other.upper
      else { return nil }
      return IntervalEstimate(
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
      "ladder": "The ladder's bivariate model",
    ][row.methodName] ?? row.label
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
      order.firstIndex(of: row.methodName) ?? (row.method == .ladder ? 5 : 4)
    }
    return comparison.rows.indices.filter { index in
      let row = comparison.rows[index]
      let data = comparison.dataset
      return row.method != nil && row.level == nil
        && (data.diseasedTotal > 0 && row.sensitivity?.upper != nil
          || data.nondiseasedTotal > 0 && row.specificity?.upper != nil)
    }.min { (rank(comparison.rows[$0]), $0) < (rank(comparison.rows[$1]), $1) }
  }

  /// The remarks on a comparison, beside which its rows are held.
  private struct Remarks {
    let comparison: Comparison
    let all: [String]
    /// For messages of failed expectations.
    let text: String

    init(seed: Int) {
      comparison = Case(seed: UInt64(seed)).comparison
      all = comparison.explainDifferences()
      text = "seed \(seed): \(all)"
    }

    var agreement: String? { all.first { $0.contains(" agree with ") } }
  }

  @Test("every sentence is true of random rows, and no row that differs goes unnamed")
  func randomRows() throws {
    var agreements = 0
    var named = 0
    for seed in 1...3000 {
      let remarks = Remarks(seed: seed)
      let comparison = remarks.comparison
      guard let index = reference(comparison) else {
        let isSilent = remarks.agreement == nil && !remarks.all.contains { $0.contains(" puts ") }
        #expect(isSilent, "\(remarks.text)")
        continue
      }
      let reference = comparison.rows[index]
      var differ = false
      var compared: Set<String> = []
      for (other, row) in comparison.rows.enumerated()
      where row.method != .ladder && row.level == nil {
        if other != index {
          let margins = margins(row, reference, comparison)
          compared.formUnion(margins.map(\.word))
          expectSentences(on: row, margins, in: remarks)
          differ = differ || margins.contains { isFar($0) || isWide($0) }
        }
        differ = expectProfileSentence(on: row, reference, in: remarks) || differ
      }
      named += differ ? 1 : 0
      let shouldAgree = !differ && !compared.isEmpty
      #expect((remarks.agreement != nil) == shouldAgree, "\(remarks.text)")
      #expect(remarks.all.contains { $0.hasPrefix("Named above") } == differ, "\(remarks.text)")
      guard let agreement = remarks.agreement else { continue }
      agreements += 1
      expectTrue(agreement, of: compared, reference, in: remarks)
    }
    #expect(agreements > 100 && named > 500, "\(agreements) \(named)")
  }

  /// A row that is far is put somewhere, one of another width is given an interval; each once, by the
  /// margin that differs most.
  private func expectSentences(on row: ComparisonRow, _ margins: [Margin], in remarks: Remarks) {
    let name = name(row)
    let puts = remarks.all.filter { $0.hasPrefix("\(name) puts ") }
    #expect(puts.count == (margins.contains(where: isFar) ? 1 : 0), "\(name) \(remarks.text)")
    let wide = margins.filter(isWide)
    let gives = remarks.all.filter {
      $0.hasPrefix("\(name) gives ") || $0.contains(". \(name) gives ")
    }
    #expect(gives.count == (wide.isEmpty ? 0 : 1), "\(name) \(remarks.text)")
    if let most = margins.filter(isFar).max(by: { $0.distance < $1.distance }) {
      #expect(puts.first?.contains("\(most.word) at ") == true, "\(remarks.text)")
    }
    if let most = wide.max(by: { extreme($0) < extreme($1) }) {
      #expect(gives.contains { $0.contains("gives \(most.word) an interval") }, "\(remarks.text)")
    }
  }

  /// Whether the profile likelihood of a row has another width, which must be said.
  private func expectProfileSentence(
    on row: ComparisonRow, _ reference: ComparisonRow, in remarks: Remarks
  ) -> Bool {
    guard row.method == .maximumLikelihood, let profile = row.profile else { return false }
    var own = row
    own.sensitivity = .init(profile.sensitivity)
    own.specificity = .init(profile.specificity)
    let isWide = margins(own, reference, remarks.comparison).contains(where: isWide)
    let isSaid = remarks.all.contains {
      $0.hasPrefix("The profile likelihood of exact ML gives")
    }
    #expect(isSaid == isWide, "\(remarks.text)")
    return isWide
  }

  /// The sentence of agreement names the margins compared, and "all" means all.
  private func expectTrue(
    _ agreement: String, of compared: Set<String>, _ reference: ComparisonRow, in remarks: Remarks
  ) {
    for word in ["sensitivity", "specificity"] {
      #expect(agreement.contains(word) == compared.contains(word), "\(remarks.text)")
    }
    let apart = remarks.comparison.rows.filter { $0.method == .ladder || $0.level != nil }
      .flatMap { margins($0, reference, remarks.comparison) }
    let othersDiffer = apart.contains { isFar($0) || isWide($0) }
    #expect(agreement.hasPrefix("All estimates") == !othersDiffer, "\(remarks.text)")
  }

  private func extreme(_ margin: Margin) -> Double { margin.ratio.map { max($0, 1 / $0) } ?? 0 }

  /// Whether the exact likelihood has an interior maximum: by its row, else the ladder's, else fitted.
  private func hasInteriorMaximum(_ comparison: Comparison) -> Bool {
    let row =
      comparison.rows.first { $0.method == .maximumLikelihood && $0.level == nil }
      ?? comparison.rows.first { $0.label == "Ladder: bivariate" }
    guard let row else {
      let fit = fitBivariate(comparison.dataset.studies, method: .maximumLikelihood)
      return fit.status == .converged
    }
    return row.status == .ok
  }

  @Test("both are recommended only where the sampling is reliable, ten studies and a maximum")
  func recommendation() throws {
    var counts = [0, 0, 0]
    for seed in 1...300 {
      let remarks = Remarks(seed: seed)
      let comparison = remarks.comparison
      let last = try #require(remarks.all.last)
      let fits = comparison.rows.filter { $0.method != nil }
      let isEmpty = fits.allSatisfy {
        $0.status == .failed && $0.sensitivity == nil && $0.specificity == nil
      }
      if !fits.isEmpty, isEmpty {
        #expect(!last.contains("report"), "\(remarks.text)")
        continue
      }
      let labels = Set(comparison.dataset.studies.map(\.label))
      let isEnough = labels.count >= 10 && hasInteriorMaximum(comparison)
      let isEither = isEnough && comparison.samplingIsReliable
      let isExact = isEnough && !comparison.samplingIsReliable
      let bayes = "To report: the Bayesian fit"
      #expect(last.contains("report either.") == isEither, "\(remarks.text)")
      #expect(last.contains("report exact ML, or Bayes once") == isExact, "\(remarks.text)")
      #expect(last.hasPrefix(bayes) == !isEnough, "\(remarks.text)")
      counts[isEither ? 0 : isExact ? 1 : 2] += 1
    }
    #expect(counts.allSatisfy { $0 > 20 }, "\(counts)")
  }

  /// A row beside a reference of 0.5 (0.25 to 0.75) or 1 (0.75 to 1), with what a pencil finds: on the
  /// scale asin(sqrt(p)) the proportions 0, 0.25, 0.5, 0.75 and 1 lie at 0, 30, 45, 60 and 90 degrees,
  /// so that both intervals are 30 degrees wide.
  private struct HandCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let own: PublishedValue.Proportion
    var reference = PublishedValue.Proportion(estimate: 0.5, lower: 0.25, upper: 0.75)
    var level: Double?
    let distance: Double
    let ratio: Double?
    var isFar = false
    var isWide = false
  }

  private static let handCases = [
    // 15 and 60 degrees.
    HandCase(
      testDescription: "far and wide", own: .init(estimate: 0.75, lower: 0.25, upper: 1),
      distance: 0.5, ratio: 2, isFar: true, isWide: true),
    // asin(0.1) / 2 = 2.870 degrees; 0.941474 lies at 76.
    HandCase(
      testDescription: "just near and just wide",
      own: .init(estimate: 0.55, lower: 0.25, upper: 0.9414738),
      distance: 0.0956528, ratio: 1.5333333, isWide: true),
    // asin(0.12) / 2 = 3.446 degrees; 0.924024 lies at 74.
    HandCase(
      testDescription: "just far and not wide",
      own: .init(estimate: 0.56, lower: 0.25, upper: 0.924024),
      distance: 0.1148684, ratio: 1.4666667, isFar: true),
    // 0.99 lies asin(0.1) = 5.739 degrees from the end: 0.01 weighs more here than 0.05 at one half.
    HandCase(
      testDescription: "near one", own: .init(estimate: 0.99, lower: 0.75, upper: 0.99),
      reference: .init(estimate: 1, lower: 0.75, upper: 1), distance: 0.1913057, ratio: 0.8086943,
      isFar: true),
    // 0.569587 lies at 49 degrees, 0.603956 at 51.
    HandCase(
      testDescription: "just narrow", own: .init(estimate: 0.5, lower: 0.25, upper: 0.5695866),
      distance: 0, ratio: 0.6333333, isWide: true),
    HandCase(
      testDescription: "not narrow", own: .init(estimate: 0.5, lower: 0.25, upper: 0.6039558),
      distance: 0, ratio: 0.7),
    HandCase(
      testDescription: "widths of two levels", own: .init(estimate: 0.5, lower: 0.5, upper: 0.75),
      level: 0.8, distance: 0, ratio: nil),
  ]

  @Test("distances and widths as worked out by hand", arguments: handCases)
  private func byHand(_ example: HandCase) throws {
    var comparison = Case(seed: 1).comparison
    comparison.dataset.studies = (1...12).map {
      AccuracyStudy(
        label: "s\($0)", row: $0, diseased: AccuracyArm(correct: 9, incorrect: 1),
        nondiseased: AccuracyArm(correct: 8, incorrect: 2))
    }
    comparison.options.fit.level = 0.95
    var reference = ComparisonRow(method: .maximumLikelihood, label: "Exact ML")
    reference.sensitivity = example.reference
    var own = ComparisonRow(method: .restrictedNormal, label: "REML, normal")
    (own.sensitivity, own.intervalLevel) = (example.own, example.level)
    comparison.rows = [reference, own]
    let found = try #require(comparison.margins(own, beside: reference).first)
    #expect(found.word == "sensitivity" && abs(found.distance - example.distance) < 1e-6)
    #expect(found.isFar == example.isFar && found.hasOtherWidth == example.isWide)
    let here = try #require(margins(own, reference, comparison).first)
    #expect(abs(here.distance - example.distance) < 1e-6)
    #expect(isFar(here) == example.isFar && isWide(here) == example.isWide)
    for ratio in [found.widthRatio, here.ratio] {
      #expect((ratio == nil) == (example.ratio == nil))
      #expect(abs((ratio ?? 0) - (example.ratio ?? 0)) < 1e-6)
    }
    let said = comparison.explainDifferences().joined(separator: "\n")
    #expect(said.contains("REML of the normal approximation puts sensitivity") == example.isFar)
    #expect(said.contains("approximation gives sensitivity an interval") == example.isWide)
    #expect(said.contains(" agree with exact ML") == !(example.isFar || example.isWide), "\(said)")
  }
}
