import AccuracyModels
import CMath
import CollapsedLikelihood
import Draws
import ModelInterface
import SpecialFunctions

/// The collapsed posterior of the HSROC model with its gradient, in both means of the reference, the
/// differences of accuracy, threshold and shape, and the three scores of the reference's covariance.
///
/// The scores are standard normal under the prior, so that
/// log density = log L + log p(mu) + log p(differences) - |scores|^2 / 2. For NUTS and for the mode.
struct HSROCGradient: DifferentiableLogDensity, DecodableDensity {
  let model: HSROCModel
  let dimension: Int
  private let counts: (accuracy: Int, threshold: Int, shape: Int)

  init(model: HSROCModel) {
    self.model = model
    counts = (
      model.coefficients.accuracy.count, model.coefficients.threshold.count,
      model.coefficients.shape.count
    )
    dimension = 5 + model.coefficients.count
  }

  var variables: [Variable] { model.coefficients.variables }

  /// The parameters at a position.
  func point(at position: Span<Double>) -> HSROCPoint {
    func values(_ first: Int, _ count: Int) -> [Double] {
      (first..<(first + count)).map { position[$0] }
    }
    let (logTau1, logTau2, fisherZ) = model.covariance.evaluate(
      position[dimension - 3], position[dimension - 2], position[dimension - 1])
    return HSROCPoint(
      reference: BivariatePoint(
        muSensitivity: position[0], muSpecificity: position[1], tauSensitivity: exp(logTau1),
        tauSpecificity: exp(logTau2), fisherZ: fisherZ),
      accuracy: values(2, counts.accuracy),
      threshold: values(2 + counts.accuracy, counts.threshold),
      shape: values(2 + counts.accuracy + counts.threshold, counts.shape))
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    var position = [Double](repeating: 0, count: dimension)
    for t in 0..<count {
      for k in position.indices { position[k] = positions[k * count + t] }
      let point = point(at: position.span)
      for (v, value) in model.coefficients.values(point).enumerated() {
        columns[v * stride + offset + t] = value
      }
    }
  }

  private func logPrior(_ point: HSROCPoint, _ position: Span<Double>) -> Double {
    var value =
      model.prior.muSensitivity.logDensity(point.reference.muSensitivity)
      + model.prior.muSpecificity.logDensity(point.reference.muSpecificity)
      + model.coefficients.logPrior(point)
    for k in (dimension - 3)..<dimension { value -= 0.5 * position[k] * position[k] }
    return value
  }

  func logDensity(at position: Span<Double>) -> Double {
    let point = point(at: position)
    guard model.isLegal(point) else { return -.infinity }
    return model.logLikelihood(at: point) + logPrior(point, position)
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let point = point(at: position)
    guard model.isLegal(point) else { return -.infinity }
    var value = logPrior(point, position)
    gradient[0] = model.prior.muSensitivity.logDensityDerivative(position[0])
    gradient[1] = model.prior.muSpecificity.logDensityDerivative(position[1])
    let own = model.coefficients
    let priors = own.linearPriors + own.shape.map { _ in own.shapePrior }
    for (k, prior) in priors.enumerated() {
      gradient[2 + k] = prior.logDensityDerivative(position[2 + k])
    }
    var covariance = SIMD3<Double>.zero
    for group in model.groups {
      value += addLikelihoods(group, point, &gradient, &covariance)
    }
    let first = dimension - 3
    let scores = SIMD3(position[first], position[first + 1], position[first + 2])
    let pulled = model.covariance.pullBack(scores: scores, gradient: covariance)
    for k in 0..<3 { gradient[first + k] = pulled[k] - scores[k] }
    return value
  }

