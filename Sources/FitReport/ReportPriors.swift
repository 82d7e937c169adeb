import Checking
import Comparison
import ComparisonReport
import Documents
import Fitting
import FrequentistFits
import ReportPaper
import Requests
import SpecialFunctions

extension FitResult {
  /// The same data under other priors, without a prior, and as published.
  var priorsSection: HTML {
    """
    <section id="priors" aria-labelledby="priors-title">
    <h2 id="priors-title">Other priors, no prior, and published values</h2>
    <p>\(priorReading)</p>
    \(estimatesTable)\(frequentistNote)\(publishedPart)</section>

    """
  }

  private var priorReading: HTML {
    if priorMatters {
      return "The prior matters here: report this table with the result."
    }
    return "The chosen prior beside the other usual ones, and the same likelihood without a prior."
  }

  private var estimatesTable: HTML {
    var table = ReportTable(
      caption: "Sensitivity and specificity by method, with \(reportLevel) intervals",
      columns: [
        ("Method", .text), ("Sensitivity", .number), ("Specificity", .number), ("Remark", .text),
      ])
    func cell(_ value: IntervalEstimate?, _ margin: AccuracyMargin) -> HTML {
      guard margin != unobservedMargin, let value else { return "\(missingText)" }
      return "\(ReportText.withInterval(value))"
    }
    table.add(
      [
        "Posterior, prior \(priorName)", cell(estimate("sensitivity"), .sensitivity),
        cell(estimate("specificity"), .specificity), "this report",
      ], isEmphasised: true)
    for row in priorTable {
      let name = row.prior == "uniform" ? "uniform sensitivity and specificity" : row.prior
      table.add([
        "Posterior, prior \(name)", cell(row.sensitivity, .sensitivity),
        cell(row.specificity, .specificity),
        row.isReliable ? "" : "sampling not reliable",
      ])
    }
    for row in frequentistRows {
      let remark: HTML =
        switch row.status {
        case .ok: row.isNearBoundary ? "near the boundary: \(row.boundaryWords)" : ""
        case .boundary: "boundary: \(row.boundaryWords)"
        case .failed: "failed: \(row.note)"
        }
      table.add([
        "\(row.label)", "\(proportion(row.sensitivity))", "\(proportion(row.specificity))", remark,
      ])
    }
    return table.html
  }

  private func proportion(_ value: PublishedValue.Proportion?) -> String {
    guard let value else { return "–" }
    guard let lower = value.lower, let upper = value.upper else { return shareText(value.estimate) }
    return "\(shareText(value.estimate)) (\(ReportText.ends(lower, upper)))"
  }

  private var frequentistNote: HTML {
    """
    <p class="note">Exact ML maximises \(maximisedLikelihood); its intervals are Wald’s on the logit \
    scale. REML and DerSimonian-Laird treat observed logits as normal with known variances and add 0.5 \
    to every cell of every study as soon as one cell is zero, so they favour proportions near one \
    half.</p>

    """
  }

  private var maximisedLikelihood: String {
    maximisesIndependentRows
      ? "the likelihood of rows that are independent, also within a study"
      : "the likelihood that the posterior uses"
  }

  private var publishedPart: HTML {
    let numbers = hasBothMargins ? publishedNumbers : []
    guard !numbers.isEmpty else { return "" }
    var table = ReportTable(
      caption: "Published numbers of these data, and the same quantity worked out here",
      columns: [
        ("Source", .text), ("Quantity", .text), ("Published", .number), ("Here", .number),
      ])
    for number in numbers {
      table.add([
        "\(number.source)", "\(number.quantity)", "\(digits(number.theirs))",
        "\(number.ours.map(digits) ?? "–")",
      ])
    }
    return table.html
  }

  private func digits(_ value: Double) -> String {
    ReportText.signed(NumberText.fixed(value, decimals: abs(value) >= 100 ? 2 : 3))
  }
}
