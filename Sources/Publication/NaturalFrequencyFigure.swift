import AccuracyAnalysis
import Figures
import Reports

extension FitResult {
  /// What becomes of 1,000 people tested, one picture a prevalence asked for; without any, at an
  /// illustrative one of 10 %.
  ///
  /// - Parameter options: title and width.
  /// - Returns: `natural-frequencies`, `natural-frequencies-2`, and so on.
  func naturalFrequencyFigures(_ options: FigureOptions) -> [Figure] {
    FigurePrevalence.all(self).enumerated().compactMap { index, prevalence in
      guard let groups = frequencyGroups(prevalence) else { return nil }
      let title = "Of 1,000 people tested"
      var plot = NaturalFrequencyPlot(
        title: options.heading ?? title,
        description: frequencySentences(prevalence, groups), prevalence: prevalence.value,
        found: groups[0], missed: groups[1], falseAlarms: groups[2], cleared: groups[3],
        levelText: levelText)
      plot.name = FigurePrevalence.name(.naturalFrequencies, index: index)
      plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
      plot.notes = [
        "\(prevalence.caption). One square is one person; numbers are posterior medians at the "
          + "summary point, with \(levelText) credible intervals and, for a new setting, "
          + "prediction intervals."
      ]
      if let width = options.width { plot.width = width }
      return plot.figure()
    }
  }

  /// Found, missed, false alarms, cleared.
  private func frequencyGroups(
    _ prevalence: FigurePrevalence
  ) -> [NaturalFrequencyPlot.Group]? {
    let names = [
      "true_positives_per_1000", "false_negatives_per_1000", "false_positives_per_1000",
      "true_negatives_per_1000",
    ]
    if let report = prevalence.report {
      return names.compactMap { name -> NaturalFrequencyPlot.Group? in
        guard let people = report.atSummary.first(where: { $0.name == name }) else { return nil }
        let new = report.inNewSetting.first { $0.name == name }
        return NaturalFrequencyPlot.Group(
          people: FigureInterval(people.estimate),
          newSetting: new.map { FigureInterval($0.estimate) })
      }
    }
    // At a fixed prevalence the counts are proportional to sensitivity and specificity.
    let (diseased, healthy) = (1000 * prevalence.value, 1000 * (1 - prevalence.value))
    guard let sensitivity = interval("sensitivity"), let specificity = interval("specificity")
    else { return nil }
    let (newSensitivity, newSpecificity) = (
      interval("sensitivity_new"), interval("specificity_new")
    )
    func group(
      _ total: Double, _ share: FigureInterval, _ new: FigureInterval?
    ) -> NaturalFrequencyPlot.Group {
      NaturalFrequencyPlot.Group(
        people: share.mapped { total * $0 }, newSetting: new?.mapped { total * $0 })
    }
    return [
      group(diseased, sensitivity, newSensitivity),
      group(diseased, sensitivity.complement, newSensitivity?.complement),
      group(healthy, specificity.complement, newSpecificity?.complement),
      group(healthy, specificity, newSpecificity),
    ]
  }

  private func frequencySentences(
    _ prevalence: FigurePrevalence, _ groups: [NaturalFrequencyPlot.Group]
  ) -> String {
    func whole(_ value: Double) -> String { NumberText.fixed(value, decimals: 0) }
    func text(_ group: NaturalFrequencyPlot.Group) -> String {
      group.people.sentence(levelText, format: whole)
    }
    let diseased = Int((1000 * prevalence.value).rounded())
    return "\(prevalence.caption): of 1,000 people tested, \(NumberText.count(diseased)) have the "
      + "disease; \(text(groups[0])) of them are found and \(text(groups[1])) missed. Of the "
      + "\(NumberText.count(1000 - diseased)) without the disease, \(text(groups[2])) get a false "
      + "alarm and \(text(groups[3])) are cleared."
  }
}
