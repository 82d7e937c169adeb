import Documents
import Foundation
import RandomStreams
import Requests
import Testing

@testable import Simulation

@Suite("Data made up by a design")
struct SimulationTests {
  private func design(_ lines: String) throws -> SimulationDesign {
    try SimulationDesign(
      parsing: "schema: sroc.design/1\n" + lines, file: "design.yaml")
  }

  private static let plain = """
    studies: 4
    n1: 40
    n0: 90
    se: 0.8
    sp: 0.9
    tau_se: 0.5
    tau_sp: 0.7
    rho: -0.4
    replicates: 3

    """

  /// Mean, SD and correlation of both margins over many draws, each with its standard error.
  private func moments(
    _ effects: SimulationDesign.Effects, rho: Double
  ) -> (means: [Double], deviations: [Double], correlation: Double) {
    var stream = RandomStream(StreamKey(seed: 11).child(.purpose(.simulation)))
    let pairs = (0..<draws).map { _ in effects.draw(correlation: rho, using: &stream) }
    func mean(_ value: (Double, Double) -> Double) -> Double {
      pairs.reduce(0) { $0 + value($1.sensitivity, $1.specificity) } / Double(draws)
    }
    let means = [mean { a, _ in a }, mean { _, b in b }]
    let squares = [
      mean { a, _ in (a - means[0]) * (a - means[0]) },
      mean { _, b in (b - means[1]) * (b - means[1]) },
    ]
    let product = mean { a, b in (a - means[0]) * (b - means[1]) }
    return (
      means, squares.map { $0.squareRoot() }, product / (squares[0] * squares[1]).squareRoot()
    )
  }

  private let draws = 200_000

