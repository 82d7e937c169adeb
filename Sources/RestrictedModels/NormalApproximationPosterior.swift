import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface

/// The posterior of the normal approximation in coordinates in which a normal-like proposal fits it: three
/// scores of the covariance, standard normal under its prior, then the means, standardised by their
/// distribution given the covariance, P = L L':
///
///     mu = m + L'^-1 x,    log |d mu / dx| = -log L11 - log L22,
///
/// with the tails of Student t priors drawn in (`TailStretch`).
struct NormalApproximationPosterior: BlockLogDensity, DecodableDensity {
  let model: NormalApproximationModel
  let dimension = 5
  let start: [Double]
  private let stretches: [TailStretch]
  private let matched: [(mean: Double, sd: Double)]

  var variables: [Variable] { BivariateDraws.variables }

  init(_ model: NormalApproximationModel) {
    self.model = model
    let priors = [model.prior.muSensitivity, model.prior.muSpecificity]
    stretches = priors.map { TailStretch(prior: $0) }
    matched = priors.map(\.matchedNormal)
    let mode = model.mode()
    let point = NormalApproximationGradient(model: model).point(at: mode.span)
    let (mean, factor) = model.likelihood.conditionalMeans(point, priors: matched)
    let (d1, d2) = (mode[0] - mean.x, mode[1] - mean.y)
    start = [
      mode[2], mode[3], mode[4],
      stretches[0].unstretched(factor.l11 * d1 + factor.l21 * d2),
      stretches[1].unstretched(factor.l22 * d2),
    ]
  }

  /// The parameters of one position with log prior and Jacobian; nil outside the legal range.
  private func place(
    _ positions: Span<Double>, _ j: Int, _ count: Int
  ) -> (point: BivariatePoint, logPrior: Double)? {
    let scores = SIMD3(positions[j], positions[count + j], positions[2 * count + j])
    let (logTau1, logTau2, fisherZ) = model.covariance.evaluate(scores.x, scores.y, scores.z)
    var point = BivariatePoint(
      muSensitivity: 0, muSpecificity: 0, tauSensitivity: exp(logTau1),
      tauSpecificity: exp(logTau2), fisherZ: fisherZ)
    guard NormalApproximationModel.isLegal(point) else { return nil }
    var x = [positions[3 * count + j], positions[4 * count + j]]
    let slopes = stretches[0].stretch(&x, 0..<1) + stretches[1].stretch(&x, 1..<2)
    let (mean, factor) = model.likelihood.conditionalMeans(point, priors: matched)
    let d2 = x[1] / factor.l22
    point.muSensitivity = mean.x + (x[0] - factor.l21 * d2) / factor.l11
    point.muSpecificity = mean.y + d2
    guard abs(point.muSensitivity) < 1e100, abs(point.muSpecificity) < 1e100 else { return nil }
    let logPrior =
      model.prior.muSensitivity.logDensity(point.muSensitivity)
      + model.prior.muSpecificity.logDensity(point.muSpecificity) - 0.5 * (scores * scores).sum()
      - log(factor.l11) - log(factor.l22)
    return (point, slopes.reduce(logPrior, +))
  }

  func logDensity(at position: Span<Double>) -> Double {
    guard let (point, logPrior) = place(position, 0, 1) else { return -.infinity }
    return model.likelihood.logLikelihood(at: point) + logPrior
  }

  /// All values are exact, so that floors are not used.
  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let count = values.count
    for j in 0..<count {
      guard let (point, logPrior) = place(positions, j, count) else {
        values[j] = -.infinity
        continue
      }
      values[j] = model.likelihood.logLikelihood(at: point) + logPrior
    }
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    for j in 0..<count {
      columns.store(place(positions, j, count)?.point, at: offset + j, stride: stride)
    }
  }
}

/// The same with its gradient, in (mu_se, mu_sp, score of tau_se, of tau_sp, of rho).
struct NormalApproximationGradient: DifferentiableLogDensity, DecodableDensity {
  let model: NormalApproximationModel
  let dimension = 5

  var variables: [Variable] { BivariateDraws.variables }

  func point(at position: Span<Double>) -> BivariatePoint {
    let (logTau1, logTau2, fisherZ) = model.covariance.evaluate(
      position[2], position[3], position[4])
    return BivariatePoint(
      muSensitivity: position[0], muSpecificity: position[1], tauSensitivity: exp(logTau1),
      tauSpecificity: exp(logTau2), fisherZ: fisherZ)
  }

  func logDensity(at position: Span<Double>) -> Double {
    var gradient = InlineArray<5, Double>(repeating: 0)
    var span = gradient.mutableSpan
    return logDensity(at: position, gradient: &span)
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let point = point(at: position)
    guard NormalApproximationModel.isLegal(point), abs(position[0]) < 1e100,
      abs(position[1]) < 1e100
    else { return -.infinity }
    let (value, means, covariance) = model.likelihood.logLikelihoodAndGradient(at: point)
    let scores = SIMD3(position[2], position[3], position[4])
    let pulled = model.covariance.pullBack(scores: scores, gradient: covariance)
    let priors = (model.prior.muSensitivity, model.prior.muSpecificity)
    gradient[0] = means.x + priors.0.logDensityDerivative(point.muSensitivity)
    gradient[1] = means.y + priors.1.logDensityDerivative(point.muSpecificity)
    for k in 0..<3 { gradient[2 + k] = pulled[k] - scores[k] }
    return value + priors.0.logDensity(point.muSensitivity)
      + priors.1.logDensity(point.muSpecificity) - 0.5 * (scores * scores).sum()
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    for j in 0..<count {
      let position = (0..<5).map { positions[$0 * count + j] }
      columns.store(point(at: position.span), at: offset + j, stride: stride)
    }
  }
}

extension MutableSpan where Element == Double {
  /// One point in the order of `BivariateDraws.variables`; NaN where there is none.
  fileprivate mutating func store(_ point: BivariatePoint?, at place: Int, stride: Int) {
    let values =
      point.map {
        [
          $0.muSensitivity, $0.muSpecificity, $0.tauSensitivity, $0.tauSpecificity,
          $0.correlation, $0.fisherZ,
        ]
      } ?? [Double](repeating: .nan, count: BivariateDraws.variables.count)
    for (v, value) in values.enumerated() { self[v * stride + place] = value }
  }
}
