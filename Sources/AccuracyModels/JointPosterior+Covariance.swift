import CMath
import Distributions
import SpecialFunctions

/// One of log tau_se, log tau_sp, atanh rho as a function of an unconstrained coordinate w.
struct JointCoordinate {
  /// The parameter on its unconstrained scale.
  var value: Double
  /// Its derivative with respect to w, positive.
  var slope: Double
  /// log of the slope: the log Jacobian.
  var logSlope: Double
  /// d logSlope / dw.
  var logSlopeDerivative: Double

  /// d/dw of a function whose derivative with respect to `value` is given, Jacobian included.
  func chain(_ derivative: Double) -> Double { derivative * slope + logSlopeDerivative }
}

/// The covariance at three coordinates.
struct JointCovariancePoint {
  var logTauSensitivity, logTauSpecificity, fisherZ: JointCoordinate
}

/// The covariance of the joint posterior in unconstrained coordinates, by the prior's support:
///
///     tau on (0, inf): w = log tau          tau on (a, b): tau = a + (b - a) expit(w)
///     rho on (-1, 1) or (a, b) inside it: rho = a + (b - a) expit(w)
///     inverse Wishart: log tau_se, log tau_sp and atanh rho = w / 2
struct JointCovarianceCoordinates: Sendable {
  private struct Interval: Sendable {
    let lower, upper: Double
  }

  private let prior: CovariancePrior
  /// nil for (0, inf).
  private let first, second: Interval?
  /// nil for (-1, 1).
  private let third: Interval?

  init(prior: CovariancePrior) {
    self.prior = prior
    guard case .separate(let tauSensitivity, let tauSpecificity, let rho) = prior else {
      (first, second, third) = (nil, nil, nil)
      return
    }
    func interval(_ prior: ScalarPrior, whole: (Double, Double)) -> Interval? {
      let support = prior.support
      return support == whole ? nil : Interval(lower: support.lower, upper: support.upper)
    }
    first = interval(tauSensitivity, whole: (0, .infinity))
    second = interval(tauSpecificity, whole: (0, .infinity))
    third = interval(rho, whole: (-1, 1))
  }

  func expand(_ x: Double, _ y: Double, _ z: Double) -> JointCovariancePoint {
    JointCovariancePoint(
      logTauSensitivity: Self.logTau(x, first), logTauSpecificity: Self.logTau(y, second),
      fisherZ: Self.fisherZ(z, third))
  }

  /// expit(w) and expit(-w), each with full relative accuracy.
  private static func shares(_ w: Double) -> (below: Double, above: Double) {
    let e = exp(-abs(w))
    let (large, small) = (1 / (1 + e), e / (1 + e))
    return w > 0 ? (large, small) : (small, large)
  }

  private static func logTau(_ w: Double, _ interval: Interval?) -> JointCoordinate {
    guard let interval else {
      return JointCoordinate(value: w, slope: 1, logSlope: 0, logSlopeDerivative: 0)
    }
    let (below, above) = shares(w)
    let width = interval.upper - interval.lower
    let tau = interval.lower + width * below
    let slope = width * below * above / tau
    return JointCoordinate(
      value: log(tau), slope: slope, logSlope: log(slope),
      logSlopeDerivative: above - below - slope)
  }

  /// With d = drho / dw the slope is d / (1 - rho^2), and its log has derivative
  /// expit(-w) - expit(w) + 2 rho slope. 1 + rho and 1 - rho are sums of positive terms.
  private static func fisherZ(_ w: Double, _ interval: Interval?) -> JointCoordinate {
    guard let interval else {
      return JointCoordinate(
        value: 0.5 * w, slope: 0.5, logSlope: -log(2), logSlopeDerivative: 0)
    }
    let (below, above) = shares(w)
    let width = interval.upper - interval.lower
    let onePlus = (1 + interval.lower) + width * below
    let oneMinus = (1 - interval.upper) + width * above
    let slope = width * below * above / (onePlus * oneMinus)
    return JointCoordinate(
      value: 0.5 * (log(onePlus) - log(oneMinus)), slope: slope, logSlope: log(slope),
      logSlopeDerivative: above - below + (onePlus - oneMinus) * slope)
  }

