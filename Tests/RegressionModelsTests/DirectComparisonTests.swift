import AccuracyData
import DataReading
import DatasetWords
import FitPages
import Fitting
import Foundation
import Messages
import Requests
import Testing

/// Comparisons within studies that have every level.
@Suite("Direct comparisons")
struct DirectComparisonTests {
  private func fit(
    _ data: String, _ columns: [String] = ["test"], direct: Bool = true, draws: Int = 1000,
    change: (inout FitOptions) -> Void = { _ in }
  ) throws -> ModelFit {
    var options = FitOptions(data: data)
    var request = CovariateRequest()
    request.covariates = columns
    try options.setCovariates(request)
    (options.draws, options.threads, options.seed) = (draws, 2, 20_261_129)
    options.isDirectOnly = direct
    change(&options)
    return try runFit(options, detail: .page)
  }

  private func file(_ rows: String, header: String = "study,test,tp,fp,fn,tn") throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "direct-\(UUID().uuidString).csv")
    try Data("\(header)\n\(rows)".utf8).write(to: path)
    return path.path
  }

  /// The message of a fit that is refused, as the command line spells it.
  private func refusal(
    _ data: String, _ columns: [String] = ["test"], change: (inout FitOptions) -> Void = { _ in }
  ) throws -> (code: AnalysisError.Code, text: String) {
    do {
      _ = try fit(data, columns, draws: 200, change: change)
    } catch {
      let error = AnalysisError(error)
      return (error.code, error.message.spelled(by: .commandLine))
    }
    Issue.record("nothing was refused")
    return (.usage, "")
  }

  /// The row of direct comparisons on a page of all studies is the fit of these studies alone, number for
  /// number, where that has as many draws.
  @Test func theDirectRowIsTheDirectFit() throws {
    var options = FitOptions(data: "example:schuetz-ct-mri")
    var request = CovariateRequest()
    request.covariates = ["test"]
    try options.setCovariates(request)
    (options.draws, options.threads) = (1000, 2)
    var data = try readAccuracyData(options.source, selection: options.selection)
    // The five studies with both tests, and eight others.
    let rows = Dictionary(grouping: data.studies, by: \.label)
    let single = data.studies.filter { rows[$0.label]?.count == 1 }.prefix(8).map(\.label)
    data.studies.removeAll { rows[$0.label]?.count == 1 && !single.contains($0.label) }
    let all = try runFit(data, options: options, detail: .page, progress: nil)
    let row = try #require(all.structures.first)
    #expect(row.isDirect && row.studies == 5 && row.rows == 10)
    options.isDirectOnly = true
    let alone = try runFit(data, options: options, detail: .page, progress: nil)
    let own = try #require(alone.structures.first { $0.isHeadline })
    #expect(alone.structures.allSatisfy { !$0.isDirect })
    #expect(own.studies == 5 && own.pairs == row.pairs)
    #expect(own.predictive == row.predictive)
    let comparison = try #require(alone.comparisons.first)
    #expect(
      comparison.quantity("relative_sensitivity")?.summary.interval
        == row.pairs[0].relativeSensitivity)
    #expect(all.dataset.direct == nil && all.dataset.studies.count == 18)
  }

  /// Who was kept and who was left out, and nothing that is said of a study that was left out.
  @Test func theDataAreThoseOfTheStudiesKept() throws {
    let data = try fit("example:schuetz-ct-mri", draws: 200).dataset
    let direct = try #require(data.direct)
    #expect(direct.column == "test" && direct.levels == ["CT", "MRI"])
    #expect(direct.kept.count == 5 && direct.dropped.count == 98)
    #expect(Set(data.studies.map(\.label)) == Set(direct.kept) && data.studies.count == 10)
    #expect(data.warnings.allSatisfy { $0.study.map(direct.kept.contains) ?? true })
    #expect(data.warnings.contains { $0.code == .zeroCell })
    #expect(!data.warnings.contains { $0.code == .fewStudies })
    #expect(data.heading.hasSuffix(" · only studies with CT and MRI"))
    #expect(data.directSentence?.hasPrefix("Only the 5 of 103 studies are used that have") == true)
  }

  /// Levels keep the order of all data, whatever the studies that are left begin with; so does the reference
  /// that is asked for.
  @Test func levelsKeepTheirOrder() throws {
    let path = try file(
      """
      A,one,9,3,2,20
      B,two,8,2,4,21
      B,one,7,5,5,18
      C,three,9,2,3,30
      D,two,12,2,1,17
      D,three,11,1,2,17
      D,one,10,6,3,13
      B,three,9,3,3,20
      E,three,20,3,4,40

      """)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fit = try fit(path, draws: 200)
    #expect(fit.settings.map(\.setting.label) == ["one", "two", "three"])
    #expect(fit.comparisons.map(\.label) == ["two vs one", "three vs one", "three vs two"])
    #expect(fit.dataset.direct?.levelsText == "one, two and three")
    #expect(
      fit.dataset.direct?.kept == ["B", "D"] && fit.dataset.direct?.dropped == ["A", "C", "E"])
    let warning = fit.dataset.warnings.first { $0.code == .fewStudies }
    #expect(warning?.message.hasPrefix("Only 2 usable studies") == true)
    let other = try self.fit(path, draws: 200) { $0.design.references = ["three"] }
    #expect(other.settings.map(\.setting.label) == ["three", "one", "two"])
  }

  @Test func whatIsMissingIsSaid() throws {
    let plain = try refusal("example:auditc", [])
    #expect(plain.code == .usage && plain.text.contains("--covariate"))
    let continuous = try refusal("example:catheter", ["prevalence"])
    #expect(continuous.code == .usage)
    #expect(continuous.text.contains("prevalence is continuous; leave it out"))
    let single = try refusal("example:anti-ccp", ["generation"])
    #expect(single.code == .usage && single.text.contains("each study has one row; leave it out"))
    #expect(single.text.contains("--study COLUMN"))
    let one = try refusal("example:schuetz-ct-mri") {
      $0.selection.filters = [DataFilter(column: "test", value: "CT")]
    }
    #expect(one.code == .usage && one.text.contains("\"test\" has only CT"))
  }

  /// Too few studies: how many there are; of three levels also which studies have two of them, and without
  /// which level there is something to compare.
  @Test func tooFewStudiesAreCounted() throws {
    let three = try refusal("example:scheidler", ["modality"])
    #expect(three.code == .badData)
    #expect(three.text.contains("none of 37 studies has a row for every level"))
    #expect(three.text.contains("(CT, LAG, MRI), and two are needed; 7 have at least two"))
    #expect(three.text.contains("\"Feigen_1987\": CT, LAG"))
    #expect(three.text.contains("with --where 'modality!=MRI', or leave --direct-only out"))
    let two = try fit("example:scheidler", ["modality"], draws: 200) {
      $0.selection.filters = [
        DataFilter(column: "modality", value: "MRI", relation: .notEqual)
      ]
    }
    #expect((two.dataset.direct?.kept.count ?? 0) >= 2)
    let path = try file("A,one,9,3,2,20\nA,two,8,2,4,21\nB,one,7,5,5,18\nC,two,9,2,3,30\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let single = try refusal(path)
    #expect(single.code == .badData)
    #expect(
      single.text.hasSuffix(
        "1 of 3 studies (A) has a row for every level of \"test\" (one, two), and two are needed; "
          + "leave --direct-only out"), "\(single.text)")
  }

  /// Of two categorical covariates the first says what is compared.
  @Test func theFirstCategoricalCovariateCounts() throws {
    let rows = (1...6).flatMap { study in
      (study < 5 ? ["one", "two"] : ["one"]).map {
        "S\(study),\(study % 2 == 0 ? "x" : "y"),\($0),\(9 + study),3,\(study),2\(study)"
      }
    }
    let path = try file(
      rows.joined(separator: "\n") + "\n", header: "study,design,test,tp,fp,fn,tn")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fit = try fit(path, ["test", "design"], draws: 200)
    #expect(fit.dataset.direct?.kept == ["S1", "S2", "S3", "S4"])
    #expect(fit.settings.count == 4)
  }
}
