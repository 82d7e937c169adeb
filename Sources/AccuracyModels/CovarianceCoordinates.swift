import CMath
import CollapsedLikelihood
import Distributions
import SpecialFunctions

/// The between-study covariance as a function of three independent standard normal scores, such that
/// the scores' distribution is the prior.
///
/// Separate priors: each of log tau_se, log tau_sp and atanh rho is its prior's quantile at its
/// score. Inverse Wishart: the scores are those of the Bartlett factors (two chi-squared, one
/// normal) of the precision matrix.
package struct CovarianceCoordinates: Sendable {
  private enum Form: Sendable {
    case separate(tauSensitivity: ScoreSpline, tauSpecificity: ScoreSpline, fisherZ: ScoreSpline)
    case bartlett(BartlettFactors)
  }

  private let form: Form

  /// Tabulates the quantiles of a prior.
  ///
  /// - Parameter prior: the prior of tau_se, tau_sp and rho.
  package init(prior: CovariancePrior) {
    switch prior {
    case .separate(let tauSensitivity, let tauSpecificity, let rho):
      let first = Self.logSpline(tauSensitivity)
      form = .separate(
        tauSensitivity: first,
        tauSpecificity: tauSpecificity == tauSensitivity ? first : Self.logSpline(tauSpecificity),
        fisherZ: Self.fisherSpline(rho))
    case .inverseWishart(let prior):
      form = .bartlett(BartlettFactors(prior))
    }
  }

  /// The largest error of the log prior density that the tables make; see `ScoreSpline.densityError`.
  var densityError: Double {
    switch form {
    case .separate(let first, let second, let third):
      max(first.densityError, second.densityError, third.densityError)
    case .bartlett(let factors): factors.densityError
    }
  }

  /// Distances of the knots of the tables.
  var steps: [Double] {
    switch form {
    case .separate(let first, let second, let third): [first.step, second.step, third.step]
    case .bartlett(let factors): factors.steps
    }
  }

  /// d log tau / d score = phi(score) / (f(tau) tau), from F(tau(score)) = Phi(score).
  private static func logSpline(_ prior: ScalarPrior) -> ScoreSpline {
    ScoreSpline(
      quantile: { prior.logQuantile(normalScore: $0) },
      slope: { score in
        let logTau = prior.logQuantile(normalScore: score)
        return exp(normalLogDensity(score) - prior.logDensity(exp(logTau)) - logTau)
      }, logDensity: prior.logDensityOfLogarithm, usual: -3...1.5,
      possible: -300...log(CollapsedLikelihood.largestDeviation))
  }

  /// d z / d score = phi(score) / f(z) for z = atanh rho; on that scale, because rho itself rounds
  /// to +-1 from |z| = 18 on, which wide priors reach.
  static func fisherSpline(_ prior: ScalarPrior) -> ScoreSpline {
    ScoreSpline(
      quantile: { prior.fisherZQuantile(normalScore: $0) },
      slope: { score in
        let z = prior.fisherZQuantile(normalScore: score)
        return exp(normalLogDensity(score) - prior.logDensityOfFisherZ(z))
      }, logDensity: prior.logDensityOfFisherZ, usual: -3...3, possible: -300...300)
  }

  /// log tau_se, log tau_sp and atanh rho at three scores.
  ///
  /// - Parameters:
  ///   - x: first score (tau_se).
  ///   - y: second score (tau_sp).
  ///   - z: third score (rho).
  /// - Returns: the three parameters on their unconstrained scales.
  @inline(__always)
  package func evaluate(
    _ x: Double, _ y: Double, _ z: Double
  ) -> (logTauSensitivity: Double, logTauSpecificity: Double, fisherZ: Double) {
    switch form {
    case .separate(let first, let second, let third):
      (first.evaluate(x).value, second.evaluate(y).value, third.evaluate(z).value)
    case .bartlett(let factors):
      factors.evaluate(x, y, z)
    }
  }

  /// log tau_se, log tau_sp and atanh rho at many triples of scores, in place.
  ///
  /// - Parameters:
  ///   - scores: three columns of scores, overwritten.
  ///   - count: the length of a column, a multiple of eight.
  ///   - instructionSet: to evaluate with.
  package func evaluate(_ scores: inout [Double], count: Int, instructionSet: InstructionSet) {
    precondition(scores.count == 3 * count)
    switch form {
    case .separate(let first, let second, let third):
      for (k, spline) in [first, second, third].enumerated() {
        spline.replace(
          &scores, (k * count)..<((k + 1) * count), instructionSet: instructionSet)
      }
    case .bartlett(let factors):
      for j in 0..<count {
        (scores[j], scores[count + j], scores[2 * count + j]) = factors.evaluate(
          scores[j], scores[count + j], scores[2 * count + j])
      }
    }
  }

  /// The chain rule: from derivatives with respect to (log tau_se, log tau_sp, atanh rho) to those
  /// with respect to the scores.
  ///
  /// - Parameters:
  ///   - scores: the three scores.
  ///   - gradient: derivatives with respect to the unconstrained parameters.
  /// - Returns: derivatives with respect to the scores.
  package func pullBack(
    scores: SIMD3<Double>, gradient: SIMD3<Double>
  ) -> SIMD3<Double> {
    switch form {
    case .separate(let first, let second, let third):
      SIMD3(
        gradient.x * first.evaluate(scores.x).slope, gradient.y * second.evaluate(scores.y).slope,
        gradient.z * third.evaluate(scores.z).slope)
    case .bartlett(let factors):
      factors.pullBack(scores: scores, gradient: gradient)
    }
  }

  /// The scores of a covariance.
  ///
  /// - Parameters:
  ///   - logTauSensitivity: log of the SD of logit sensitivity.
  ///   - logTauSpecificity: log of the SD of logit specificity.
  ///   - fisherZ: atanh of the correlation.
  /// - Returns: the scores that `evaluate` maps to it.
  package func scores(
    logTauSensitivity: Double, logTauSpecificity: Double, fisherZ: Double
  ) -> SIMD3<Double> {
    switch form {
    case .separate(let first, let second, let third):
      SIMD3(
        first.score(of: logTauSensitivity), second.score(of: logTauSpecificity),
        third.score(of: fisherZ))
    case .bartlett(let factors):
      factors.scores(
        logTauSensitivity: logTauSensitivity, logTauSpecificity: logTauSpecificity,
        fisherZ: fisherZ)
    }
  }
}
