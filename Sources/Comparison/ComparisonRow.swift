import FrequentistFits
import Requests
import SpecialFunctions

/// One row of a comparison.
public struct ComparisonRow: Sendable {
  /// How a row came about.
  public enum Status: String, Sendable {
    /// Estimates at an interior maximum, a posterior, or a typed-in value.
    case ok
    /// Estimates on the edge of the parameter space.
    case boundary
    /// No estimates.
    case failed
  }

  /// What made the row; nil for a typed-in one.
  public var method: ComparisonMethod?
  /// What a reader sees.
  public var label: String
  /// Level of the covariate, if there is one.
  public var level: String?
  /// Summary sensitivity; ends may be missing.
  public var sensitivity: PublishedValue.Proportion?
  /// Summary specificity; ends may be missing.
  public var specificity: PublishedValue.Proportion?
  /// Level of the intervals, where it is not that of the run.
  public var intervalLevel: Double?
  /// The proportion that no study observed, which a posterior then has from its prior alone.
  public var unobserved: AccuracyMargin?
  /// Diagnostic odds ratio.
  public var oddsRatio: IntervalEstimate?
  /// Sensitivity and specificity with profile-likelihood intervals.
  public var profile: (sensitivity: IntervalEstimate, specificity: IntervalEstimate)?
  /// Mean logit sensitivity and specificity.
  public var means: (sensitivity: Double?, specificity: Double?) = (nil, nil)
  /// Their standard errors (posterior SDs).
  public var standardErrors: (sensitivity: Double?, specificity: Double?) = (nil, nil)
  /// Standard deviations between studies.
  public var taus: (sensitivity: Double?, specificity: Double?) = (nil, nil)
  /// Correlation between studies.
  public var correlation: Double?
  /// The maximum, where the method has one.
  public var logLikelihood: Double?
  /// AIC and twice the log likelihood lost, of a model of the ladder.
  public var ladder: (akaike: Double?, likelihoodRatio: Double?)?
  /// Wall-clock time.
  public var seconds: Double?
  /// How it ended.
  public var status = Status.ok
  /// Whether a maximum inside is nearly reached on the edge |rho| = 1.
  public var isNearBoundary = false
  /// Why, in words; empty where nothing is to be said.
  public var note = ""

  /// Name as in docs/contract.md; `published` for a typed-in row.
  public var methodName: String { method?.rawValue ?? "published" }

  package init(method: ComparisonMethod?, label: String) {
    self.method = method
    self.label = label
  }
}

extension ComparisonRow {
  /// A row of a bivariate fit, at one level of its covariate.
  package init(
    _ fit: FrequentistFit, method: ComparisonMethod?, label: String, level: Double, group: Int = 0
  ) {
    self.init(method: method, label: label)
    take(fit.status)
    if !fit.levels.isEmpty { self.level = fit.levels[group] }
    seconds = fit.seconds
    guard let point = fit.point else { return }
    sensitivity = fit.sensitivity(level: level, group: group).map(PublishedValue.Proportion.init)
    specificity = fit.specificity(level: level, group: group).map(PublishedValue.Proportion.init)
    oddsRatio = fit.diagnosticOddsRatio(level: level, group: group)
    if fit.profileIntervals.count > 2 * group + 1 {
      profile = (
        fit.profileIntervals[2 * group].mapped(expit),
        fit.profileIntervals[2 * group + 1].mapped(expit)
      )
    }
    means = (point.means[group].x, point.means[group].y)
    standardErrors = (
      fit.standardError { $0.means[group].x }, fit.standardError { $0.means[group].y }
    )
    taus = (point.tauSensitivity, point.tauSpecificity)
    correlation = point.correlation
    logLikelihood = fit.logLikelihood
    if let rho = fit.nearbyCorrelation, status == .ok {
      (isNearBoundary, note) = (true, "near the boundary: rho = \(rho < 0 ? "-1" : "1")")
    }
  }

  /// A row of two margins fitted apart.
  package init(
    _ fits: (sensitivity: MarginFit, specificity: MarginFit), method: ComparisonMethod?,
    label: String,
    level: Double
  ) {
    self.init(method: method, label: label)
    // A margin that no study observed says nothing against the fit of the other.
    let both = [fits.sensitivity, fits.specificity]
    var observed = both.filter { $0.studies > 0 }
    if observed.isEmpty { observed = both }
    if observed.count == 1 {
      let missing: AccuracyMargin = fits.sensitivity.studies > 0 ? .specificity : .sensitivity
      (unobserved, note) = (missing, "\(missing.rawValue) not estimated")
    }
    // One margin can stand where the other fails.
    if let failure = observed.first(where: { !$0.status.hasEstimates }) { take(failure.status) }
    if status == .ok, let edge = observed.first(where: { $0.status != .converged }) {
      take(edge.status)
      if observed.count == 2, observed.allSatisfy({ $0.status != .converged }) {
        take(.boundary(.bothTausZero))
      }
    }
    sensitivity = fits.sensitivity.proportion(level: level).map(PublishedValue.Proportion.init)
    specificity = fits.specificity.proportion(level: level).map(PublishedValue.Proportion.init)
    means = (fits.sensitivity.mu, fits.specificity.mu)
    standardErrors = (fits.sensitivity.standardError, fits.specificity.standardError)
    taus = (fits.sensitivity.tau, fits.specificity.tau)
    if let a = means.sensitivity, let b = means.specificity,
      let errorA = standardErrors.sensitivity, let errorB = standardErrors.specificity
    {
      oddsRatio = .logScale(
        a + b, standardError: (errorA * errorA + errorB * errorB).squareRoot(), level: level)
    }
    if let a = fits.sensitivity.logLikelihood, let b = fits.specificity.logLikelihood {
      logLikelihood = a + b
    }
  }

  /// A row of a typed-in value.
  package init(_ value: PublishedValue) {
    self.init(method: nil, label: value.label)
    sensitivity = value.sensitivity
    specificity = value.specificity
    intervalLevel = value.level
    note = "typed in, not fitted to these data"
  }

  private mutating func take(_ fitStatus: FitStatus) {
    switch fitStatus {
    case .converged: break
    case .boundary(let space):
      status = .boundary
      note = space.words
    case .failed(let reason):
      status = .failed
      note = reason
    }
  }
}

extension BoundarySpace {
  /// The boundary as a reader writes it.
  package var words: String {
    switch self {
    case .bothTausZero: "boundary: tau_se = tau_sp = 0"
    case .tauSensitivityZero: "boundary: tau_se = 0"
    case .tauSpecificityZero: "boundary: tau_sp = 0"
    case .perfectCorrelation: "boundary: |rho| = 1"
    }
  }
}

extension PublishedValue.Proportion {
  package init(_ interval: IntervalEstimate) {
    self.init(estimate: interval.estimate, lower: interval.lower, upper: interval.upper)
  }
}

extension IntervalEstimate {
  /// A Wald interval on the log scale.
  static func logScale(_ value: Double, standardError: Double, level: Double) -> IntervalEstimate {
    IntervalEstimate(value, standardError: standardError, level: level, transform: exponential)
  }
}
