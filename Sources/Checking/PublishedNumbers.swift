import AccuracyData
import Fitting
import FrequentistFits
import OtherPriors
import SpecialFunctions

extension FitResult {
  /// What `verify` knows of published numbers of these data, each beside the same quantity worked out
  /// here by the same method; empty for other data or other rows of them. Regressions are left to
  /// `verify`: a saved run has no covariates.
  package var publishedNumbers: [VerifiedNumber] {
    guard dataset.source.hasPrefix("example:") else { return [] }
    let name = String(dataset.source.dropFirst("example:".count))
    let own = Set((dataset.filters + [dataset.level].compactMap { $0 }).map(\.text))
    let cases = publishedCases.filter {
      $0.data == name && Set($0.filters) == own && $0.covariate == nil
    }
    return (name == "anti_ccp" && own.isEmpty ? handbookNumbers : [])
      + cases.flatMap { published in
        let fit = fitBivariate(dataset.studies, method: published.method)
        return published.numbers.map { number in
          VerifiedNumber(
            source: published.source, data: name, quantity: number.name, ours: number.ours(fit),
            theirs: number.value, tolerance: number.tolerance)
        }
      }
  }

  /// The Cochrane Handbook's Bayesian fit of the anti-CCP data (posterior means) beside the row of its
  /// prior in the table of priors, or beside this fit where that is its prior; `verify` repeats it.
  private var handbookNumbers: [VerifiedNumber] {
    let row = priorTable.first { $0.prior == "cochrane" }
    func ours(_ name: String, _ margin: KeyPath<PriorRow, IntervalEstimate>) -> Double? {
      row.map { $0[keyPath: margin].estimate }
        ?? (prior.preset == "cochrane" ? parameter(name)?.summary.median : nil)
    }
    return [
      ("Se", 0.657, 0.0289, ours("sensitivity", \.sensitivity)),
      ("Sp", 0.957, 0.0060, ours("specificity", \.specificity)),
    ].map { quantity, mean, sd, own in
      VerifiedNumber(
        source: "Cochrane Handbook, JAGS", data: "anti_ccp",
        quantity: "\(quantity), prior cochrane (mean there, median here)", ours: own, theirs: mean,
        tolerance: 0.1 * sd + 0.0005)
    }
  }
}
