import Documents
import FitFigures
import Fitting
import ReportPaper

extension FitResult {
  /// How the draws were made and whether they can be trusted.
  func diagnosticsSection(_ drawn: DrawnFigures) -> HTML {
    var table = ReportTable(
      caption: "Convergence of the \(parameterCount) (Vehtari et al. 2021)",
      columns: [
        ("", .text), ("R-hat", .number), ("Bulk ESS", .number), ("Tail ESS", .number),
        ("MCSE of median", .number),
      ])
    for report in ownParameters {
      let value = report.summary
      table.add([
        report.symbol, "\(NumberText.fixed(value.splitRHat, decimals: 4))",
        "\(count(value.bulkESS))", "\(count(value.tailESS))",
        "\(NumberText.ratio(value.mcseOfMedian))",
      ])
    }
    let verdict: HTML =
      diagnostics.ok
      ? "All checks pass: R-hat at most 1.01, bulk and tail ESS at least 400, integration error at most 0.001."
      : "<strong>Not reliable:</strong> \(problemLines.joined(separator: "; "))."
    return """
      <section id="diagnostics" aria-labelledby="diagnostics-title">
      <h2 id="diagnostics-title">Diagnostics</h2>
      <p>\(verdict)</p>
      \(table.html)<p>\(samplingWords)</p>
      <div class="pair">
      \(drawn.elements(.trace))\(drawn.elements(.ranks))</div>
      </section>

      """
  }

  private func count(_ value: Double) -> String {
    value.isFinite ? NumberText.count(Int(value)) : NumberText.notAvailable
  }

  private var kernelName: String {
    switch kernel {
    case .noUTurn:
      options.sampler == .jointNUTS
        ? "the No-U-Turn sampler on the joint density"
        : "the No-U-Turn sampler on the collapsed density"
    case .quasiRandom: "quasi-random blocks"
    case .independence: "independence Metropolis-Hastings"
    }
  }

  private var samplingWords: HTML {
    let quality: HTML =
      proposalQuality.map { quality -> HTML in
        """
         Pareto k of the proposal’s weights: \(NumberText.fixed(quality.paretoK, decimals: 2)).
        """
      } ?? ""
    let warming: HTML =
      kernel == .noUTurn
      ? "each after \(NumberText.count(warmup)) iterations of warm-up"
      : "after \(NumberText.count(warmup)) evaluations of the density for the proposal"
    return """
      \(NumberText.count(options.chains)) chain\(options.chains == 1 ? "" : "s") of \
      \(NumberText.count(options.draws)) draws by \(kernelName), \(warming): \(spelled(kernelReason)); mean acceptance\(kernel == .quasiRandom ? " of blocks" : "") \
      \(NumberText.fixed(acceptanceRate, decimals: 2)).\
      \(quality) The log likelihood’s largest integration error at \
      \(integration.points) posterior points is \(NumberText.ratio(integration.quadratureError)), \
      against a dense two-dimensional rule.
      """
  }
}