  /// log prior density of (log tau_se, log tau_sp, atanh rho).
  func logPrior(_ point: JointCovariancePoint) -> Double {
    let (first, second, third) = (
      point.logTauSensitivity.value, point.logTauSpecificity.value, point.fisherZ.value
    )
    switch prior {
    case .separate(let tauSensitivity, let tauSpecificity, let rho):
      return tauSensitivity.logDensityOfLogarithm(first)
        + tauSpecificity.logDensityOfLogarithm(second) + rho.logDensityOfFisherZ(third)
    case .inverseWishart(let prior):
      return prior.logDensity(logTauSe: first, logTauSp: second, fisherZ: third)
    }
  }

  /// The derivatives of `logPrior` with respect to (log tau_se, log tau_sp, atanh rho).
  func logPriorSlopes(_ point: JointCovariancePoint) -> SIMD3<Double> {
    let (first, second, third) = (
      point.logTauSensitivity.value, point.logTauSpecificity.value, point.fisherZ.value
    )
    switch prior {
    case .separate(let tauSensitivity, let tauSpecificity, let rho):
      return SIMD3(
        tauSensitivity.logDensityOfLogarithmDerivative(first),
        tauSpecificity.logDensityOfLogarithmDerivative(second),
        rho.logDensityOfFisherZDerivative(third))
    case .inverseWishart(let prior):
      return Self.slopes(of: prior, first, second, third)
    }
  }

  /// In these coordinates the inverse Wishart's log density is, with c^2 = 1 - rho^2,
  ///
  ///     -nu (l1 + l2) - (nu + 1) log c - T / (2 c^2) + constant,
  ///     T = s11 exp(-2 l1) + s22 exp(-2 l2) - 2 rho s12 exp(-l1 - l2);
  ///
  /// in atanh rho, c^2 keeps its digits where rho rounds to +-1.
  private static func slopes(
    of prior: InverseWishartPrior, _ l1: Double, _ l2: Double, _ z: Double
  ) -> SIMD3<Double> {
    let (rho, inverse) = (tanh(z), cosh(z) * cosh(z))
    let (a, b) = (prior.s11 * exp(-2 * l1), prior.s22 * exp(-2 * l2))
    let cross = prior.s12 * exp(-l1 - l2)
    let nu = prior.degreesOfFreedom
    return SIMD3(
      (a - rho * cross) * inverse - nu, (b - rho * cross) * inverse - nu,
      (nu + 1) * rho + cross - rho * (a + b - 2 * rho * cross) * inverse)
  }

  /// The coordinates of a covariance; values outside the support are moved just inside.
  ///
  /// - Parameters:
  ///   - logTauSensitivity: log of the SD of logit sensitivity.
  ///   - logTauSpecificity: log of the SD of logit specificity.
  ///   - fisherZ: atanh of the correlation.
  /// - Returns: coordinates 2, 3 and 4 of a position.
  func coordinates(
    logTauSensitivity: Double, logTauSpecificity: Double, fisherZ: Double
  ) -> SIMD3<Double> {
    func logit(_ value: Double, _ interval: Interval) -> Double {
      let share = (value - interval.lower) / (interval.upper - interval.lower)
      let inside = min(max(share, 1e-6), 1 - 1e-6)
      return log(inside / (1 - inside))
    }
    return SIMD3(
      first.map { logit(exp(logTauSensitivity), $0) } ?? logTauSensitivity,
      second.map { logit(exp(logTauSpecificity), $0) } ?? logTauSpecificity,
      third.map { logit(tanh(fisherZ), $0) } ?? 2 * fisherZ)
  }
}
