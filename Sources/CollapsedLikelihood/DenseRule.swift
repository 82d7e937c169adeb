import AccuracyData
import CMath
import SpecialFunctions

/// The oracle: a study's collapsed log likelihood by a plain rule without any code of the kernel.
///
/// In the coordinates t1 = mu1 + tau1 z1, t2 = mu2 + tau2 (rho z1 + sqrt(1 - rho^2) z2) the
/// integrand is log-concave. From its mode the rule walks outwards row by row, and along each row
/// from the row's maximum, in the steps of a trapezoid rule whose aliases are below exp(-30), until
/// the terms have fallen by exp(-34): by concavity nothing beyond can matter. Where a flat factor
/// meets a wide normal, so that an axis would need more than `evenNodes` nodes, it is cut into
/// panels that grow away from where the factors bend, with Gauss-Legendre nodes on each.
/// How far it may be wrong itself: docs/statistics.md, section 3.
public struct DenseRule: Sendable {
  /// Panels replace the trapezoid rule above this many nodes an axis.
  private static let evenNodes = 400.0
  /// -log of the largest alias of each factor of the integrand.
  private static let logTolerance = 30.0
  /// Terms below exp(-depth) of the largest are left out.
  private static let depth = 34.0
  /// Divides every spacing; larger is finer.
  private let refinement: Double

  /// The rule.
  ///
  /// - Parameter refinement: divides every spacing, at least 1.
  public init(refinement: Double = 1) {
    precondition(refinement >= 1)
    self.refinement = refinement
  }

  /// log L_i of one study, binomial coefficients included.
  ///
  /// - Parameters:
  ///   - study: the study; a missing arm counts as factor 1.
  ///   - point: SDs positive and finite.
  /// - Returns: the log of the two-dimensional integral.
  public func logLikelihood(of study: AccuracyStudy, at point: BivariatePoint) -> Double {
    let integrand = DenseIntegrand(
      first: DenseArm(study.diseased, mean: point.muSensitivity, tau: point.tauSensitivity),
      second: DenseArm(study.nondiseased, mean: point.muSpecificity, tau: point.tauSpecificity),
      rho: point.correlation, root: point.complement)
    let mode = integrand.mode()
    let peak = integrand.value(mode.z1, mode.z2)
    let total = outerSum(integrand, mode: mode, peak: peak)
    return peak + log(total) - log(2 * Double.pi) + integrand.first.logCoefficient
      + integrand.second.logCoefficient
  }

  /// Nodes per unit that a unit normal and factors of given rates need.
  private func density(_ rates: Double...) -> Double {
    let normal = 2 * Self.logTolerance / (4 * Double.pi * Double.pi)
    return refinement * sqrt(rates.reduce(normal) { $0 + $1 * $1 })
  }

  /// The integral over exp(peak).
  private func outerSum(
    _ integrand: DenseIntegrand, mode: (z1: Double, z2: Double), peak: Double
  ) -> Double {
    let rate1 = integrand.first.rate(
      at: integrand.firstLogit(mode.z1), logTolerance: Self.logTolerance)
    let rate2 = integrand.second.rate(
      at: integrand.secondLogit(mode.z1, mode.z2), logTolerance: Self.logTolerance)
    // Integrated over z2, the second factor is smoothed by a normal of SD `root` in rho z1.
    let smoothed = sqrt(2 * Self.logTolerance) / (2 * Double.pi * integrand.root)
    let density = density(rate1, integrand.rho * min(rate2, smoothed))
    let ends = [-1.0, 1.0].map {
      integrand.outerEnd(mode: mode, depth: Self.depth, slack: 6, side: $0)
    }
    if (ends[1] - ends[0]) * density > Self.evenNodes {
      var bends = [
        DenseAxis.Bend(at: mode.z1, width: 1 / density),
        DenseAxis.Bend(at: integrand.first.bend, width: 1 / max(rate1, 1)),
      ]
      if integrand.rho != 0 {
        let width = 1 / max(abs(integrand.rho) * min(rate2, smoothed), 1)
        bends.append(DenseAxis.Bend(at: integrand.second.bend / integrand.rho, width: width))
      }
      var maximum = mode.z2
      return DenseAxis.panels(low: ends[0], high: ends[1], bends: bends, refinement: refinement)
        .reduce(0) { sum, item in
          sum + item.weight
            * innerSum(integrand, z1: item.node, peak: peak, maximum: &maximum)
        }
    }
    var maximum = mode.z2
    var sum = innerSum(integrand, z1: mode.z1, peak: peak, maximum: &maximum)
    for end in ends {
      maximum = mode.z2
      let count = Int(abs(end - mode.z1) * density)
      let step = (end < mode.z1 ? -1 : 1) / density
      for i in stride(from: 1, through: count, by: 1) {
        sum += innerSum(
          integrand, z1: mode.z1 + Double(i) * step, peak: peak, maximum: &maximum)
      }
    }
    return sum / density
  }

  /// The integral of one row over exp(peak); `maximum` is a guess of where the row is largest, and
  /// becomes that place.
  private func innerSum(
    _ integrand: DenseIntegrand, z1: Double, peak: Double, maximum: inout Double
  ) -> Double {
    maximum = integrand.rowMaximum(z1, from: maximum)
    let rate = integrand.second.rate(
      at: integrand.secondLogit(z1, maximum), logTolerance: Self.logTolerance)
    let density = density(integrand.root * rate)
    let row = integrand.row(z1) - peak
    let (second, step) = (integrand.second, 1 / density)
    func term(_ z2: Double) -> Double {
      row + second.logFactor(integrand.secondLogit(z1, z2)) - 0.5 * z2 * z2
    }
    let largest = term(maximum)
    guard largest > -Self.depth else { return 0 }
    var sum = exp(largest)
    for side in [-step, step] {
      // Eight nodes at a time.
      var offsets = EightLanes(1, 2, 3, 4, 5, 6, 7, 8)
      while offsets[0] < Self.evenNodes {
        let z2 = maximum + offsets * side
        let values = row + second.logFactors(integrand.secondLogits(z1, z2)) - 0.5 * z2 * z2
        sum += values.exponential.sum()
        if values[7] < -Self.depth { break }
        offsets += 8
      }
      if offsets[0] >= Self.evenNodes {
        return panelSum(integrand, z1: z1, peak: peak, maximum: maximum, width: step, term)
      }
    }
    return sum * step
  }

  private func panelSum(
    _ integrand: DenseIntegrand, z1: Double, peak: Double, maximum: Double, width: Double,
    _ term: (Double) -> Double
  ) -> Double {
    let ends = [-1.0, 1.0].map {
      integrand.innerEnd(z1, maximum: maximum, cut: peak - Self.depth, slack: 1, side: $0)
    }
    let bend = (integrand.second.bend - integrand.rho * z1) / integrand.root
    let bends = [
      DenseAxis.Bend(at: maximum, width: width), DenseAxis.Bend(at: bend, width: width),
    ]
    return DenseAxis.panels(low: ends[0], high: ends[1], bends: bends, refinement: refinement)
      .reduce(0) { $0 + $1.weight * exp(term($1.node)) }
  }
}