  /// Adds the derivatives of a group's studies by the coordinates and, to `covariance`, those by
  /// (log s_A0, log s_B0, atanh rho); returns their log L.
  private func addLikelihoods(
    _ group: HSROCModel.ShapeGroup, _ point: HSROCPoint, _ gradient: inout MutableSpan<Double>,
    _ covariance: inout SIMD3<Double>
  ) -> Double {
    let (own, means) = model.populations(of: group, at: point)
    let found = group.likelihood.studyLogLikelihoodsAndGradients(at: own, means: means)
    let stretch = point.reference.tauSensitivity / own.tauSensitivity
    let root = (own.tauSpecificity / own.tauSensitivity).squareRoot()
    let (accuracy, threshold) = (2, 2 + counts.accuracy)
    let shape = threshold + counts.threshold
    for (local, study) in group.studies.enumerated() {
      let x = model.design.rows[model.design.rowOfStudy[study]].hierarchical
      let row = group.likelihood.row(ofStudy: local)
      let slopes = found.slopes[(5 * local)..<(5 * local + 5)]
      let (first, second) = (slopes[5 * local], slopes[5 * local + 1])
      gradient[0] += first / stretch
      gradient[1] += second * stretch
      let (byU, byV) = (first / root, second * root)
      for (k, a) in x.accuracy.enumerated() { gradient[accuracy + k] += 0.5 * a * (byU + byV) }
      for (k, t) in x.threshold.enumerated() { gradient[threshold + k] += t * (byU - byV) }
      // g multiplies both means, and the SDs through their logarithms.
      let (meanA, meanB) = (means[2 * row], means[2 * row + 1])
      let byShape =
        0.5
        * (second * meanB - first * meanA + slopes[5 * local + 3] - slopes[5 * local + 2])
      for (k, w) in x.shape.enumerated() { gradient[shape + k] += w * byShape }
      // b = log s_B0 - log s_A0 multiplies what differs from the reference.
      let differing = (
        meanA - point.reference.muSensitivity / stretch,
        meanB - point.reference.muSpecificity * stretch
      )
      let byRatio = 0.5 * (second * differing.1 - first * differing.0)
      covariance += SIMD3(
        slopes[5 * local + 2] - byRatio, slopes[5 * local + 3] + byRatio, slopes[5 * local + 4])
    }
    return found.values.reduce(0, +)
  }
}

extension HSROCModel {
  /// Whether the likelihood is worked out at a point.
  func isLegal(_ point: HSROCPoint) -> Bool {
    let deviations = 1e-130...CollapsedLikelihood.largestDeviation
    let differences = point.accuracy + point.threshold + point.shape
    let means = [point.reference.muSensitivity, point.reference.muSpecificity]
    guard (differences + means).allSatisfy({ abs($0) < 1e100 }),
      abs(point.reference.fisherZ) < BivariateModel.largestFisherZ,
      abs(point.scale.beta) < Self.largestShape
    else { return false }
    return groups.allSatisfy { group in
      let own = point.population(design.rows[group.rows[0]].hierarchical)
      return deviations.contains(own.tauSensitivity) && deviations.contains(own.tauSpecificity)
        && abs(HSROCPoint.Scale(own).beta) < Self.largestShape
    }
  }

  /// The mode of the collapsed posterior in the coordinates of `HSROCGradient`.
  ///
  /// From pooled logits, no differences and several heterogeneities; see `highestMode`.
  func mode() -> [Double] {
    let target = HSROCGradient(model: self)
    let usual = covariance.scores(
      logTauSensitivity: log(0.5), logTauSpecificity: log(0.5), fisherZ: 0)
    let crude = crudeMeans + [Double](repeating: 0, count: coefficients.count)
    let starts = [SIMD3(0, 0, 0), SIMD3(-1, -1, 0), SIMD3(1, 1, 0), usual].map { scores in
      crude + [scores.x, scores.y, scores.z]
    }
    return highestMode(of: target, starts: starts, maxIterations: 40 + 10 * target.dimension)
      ?? crude + [0, 0, 0]
  }

  /// The pooled logits of all studies.
  private var crudeMeans: [Double] {
    [true, false].map { isSensitivity in
      var (correct, incorrect) = (0.5, 0.5)
      for study in studies {
        let arm = isSensitivity ? study.diseased : study.nondiseased
        correct += Double(arm?.correct ?? 0)
        incorrect += Double(arm?.incorrect ?? 0)
      }
      return log(correct / incorrect)
    }
  }
}
