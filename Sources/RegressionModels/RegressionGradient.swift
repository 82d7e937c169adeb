import AccuracyModels
import CMath
import CollapsedLikelihood
import Draws
import ModelInterface
import SpecialFunctions

/// The collapsed posterior of a regression with its gradient, in the coefficients and the scores of the
/// covariances.
///
/// The scores are standard normal under the prior, so that
/// log density = log L + log p(beta) - |scores|^2 / 2. For NUTS and for the mode.
struct RegressionGradient: DifferentiableLogDensity, DecodableDensity {
  let model: RegressionModel
  /// The coefficients, then three scores a covariance group, then that of the degrees of freedom where these
  /// are estimated, then those of what tables of one study depend by.
  let dimension: Int
  private let coefficients: [MeanCoefficient]

  init(model: RegressionModel) {
    self.model = model
    coefficients = model.coefficients
    dimension =
      coefficients.count + 3 * model.groups.count + (model.degreesOfFreedom == nil ? 0 : 1)
      + (model.dependence?.parameters.count ?? 0)
  }

  var variables: [Variable] { model.variables }

  /// The parameters at a position; SDs may leave the range of doubles for extreme scores.
  func point(at position: Span<Double>) -> RegressionPoint {
    let count = coefficients.count
    return RegressionPoint(
      coefficients: (0..<count).map { position[$0] },
      covariances: model.groups.indices.map { group in
        let first = count + 3 * group
        let (logTau1, logTau2, fisherZ) = model.covariance.evaluate(
          position[first], position[first + 1], position[first + 2])
        return BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: exp(logTau1),
          tauSpecificity: exp(logTau2), fisherZ: fisherZ)
      },
      degreesOfFreedom: model.degreesOfFreedom.map { $0.evaluate(position[dimension - 1]).value },
      structure: structureValues(position))
  }

  /// phi, or kappa_se and kappa_sp.
  private func structureValues(_ position: Span<Double>) -> [Double] {
    let parameters = model.dependence?.parameters ?? []
    return parameters.indices.map {
      parameters[$0].value(atScore: position[dimension - parameters.count + $0])
    }
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    var position = [Double](repeating: 0, count: dimension)
    for t in 0..<count {
      for k in position.indices { position[k] = positions[k * count + t] }
      let point = point(at: position.span)
      let values =
        point.coefficients
        + point.covariances.flatMap { [$0.tauSensitivity, $0.tauSpecificity, $0.correlation] }
        + (point.degreesOfFreedom.map { [$0] } ?? []) + point.structure
        + point.covariances.map(\.fisherZ)
      for (v, value) in values.enumerated() { columns[v * stride + offset + t] = value }
    }
  }

  private func isUsable(_ point: RegressionPoint) -> Bool {
    let deviations = 1e-130...CollapsedLikelihood.largestDeviation
    return point.coefficients.allSatisfy { abs($0) < 1e100 }
      && point.covariances.allSatisfy {
        deviations.contains($0.tauSensitivity) && deviations.contains($0.tauSpecificity)
          && abs($0.fisherZ) < BivariateModel.largestFisherZ
      }
  }

  private func logPrior(_ point: RegressionPoint, _ position: Span<Double>) -> Double {
    var value = 0.0
    for (coefficient, beta) in zip(coefficients, point.coefficients) {
      value += coefficient.prior.logDensity(beta)
    }
    for k in coefficients.count..<dimension { value -= 0.5 * position[k] * position[k] }
    return value
  }

  func logDensity(at position: Span<Double>) -> Double {
    let point = point(at: position)
    guard isUsable(point) else { return -.infinity }
    return model.logLikelihood(at: point) + logPrior(point, position)
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    if model.dependence != nil { return differences(at: position, into: &gradient) }
    let point = point(at: position)
    guard isUsable(point) else { return -.infinity }
    var value = logPrior(point, position)
    for (k, coefficient) in coefficients.enumerated() {
      gradient[k] = coefficient.prior.logDensityDerivative(point.coefficients[k])
    }
    if let nu = model.degreesOfFreedom {
      gradient[dimension - 1] = -position[dimension - 1]
      let slope = nu.evaluate(position[dimension - 1]).slope
      gradient[dimension - 1] += slope * addLikelihoods(point, position, &value, &gradient)
    } else {
      _ = addLikelihoods(point, position, &value, &gradient)
    }
    return value
  }

  /// The gradient by differences. A leapfrog step is reversible and keeps volume whatever field it follows, so
  /// that only its length suffers from what differences are off.
  private func differences(
    at position: Span<Double>, into gradient: inout MutableSpan<Double>
  ) -> Double {
    var moved = (0..<dimension).map { position[$0] }
    for k in 0..<dimension {
      let here = moved[k]
      moved[k] = here + Self.differenceStep
      let above = logDensity(at: moved.span)
      moved[k] = here - Self.differenceStep
      gradient[k] = (above - logDensity(at: moved.span)) / (2 * Self.differenceStep)
      moved[k] = here
    }
    return logDensity(at: position)
  }

  /// Errors of the integrals, some 1e-6, and curvature of the third order weigh the same.
  private static let differenceStep = 4e-3

  /// Adds log L and its derivatives by coefficients and scores; returns that by the degrees of freedom.
  private func addLikelihoods(
    _ point: RegressionPoint, _ position: Span<Double>, _ value: inout Double,
    _ gradient: inout MutableSpan<Double>
  ) -> Double {
    var freedomSlope = 0.0
    for (number, group) in model.groups.enumerated() {
      let found = model.gradients(ofGroup: number, at: point)
      value += found.values.reduce(0, +)
      freedomSlope += found.freedomSlope
      var covariance = SIMD3<Double>.zero
      for (local, study) in group.studies.enumerated() {
        let design = model.design.rows[model.design.rowOfStudy[study]]
        let own = found.slopes[(5 * local)..<(5 * local + 5)]
        let first = own.startIndex
        for (k, x) in design.sensitivity.enumerated() { gradient[k] += x * own[first] }
        for (k, x) in design.specificity.enumerated() {
          gradient[design.sensitivity.count + k] += x * own[first + 1]
        }
        covariance += SIMD3(own[first + 2], own[first + 3], own[first + 4])
      }
      let place = coefficients.count + 3 * number
      let scores = SIMD3(position[place], position[place + 1], position[place + 2])
      let pulled = model.covariance.pullBack(scores: scores, gradient: covariance)
      for k in 0..<3 { gradient[place + k] = pulled[k] - scores[k] }
    }
    return freedomSlope
  }
}

