import AccuracyData
import CollapsedLikelihood
import DensityInterface

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The joint posterior of the five parameters and the study effects: what Stan and JAGS sample.
///
/// It shares neither the integration rules nor the prior's quantiles with the collapsed posterior,
/// so that it can check both. Coordinates: mu_se, mu_sp, three of the covariance
/// (`JointCovarianceCoordinates`), then one for every observed arm, study by study, diseased arm
/// first. The effect of a missing arm is integrated out by leaving it out of the normal.
///
///     log density = sum over arms of (y t - n log(1 + exp t)) + log N2(t_i; mu, Sigma) terms
///                   + log prior density + log Jacobian
///
/// The normal is written as t1, then t2 given t1, with standardised effects
/// z1 = (t1 - mu1) / tau1 and z2 = (t2 - mu2 - tau2 rho z1) / (tau2 sqrt(1 - rho^2)).
/// One rule decides, once for each arm: where n p (1 - p) s^2 > 1 at the study's conditional mode at
/// the reference point, s being the SD that z1 or z2 divides by, the data know the effect better
/// than the normal does and the coordinate is t itself (centred); else it is z (non-centred).
/// An evaluation costs O(studies) and allocates nothing.
public struct JointPosterior: DifferentiableLogDensity {
  /// The model sampled.
  public let model: BivariateModel
  /// Five parameters and one coordinate for each observed arm.
  public let dimension: Int

  let covariance: JointCovarianceCoordinates
  let studies: [JointStudy]
  let reference: BivariatePoint

  /// Lays out the coordinates and decides which arms are centred.
  ///
  /// - Parameters:
  ///   - model: data and prior.
  ///   - reference: usually the collapsed posterior's mode; decides efficiency only.
  public init(model: BivariateModel, reference: BivariatePoint) {
    self.model = model
    self.reference = reference
    covariance = JointCovarianceCoordinates(prior: model.prior.covariance)
    var next = 5
    studies = model.likelihood.studies.map { study in
      JointStudy(study, reference: reference, nextCoordinate: &next)
    }
    dimension = next
  }

  /// Whether the coordinate of each observed arm is the effect itself, in the coordinates' order.
  public var centredArms: [Bool] {
    studies.flatMap { [$0.first?.isCentred, $0.second?.isCentred].compactMap { $0 } }
  }

  /// The parameters at a position.
  ///
  /// - Parameter position: `dimension` coordinates; only the first five matter.
  /// - Returns: the point; its SDs may be 0 or infinite where the density is zero.
  public func point(at position: Span<Double>) -> BivariatePoint {
    let map = covariance.expand(position[2], position[3], position[4])
    return BivariatePoint(
      muSensitivity: position[0], muSpecificity: position[1],
      tauSensitivity: exp(map.logTauSensitivity.value),
      tauSpecificity: exp(map.logTauSpecificity.value), fisherZ: map.fisherZ.value)
  }

  /// The effects of every study at a position.
  ///
  /// - Parameter position: `dimension` coordinates.
  /// - Returns: (logit sensitivity, logit specificity) of each study, nil where the arm is missing.
  public func studyEffects(
    at position: Span<Double>
  ) -> [(sensitivity: Double?, specificity: Double?)] {
    let scales = JointScales(point(at: position))
    return studies.map { study in
      let state = study.state(scales, study.coordinates(position))
      return (
        study.first == nil ? nil : state.effects.x, study.second == nil ? nil : state.effects.y
      )
    }
  }

  /// The log density; see `LogDensity`.
  ///
  /// - Parameter position: `dimension` coordinates.
  /// - Returns: the log density up to a constant; `-infinity` where a scale leaves the range of
  ///   doubles.
  public func logDensity(at position: Span<Double>) -> Double {
    precondition(position.count == dimension)
    let map = covariance.expand(position[2], position[3], position[4])
    guard isUsable(position, map) else { return -.infinity }
    var sum = priorTerms(position, map)
    let scales = JointScales(point(at: position))
    for study in studies {
      sum += study.state(scales, study.coordinates(position)).value
    }
    return sum.isNaN ? -.infinity : sum
  }

  /// The log density and its gradient; see `DifferentiableLogDensity`.
  ///
  /// - Parameters:
  ///   - position: `dimension` coordinates.
  ///   - gradient: `dimension` values, overwritten.
  /// - Returns: the log density, as `logDensity(at:)` gives it.
  public func logDensity(
    at position: Span<Double>, gradient: inout MutableSpan<Double>
  ) -> Double {
    precondition(position.count == dimension && gradient.count == dimension)
    let map = covariance.expand(position[2], position[3], position[4])
    guard isUsable(position, map) else { return -.infinity }
    var sum = priorTerms(position, map)
    let scales = JointScales(point(at: position))
    var slopes = JointSlopes()
    for study in studies {
      let state = study.state(scales, study.coordinates(position))
      sum += state.value
      let own = study.addSlopes(scales, state, to: &slopes)
      if let first = study.first { gradient[first.coordinate] = own.x }
      if let second = study.second { gradient[second.coordinate] = own.y }
    }
    let prior = covariance.logPriorSlopes(map)
    gradient[0] = slopes.mu.x + model.prior.muSensitivity.logDensityDerivative(position[0])
    gradient[1] = slopes.mu.y + model.prior.muSpecificity.logDensityDerivative(position[1])
    gradient[2] = map.logTauSensitivity.chain(slopes.logTau.x + prior.x)
    gradient[3] = map.logTauSpecificity.chain(slopes.logTau.y + prior.y)
    gradient[4] = map.fisherZ.chain(slopes.fisherZ + prior.z)
    return sum.isNaN ? -.infinity : sum
  }

  /// Keeps exp and cosh within the range of doubles.
  private func isUsable(_ position: Span<Double>, _ map: JointCovariancePoint) -> Bool {
    abs(position[0]) < 1e100 && abs(position[1]) < 1e100 && abs(position[2]) < 300
      && abs(position[3]) < 300 && abs(position[4]) < 300
      && abs(map.logTauSensitivity.value) < 300 && abs(map.logTauSpecificity.value) < 300
  }

  /// log prior density with the log Jacobian of the covariance's coordinates.
  private func priorTerms(_ position: Span<Double>, _ map: JointCovariancePoint) -> Double {
    model.logMeanPrior(position[0], position[1]) + covariance.logPrior(map)
      + map.logTauSensitivity.logSlope + map.logTauSpecificity.logSlope + map.fisherZ.logSlope
  }
}
