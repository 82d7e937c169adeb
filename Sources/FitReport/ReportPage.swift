import Documents
import FitFigures
import Fitting
import ReportPaper
import Requests

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
      numbersSection, ownSlopesSection(drawn), priorsSection, predictiveSection(drawn),
      dataSection(drawn), heterogeneitySection(drawn), ownCriticismSection,
      showsHierarchical ? hierarchicalSection : "",
      diagnosticsSection(drawn), methodsSection, checklistSection, provenanceSection,
    ]
    return ReportPage(
      title: "\(reportTitle): summary sensitivity and specificity", header: reportHeader,
      sections: firstScreen + [reportContents] + appendix, hasSlider: unobservedMargin == nil,
      version: programVersion
    ).bytes()
  }

  /// Of a fit with one setting; of several it stands in the report above.
  private func ownSlopesSection(_ drawn: DrawnFigures) -> HTML {
    findings.settings == 1
      ? slopesSection([("", self)], figures: drawn.elements(.covariates)) : ""
  }

  private var ownCriticismSection: HTML { findings.settings == 1 ? criticismSection : "" }

  private var reportHeader: HTML {
    let level: HTML =
      dataset.level.map { " <span class=\"level\">\($0.column) = <bdi>\($0.value)</bdi></span>" }
      ?? ""
    return """
      <p class="kicker">Diagnostic test accuracy meta-analysis</p>
      <h1><bdi>\(reportTitle)</bdi>\(level)</h1>
      <p class="byline">\(reportCounts). \(modelByline), prior \(priorName).\(directByline)</p>

      """
  }

  /// Which studies direct comparisons kept, behind another sentence.
  var directByline: String { dataset.directSentence.map { " " + $0 } ?? "" }

  /// The model below the title.
  private var modelByline: String {
    guard model.words.methods == nil else { return "Model: \(model.words.heading)" }
    return options.model == .hsroc
      ? "HSROC model, exact binomial likelihood" : "Bivariate model, exact binomial likelihood"
  }

  private var reportContents: HTML {
    let hierarchical: HTML =
      showsHierarchical ? "<li><a href=\"#hsroc\">HSROC and Review Manager</a></li>\n" : ""
    let slopes: HTML =
      findings.settings == 1 && !findings.slopes.isEmpty
      ? "<li><a href=\"#slopes\">Covariates</a></li>\n" : ""
    let criticism: HTML =
      findings.settings == 1 && !findings.checks.isEmpty
      ? "<li><a href=\"#criticism\">Criticism of the model</a></li>\n" : ""
    return """
      <nav aria-label="Contents">
      <h2>In this report</h2>
      <ul>
      <li><a href="#numbers">Summary accuracy</a></li>
      \(slopes)<li><a href="#priors">Other priors, no prior, published</a></li>
      <li><a href="#predictive">Predictive values</a></li>
      <li><a href="#data">Data</a></li>
      <li><a href="#heterogeneity">Heterogeneity</a></li>
      \(criticism)\(hierarchical)<li><a href="#diagnostics">Diagnostics</a></li>
      <li><a href="#methods">Methods and references</a></li>
      <li><a href="#prisma">PRISMA-DTA</a></li>
      <li><a href="#provenance">Provenance</a></li>
      </ul>
      </nav>

      """
  }
}
