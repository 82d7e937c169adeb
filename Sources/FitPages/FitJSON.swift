import AccuracyData
import AccuracyMeasures
import DatasetWords
import Distributions
import Documents
import Fitting
import FrequentistFits
import Messages
import OtherPriors
import PosteriorMoments
import Requests
import SpecialFunctions
import TabularText

extension ModelFit {
  /// The fit as `sroc.fit/1` of docs/contract.md.
  ///
  /// What belongs to a setting stands among the other members where there is one setting, and in `settings`
  /// where there are several.
  ///
  /// - Returns: an ordered JSON object; numbers that do not exist are null.
  public func json() -> JSONValue {
    let isOne = settings.count == 1
    let own: [(String, JSONValue)] =
      isOne
      ? settings.flatMap(\.settingMembers)
      : [("settings", .array(settings.map { .object($0.labelMembers + $0.settingMembers) }))]
    return .object(
      [
        ("schema", "sroc.fit/1"), ("version", .string(programVersion)),
        ("command", JSONValue(options.command)),
      ] + (options.isPriorOnly ? [("prior_only", true)] : []) + [
        (
          "data",
          dataset.json(
            warnings: (isOne ? shared.warnings : dataset.warnings)
              + (regression?.design.warnings ?? []))
        ),
        (
          "model",
          .object([
            ("name", .string(model.name)), ("likelihood", .string(model.words.likelihood)),
            ("random_effects", .string(model.words.randomEffects)),
            ("link", .string(model.words.link)),
          ])
        ),
        ("prior", shared.prior.json), ("sampler", shared.samplerJSON),
        ("integration", shared.integration.json(rule: model.words.integrationRule)),
        ("timing", shared.timings.json),
        ("diagnostics", diagnostics.json(options.spelling)),
        ("level", .number(options.level)), ("interval", "equal-tailed"),
        ("threshold", .string(options.threshold.rawValue)),
        ("parameters", .array(parameters.map(\.json))),
      ] + remarkMembers + regressionMembers + own + [("studies", .array(studies.map(\.json)))])
  }
}

extension ModelFit {
  /// What stands out of a look at studies and predictions; none where nothing does.
  private var remarkMembers: [(String, JSONValue)] {
    let remarks = shared.remarks
    return remarks.isEmpty
      ? []
      : [
        ("remarks", JSONValue(remarks.map { $0.spelled(by: options.spelling) })),
        ("remark_codes", JSONValue(shared.remarkCodes)),
      ]
  }
}

extension FitResult {
  /// What tells a setting from the others.
  fileprivate var labelMembers: [(String, JSONValue)] {
    [
      ("setting", .string(setting.label)),
      ("index", indexJSON(indexMembers)),
      ("studies", .array(setting.studies.map { JSONValue($0 + 1) })),
      ("warnings", .array(warnings.filter { !dataset.warnings.contains($0) }.map(\.json))),
    ]
  }

  /// What a fit says of one setting, beside its parameters.
  fileprivate var settingMembers: [(String, JSONValue)] {
    [
      ("covariance_mu", unobservedMargin == nil ? JSONValue(covarianceOfMeans) : .null),
      (
        "probability_both_above",
        .object(
          [
            ("threshold", .number(bothAbove.commonTarget)),
            ("sensitivity_threshold", .number(bothAbove.targets.sensitivity)),
            ("specificity_threshold", .number(bothAbove.targets.specificity)),
            ("summary", .number(bothAbove.summary)),
            ("new_setting", .number(bothAbove.newSetting)),
          ] + (unobservedMargin == nil ? [] : [("from_prior_only", true)]))
      ),
      ("probability_rho_positive", .number(probabilityRhoPositive)),
      ("trade_off", JSONValue(tradeOff?.rawValue)),
      ("sroc_curves", .array(curveReports.map { $0.json(isShown: showsCurves) })),
      ("sroc_notes", JSONValue(curveNotes)),
      ("prior_table", .array(priorTable.map { $0.json(unobserved: unobservedMargin) })),
      (
        "maximum_likelihood",
        options.isPriorOnly ? .null : maximumLikelihoodRow.json(level: options.level)
      ),
      (
        "predictive_values",
        .array(prevalences.map { $0.json(frequencies: frequencies(at: $0.prevalence)) })
      ),
    ]
  }

