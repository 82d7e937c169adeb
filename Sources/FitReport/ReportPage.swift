import Digests
import Documents
import FitFigures
import Fitting
import Requests

/// One self-contained HTML page: no network, readable without its script, light, dark and in print.
struct ReportPage {
  /// What the browser's tab says.
  package var title: String
  /// Above the sections.
  package var header: HTML
  /// Sections in order.
  package var sections: [HTML]
  /// Whether the page has a slider.
  var hasSlider = true

  /// The file.
  package func bytes() -> [UInt8] {
    let script: HTML = hasSlider ? "<script>\(HTML.trusted(reportScript))</script>\n" : ""
    // Only this very script may run: a label that came through as markup still could not.
    let digest = hasSlider ? "'sha256-\(sha256Base64(of: Array(reportScript.utf8)))'" : "'none'"
    let policy =
      "default-src 'none'; style-src 'unsafe-inline'; script-src \(digest); img-src data:; "
      + "base-uri 'none'; form-action 'none'"
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="\(policy)"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="generator" content="sroc \(programVersion)"/>
      <link rel="icon" href="data:,"/>
      <title>\(title)</title>
      <style>
      \(HTML.trusted(reportStyle))
      </style>
      </head>
      <body>
      <a class="skip" href="#answer">Skip to the answer</a>
      <header>
      \(header)</header>
      <main>
      \(sections)</main>
      <footer>
      <p>Written by sroc \(programVersion). Intervals are equal-tailed; the reported point is the \
      posterior median.</p>
      </footer>
      \(script)</body>
      </html>

      """
    return Array(page.markup.utf8)
  }
}

extension FitResult {
  /// `report.html`: one self-contained page of the run, the same bytes for the same run.
  ///
  /// The first screen has the answer in a sentence, what becomes of 1,000 people tested with a slider
  /// for the prevalence, the SROC plane beside the forest plot, and what speaks for and against
  /// trusting the result; everything else of the run follows.
  ///
  /// - Returns: HTML in UTF-8, ended by a line feed.
  public func report() -> [UInt8] { report(DrawnFigures(self)) }

  /// The same with figures that were drawn before.
  package func report(_ drawn: DrawnFigures) -> [UInt8] {
    let firstScreen: [HTML] = [
      "<div class=\"opening\">\n", answerSection, testedSection, "</div>\n", figuresSection(drawn),
      trustSection,
    ]
    let appendix: [HTML] = [
      numbersSection, priorsSection, predictiveSection(drawn), dataSection(drawn),
      heterogeneitySection(drawn), hierarchicalSection, diagnosticsSection(drawn), methodsSection,
      checklistSection, provenanceSection,
    ]
    return ReportPage(
      title: "\(reportTitle): summary sensitivity and specificity", header: reportHeader,
      sections: firstScreen + [reportContents] + appendix, hasSlider: unobservedMargin == nil
    ).bytes()
  }

  private var reportHeader: HTML {
    let level: HTML =
      dataset.level.map { " <span class=\"level\">\($0.column) = <bdi>\($0.value)</bdi></span>" }
      ?? ""
    return """
      <p class="kicker">Diagnostic test accuracy meta-analysis</p>
      <h1><bdi>\(reportTitle)</bdi>\(level)</h1>
      <p class="byline">\(reportCounts). Bivariate model, exact binomial likelihood, prior \
      \(priorName).</p>

      """
  }

  private var reportContents: HTML {
    """
    <nav aria-label="Contents">
    <h2>In this report</h2>
    <ul>
    <li><a href="#numbers">Summary accuracy</a></li>
    <li><a href="#priors">Other priors, no prior, published</a></li>
    <li><a href="#predictive">Predictive values</a></li>
    <li><a href="#data">Data</a></li>
    <li><a href="#heterogeneity">Heterogeneity</a></li>
    <li><a href="#hsroc">HSROC and Review Manager</a></li>
    <li><a href="#diagnostics">Diagnostics</a></li>
    <li><a href="#methods">Methods and references</a></li>
    <li><a href="#prisma">PRISMA-DTA</a></li>
    <li><a href="#provenance">Provenance</a></li>
    </ul>
    </nav>

    """
  }
}

/// SHA-256 in base64, as a Content-Security-Policy names a script.
private func sha256Base64(of bytes: [UInt8]) -> String {
  let digits = SecureHash.hexDigest(of: bytes).compactMap(\.hexDigitValue)
  return Base64.encoded(
    stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
}
