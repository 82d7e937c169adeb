import AccuracyData
import CMath
import CollapsedLikelihood
import Draws
import ModelInterface

/// The joint posterior of the five parameters and the study effects: what Stan and JAGS sample.
///
/// It shares neither the integration rules nor the prior's quantiles of the covariance with the
/// collapsed posterior, so that it can check both. Coordinates: two of the means (`JointMean`), three
/// of the covariance (`JointCovarianceCoordinates`), then one for every observed arm, study by study,
/// diseased arm first (`JointStudy`). The effect of a missing arm is integrated out by leaving it out
/// of the normal.
///
///     log density = sum over arms of (y t - n log(1 + exp t)) + log N2(t_i; mu, Sigma) terms
///                   + log prior density + log Jacobian
///
/// The normal is written as t1, then t2 given t1, with standardised effects
/// z1 = (t1 - mu1) / tau1 and z2 = (t2 - mu2 - tau2 rho z1) / (tau2 sqrt(1 - rho^2)). The coordinates
/// of means and effects have an SD near 1 whatever tau is, from far below the information of the
/// studies to far above it: heavy-tailed priors send tau through both, and one step size must fit.
/// An evaluation costs O(studies) and allocates nothing.
public struct JointPosterior: DifferentiableLogDensity, DecodableDensity {
  /// The model sampled.
  public let model: BivariateModel
  /// Five parameters and one coordinate for each observed arm.
  public let dimension: Int

  let covariance: JointCovarianceCoordinates
  let muSensitivity, muSpecificity: JointMean
  let studies: [JointStudy]
  let reference: BivariatePoint

  /// Lays out the coordinates.
  ///
  /// - Parameters:
  ///   - model: data and prior.
  ///   - reference: where chains start, usually the collapsed posterior's mode; the density does not
  ///     depend on it.
  public init(model: BivariateModel, reference: BivariatePoint) {
    self.model = model
    self.reference = reference
    covariance = JointCovarianceCoordinates(prior: model.prior.covariance)
    let data = model.likelihood.studies
    muSensitivity = JointMean(data.map(\.diseased), prior: model.prior.muSensitivity)
    muSpecificity = JointMean(data.map(\.nondiseased), prior: model.prior.muSpecificity)
    var next = 5
    studies = data.map { JointStudy($0, nextCoordinate: &next) }
    dimension = next
  }

  /// The parameters at a position.
  ///
  /// - Parameter position: `dimension` coordinates; only the first five matter.
  /// - Returns: the point; its SDs may be 0 or infinite where the density is zero.
  public func point(at position: Span<Double>) -> BivariatePoint {
    expand(position).point
  }

  /// What `decode` gives; see `DecodableDensity`.
  public var variables: [Variable] { BivariateDraws.variables }

  /// The parameters at many positions; see `DecodableDensity`.
  ///
  /// - Parameters:
  ///   - positions: coordinate-major.
  ///   - count: number of points.
  ///   - columns: overwritten.
  ///   - stride: distance of two columns.
  ///   - offset: where the first point goes.
  public func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    BivariatePoint.decode(
      positions, count: count, dimension: dimension, into: &columns, stride: stride,
      offset: offset, point: point(at:))
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
        study.first == nil ? nil : state.first.effect,
        study.second == nil ? nil : state.second.effect
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
    let expanded = expand(position)
    guard isUsable(position, expanded) else { return -.infinity }
    var sum = priorTerms(expanded)
    let scales = JointScales(expanded.point)
    var effects = JointSum()
    for study in studies { effects.add(study.state(scales, study.coordinates(position))) }
    sum += effects.value
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
    let expanded = expand(position)
    guard isUsable(position, expanded) else { return -.infinity }
    var sum = priorTerms(expanded)
    let (map, point) = (expanded.covariance, expanded.point)
    let scales = JointScales(point)
    var slopes = JointSlopes()
    var effects = JointSum()
    for study in studies {
      let x = study.coordinates(position)
      let state = study.state(scales, x)
      effects.add(state)
      let own = study.addSlopes(scales, x, state, to: &slopes)
      if let first = study.first { gradient[first.coordinate] = own.x }
      if let second = study.second { gradient[second.coordinate] = own.y }
    }
    sum += effects.value
    let prior = covariance.logPriorSlopes(map)
    let (first, second) = (expanded.first, expanded.second)
    slopes.mu.x += model.prior.muSensitivity.logDensityDerivative(point.muSensitivity)
    slopes.mu.y += model.prior.muSpecificity.logDensityDerivative(point.muSpecificity)
    slopes.logTau.x += slopes.mu.x * first.slope(position[0]) + first.logScaleSlope
    slopes.logTau.y += slopes.mu.y * second.slope(position[1]) + second.logScaleSlope
    // d rho / d atanh rho = 1 - rho^2 and d log sqrt(1 - rho^2) / d atanh rho = -rho.
    let fisherZ =
      slopes.correlation * scales.complement * scales.complement
      - slopes.logComplement * scales.correlation
    gradient[0] = slopes.mu.x * first.scale
    gradient[1] = slopes.mu.y * second.scale
    gradient[2] = map.logTauSensitivity.chain(slopes.logTau.x + prior.x)
    gradient[3] = map.logTauSpecificity.chain(slopes.logTau.y + prior.y)
    gradient[4] = map.fisherZ.chain(fisherZ + prior.z)
    return sum.isNaN ? -.infinity : sum
  }

  /// The parameters at a position with the maps that lead to them.
  private struct Expansion {
    var covariance: JointCovariancePoint
    var first, second: JointMean.Scale
    var point: BivariatePoint
  }

  private func expand(_ position: Span<Double>) -> Expansion {
    let map = covariance.expand(position[2], position[3], position[4])
    let (firstTau, secondTau) = (
      exp(map.logTauSensitivity.value), exp(map.logTauSpecificity.value)
    )
    let (first, second) = (
      muSensitivity.scale(tau: firstTau), muSpecificity.scale(tau: secondTau)
    )
    return Expansion(
      covariance: map, first: first, second: second,
      point: BivariatePoint(
        muSensitivity: first.mean(position[0]), muSpecificity: second.mean(position[1]),
        tauSensitivity: firstTau, tauSpecificity: secondTau, fisherZ: map.fisherZ.value))
  }

  /// Keeps exp and cosh within the range of doubles. The last coordinate is twice atanh rho, whose
  /// limit is that of the collapsed density.
  private func isUsable(_ position: Span<Double>, _ expanded: Expansion) -> Bool {
    abs(position[0]) < 1e100 && abs(position[1]) < 1e100 && abs(position[2]) < 300
      && abs(position[3]) < 300 && abs(position[4]) < 600
      && abs(expanded.covariance.logTauSensitivity.value) < 300
      && abs(expanded.covariance.logTauSpecificity.value) < 300
  }

  /// log prior density with the log Jacobian of the parameters' coordinates.
  private func priorTerms(_ expanded: Expansion) -> Double {
    let (map, point) = (expanded.covariance, expanded.point)
    return model.logMeanPrior(point.muSensitivity, point.muSpecificity)
      + covariance.logPrior(map) + expanded.first.logScale + expanded.second.logScale
      + map.logTauSensitivity.logSlope + map.logTauSpecificity.logSlope + map.fisherZ.logSlope
  }
}