  /// Standard errors of a mean, an SD and a correlation of so many draws are below 0.0023, 0.004 (for the
  /// heavier tails) and 0.003; a margin of five.
  @Test(arguments: [
    SimulationDesign.Effects.normal, .skew(shape: 1.5), .skew(shape: -1.2),
    .outliers(share: 0.2, shift: 1),
  ])
  func effectsHaveTheirMoments(_ effects: SimulationDesign.Effects) {
    for rho in [-0.35, 0, 0.25] {
      let found = moments(effects, rho: rho)
      for mean in found.means { #expect(abs(mean) < 0.0115, "\(effects) \(rho)") }
      for deviation in found.deviations { #expect(abs(deviation - 1) < 0.02, "\(effects) \(rho)") }
      #expect(abs(found.correlation - rho) < 0.015, "\(effects) \(rho): \(found.correlation)")
    }
  }

  /// Of t with nu degrees of freedom the variance is nu / (nu - 2), since tau is a scale.
  @Test func studentEffectsAreScaled() {
    let found = moments(.student(degreesOfFreedom: 10), rho: 0.5)
    for deviation in found.deviations { #expect(abs(deviation - 1.25.squareRoot()) < 0.03) }
    #expect(abs(found.correlation - 0.5) < 0.015)
  }

  /// Skewness of the skew normal, (4 - pi) / 2 (delta b)^3 / (1 - (delta b)^2)^1.5, and its sign.
  @Test func skewEffectsAreSkewed() {
    for shape in [2.0, -2] {
      var stream = RandomStream(StreamKey(seed: 3).child(.purpose(.simulation)))
      let values = (0..<draws).map { _ in
        SimulationDesign.Effects.skew(shape: shape).draw(correlation: 0, using: &stream).sensitivity
      }
      let found = values.reduce(0) { $0 + $1 * $1 * $1 } / Double(draws)
      let m = shape / (1 + shape * shape).squareRoot() * (2 / Double.pi).squareRoot()
      let wanted = 0.5 * (4 - Double.pi) * (m * m * m) / ((1 - m * m) * (1 - m * m).squareRoot())
      #expect(abs(found - wanted) < 0.05, "\(found) \(wanted)")
    }
  }

  private func rows(_ data: SimulatedData, _ index: Int) -> [[String]] {
    String(decoding: data.csv(index), as: UTF8.self).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func armsHaveTheSizesAskedFor() throws {
    let text = Self.plain.replacing("studies: 4", with: "studies: 4000")
    let fixed = try SimulatedData(try design(text), seed: 1)
    for row in rows(fixed, 0) {
      let counts = row.dropFirst().compactMap { Int($0) }
      #expect(counts[0] + counts[2] == 40 && counts[1] + counts[3] == 90)
    }
    let sized = try SimulatedData(
      try design(
        text.replacing("n1: 40", with: "n1: {negbin: [50, 2]}")
          .replacing("n0: 90", with: "n0: [20, 30]")), seed: 1)
    let sizes = rows(sized, 0).map { row -> (Int, Int) in
      let counts = row.dropFirst().compactMap { Int($0) }
      return (counts[0] + counts[2], counts[1] + counts[3])
    }
    #expect(sizes.allSatisfy { (20...30).contains($0.1) && $0.0 >= 1 })
    #expect(Set(sizes.map(\.1)).count == 11)
    let mean = sizes.reduce(0) { $0 + Double($1.0) } / 4000
    let variance = sizes.reduce(0) { $0 + (Double($1.0) - mean) * (Double($1.0) - mean) } / 3999
    // SD of a size is 36: of the mean 0.57, of the variance about 50.
    #expect(abs(mean - 50) < 2.6 && abs(variance - 1300) < 250, "\(mean) \(variance)")
  }

  /// Logarithms of lognormal sizes have the median and the SD asked for.
  @Test func lognormalSizesAreSo() throws {
    let text = Self.plain.replacing("studies: 4", with: "studies: 4000")
      .replacing("n1: 40", with: "n1: {lognormal: [400, 0.7]}")
    let logs = rows(try SimulatedData(try design(text), seed: 1), 0).map { row in
      log(
        row.dropFirst().compactMap { Int($0) }.enumerated().reduce(0.0) {
          $1.offset % 2 == 0 ? $0 + Double($1.element) : $0
        })
    }
    let mean = logs.reduce(0, +) / 4000
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    // SD of the mean 0.011, of the variance 0.011.
    #expect(abs(mean - log(400)) < 0.05 && abs(variance - 0.49) < 0.05, "\(mean) \(variance)")
  }

  @Test func sensitivityAndSpecificityAreThoseOfTheirArms() throws {
    let text = Self.plain.replacing("studies: 4", with: "studies: 3000")
      .replacing("tau_se: 0.5", with: "tau_se: 0").replacing("tau_sp: 0.7", with: "tau_sp: 0")
    let counts = rows(try SimulatedData(try design(text), seed: 5), 0).map {
      $0.dropFirst().compactMap { Double($0) }
    }
    let sensitivity = counts.reduce(0) { $0 + $1[0] } / (40 * 3000)
    let specificity = counts.reduce(0) { $0 + $1[3] } / (90 * 3000)
    #expect(abs(sensitivity - 0.8) < 0.006 && abs(specificity - 0.9) < 0.003)
  }

  @Test func armsAreMissingAsOftenAsAskedFor() throws {
    let text = Self.plain.replacing("studies: 4", with: "studies: 4000")
    for (missing, shares) in [("0.3", (0.15, 0.15)), ("{se: 0.4}", (0.4, 0)), ("1", (0.5, 0.5))] {
      let found = rows(
        try SimulatedData(try design(text + "missing: \(missing)\n"), seed: 2), 0)
      let diseased = Double(found.count { $0[1].isEmpty }) / 4000
      let others = Double(found.count { $0[2].isEmpty }) / 4000
      #expect(abs(diseased - shares.0) < 0.04 && abs(others - shares.1) < 0.04)
      #expect(found.allSatisfy { !($0[1].isEmpty && $0[2].isEmpty) })
    }
  }

  /// More replicates or another seed elsewhere leave a data set as it is.
  @Test func aDataSetIsAFunctionOfSeedAndName() throws {
    let few = try SimulatedData(try design(Self.plain), seed: 7)
    let many = try SimulatedData(
      try design(Self.plain.replacing("replicates: 3", with: "replicates: 9")), seed: 7)
    for index in 0..<3 { #expect(few.csv(index) == many.csv(index)) }
    #expect(Set((0..<9).map { many.csv($0) }).count == 9)
    #expect(try SimulatedData(try design(Self.plain), seed: 8).csv(0) != few.csv(0))
    #expect(few.design.name(2) == "cell-0001/000003.csv")
  }

  @Test func theGridCrossesItsKeysInTheirOrder() throws {
    let crossed = try design(
      Self.plain.replacing("studies: 4", with: "studies: [3, [5, 8]]")
        .replacing("se: 0.8\n", with: "se: [0.7, 0.8, 0.9]\n") + "grid: [se, studies]\n")
    #expect(crossed.cells.count == 6 && crossed.count == 18)
    #expect(crossed.grid == ["studies", "se"])
    #expect(crossed.cells[1].values.map(\.text) == ["3", "0.8"])
    #expect(crossed.cells[3].studies == .range(5, 8))
    #expect(crossed.cells[5].values.map(\.text) == ["[5, 8]", "0.9"])
    #expect(
      crossed.truthColumns == [
        "cell", "grid_studies", "grid_se", "true_sensitivity", "true_specificity", "true_tau_se",
        "true_tau_sp", "true_rho",
      ])
  }

  @Test func levelsAlternateWithTruthsOfTheirOwn() throws {
    let text =
      Self.plain.replacing("se: 0.8\n", with: "").replacing("sp: 0.9\n", with: "")
      + "levels:\n  CT: {se: 0.7, sp: 0.9}\n  MRI: {se: 0.9, sp: 0.8}\n"
    let data = try SimulatedData(try design(text), seed: 1)
    #expect(rows(data, 0).map { $0[5] } == ["CT", "MRI", "CT", "MRI"])
    #expect(data.design.truthNames.prefix(2) == ["true_sensitivity[CT]", "true_specificity[CT]"])
  }

  @Test(arguments: [
    ("se: 0.8", "se: 1.2", ":5:5: se 1.2: use a number above 0 and below 1"),
    ("studies: 4", "studies: many", ":2:10: studies \"many\": use a whole number from 1"),
    ("n0: 90", "n0: [50, 20]", ":4:5: n0: the lower end comes first"),
    ("n0: 90", "prevalence: 0", ":4:13: prevalence 0: use a number above 0"),
    ("n0: 90\n", "", "give n0, or prevalence"),
    ("rho: -0.4", "rho: -0.4\nprevalence: 0.2", "and not both"),
    ("rho: -0.4\n", "", "a design needs the key rho"),
    ("tau_se: 0.5", "tau: 0.5", "unknown key \"tau\""),
    ("replicates: 3", "replicates: 3\ngrid: [tau_so]", "did you mean tau_s"),
    ("replicates: 3", "replicates: 3\ngrid: se", "se stands in grid, so it is a list"),
    ("n1: 40", "n1: {negbin: [9, 1], lognormal: [9, 1]}", "one of negbin, lognormal, sizes"),
    ("n1: 40", "n1: {lognormal: [40, 9]}", "lognormal is [median, SD of the logarithm]"),
    ("replicates: 3", "replicates: 3\neffects: {t: 1}", "t 1: use a number above 1"),
    ("replicates: 3", "replicates: 3\neffects: {skew: 5}", "leaves room for correlations"),
    ("replicates: 3", "replicates: 3\neffects: {t: 4, skew: 1}", "one of t, skew, outliers"),
    ("se: 0.8", "se: prior", "sp is `prior` too"),
    ("se: 0.8", "grid: se\nse: [prior, 0.9]", "prior is no value to cross"),
    ("replicates: 3", "replicates: 3\nlevels: {A: {se: 0.8, sp: 0.9}}", "levels is two to 50"),
    ("replicates: 3", "replicates: 3\nmissing: {se: 0.6, sp: 0.6}", "together are at most 1"),
    ("schema", "Schema", "unknown key \"Schema\""),
  ])
  func wrongDesignsSayWhere(_ old: String, _ new: String, _ words: String) throws {
    let text = ("schema: sroc.design/1\n" + Self.plain).replacing(
      old, with: new, maxReplacements: 1)
    do {
      _ = try SimulationDesign(parsing: text, file: "d.yaml")
      Issue.record("\(new) was taken")
    } catch {
      #expect(error.code == .badData && error.message.description.hasPrefix("d.yaml:"))
      #expect(error.message.description.contains(words), "\(error.message.description)")
    }
  }

  /// A planted error changes its own study alone.
  @Test func errorsArePlanted() throws {
    func rows(_ plant: String) throws -> [[Substring]] {
      let data = try SimulatedData(design(Self.plain + plant), seed: 5)
      return String(decoding: data.csv(1), as: UTF8.self).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    }
    let plain = try rows("")
    let swapped = try rows("plant: swapped\n")
    let first = plain[1]
    #expect(swapped[1] == [first[0], first[3], first[2], first[1], first[4]])
    #expect(swapped.dropFirst(2) == plain.dropFirst(2))
    let duplicate = try rows("plant: duplicate\n")
    #expect(duplicate.last?.dropFirst() == first.dropFirst() && duplicate.last?.first == "Study 4")
    #expect(duplicate.dropLast() == plain.dropLast())
    #expect(try rows("plant: none\n") == plain)
    #expect(throws: AnalysisError.self) { try design(Self.plain + "plant: outlier\n") }
  }
}
