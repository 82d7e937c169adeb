/// The kinds of parameter that a prior expression can be meant for.
public enum PriorParameter: String, Sendable, CaseIterable {
  /// A logit mean.
  case mu
  /// A between-study standard deviation.
  case tau
  /// The between-study correlation.
  case rho
  /// The degrees of freedom of t-distributed study effects.
  case nu
  /// The standard deviation of tables around their study.
  case kappa

  /// The forms of its priors, each argument with its range.
  public var priorForms: [PriorForm] {
    switch self {
    case .mu: PriorForm.mean
    case .tau, .kappa: PriorForm.deviation
    case .rho: PriorForm.correlation
    case .nu: PriorForm.degreesOfFreedom
    }
  }

  /// The forms that are right for it, as a message lists them.
  var forms: String { priorForms.map(\.text).joined(separator: ", ") }

  /// The form of a family; nil where the family is none of its priors.
  func form(of family: String) -> PriorForm? { priorForms.first { $0.name == family } }
}
