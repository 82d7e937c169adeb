import DatasetWords
import Documents
import Drawing
import Figures
import FitPages
import Fitting
import SpecialFunctions

extension FitResult {
  /// Fagan's nomogram, one a prevalence asked for; without any, at an illustrative one of 10 %.
  ///
  /// - Parameter options: title and size.
  /// - Returns: `nomogram`, `nomogram-2`, and so on; none where no study observed one of the arms.
  func nomogramFigures(_ options: FigureOptions) -> [Figure] {
    guard unobservedMargin == nil else { return [] }
    let ratios = likelihoodRatios
    return FigurePrevalence.all(self).enumerated().map { index, prevalence in
      let p = prevalence.value
      let summary = ratios.summary.predictiveValues(prevalence: p)
      let new = ratios.newSetting.predictiveValues(prevalence: p)
      let results = [
        Nomogram.Result(
          label: "After a positive result", ratioLabel: "LR+",
          likelihoodRatio: ratios.summary.positiveRatio,
          postTest: summary.positive, newSetting: new.positive),
        Nomogram.Result(
          label: "After a negative result", ratioLabel: "LR-",
          likelihoodRatio: ratios.summary.negativeRatio,
          postTest: summary.diseaseAfterNegative, newSetting: new.diseaseAfterNegative,
          dashes: [6, 3]),
      ].sorted { $0.postTest.estimate > $1.postTest.estimate }
      var nomogram = Nomogram(
        title: options.heading ?? "Probability of disease before and after the test",
        description: nomogramSentences(prevalence, results: results), preTest: p,
        preTestLabel: prevalence.caption, results: results)
      nomogram.name = FigurePrevalence.name(.nomogram, index: index)
      nomogram.subtitle = "\(dataset.heading) · \(dataset.counts)"
      nomogram.notes = [
        "Lines: posterior medians at the summary point; shaded: \(levelText) credible intervals."
      ]
      if let width = options.width { nomogram.width = width }
      if let height = options.height { nomogram.height = height }
      return nomogram.figure()
    }
  }

  private func nomogramSentences(
    _ prevalence: FigurePrevalence, results: [Nomogram.Result]
  ) -> String {
    func percent(_ value: Double) -> String { "\(IntervalEstimate.percentNumber(value)) %" }
    let sentences = results.map { result in
      var text =
        "\(result.label), the probability of disease is "
        + result.postTest.sentence(levelText, format: percent)
        + ", with \(result.ratioLabel) "
        + result.likelihoodRatio.sentence(levelText, format: NumberText.ratio)
      if let new = result.newSetting {
        text +=
          "; in a new setting "
          + NumberText.interval(new.lower, new.upper, format: percent)
      }
      return text + "."
    }
    return "Fagan's nomogram. \(prevalence.caption) before the test. "
      + sentences.joined(separator: " ")
  }
}
