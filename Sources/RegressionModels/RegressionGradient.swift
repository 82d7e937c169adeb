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
  /// The coefficients, then three scores a covariance group.
  let dimension: Int
  private let coefficients: [MeanCoefficient]

  init(model: RegressionModel) {
    self.model = model
    coefficients = model.coefficients
    dimension = coefficients.count + 3 * model.groups.count
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
      })
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
    let point = point(at: position)
    guard isUsable(point) else { return -.infinity }
    var value = logPrior(point, position)
    for (k, coefficient) in coefficients.enumerated() {
      gradient[k] = coefficient.prior.logDensityDerivative(point.coefficients[k])
    }
    for (number, group) in model.groups.enumerated() {
      var slopes = [Double](repeating: 0, count: 2 * group.rows.count)
      let (likelihood, covariance) = group.likelihood.logLikelihoodAndGradient(
        at: point.covariances[number],
        means: model.means(ofGroup: number, coefficients: point.coefficients),
        meanSlopes: &slopes)
      value += likelihood
      for (local, row) in group.rows.enumerated() {
        let design = model.design.rows[row]
        let first = design.sensitivity.count
        for (k, x) in design.sensitivity.enumerated() { gradient[k] += x * slopes[2 * local] }
        for (k, x) in design.specificity.enumerated() {
          gradient[first + k] += x * slopes[2 * local + 1]
        }
      }
      let place = coefficients.count + 3 * number
      let scores = SIMD3(position[place], position[place + 1], position[place + 2])
      let pulled = model.covariance.pullBack(scores: scores, gradient: covariance)
      for k in 0..<3 { gradient[place + k] = pulled[k] - scores[k] }
    }
    return value
  }
}

extension RegressionModel {
  /// The mode of the collapsed posterior in the coordinates of `RegressionGradient`.
  ///
  /// BFGS with the analytic gradient, from a least-squares fit of the empirical logits and several
  /// heterogeneities; the best end point is taken. It serves as reference and starting point, so a search
  /// that stops short costs efficiency, never correctness.
  func mode() -> [Double] {
    let target = RegressionGradient(model: self)
    let crude = crudeCoefficients()
    let usual = covariance.scores(
      logTauSensitivity: log(0.5), logTauSpecificity: log(0.5), fisherZ: 0)
    var best: (value: Double, position: [Double])?
    for scores in [SIMD3(0, 0, 0), SIMD3(-1, -1, 0), SIMD3(1, 1, 0), usual] {
      let start = crude + groups.flatMap { _ in [scores.x, scores.y, scores.z] }
      let result = minimizeBFGS(
        start: start, stepSize: 0.3, tolerance: 1e-4, maxIterations: 40 + 10 * start.count
      ) { position, gradient in
        var span = gradient.mutableSpan
        let value = target.logDensity(at: position.span, gradient: &span)
        for i in span.indices { span[i] = -span[i] }
        return -value
      }
      if result.value.isFinite && result.value < (best?.value ?? .infinity) {
        best = (result.value, result.position)
      }
      if result.converged { break }
    }
    return best?.position ?? crude + groups.flatMap { _ in [0, 0, 0] }
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