  fileprivate var samplerJSON: JSONValue {
    .object([
      ("name", .string(options.sampler.rawValue)), ("kernel", .string(kernel.rawValue)),
      ("kernel_reason", .string(spelled(kernelReason))), ("chains", JSONValue(options.chains)),
      ("warmup", JSONValue(warmup)), ("draws", JSONValue(options.draws)),
      ("seed", .unsigned(options.seed)), ("seed_text", .string("\(options.seed)")),
      ("threads", JSONValue(options.threads)),
      ("acceptance_rate", .number(acceptanceRate)),
      ("importance_efficiency", JSONValue(proposalQuality?.efficiency)),
      ("largest_weight", JSONValue(proposalQuality?.largestWeight)),
      ("pareto_k", JSONValue(proposalQuality?.paretoK)),
      ("divergences", JSONValue(divergences)),
    ])
  }
}

extension IntegrationReport {
  fileprivate func json(rule: String) -> JSONValue {
    .object([
      ("rule", .string(rule)), ("tolerance", .number(tolerance)),
      ("quadrature_error", .number(quadratureError)), ("points_checked", JSONValue(points)),
      ("fallback_share", .number(fallbackShare)),
    ])
  }
}

extension FitTimings {
  fileprivate var json: JSONValue {
    .object([
      ("warmup_seconds", .number(warmup)), ("sampling_seconds", .number(sampling)),
      ("total_seconds", .number(total)), ("warmup_processor_seconds", .number(warmupProcessor)),
      ("sampling_processor_seconds", .number(samplingProcessor)),
    ])
  }
}

extension DiagnosticsReport {
  fileprivate func json(_ spelling: Spelling) -> JSONValue {
    .object([
      ("ok", .boolean(ok)), ("max_rhat", .number(maxRHat)), ("min_ess_bulk", .number(minBulkESS)),
      ("min_ess_tail", .number(minTailESS)),
      ("problems", JSONValue(problems.map { $0.spelled(by: spelling) })),
    ])
  }
}

extension ParameterReport {
  /// What tells a quantity from others: its name, and its parts, so that nobody has to take it apart.
  package var nameMembers: [(String, JSONValue)] {
    [
      ("name", .string(name)), ("base", .string(variable.base)), ("index", indexJSON(indexMembers)),
    ]
  }

  /// The numbers; `from_prior_only` and `withheld` stand only where they hold.
  package var json: JSONValue {
    .object(
      nameMembers + [
        ("median", .number(summary.median)),
        ("lower", .number(summary.lower)), ("upper", .number(summary.upper)),
        ("mean", .number(moments.hasMean ? summary.mean : .nan)),
        ("sd", .number(moments.hasDeviation ? summary.sd : .nan)), ("mad", .number(summary.mad)),
        ("q2.5", .number(summary.quantile025)), ("q5", .number(summary.quantile05)),
        ("q95", .number(summary.quantile95)), ("q97.5", .number(summary.quantile975)),
        ("rhat", .number(summary.splitRHat)), ("ess_bulk", .number(summary.bulkESS)),
        ("ess_tail", .number(summary.tailESS)),
        ("mcse_mean", .number(moments.hasDeviation ? summary.mcseOfMean : .nan)),
        ("mcse_median", .number(summary.mcseOfMedian)),
        ("mcse_q2.5", .number(summary.mcseOfQuantile025)),
        ("mcse_q97.5", .number(summary.mcseOfQuantile975)), ("learnt", JSONValue(learnt)),
        ("prior_distance", JSONValue(priorDistance)),
      ] + (isFromPriorOnly ? [("from_prior_only", true)] : [])
        + (withheld.map { [("withheld", .string($0))] } ?? []))
  }
}

