import AccuracyData
import Testing

@testable import Comparison
@testable import FitPages
@testable import Fitting
@testable import Requests

/// Comparisons of separate fits.
@Suite(.serialized) struct LevelContrastTests {
  private func fits(_ name: String, by column: String) throws -> [(
    level: String, fit: FitResult
  )] {
    var options = FitOptions(data: "example:" + name)
    try options.select(
      filters: [], by: column, study: nil, allowDependent: false, dropOneArm: false)
    options.threads = 2
    return settings(of: try runFitByLevel(options, detail: .page))
  }

  private func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - mx) * (a - mx)
      xy += (a - mx) * (b - my)
      yy += (b - my) * (b - my)
    }
    return xy / (xx * yy).squareRoot()
  }

  /// Levels have random streams of their own: 4.5 standard errors of 20,000 draws, nine comparisons. Where
  /// they share their streams (the mutant) draws with one number have a correlation of 0.8 and more, since
  /// both chains propose from the same normals.
  @Test func drawsOfTwoLevelsAreIndependent() throws {
    let fits = try fits("scheidler", by: "modality")
    let draws = fits.map { accuracyDraws($0.fit) }
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      for (x, y) in [
        (draws[first].sensitivity, draws[second].sensitivity),
        (draws[first].specificity, draws[second].specificity),
        (draws[first].sensitivity, draws[second].specificity),
      ] {
        let found = correlation(x, y)
        #expect(abs(found) < 4.5 / Double(x.count).squareRoot(), "\(first) \(second): \(found)")
      }
    }
    let mutants = try fits.map { entry in
      var dataset = entry.fit.dataset
      dataset.level = nil
      return accuracyDraws(
        try runFit(dataset, options: entry.fit.options, detail: .page, progress: nil).single)
    }
    let shared = correlation(mutants[0].sensitivity, mutants[1].sensitivity)
    #expect(shared > 0.7, "\(shared)")
  }

  /// Against every pair of draws rather than one partner each: P(A > B) by ranking all draws together.
  @Test func probabilityAgreesWithAllPairs() throws {
    let fits = try fits("ascus", by: "test")
    let contrasts = contrastLevels(fits)
    #expect(contrasts.count == 1)
    let contrast = try #require(contrasts.first)
    let second = fits[0].fit.population.muSpecificity.sorted()
    var below = 0
    for value in fits[1].fit.population.muSpecificity {
      var (low, high) = (0, second.count)
      while low < high {
        let middle = (low + high) / 2
        if second[middle] < value { low = middle + 1 } else { high = middle }
      }
      below += low
    }
    let exact = Double(below) / Double(second.count) / Double(second.count)
    // Binomial error of 20,000 pairs: 0.0023 at 0.12.
    let specificity = try #require(contrast.specificity)
    #expect(abs(specificity.probabilityHigher - exact) < 0.01, "\(exact)")
    #expect(contrast.probabilityBothHigher <= specificity.probabilityHigher)
    let difference = try #require(contrast.sensitivity).difference
    let medians = fits.compactMap { $0.fit.parameter("sensitivity")?.summary.median }
    #expect(abs(difference.estimate - (medians[1] - medians[0])) < 0.01)
    #expect(difference.lower < difference.estimate && difference.estimate < difference.upper)
  }

  @Test func allPairsForFewLevelsElseAgainstTheFirst() throws {
    let fits = try fits("scheidler", by: "modality")
    let names = fits.map(\.level)
    #expect(
      contrastLevels(fits).map { [$0.first, $0.second] } == [
        [names[1], names[0]], [names[2], names[0]], [names[2], names[1]],
      ])
    // The same data under other names: other fits, which differ by noise alone.
    let many =
      try fits
      + ["again", "a third time"].flatMap { words in
        try fits.map { entry in
          var dataset = entry.fit.dataset
          dataset.level = DataFilter(column: "modality", value: "\(entry.level) \(words)")
          return (
            level: "\(entry.level) \(words)",
            fit: try runFit(dataset, options: entry.fit.options, detail: .page, progress: nil)
              .single
          )
        }
      }
    #expect(contrastLevels(Array(many.prefix(8))).count == 28)
    let against = contrastLevels(many)
    #expect(against.count == 8 && against.allSatisfy { $0.second == names[0] })
    let same = try #require(against.first { $0.first == names[0] + " again" })
    let sensitivity = try #require(same.sensitivity)
    #expect(abs(sensitivity.probabilityHigher - 0.5) < 0.02)
    #expect(abs(sensitivity.difference.estimate) < 0.01)
    #expect(sensitivity.difference.upper > 0.02)
    #expect(contrastLevels([fits[0]]).isEmpty && contrastsPage([fits[0]]).isEmpty)
  }

  @Test func thePageNamesLevelsAndSaysWhatIsIgnored() throws {
    let page = contrastsPage(try fits("ascus", by: "test"))
    #expect(page.contains("HC2 against RepC") && page.contains("P(higher)"))
    #expect(page.contains("ignores pairing within studies"))
    #expect(page.contains("95 % credible interval") && page.hasSuffix("\n"))
  }
}
