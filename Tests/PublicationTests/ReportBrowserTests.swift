import AccuracyData
import Documents
import Fitting
import Foundation
import Output
import SavedRuns
import Testing

@testable import FitReport

extension HTML {
  /// Without its elements; what is left has no entities here.
  fileprivate var text: String { markup.replacing(/<[^>]*>/, with: "") }
}

/// Reports in a real browser. Where none is installed each test is reported as skipped, with the
/// reason.
@Suite("A report in a browser", .enabled(if: Chromium.path != nil, Chromium.missing), .serialized)
struct ReportBrowserTests {
  @Test(
    "opens without error or request, moves its slider, fits a telephone, and is whole without script",
    arguments: ["auditc", "naf-pet-ct", "kearon1998-dvt-us", "200 studies"])
  func visit(name: String) throws {
    let fit = try reportedFit(name)
    let page = try ReportVisit(fit.report())
    let found = page.findings
    #expect(page.console.isEmpty, "\(page.console)")
    #expect(found.errors.isEmpty)
    #expect(page.blockedScripts == 1)
    #expect(page.requests.isEmpty)
    #expect(found.wide.resources.isEmpty && found.narrow.resources.isEmpty)
    #expect(found.foreignScripts == 0)
    checkSlider(found, fit)
    // No horizontal scrolling of the page on a telephone, nor on a wide screen.
    #expect(found.narrow.contentWidth <= found.narrow.width)
    #expect(found.wide.contentWidth <= found.wide.width)
    checkWithoutScript(found)
  }

  private func checkSlider(_ found: ReportVisit.Findings, _ fit: FitResult) {
    #expect(found.wide.sliderIsShown)
    #expect(found.wide.cells.count == 12)
    #expect(found.back.cells == found.wide.cells && found.back.sentence == found.wide.sentence)
    #expect(found.moved.sentence != found.wide.sentence)
    #expect(found.moved.sentence.contains("At a prevalence of 45\u{A0}%, 450 have the disease"))
    #expect(found.typed.sentence.contains("At a prevalence of 2.5\u{A0}%, "))
    #expect(found.announced == found.typed.sentence)
    checkPrevalence(found.moved.sentence, found.moved.cells, at: 0.45, of: fit)
    checkPrevalence(found.typed.sentence, found.typed.cells, at: 0.025, of: fit)
    #expect(
      found.stops.count == fit.prevalenceStops(with: fit.firstPrevalence.prevalence.mean).count)
    for stop in found.stops {
      checkPrevalence(stop.sentence, stop.cells, at: stop.prevalence, of: fit)
      let people = fit.frequencies(at: .fixed(stop.prevalence))?.people ?? 0
      #expect(stop.heading == "Of \(NumberText.count(people)) people tested")
    }
  }

  /// What the script shows is, letter by letter, what the program would have written.
  private func checkPrevalence(
    _ sentence: String, _ cells: [String: String], at prevalence: Double, of fit: FitResult
  ) {
    guard let group = fit.testedGroup(.fixed(prevalence)) else {
      Issue.record("no numbers at \(prevalence)")
      return
    }
    let texts = group.texts(prevalence: .fixed(prevalence), isIllustrative: false)
    #expect(sentence == fit.sentence(texts).text, "at \(prevalence)")
    for (setting, isNew) in [("summary", false), ("new", true)] {
      for (key, text) in group.cells(inNewSetting: isNew) {
        #expect(cells["\(key)-\(setting)"] == text, "\(key)-\(setting) at \(prevalence)")
      }
    }
  }

  private func checkWithoutScript(_ found: ReportVisit.Findings) {
    let plain = found.withoutScript
    #expect(!plain.sliderIsShown)
    #expect(plain.cells == found.wide.cells && plain.sentence == found.wide.sentence)
    for title in [
      "The answer", "Of 1,000 people tested", "How far to trust it", "Other priors",
      "Predictive values and results by prevalence", "Data", "Heterogeneity",
      "Diagnostics", "Methods, ready to paste", "PRISMA-DTA", "Provenance",
    ] {
      #expect(plain.text.contains(title), "\(title)")
    }
  }

  @Test("hostile labels and column names are text in the browser as well")
  func hostile() throws {
    let page = try ReportVisit(try hostileFit().report())
    #expect(page.console.isEmpty, "\(page.console)")
    #expect(page.findings.errors.isEmpty && page.requests.isEmpty)
    #expect(page.findings.foreignScripts == 0)
    #expect(page.findings.narrow.contentWidth <= page.findings.narrow.width)
    for label in HostileText.labels {
      #expect(page.findings.wide.text.contains(label), "\(label.prefix(40))")
    }
  }

  @Test("negative control: a page with a foreign picture and a broken script is noticed")
  func control() throws {
    let page = try reportedFit("auditc").report()
    var text = String(decoding: page, as: UTF8.self)
    let policy = try #require(text.range(of: "<meta http-equiv=\"Content-Security-Policy\""))
    let end = try #require(text[policy.lowerBound...].range(of: "/>"))
    text.removeSubrange(policy.lowerBound..<end.upperBound)
    text = text.replacingOccurrences(
      of: "</main>", with: "<img src=\"http://example.invalid/x.png\"/></main>")
    text = text.replacingOccurrences(
      of: "</body>", with: "<script>console.error('broken')</script></body>")
    let visit = try ReportVisit(Array(text.utf8))
    #expect(visit.findings.foreignScripts == 1)
    #expect(visit.console.contains { $0.contains("broken") })
    #expect(!visit.requests.isEmpty)
    #expect(!visit.findings.wide.resources.isEmpty)
  }
}