/// An index as an object: what each value is of, and the value.
private func indexJSON(_ members: [(of: String, value: String)]) -> JSONValue {
  .object(members.map { ($0.of, .string($0.value)) })
}

extension IntervalEstimate {
  package var json: JSONValue {
    .object([("median", .number(estimate)), ("lower", .number(lower)), ("upper", .number(upper))])
  }
}

extension PriorRow {
  /// The row; a proportion that no study observed keeps its numbers and is marked.
  package func json(unobserved: AccuracyMargin?) -> JSONValue {
    func proportion(
      _ own: IntervalEstimate, _ wide: IntervalEstimate, _ margin: AccuracyMargin
    ) -> JSONValue {
      .object(
        [
          ("median", .number(own.estimate)), ("lower", .number(own.lower)),
          ("upper", .number(own.upper)), ("q2.5", .number(wide.lower)),
          ("q97.5", .number(wide.upper)),
        ] + (unobserved == margin ? [("from_prior_only", true)] : []))
    }
    return .object([
      ("prior", .string(prior)),
      ("sensitivity", proportion(sensitivity, sensitivity95, .sensitivity)),
      ("specificity", proportion(specificity, specificity95, .specificity)),
      ("reliable", .boolean(isReliable)),
    ])
  }
}

extension PrevalenceReport {
  /// The report; `frequencies` are nil, and all numbers null, where no study observed one of the arms.
  package func json(frequencies: FrequencyReport?) -> JSONValue {
    func block(_ entries: [(name: String, estimate: IntervalEstimate)]) -> JSONValue {
      .object(entries.map { ($0.name, $0.estimate.json) })
    }
    return .object(
      [
        ("prevalence", prevalence.json), ("summary", block(atSummary)),
        ("new_setting", block(inNewSetting)),
        ("natural_frequencies", frequencies?.json ?? .null),
      ] + (frequencies == nil ? [("from_prior_only", true)] : []))
  }
}

extension TargetReport {
  /// The one number where both targets are equal, else NaN.
  fileprivate var commonTarget: Double {
    targets.sensitivity == targets.specificity ? targets.sensitivity : .nan
  }
}

extension SummaryLineDirections {
  fileprivate func json(isShown: Bool) -> JSONValue {
    .object([
      ("type", .string(kind.name)), ("usable_draws", JSONValue(usableDraws)),
      ("share_falling", .number(shareOfFallingLines)),
      ("withheld", .boolean(!isShown || isWithheld)),
    ])
  }
}

extension StudyReport {
  /// The study. The posterior of an arm that no study has is the prior; `from_model_only` marks it.
  package var json: JSONValue {
    .object(
      [
        ("study", .string(study.label)), ("tp", study.truePositives.json),
        ("fp", study.falsePositives.json), ("fn", study.falseNegatives.json),
        ("tn", study.trueNegatives.json),
      ]
        + zip(AccuracyMargin.allCases, arms).map { ($0.rawValue, $1.json) } + [] + weightMembers + [
          ("row", JSONValue(study.row)),
          ("covariates", .array(study.covariates.map { JSONValue([$0.name, $0.value]) })),
        ])
  }
}

extension StudyReport {
  /// Of the robust model only.
  private var weightMembers: [(String, JSONValue)] {
    weight.map {
      [
        ("weight", .number($0.mean)), ("outlier_probability", .number($0.outlierProbability)),
      ]
    } ?? []
  }
}

extension StudyArmReport {
  fileprivate var json: JSONValue {
    .object([
      ("observed", JSONValue(observed)), ("lower", JSONValue(lower)), ("upper", JSONValue(upper)),
      ("posterior_median", .number(posterior.estimate)),
      ("posterior_lower", .number(posterior.lower)),
      ("posterior_upper", .number(posterior.upper)), ("from_model_only", .boolean(fromModelOnly)),
    ])
  }
}

extension Int? {
  fileprivate var json: JSONValue { map { JSONValue($0) } ?? .null }
}
