import Digests
import Documents

/// One self-contained HTML page: no network, readable without its script, light, dark and in print.
package struct ReportPage {
  /// What the browser's tab says.
  package var title: String
  /// Above the sections.
  package var header: HTML
  /// Sections in order.
  package var sections: [HTML]
  /// Whether the page has a slider.
  package var hasSlider: Bool
  /// Of the program that wrote it.
  package var version: String

  /// A page.
  ///
  /// - Parameters:
  ///   - title: what the browser's tab says.
  ///   - header: above the sections.
  ///   - sections: in order.
  ///   - hasSlider: whether the page has a slider.
  ///   - version: of the program that writes it.
  package init(
    title: String, header: HTML, sections: [HTML], hasSlider: Bool = true, version: String
  ) {
    (self.title, self.header, self.sections) = (title, header, sections)
    (self.hasSlider, self.version) = (hasSlider, version)
  }

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
      <meta name="generator" content="sroc \(version)"/>
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
      <p>Written by sroc \(version). Intervals are equal-tailed; the reported point is the \
      posterior median.</p>
      </footer>
      \(script)</body>
      </html>

      """
    return Array(page.markup.utf8)
  }
}

/// SHA-256 in base64, as a Content-Security-Policy names a script.
private func sha256Base64(of bytes: [UInt8]) -> String {
  let digits = SecureHash.hexDigest(of: bytes).compactMap(\.hexDigitValue)
  return Base64.encoded(
    stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
}
