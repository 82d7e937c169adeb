import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import DenseLinearAlgebra
import Distributions
import Testing

@testable import FrequentistFits

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Maximum likelihood maximises the function that the sampler samples, less its prior and Jacobian.
@Suite struct OneLikelihoodTests {
  /// The five parameters at a position of the sampler.
  private func parameters(_ posterior: CollapsedPosterior, _ position: [Double]) -> [Double] {
    guard let at = posterior.point(at: position.span) else { return [] }
    return [
      at.muSensitivity, at.muSpecificity, at.tauSensitivity, at.tauSpecificity, at.correlation,
    ]
  }

  /// log |det| of a small matrix by elimination.
  private func logDeterminant(_ matrix: [[Double]]) -> Double {
    var rows = matrix
    var sum = 0.0
    for k in rows.indices {
      let pivot = (k..<rows.count).max { abs(rows[$0][k]) < abs(rows[$1][k]) } ?? k
      rows.swapAt(k, pivot)
      sum += log(abs(rows[k][k]))
      for r in (k + 1)..<rows.count {
        let factor = rows[r][k] / rows[k][k]
        for c in k..<rows.count { rows[r][c] -= factor * rows[k][c] }
      }
    }
    return sum
  }

  @Test(arguments: ["auditc", "dementia_csf14", "scheidler_mri"])
  func theSamplersDensityLessPriorAndJacobianIsTheLikelihood(_ name: String) throws {
    let studies = try example(name)
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: studies), prior: try AccuracyPrior.preset("default"))
    let posterior = CollapsedPosterior(model: model)
    let likelihood = ExactLikelihood(levels: [studies])
    let step = 1e-4
    for shift in [[0.0, 0, 0, 0, 0], [0.4, -0.3, 0.2, 0.5, -0.4], [-0.8, 0.6, -0.5, 0.1, 0.7]] {
      let position = zip(posterior.start, shift).map { $0 + $1 }
      let jacobian = position.indices.map { k in
        var (low, high) = (position, position)
        low[k] -= step
        high[k] += step
        return zip(parameters(posterior, high), parameters(posterior, low)).map {
          ($0 - $1) / (2 * step)
        }
      }
      let here = posterior.point(at: position.span)
      let at = try #require(here)
      let sampled =
        posterior.logDensity(at: position.span) - model.logPrior(at: at) - logDeterminant(jacobian)
      let coordinates = [
        at.muSensitivity, at.muSpecificity, at.tauSensitivity, at.tauSpecificity * at.correlation,
        at.tauSpecificity * at.complement,
      ]
      // The sampler leaves out the constant of its three standard normal scores of the covariance.
      let constant = 1.5 * log(2 * Double.pi)
      let maximised = value(likelihood, coordinates)
      #expect(abs(sampled - constant - maximised) < 2e-5, "\(name): \(sampled), \(maximised)")
    }
  }

  @Test(arguments: ["auditc", "dementia_csf14", "scheidler_mri", "anti_ccp"])
  func theSamplersGradientVanishesAtTheMaximum(_ name: String) throws {
    let studies = try example(name)
    let fit = fitBivariate(studies, method: .maximumLikelihood)
    let point = try #require(fit.point)
    let at = BivariatePoint(
      muSensitivity: point.muSensitivity, muSpecificity: point.muSpecificity,
      tauSensitivity: point.tauSensitivity, tauSpecificity: point.tauSpecificity,
      fisherZ: atanh(try #require(point.correlation)))
    let sampled = CollapsedLikelihood(studies: studies)
    let (value, gradient) = sampled.logLikelihoodAndGradient(at: at)
    expectClose(value, try #require(fit.logLikelihood), 2e-5)
    for k in 0..<5 { #expect(abs(gradient[k]) < 2e-4, "\(name) \(k): \(gradient[k])") }
    // A point off the maximum is lower, by the sampler's own value.
    for k in 0..<5 {
      for offset in [-0.05, 0.05] {
        var moved = at
        switch k {
        case 0: moved.muSensitivity += offset
        case 1: moved.muSpecificity += offset
        case 2: moved.tauSensitivity *= 1 + offset
        case 3: moved.tauSpecificity *= 1 + offset
        default: moved.fisherZ += offset
        }
        #expect(sampled.logLikelihood(at: moved) < value)
      }
    }
  }
}
