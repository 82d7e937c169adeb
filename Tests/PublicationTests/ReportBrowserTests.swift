import AccuracyAnalysis
import AccuracyData
import Foundation
import Testing

@testable import Publication

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
    #expect(found.typed.sentence.contains("At a prevalence of 2.5\u{A0}%, 25 have the disease"))
    #expect(found.announced == found.typed.sentence)
    for (frame, prevalence) in [(found.moved, 0.45), (found.typed, 0.025)] {
      let bounds = PrevalenceBounds(fit, prevalence: prevalence)
      let wrong = frame.cells.filter { !bounds.allow($0.value, in: $0.key) }
      #expect(wrong.isEmpty, "at \(prevalence): \(wrong)")
      // The bounds do refuse: numbers of another prevalence are outside.
      #expect(found.wide.cells.contains { !bounds.allow($0.value, in: $0.key) })
    }
  }

  private func checkWithoutScript(_ found: ReportVisit.Findings) {
    let plain = found.withoutScript
    #expect(!plain.sliderIsShown)
    #expect(plain.cells == found.wide.cells && plain.sentence == found.wide.sentence)
    for title in [
      "The answer", "Of 1,000 people tested", "How far to trust it", "Other priors",
      "Predictive values and results per 1,000 by prevalence", "Data", "Heterogeneity",
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
