import FrequentistFits
import ModelInterface

extension MarginsModel {
  /// What a page says of it.
  public var words: ModelWords {
    switch form {
    case .independent:
      ModelWords(
        heading: "sensitivity and specificity independent, exact binomial",
        likelihood: "binomial", randomEffects: "independent normal", link: "logit",
        integrationRule: "lattice",
        remark: "The model takes sensitivity and specificity to be independent between studies: it "
          + "has no correlation and no SROC curve.",
        methods: ModelMethods(
          model: "two univariate random-effects models with exact binomial likelihoods, "
            + "independent of each other,",
          effects: "The logits of true sensitivity and specificity are normal across studies, each "
            + "by itself; no continuity correction was used."))
    case .univariate(let margin): words(of: margin)
    case .fixed:
      ModelWords(
        heading: "no variation between studies, exact binomial", likelihood: "binomial",
        randomEffects: "no", link: "logit", integrationRule: "exact",
        remark: "The model takes all studies to share one sensitivity and one specificity: if they "
          + "differ, the intervals are too narrow, those of a new setting most of all.",
        methods: ModelMethods(
          model:
            "one common sensitivity and one common specificity with exact binomial likelihoods",
          effects: "True accuracy is the same in all studies; no continuity correction was used."))
    }
  }

  private func words(of margin: AccuracyMargin) -> ModelWords {
    let (own, other) =
      margin == .sensitivity
      ? ("sensitivity", "specificity") : ("specificity", "sensitivity")
    return ModelWords(
      heading: "\(own) alone, exact binomial", likelihood: "binomial", randomEffects: "normal",
      link: "logit", integrationRule: "lattice",
      remark:
        "The model is of \(own) alone: it says nothing of \(other), nor of what depends on it.",
      methods: ModelMethods(
        model: "a univariate random-effects model of \(own) with exact binomial likelihoods",
        effects:
          "The logits of true \(own) are normal across studies; no continuity correction was "
          + "used."))
  }
}

extension NormalApproximationModel {
  /// What a page says of it.
  public var words: ModelWords {
    let isCorrected = studies.contains { study in
      [study.diseased, study.nondiseased].contains { arm in
        arm.map { $0.total > 0 && min($0.correct, $0.incorrect) == 0 } ?? false
      }
    }
    let correction =
      isCorrected
      ? "One half was added to every cell of every study, because some cell was 0."
      : "No cell was 0, so no continuity correction was needed."
    return ModelWords(
      heading: "bivariate, normal approximation of logits", likelihood: "approximate normal",
      randomEffects: "normal", link: "logit", integrationRule: "exact",
      remark: "Observed logits with known variances stand in for the counts, which biases a result "
        + "where errors are rare or studies small.", zeroCells: correction,
      methods: ModelMethods(
        model:
          "the bivariate random-effects model with a normal approximation of the observed logits",
        effects:
          "The logits of true sensitivity and specificity are bivariate normal across studies, "
          + "and observed logits normal around them with their sampling variances taken as known. "
          + correction))
  }
}
