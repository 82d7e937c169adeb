import AccuracyData
import Comparison
import DatasetWords
import Documents
import FigureChecks
import FitPages
import Fitting
import Foundation
import Output
import Requests
import TabularText
import Testing
import WholeFits

@testable import FitFigures
@testable import FitReport
@testable import RunFiles

/// Six studies of which none observed one of the arms: everything that depends on it is the prior's.
@Suite("An arm that no study observed", .serialized)
struct UnobservedMarginTests {
  private static let words = "not estimated (prior only)"

  /// Positive and negative results of six studies, as the columns of the arm that was observed.
  private func file(_ margin: String) -> String {
    var text = "study,TP,FN,FP,TN,kind\n"
    for (index, counts) in [(10, 2), (12, 5), (30, 4), (22, 4), (8, 3), (14, 3)].enumerated() {
      text +=
        margin == "specificity"
        ? "S\(index),\(counts.0),\(counts.1),,,a\n" : "S\(index),,,\(counts.1),\(counts.0),a\n"
    }
    return text
  }

  private func fit(_ margin: String) throws -> FitResult {
    var options = FitOptions(source: .bytes(Array(file(margin).utf8), name: "one arm"))
    options.draws = 500
    options.prevalences = [.fixed(0.2), .beta(2, 8)]
    return try runFit(options, detail: .full).single
  }

  /// What rests on the observed proportion alone.
  private func isEstimated(_ name: String, unobserved: String) -> Bool {
    unobserved == "specificity"
      ? name.hasPrefix("sensitivity") || name == "mu_se" || name == "tau_se"
      : name.hasPrefix("specificity") || ["mu_sp", "tau_sp", "fpr"].contains(name)
  }

  @Test("the page reports the other side only", arguments: ["sensitivity", "specificity"])
  func page(margin: String) throws {
    let page = try fit(margin).page()
    let lines = page.split(separator: "\n").map(String.init)
    let name = margin == "sensitivity" ? "Sensitivity" : "Specificity"
    for start in [name, "LR+", "LR-", "DOR", "Both above 0.80", "rho"] {
      let line = try #require(lines.first { $0.hasPrefix(start) }, "\(start)")
      #expect(line.contains(Self.words), "\(line)")
      #expect(start == "rho" || !line.contains(" to "), "\(line)")
    }
    let observed = margin == "sensitivity" ? "Specificity" : "Sensitivity"
    let line = try #require(lines.first { $0.hasPrefix(observed) })
    #expect(line.contains(" to ") && !line.contains(Self.words))
    #expect(lines.count { $0.contains("PPV, NPV and results per 1,000 \(Self.words)") } == 2)
    #expect(!page.contains("trade off"))
    #expect(page.contains("Under other priors") && !page.contains("The prior of the mean logits"))
    for prior in ["uniform", "cochrane"] {
      #expect(lines.contains { $0.contains(prior) && $0.contains(Self.words) })
    }
  }