extension RegressionModel {
  /// log of the share of a study's sum that a gradient leaves out.
  private static let negligibleSlope = -13.0

  /// log L_i of a group's studies with five derivatives each, as
  /// `CollapsedLikelihood.studyLogLikelihoodsAndGradients`, and the derivative of all by the degrees of
  /// freedom.
  fileprivate func gradients(
    ofGroup number: Int, at point: RegressionPoint
  ) -> (values: [Double], slopes: [Double], freedomSlope: Double) {
    let likelihood = groups[number].likelihood
    let means = means(ofGroup: number, coefficients: point.coefficients)
    let covariance = point.covariances[number]
    guard let mixture = mixture(point.degreesOfFreedom) else {
      let own = likelihood.studyLogLikelihoodsAndGradients(at: covariance, means: means)
      return (own.values, own.slopes, 0)
    }
    var nodes: [(values: [Double], slopes: [Double])] = []
    var sums = [LogSum](repeating: LogSum(), count: likelihood.studies.count)
    var last = [Double](repeating: -.infinity, count: sums.count)
    for (x, share) in zip(mixture.nodes, mixture.logShares) {
      let node = likelihood.studyLogLikelihoodsAndGradients(
        at: covariance.scaled(byWeight: x), means: means)
      nodes.append(node)
      let terms = node.values.map { $0 + share }
      for (study, term) in terms.enumerated() { sums[study].add(term) }
      let isDone =
        x < 0
        && terms.indices.allSatisfy {
          terms[$0] < last[$0] - 0.1 && terms[$0] < sums[$0].value + Self.negligibleSlope
        }
      if isDone { break }
      last = terms
    }
    var slopes = [Double](repeating: 0, count: 5 * sums.count)
    var freedomSlope = 0.0
    let values = sums.map(\.value)
    for study in values.indices {
      for (k, node) in nodes.enumerated() {
        let share = exp(node.values[study] + mixture.logShares[k] - values[study])
        for d in 0..<5 { slopes[5 * study + d] += share * node.slopes[5 * study + d] }
        if let nu = point.degreesOfFreedom {
          freedomSlope +=
            share * StudentMixture.logShareSlope(mixture.nodes[k], degreesOfFreedom: nu)
        }
      }
    }
    return (values, slopes, freedomSlope)
  }
}

extension RegressionModel {
  /// The mode of the collapsed posterior in the coordinates of `RegressionGradient`.
  ///
  /// From pooled logits and several heterogeneities; see `highestMode`.
  func mode() -> [Double] {
    let target = RegressionGradient(model: self)
    let crude = crudeCoefficients()
    let usual = covariance.scores(
      logTauSensitivity: log(0.5), logTauSpecificity: log(0.5), fisherZ: 0)
    // A gradient by differences is dear, and one start has always done.
    let scores =
      dependence == nil ? [SIMD3(0, 0, 0), SIMD3(-1, -1, 0), SIMD3(1, 1, 0), usual] : [usual]
    let starts = scores.map { scores in
      crude + groups.flatMap { _ in [scores.x, scores.y, scores.z] }
        + (degreesOfFreedom == nil ? [] : [0])
        + [Double](repeating: 0, count: dependence?.parameters.count ?? 0)
    }
    return highestMode(
      of: target, starts: starts, maxIterations: 40 + 10 * target.dimension)
      ?? crude + [Double](repeating: 0, count: target.dimension - crude.count)
  }

  /// Coefficients to start from: each mean the pooled logit of the studies that have it alone, each
  /// difference and slope 0.
  private func crudeCoefficients() -> [Double] {
    coefficients.indices.map { k in
      guard coefficients[k].kind == .mean else { return 0 }
      var (correct, incorrect) = (0.5, 0.5)
      for (study, row) in zip(studies, design.rowOfStudy)
      where Self.multipliers(of: design.rows[row])[k] == 1 {
        let arm = coefficients[k].isSensitivity ? study.diseased : study.nondiseased
        correct += Double(arm?.correct ?? 0)
        incorrect += Double(arm?.incorrect ?? 0)
      }
      return log(correct / incorrect)
    }
  }
}
