import AccuracyMeasures
import DatasetWords
import Documents
import Drawing
import Figures
import FitPages
import Fitting

extension FitResult {
  /// What becomes of a group of people tested, one picture a prevalence asked for; without any, at an
  /// illustrative one of 10 %. None where no study observed one of the arms.
  ///
  /// - Parameter options: title and width.
  /// - Returns: `natural-frequencies`, `natural-frequencies-2`, and so on.
  func naturalFrequencyFigures(_ options: FigureOptions) -> [Figure] {
    FigurePrevalence.all(self).enumerated().compactMap { index, prevalence in
      guard let frequencies = frequencies(at: prevalence.prevalence) else { return nil }
      let tested = NumberText.count(frequencies.people)
      let groups = frequencyGroups(frequencies)
      var plot = NaturalFrequencyPlot(
        title: options.heading ?? "Of \(tested) people tested",
        description: frequencySentences(prevalence, frequencies), found: groups[0],
        missed: groups[1], falseAlarms: groups[2], cleared: groups[3], levelText: levelText)
      plot.name = FigurePrevalence.name(.naturalFrequencies, index: index)
      plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
      let square =
        frequencies.people == 1000
        ? "one person" : "\(NumberText.count(frequencies.people / 1000)) people"
      let source =
        switch prevalence.prevalence {
        case .fixed: "from the posterior medians"
        case .beta: "averages over the prevalence and the posterior"
        }
      plot.notes = [
        "\(prevalence.caption). One square is \(square); numbers are whole people that add up to "
          + "\(tested), \(source) at the summary point, with \(levelText) credible intervals and, for "
          + "a new setting, prediction intervals."
      ]
      if let width = options.width { plot.width = width }
      return plot.figure()
    }
  }

  /// Found, missed, false alarms, cleared.
  private func frequencyGroups(_ frequencies: FrequencyReport) -> [NaturalFrequencyPlot.Group] {
    let squares = frequencies.atSummary.squares(of: frequencies.people)
    return zip(zip(frequencies.atSummary.all, frequencies.inNewSetting.all), squares).map {
      NaturalFrequencyPlot.Group(
        people: $0.0.interval, newSetting: $0.1.interval, squares: $1)
    }
  }

  private func frequencySentences(
    _ prevalence: FigurePrevalence, _ frequencies: FrequencyReport
  ) -> String {
    let cells = frequencies.atSummary
    func text(_ people: PeopleEstimate) -> String {
      "\(NumberText.count(people.estimate)) (\(levelText) interval "
        + "\(NumberText.count(people.lower)) to \(NumberText.count(people.upper)))"
    }
    return "\(prevalence.caption): of \(NumberText.count(frequencies.people)) people tested, "
      + "\(NumberText.count(cells.diseased)) have the disease; \(text(cells.truePositives)) of them "
      + "are found and \(text(cells.falseNegatives)) missed. Of the "
      + "\(NumberText.count(cells.nondiseased)) without the disease, \(text(cells.falsePositives)) get "
      + "a false alarm and \(text(cells.trueNegatives)) are cleared."
  }
}
