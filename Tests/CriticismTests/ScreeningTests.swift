import AccuracyData
import Foundation
import Messages
import Testing

@testable import Criticism
@testable import PosteriorSampling

/// What a fit's page says of its studies, from a few draws.
@Suite("Screening")
struct ScreeningTests {
  private func screened(_ run: CriticisedFit) throws -> Screening {
    try screen(run.model, sample: run.sample, dataset: run.dataset, key: run.key)
  }

  /// Reviews in which the full analysis finds nothing either.
  @Test(arguments: ["anti-ccp", "scheidler_lag", "telomerase", "dementia-csf14"])
  func mostReviewsAreQuiet(name: String) throws {
    #expect(try screened(try CriticisedFit(name)) == .quiet)
  }

  /// The study that the full analysis names is named.
  @Test func whatTheFullAnalysisFindsIsFound() throws {
    let odd = try CriticisedFit("auditc")
    let found = try #require(try screened(odd).differing)
    #expect(found.study == "S08" && found.prediction.swap == nil)

    // A study of another kind moves the result and does not fit.
    let counts = [(81, 84), (76, 91), (88, 79), (83, 88), (74, 82), (86, 93)]
    var studies = counts.enumerated().map { k, right in
      AccuracyStudy(
        label: "s\(k)", truePositives: right.0, falsePositives: 100 - right.1,
        falseNegatives: 100 - right.0, trueNegatives: right.1)
    }
    studies.append(
      AccuracyStudy(
        label: "odd", truePositives: 4, falsePositives: 20, falseNegatives: 96,
        trueNegatives: 85))
    let run = try CriticisedFit(AccuracyDataset(source: "made up", studies: studies))
    let full = try run.influence()
    let shift = full.settings[0].shift(6)
    #expect(shift > SettingInfluence.notableShift)
    let screening = try screened(run)
    #expect(screening.influential?.study == "odd" && screening.differing?.study == "odd")
    let without = try #require(screening.influential?.without.sensitivity.estimate)
    let exact = full.settings[0].without[6].sensitivity.estimate
    let width = full.settings[0].whole.widths.sensitivity
    #expect(abs(without - exact) < 1e-9 * width)
    let remarks = screening.remarks(settings: [""]).map { $0.message.spelled(by: .commandLine) }
    #expect(remarks.count >= 2 && remarks.count <= 3)
    #expect(remarks[0].hasPrefix("One study carries much: without odd sensitivity is 0."))
    #expect(remarks.allSatisfy { $0.hasSuffix("(see sroc influence).") })
    // A study that dominates and moves the result has one line; another that dominates, one of its own.
    let dominant = screening.remarks(
      settings: [""], dominant: [DominanceWords(study: "odd", words: "odd holds it all")])
    #expect(dominant.count == remarks.count)
    #expect(dominant[0].codes == [.influentialStudy, .dominantStudy])
    #expect(
      dominant[0].message.spelled(by: .commandLine)
        .hasPrefix("odd holds it all: without it sensitivity is 0."))
    let other = screening.remarks(
      settings: [""], dominant: [DominanceWords(study: "s1", words: "s1 holds it all")])
    #expect(other.flatMap(\.codes).contains(.dominantStudy) && other.count <= 3)
    // The same study with the accuracy of the others is nobody's business: the mutant that names the last
    // study of any review is caught.
    studies[6].diseased = AccuracyArm(correct: 79, incorrect: 21)
    let plain = try CriticisedFit(AccuracyDataset(source: "made up", studies: studies))
    #expect(try screened(plain) == .quiet)
  }

  /// Specificities that are more alike than counts of a hundred can be.
  @Test func aReviewThatNoModelReproducesIsNamed() throws {
    let found = [91, 84, 72, 95, 66, 88, 79, 93, 81, 75, 90, 85, 69, 96, 83, 77, 92, 80, 87, 73]
    let studies = found.enumerated().map { k, right in
      AccuracyStudy(
        label: "s\(k)", truePositives: right, falsePositives: 20, falseNegatives: 100 - right,
        trueNegatives: 80)
    }
    let run = try CriticisedFit(AccuracyDataset(source: "made up", studies: studies))
    let screening = try screened(run)
    let failed = try #require(screening.failed)
    let checks = try predictiveChecks(
      run.model, sample: run.sample, studies: studies, key: run.key, threads: 2)
    #expect(checks.contains { $0.statistic == failed && $0.hasFailed })
    #expect(failed == .specificitySpread)
    #expect(screening.remarks(settings: [""]).count == 1)
  }
}