  @Test("JSON marks what is the prior's", arguments: ["sensitivity", "specificity"])
  func json(margin: String) throws {
    let fit = try fit(margin)
    // As it is read: a number that does not exist is null.
    let json = try JSONValue.parse(fit.json().serializedBytes())
    for parameter in json["parameters"]?.elements ?? [] {
      let name = try #require(parameter["name"]?.stringValue)
      let isMarked = parameter["from_prior_only"]?.booleanValue ?? false
      #expect(isMarked != isEstimated(name, unobserved: margin), "\(name)")
    }
    let both = try #require(json["probability_both_above"])
    #expect(both["summary"]?.isNull ?? false)
    #expect(both["from_prior_only"]?.booleanValue ?? false)
    #expect(json["probability_rho_positive"]?.isNull ?? false)
    #expect(json["data"]?["unobserved"]?.stringValue == margin)
    for report in json["predictive_values"]?.elements ?? [] {
      for key in ["ppv", "npv", "true_positives_per_1000", "true_negatives_per_1000"] {
        #expect(report["summary"]?[key]?["median"]?.isNull ?? false)
        #expect(report["new_setting"]?[key]?["upper"]?.isNull ?? false)
      }
      #expect(report["natural_frequencies"]?.isNull ?? false)
    }
    let curves = json["sroc_curves"]?.elements ?? []
    #expect(curves.count == 5 && curves.allSatisfy { $0["withheld"]?.booleanValue ?? false })
    for study in json["studies"]?.elements ?? [] {
      #expect(study[margin]?["observed"]?.isNull ?? false)
      #expect(study[margin]?["from_model_only"]?.booleanValue ?? false)
    }
    // Where both arms were observed nothing is marked.
    let whole = try reportedFit("auditc", draws: 500).json()
    #expect(
      (whole["parameters"]?.elements ?? []).allSatisfy { $0["from_prior_only"] == nil })
    #expect(whole["data"]?["unobserved"]?.isNull ?? false)
  }

  @Test("tables hold no numbers of it", arguments: ["sensitivity", "specificity"])
  func tables(margin: String) throws {
    let fit = try fit(margin)
    for row in tableRows(fit.csv()) {
      let isKnown = isEstimated(try #require(row["name"]), unobserved: margin)
      #expect((row["median"] != "") == isKnown && (row["q97.5"] != "") == isKnown)
      #expect(row["note"] == (isKnown ? "" : Self.words))
    }
    for (name, value) in fit.revManRows where name != "Studies" {
      let side = margin == "specificity" ? "Se)" : "Sp)"
      let isKnown = name.contains(side) && !name.hasPrefix("C")
      #expect((value != nil) == isKnown, "\(name)")
    }
    let text = String(decoding: fit.revManTable.serializedBytes(), as: UTF8.self)
    #expect(text.contains("Lambda,\(Self.words)"))
    let findings = String(decoding: fit.summaryOfFindingsTable.serializedBytes(), as: UTF8.self)
    for line in findings.split(separator: "\n").dropFirst() {
      let isKnown = line.hasPrefix(margin == "specificity" ? "sensitivity" : "specificity")
      #expect(line.hasSuffix(Self.words) != isKnown, "\(line)")
    }
    #expect(fit.curves.isEmpty && tableRows(fit.curveTable).isEmpty)
    #expect(fit.regions.isEmpty && fit.densityRegions.isEmpty && tableRows(fit.regionTable).isEmpty)
  }

  @Test(
    "figures show the observed side or are withheld", arguments: ["sensitivity", "specificity"])
  func figures(margin: String) throws {
    let fit = try fit(margin)
    for kind in [FigureKind.sroc, .predictiveValues, .nomogram, .naturalFrequencies] {
      #expect(fit.figures(kind).isEmpty, "\(kind)")
      #expect(noFigureText(kind, of: [("", fit)]).hasPrefix("withheld. No study has"))
    }
    let forest = try #require(fit.figures(.forest).first)
    #expect(problems(of: forest) == [])
    #expect(try textBoxes(of: forest).map(\.text).count { $0 == Self.words } == 2)
    #expect(forest.description.contains("ummary \(margin) \(Self.words)"))
    let parameters = try #require(fit.figures(.parameters).first)
    #expect(problems(of: parameters) == [])
    #expect(parameters.description.components(separatedBy: Self.words).count == 4)
  }

  @Test(
    "the report's headline says so and no slider moves the prior",
    arguments: ["sensitivity", "specificity"])
  func report(margin: String) throws {
    let fit = try fit(margin)
    let page = try ReportDocument(fit.report())
    func section(_ id: String) throws -> String {
      try #require(page.element(id: id)?.text).split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
    let answer = try section("answer")
    #expect(answer.contains("summary \(margin) is \(Self.words)"), "\(answer)")
    let other = margin == "sensitivity" ? "specificity" : "sensitivity"
    #expect(answer.contains("summary \(other) is 0.8"), "\(answer)")
    #expect(!answer.contains("A summary point is meaningful"))
    for id in ["tested", "numbers", "priors", "predictive", "heterogeneity", "hsroc", "data"] {
      #expect(try section(id).contains(Self.words), "\(id)")
    }
    #expect(try section("figures").contains("The SROC plane is withheld"))
    #expect(page.element(id: "slider") == nil && page.element(id: "accuracy") == nil)
    #expect(page.all("script").isEmpty)
    #expect(!page.text.contains("trade off"))
  }

  @Test("levels are compared on what both observed")
  func levels() throws {
    var text = file("specificity")
    for index in 0..<6 { text += "B\(index),\(20 + index),\(4 + index % 3),3,\(50 - index),b\n" }
    var options = FitOptions(source: .bytes(Array(text.utf8), name: "levels"))
    (options.draws, options.selection.by) = (500, "kind")
    let fits = settings(of: try runFitByLevel(options, detail: .full))
    let contrast = try #require(contrastLevels(fits).first)
    #expect(contrast.sensitivity != nil && contrast.specificity == nil)
    #expect(contrast.probabilityBothHigher.isNaN)
    let page = contrastsPage(fits)
    #expect(page.contains(Self.words) && !page.contains("both higher"))
    let rows = tableRows(contrastsTable([contrast]))
    #expect(rows.map { $0["note"] } == ["", Self.words] && rows[1]["difference"] == "")
    let report = try ReportDocument(reportByLevel(fits))
    #expect(report.text.contains("specificity is \(Self.words)"))
    let plane = try #require(FitFigures.figures(.sroc, byLevel: fits, options: .init()).first)
    #expect(plane.description.contains("Not shown, since no study observed one of the arms: a."))
  }

  @Test("one study with the arm is enough for an estimate")
  func oneStudy() throws {
    let text = file("specificity") + "Last,20,4,3,50,a\n"
    var options = FitOptions(source: .bytes(Array(text.utf8), name: "one"))
    options.draws = 500
    let fit = try runFit(options, detail: .full).single
    #expect(fit.unobservedMarginText == nil && !fit.page().contains(Self.words))
    #expect(fit.parameters.allSatisfy { !$0.isFromPriorOnly })
    #expect(fit.figures(.sroc).count == 1)
  }

  @Test("compare leaves the posterior of it out")
  func compare() throws {
    var options = CompareOptions(
      fit: FitOptions(source: .bytes(Array(file("specificity").utf8), name: "one arm")))
    options.fit.draws = 500
    let comparison = try #require(try compareMethods(options).first)
    let row = try #require(comparison.rows.first { $0.method == .bayes })
    #expect(row.sensitivity != nil && row.specificity == nil && row.oddsRatio == nil)
    #expect(row.means.specificity == nil && row.taus.specificity == nil && row.correlation == nil)
    #expect(row.note == "specificity \(Self.words)")
    #expect(comparison.page().contains(Self.words))
  }
}
