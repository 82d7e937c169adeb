import AccuracyMeasures
import Requests
import SpecialFunctions

/// What a test does to a group of people at one prevalence, in both settings.
package struct TestedGroup {
  /// Whole people.
  package var frequencies: FrequencyReport
  /// PPV and NPV at the summary point.
  package var atSummary: PredictiveValues
  /// PPV and NPV in a new setting.
  package var inNewSetting: PredictiveValues
}

extension FitResult {
  /// The prevalence at which the report begins: the first that was asked for, or 10 %, which is
  /// marked as an illustration.
  package var firstPrevalence: (prevalence: Prevalence, isIllustrative: Bool) {
    options.prevalences.first.map { ($0, false) } ?? (.fixed(0.1), true)
  }

  /// The numbers at a prevalence, PPV and NPV as the fit has them where it was asked for; nil where no
  /// study observed one of the arms, and for a distribution that was not asked for.
  package func testedGroup(_ prevalence: Prevalence) -> TestedGroup? {
    guard let frequencies = frequencies(at: prevalence) else { return nil }
    if let known = prevalences.first(where: { $0.prevalence == prevalence }),
      let atSummary = PredictiveValues(known.atSummary),
      let inNewSetting = PredictiveValues(known.inNewSetting)
    {
      return TestedGroup(
        frequencies: frequencies, atSummary: atSummary, inNewSetting: inNewSetting)
    }
    guard case .fixed(let value) = prevalence, let accuracy = accuracyIntervals else { return nil }
    return TestedGroup(
      frequencies: frequencies, atSummary: accuracy.summary.predictiveValues(prevalence: value),
      inNewSetting: accuracy.newSetting.predictiveValues(prevalence: value))
  }

  /// Accuracy at the summary point and in a new setting; nil without its parameters, or where no study
  /// observed one of the arms.
  package var accuracyIntervals: (summary: AccuracyIntervals, newSetting: AccuracyIntervals)? {
    func intervals(_ suffix: String) -> AccuracyIntervals? {
      guard let sensitivity = estimate("sensitivity" + suffix),
        let specificity = estimate("specificity" + suffix),
        let positive = estimate("lr_positive" + suffix),
        let negative = estimate("lr_negative" + suffix)
      else { return nil }
      return AccuracyIntervals(
        sensitivity: sensitivity, specificity: specificity, positiveRatio: positive,
        negativeRatio: negative)
    }
    guard let summary = intervals(""), let newSetting = intervals("_new") else { return nil }
    return (summary, newSetting)
  }

  /// Likelihood ratios over the draws, at the summary point and in a new setting.
  package var likelihoodRatios:
    (summary: LikelihoodRatioQuantiles, newSetting: LikelihoodRatioQuantiles)
  {
    let means = population
    return (
      LikelihoodRatioQuantiles(
        logitSensitivities: means.muSensitivity, logitSpecificities: means.muSpecificity,
        level: options.level),
      LikelihoodRatioQuantiles(
        logitSensitivities: newStudyLogits.sensitivity,
        logitSpecificities: newStudyLogits.specificity, level: options.level)
    )
  }
}

extension PredictiveValues {
  /// PPV and NPV of a report; nil where it has none.
  fileprivate init?(_ entries: [(name: String, estimate: IntervalEstimate)]) {
    guard let positive = entries.first(where: { $0.name == "ppv" })?.estimate,
      let negative = entries.first(where: { $0.name == "npv" })?.estimate
    else { return nil }
    self.init(positive: positive, negative: negative)
  }
}
