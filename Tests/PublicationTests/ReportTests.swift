import AccuracyData
import Fitting
import Foundation
import SpecialFunctions
import Testing

@testable import FitFigures
@testable import FitReport

@Suite("report.html")
struct ReportTests {
  @Test(
    "one self-contained page of well-formed parts, its references within itself",
    arguments: [
      "auditc", "naf-pet-ct", "kearon1998-dvt-us", "200 studies", "3 studies", "1 studies",
    ])
  func structure(name: String) throws {
    let bytes = try reportedFit(name, draws: 1000).report()
    let page = try ReportDocument(bytes)
    let identifiers = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(identifiers).count == identifiers.count)
    for link in page.all("a").compactMap({ $0.attributes["href"] }) {
      #expect(link.hasPrefix("#") && identifiers.contains(String(link.dropFirst())), "\(link)")
    }
    for name in ["aria-labelledby", "for"] {
      for reference in page.elements.compactMap({ $0.attributes[name] }) {
        #expect(reference.split(separator: " ").allSatisfy { identifiers.contains(String($0)) })
      }
    }
    #expect(
      page.elements.allSatisfy { $0.attributes["src"] == nil && $0.attributes["style"] == nil })
    #expect(
      page.elements.allSatisfy { element in
        element.attributes.keys.allSatisfy { !$0.hasPrefix("on") }
      })
    let styles = String(decoding: bytes, as: UTF8.self)
    #expect(!styles.contains("@import") && !styles.contains("url(http"))
    checkHeadings(page)
    for table in page.all("table") { #expect(!table.text.isEmpty) }
    #expect(page.all("table").count == page.all("caption").count)
    #expect(page.all("th").allSatisfy { $0.attributes["scope"] != nil })
    #expect(!page.text.lowercased().contains("pooled"))
  }

  private func checkHeadings(_ page: ReportDocument) {
    let levels = page.elements.compactMap { element -> Int? in
      guard element.name.count == 2, element.name.hasPrefix("h") else { return nil }
      return Int(element.name.dropFirst())
    }
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
  }

  @Test("the first screen comes in its order, then everything else")
  func order() throws {
    let page = try ReportDocument(try reportedFit("auditc", draws: 1000).report())
    let sections = page.elements.filter { $0.name == "section" || $0.name == "nav" }
      .map { $0.attributes["id"] ?? "contents" }
    #expect(
      sections == [
        "answer", "tested", "figures", "trust", "contents", "numbers", "priors", "predictive",
        "data", "heterogeneity", "criticism", "hsroc", "diagnostics", "methods", "prisma",
        "provenance",
      ])
  }

  @Test("the same run has the same bytes, with any number of threads")
  func repeatable() throws {
    let one = try reportedFit("auditc", draws: 1000).report()
    let four = try reportedFit("auditc", draws: 1000) { $0.threads = 4 }.report()
    #expect(one == four)
    let other = try reportedFit("auditc", draws: 1000) { $0.seed = 2 }.report()
    #expect(one != other)
  }

  @Test("anti-ccp stays below 1.5 MB, and 2,000 studies do not make a page of all of them")
  func size() throws {
    let fit = try reportedFit("anti-ccp")
    let bytes = fit.report()
    #expect(bytes.count < 1_500_000)
    let accuracy = try #require(fit.accuracyIntervals)
    #expect(fit.embeddedAccuracy(accuracy).markup.utf8.count < 2_000)
    let many = try reportedFit("2000 studies", draws: 250).report()
    #expect(many.count < 2_500_000)
    let page = try ReportDocument(many)
    #expect(page.text.contains("1,700 more are in studies.csv"))
    #expect(page.text.contains("further pages of the forest plot are left out here"))
  }

  @Test("labels, file name, column and level are text, and nothing of them is an element")
  func hostile() throws {
    let page = try ReportDocument(try hostileFit().report())
    for label in HostileText.labels {
      #expect(page.all("th").contains { $0.text == label }, "\(label.prefix(40))")
    }
    #expect(page.all("script").count == 2)
    #expect(page.all("img").isEmpty && page.all("b").isEmpty && page.all("i").isEmpty)
    #expect(page.text.contains("<img src=y onerror=alert(4)><U+202E>'\".csv"))
    #expect(page.text.contains("<i>kind</i>=<u>a</u>"))
  }

  @Test("the page names the one script that may run, by its SHA-256")
  func policy() throws {
    let page = try ReportDocument(try reportedFit("auditc", draws: 1000).report())
    let policy = page.all("meta").compactMap { meta in
      meta.attributes["http-equiv"] == "Content-Security-Policy" ? meta.attributes["content"] : nil
    }
    #expect(policy.count == 1)
    #expect(policy[0].hasPrefix("default-src 'none'; "))
    #expect(!policy[0].contains("script-src 'unsafe-inline'"))
    #expect(policy[0].contains("script-src 'sha256-"))
  }

  @Test("what the slider starts from follows from four quantiles as it does from all draws")
  func quantiles() throws {
    let fit = try reportedFit("naf-pet-ct", prevalence: 0.07)
    let accuracy = try #require(fit.accuracyIntervals)
    let known = fit.prevalences[0]
    for (own, theirs) in [
      (accuracy.summary.predictiveValues(prevalence: 0.07), known.atSummary),
      (accuracy.newSetting.predictiveValues(prevalence: 0.07), known.inNewSetting),
    ] {
      for (a, (name, b)) in zip([own.positive, own.negative], theirs) {
        // Interpolation between two order statistics does not commute with a curved function.
        let scale = max(abs(b.upper - b.lower), 1e-12)
        let error = max(
          abs(a.estimate - b.estimate), abs(a.lower - b.lower), abs(a.upper - b.upper))
        #expect(error < 1e-3 * scale, "\(name)")
        #expect(a.lower <= a.estimate && a.estimate <= a.upper)
      }
    }
  }
}
