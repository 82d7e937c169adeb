import Documents
import Draws
import FitPages
import Foundation
import ModelInterface
import Testing

@testable import Fitting
@testable import RunFiles
@testable import SavedRuns

/// A model that no room knows, on the pages and in the files of every fit.
@Suite("A second model: pages and files")
struct PagesTests {
  @Test func theTerminalShowsBothSettings() throws {
    let run = try NormalFit()
    let lines = run.fit.page(verbose: true).split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("normal, known variances · prior default") })
    #expect(lines.contains { $0.hasPrefix("CCP1   8 studies") })
    #expect(lines.contains { $0.hasPrefix("CCP2   29 studies") })
    let rows = lines.filter { $0.contains("Sensitivity  ") }
    #expect(rows.count == 2)
    for (row, result) in zip(rows, run.fit.settings) {
      let median = try #require(result.estimate("sensitivity")).estimate
      #expect(row.contains(NumberText.proportion(median, decimals: 3)), "\(row)")
    }
    #expect(lines.contains { $0.contains("mu_se[CCP2]") && $0.contains("1.00") })
    #expect(lines.contains { $0.trimmingCharacters(in: .whitespaces).hasPrefix("drift") })
  }

  @Test func theJSONHasOneMemberASetting() throws {
    let run = try NormalFit()
    let json = try JSONValue.parse(run.fit.json().serializedBytes())
    #expect(json["model"]?["name"]?.stringValue == "normal")
    #expect(json["integration"]?["rule"]?.stringValue == "exact")
    let parameters = json["parameters"]?.elements ?? []
    let names = parameters.compactMap { $0["name"]?.stringValue }
    #expect(names == run.fit.parameters.map(\.name) && names.contains("sensitivity[CCP2]"))
    let indexed = try #require(parameters.first { $0["name"]?.stringValue == "mu_se[CCP2]" })
    #expect(indexed["base"]?.stringValue == "mu_se")
    #expect(indexed["index"]?["level"]?.stringValue == "CCP2")
    let plain = try #require(parameters.first { $0["name"]?.stringValue == "mu_sp" })
    #expect(plain["base"]?.stringValue == "mu_sp" && plain["index"] == JSONValue.object([]))
    let settings = json["settings"]?.elements ?? []
    #expect(settings.compactMap { $0["setting"]?.stringValue } == ["CCP1", "CCP2"])
    #expect(settings.compactMap { $0["studies"]?.elements?.count } == [8, 29])
    #expect(settings.allSatisfy { $0["prior_table"]?.elements?.count == 2 })
    #expect(settings.allSatisfy { $0["predictive_values"]?.elements?.count == 1 })
    #expect(json["prior_table"] == nil && json["studies"]?.elements?.count == 37)
    // Per-study posteriors are of the whole data, the likelihood's maximum is each setting's own.
    let maxima = settings.compactMap { $0["maximum_likelihood"]?["sensitivity"] }
    #expect(maxima.count == 2 && maxima.first != maxima.last)
  }

  @Test func theTableHasEveryQuantityOnce() throws {
    let run = try NormalFit(draws: 500)
    let text = String(decoding: run.fit.csv().serializedBytes(), as: UTF8.self)
    let names = text.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").first.map(String.init)
    }
    #expect(names == run.fit.parameters.map(\.name))
  }

  @Test func drawsReadBackAndTheirNumbersAreExplained() throws {
    let run = try NormalFit(draws: 500)
    let folder = FileManager.default.temporaryDirectory.path + "/second-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try run.fit.writeFiles(to: folder, force: false)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/draws-2.csv")))
    let text = String(decoding: bytes, as: UTF8.self)
    for line in ["# mu_se.1 = mu_se[CCP1]", "# mu_se.2 = mu_se[CCP2]", "# model = normal"] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
    }
    let header = text.split(separator: "\n").first { !$0.hasPrefix("#") }
    #expect(
      header == """
        lp__,mu_se.1,mu_se.2,mu_sp,drift,sensitivity.1,specificity.1,sensitivity.2,specificity.2
        """)
    let file = try StanCSVReader.chain(bytes: bytes, file: "draws-2.csv")
    let saved = try SavedChain(file, of: run.model)
    let draws = run.fit.sample.draws
    #expect(saved.block == run.model.drawnVariables.flatMap { draws.column($0, chain: 1) })
    // The same draws in the table of log likelihoods.
    let rows = try String(contentsOfFile: folder + "/log_lik.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",") }
    let row = try #require(rows.dropFirst().first)
    let place = DrawPlace(
      chain: try #require(Int(row[0])) - 1, draw: try #require(Int(row[1])) - 1)
    let exact = try #require(run.model.studyLogLikelihoods(of: draws, at: [place]).first)
    #expect(row.dropFirst(2).compactMap { Double($0) } == exact)
    // What belongs to a setting stands in its folder.
    for name in ["CCP1", "CCP2"] {
      for file in ["sroc.csv", "regions.csv", "sof.csv", "report.html"] {
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)/\(file)"), "\(file)")
      }
    }
    #expect(FileManager.default.fileExists(atPath: folder + "/figures/sroc.svg"))
  }

  @Test func labelsOfAHostileColumnStayInsideTheFile() throws {
    let model = NormalModel(
      try NormalFit(draws: 500).model.dataset, groups: ["a,b\n1", "CCP2"],
      prior: try NormalFit(draws: 500).model.prior)
    let names = DrawFileNames(model)
    #expect(names[.muSensitivity([IndexEntry("a,b\n1")])] == "mu_se[1]")
    #expect(names[.muSpecificity] == "mu_sp" && names[NormalModel.drift] == "drift")
  }
}
