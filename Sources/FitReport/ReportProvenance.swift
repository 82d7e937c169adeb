import AccuracyData
import ComparisonReport
import Documents
import Fitting
import Messages
import Requests

extension FitResult {
  /// Everything that repeats the run. No date: the same run writes the same bytes.
  var provenanceSection: HTML { provenance(isWholeRun: false) }

  /// The prior of each parameter as it was asked for; on the HSROC scale these are others than the model's.
  private var priorExpressions: [String] {
    guard options.model == .hsroc else { return ownParameters.compactMap(\.priorText) }
    let covariance = prior.covariance
    return [prior.muSensitivity.expression, prior.muSpecificity.expression]
      + (covariance.expression.map { [$0] } ?? [
        covariance.tauSensitivity.expression, covariance.tauSpecificity.expression,
        covariance.rho?.expression ?? "",
      ])
  }

  /// The same for all levels of a run, or for this fit alone.
  func provenance(isWholeRun: Bool) -> HTML {
    let level = isWholeRun ? nil : dataset.level
    let excluded = dataset.excluded.map(ReportText.listed).joined(separator: "; ")
    let filters =
      (dataset.filters + [level].compactMap { $0 }).map { ReportText.listed($0.text) }
      + (excluded.isEmpty ? [] : ["without \(excluded)"])
      + (dataset.direct.map { [$0.text] } ?? [])
    var entries: [(HTML, HTML)] = [
      ("Program", "sroc \(programVersion)"), ("Data", "\(dataset.source)"),
      ("SHA-256 of the data", "<code>\(dataset.sha256)</code>"),
    ]
    if !filters.isEmpty { entries.append(("Rows", "\(filters.joined(separator: ", "))")) }
    entries += [
      ("Model", "\(modelSentence)"),
      ("Prior", "\(priorName): \(priorExpressions.joined(separator: ", "))"),
      ("Seed", "\(String(options.seed))"),
      ("Sampler", "\(options.sampler.rawValue), \(options.chains) × \(options.draws) draws"),
      ("Intervals", "equal-tailed, \(reportLevel)"),
      ("Command", "<code>\(commandLine)</code>"),
    ]
    let list = entries.map { entry -> HTML in "<div><dt>\(entry.0)</dt><dd>\(entry.1)</dd></div>\n"
    }
    let place: HTML = level == nil ? "beside this file" : "in the folder above this file"
    return """
      <section id="provenance" aria-labelledby="provenance-title">
      <h2 id="provenance-title">Provenance</h2>
      <dl class="facts">
      \(list)</dl>
      <p class="note"><code>run.json</code> \(place) repeats the run bit for bit: \
      <code>\(options.spelling.request(.fit, [ArgumentValue(.config, "DIR")]))</code>.</p>
      </section>

      """
  }

  /// The command as a shell takes it.
  private var commandLine: String { ShellText.command(options.recordedCommand) }
}
