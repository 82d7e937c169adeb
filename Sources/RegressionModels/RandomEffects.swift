import AccuracyModels
import CMath
import Distributions
import SpecialFunctions

/// The family of the distribution of study effects around the means.
public enum RandomEffects: Sendable, Equatable {
  /// Bivariate normal.
  case normal
  /// Bivariate Student t with these degrees of freedom, above 1: one weight a study for both margins.
  case student(degreesOfFreedom: Double)
  /// Bivariate Student t with degrees of freedom that have a prior.
  case studentEstimated(prior: ScalarPrior)

  /// What a page calls it.
  var words: String {
    switch self {
    case .normal: "normal"
    case .student(let nu): "Student t, \(plain(nu)) degrees of freedom"
    case .studentEstimated: "Student t, degrees of freedom estimated"
    }
  }

  private func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  /// Whether a study far from the others is weighed down.
  public var isRobust: Bool { self != .normal }

  /// The prior of the degrees of freedom where they are estimated.
  var prior: ScalarPrior? {
    if case .studentEstimated(let prior) = self { prior } else { nil }
  }
}

/// Degrees of freedom as a function of a standard normal score, which then has their prior.
struct DegreesOfFreedomCoordinate: Sendable {
  /// log nu by score.
  private let spline: ScoreSpline

  init(prior: ScalarPrior) {
    spline = ScoreSpline(
      quantile: { log(prior.quantile(normalScore: $0)) },
      slope: { score in
        let nu = prior.quantile(normalScore: score)
        return exp(normalLogDensity(score) - prior.logDensity(nu)) / nu
      }, logDensity: { prior.logDensity(exp($0)) + $0 }, usual: 0.2...4.5, possible: 0.01...9)
  }

  /// The degrees of freedom and their derivative by the score.
  func evaluate(_ score: Double) -> (value: Double, slope: Double) {
    let (logNu, slope) = spline.evaluate(score)
    let nu = exp(min(max(logNu, log(ScalarPrior.leastDegreesOfFreedom)), 12))
    return (nu, nu * slope)
  }
}
