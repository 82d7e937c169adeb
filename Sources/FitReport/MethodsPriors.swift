import Distributions
import ModelInterface

extension MethodsFacts {
  /// The prior in force: what each part is a prior of, and whose set it is.
  var priorSentence: MethodsSentence {
    guard parts.contains(.correlation) else { return restrictedPriorSentence }
    var sentence = MethodsSentence("Priors were ")
    let (first, second) = (prior.muSensitivity, prior.muSpecificity)
    if first == second {
      sentence.add("\(written(first)) for both mean logits")
    } else {
      sentence.add(
        "\(written(first)) for the mean logit sensitivity, \(written(second)) for the mean logit "
          + "specificity")
    }
    switch prior.covariance {
    case .inverseWishart:
      sentence.add(
        " and \(prior.covariance.expression ?? "") (degrees of freedom, then the scale matrix) for the "
          + "between-study covariance matrix")
    case .separate(let sensitivity, let specificity, let rho):
      addSpread(sensitivity, specificity, to: &sentence)
      sentence.add(", and \(rho.expression)")
      switch rho {
      case .lkj:
        sentence.add(" for the correlation")
        sentence.cite(.lewandowski)
      case .fisherZ: sentence.add(", normal on Fisher's z scale, for the correlation")
      case .penalisedComplexityCorrelation:
        sentence.add(" for the correlation, a penalised complexity prior")
        sentence.cite(.guo)
      default: sentence.add(" for the correlation")
      }
    }
    addSource(to: &sentence)
    sentence.add(".")
    return sentence
  }

  /// That of a model without a correlation: of the means and SDs that it has.
  private var restrictedPriorSentence: MethodsSentence {
    let (se, sp) = (prior.muSensitivity, prior.muSpecificity)
    let own = [
      (PopulationParts.sensitivity, "sensitivity", se, prior.covariance.tauSensitivity),
      (.specificity, "specificity", sp, prior.covariance.tauSpecificity),
    ].filter { parts.contains($0.0) }
    let isOne = own.count == 1
    var sentence = MethodsSentence("Priors were ")
    if own.count == 2, se == sp {
      sentence.add("\(written(se)) for both mean logits")
    } else {
      sentence.add(
        own.map { "\(written($0.2)) for the mean logit \($0.1)" }.joined(separator: ", "))
    }
    if parts.contains(.deviations) {
      let taus = own.map(\.3)
      if own.count == 2, taus[0] != taus[1] {
        addSpread(taus[0], taus[1], to: &sentence)
      } else {
        let (one, explained) = Self.spread(taus[0])
        sentence.add(
          " and \(taus[0].expression)\(explained) for "
            + (isOne
              ? "its between-study \(one)" : "both between-study \(Self.plural(one))"))
      }
    }
    addSource(to: &sentence)
    sentence.add(".")
    return sentence
  }

  /// The expression; a normal distribution says that its second number is a standard deviation, which
  /// JAGS would take for a precision.
  private func written(_ mean: ScalarPrior) -> String {
    if case .normal = mean { return "\(mean.expression) (mean and standard deviation)" }
    return mean.expression
  }

  private func addSpread(
    _ sensitivity: ScalarPrior, _ specificity: ScalarPrior, to sentence: inout MethodsSentence
  ) {
    if sensitivity == specificity {
      let (one, explained) = Self.spread(sensitivity)
      sentence.add(", \(sensitivity.expression)\(explained) for both between-study ")
      sentence.add(Self.plural(one))
    } else {
      for (tau, margin) in [(sensitivity, "sensitivity"), (specificity, "specificity")] {
        let (one, explained) = Self.spread(tau)
        sentence.add(
          ", \(tau.expression)\(explained) for the between-study \(one) of logit \(margin)")
      }
    }
    let isPenalised = [sensitivity, specificity].contains {
      if case .penalisedComplexity = $0 { true } else { false }
    }
    if isPenalised {
      sentence.add(", a penalised complexity prior")
      sentence.cite(.guo)
    }
  }

  /// What the family is a prior of: the standard deviation, or something worked out from it.
  private static func spread(_ tau: ScalarPrior) -> (quantity: String, explained: String) {
    switch tau {
    case .gammaPrecision: ("precision", " (a gamma distribution by shape and rate)")
    case .inverseGammaVariance: ("variance", " (by shape and rate)")
    case .normal, .logistic, .studentT, .halfNormal, .halfCauchy, .halfStudentT, .exponential,
      .uniform, .penalisedComplexity, .truncatedGamma, .lkj, .fisherZ,
      .penalisedComplexityCorrelation:
      ("standard deviation", "")
    }
  }

  private static func plural(_ quantity: String) -> String {
    switch quantity {
    case "precision": "precisions (reciprocals of the variances)"
    default: quantity + "s"
    }
  }

  /// Whose priors these are; nothing where a part was replaced.
  private func addSource(to sentence: inout MethodsSentence) {
    guard let name = prior.preset, let preset = PriorPreset.named(name) else { return }
    switch name {
    case "default": sentence.add("; these are the default of sroc")
    case "uniform":
      sentence.add("; mean sensitivity and specificity are uniform between 0 and 1")
    default: sentence.add("; they are those of \(preset.origin)")
    }
    if name == "cochrane" { sentence.cite(.handbook) }
  }
}
