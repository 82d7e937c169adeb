import AccuracyData
import CMath
import StudyDesigns

/// The exact likelihood of a design on the HSROC scale.
///
/// Coordinates: both means of the reference, the differences of accuracy, of the threshold and of the shape,
/// then the three loadings of the reference's covariance. With b = log(s_B / s_A) of the reference, g the
/// difference of a study's shape, u = d Theta + d Lambda / 2 and v = d Lambda / 2 - d Theta (Harbord et al.
/// 2007 has the scale; docs/statistics.md, section 13, these equations):
///
///     mu_A = e^(-g/2) mu_A0 + e^(-(b+g)/2) u     mu_B = e^(g/2) mu_B0 + e^((b+g)/2) v
///     s_A = e^(-g/2) s_A0,   s_B = e^(g/2) s_B0,   rho = rho_0.
struct HierarchicalLikelihood: MarginalLikelihood {
  /// Studies of one shape.
  private struct ShapeGroup {
    let exact: ExactGroup
    let rows: [StudyDesign.HierarchicalMultipliers]
  }

  private let groups: [ShapeGroup]
  private let terms: StudyDesign.HierarchicalTerms
  let meanCount: Int

  /// The likelihood of a design with these terms.
  init(
    _ design: StudyDesign, terms: StudyDesign.HierarchicalTerms, studies: [AccuracyStudy]
  ) {
    self.terms = terms
    meanCount = 2 + terms.accuracy.count + terms.threshold.count + terms.shape.count
    var shapes: [[Double]] = []
    for row in design.rows where !shapes.contains(row.hierarchical.shape) {
      shapes.append(row.hierarchical.shape)
    }
    groups = shapes.map { shape in
      let rows = design.rows.indices.filter { design.rows[$0].hierarchical.shape == shape }
      let layout = rows.map { row in
        LikelihoodLayout.Row(
          studies: studies.indices.filter { design.rowOfStudy[$0] == row }.map { studies[$0] },
          sensitivity: [], specificity: [])
      }
      return ShapeGroup(
        exact: ExactGroup(layout), rows: rows.map { design.rows[$0].hierarchical })
    }
  }

  /// Nowhere on an edge where a standard deviation is 0: there is no shape there.
  func upperBound(in spaces: [CovarianceSpace]) -> Double {
    switch spaces[0] {
    case .bivariate, .zeroCorrelation, .perfectCorrelation: .infinity
    case .tauSensitivityZero, .tauSpecificityZero, .bothTausZero: -.infinity
    }
  }

  /// What a place in the design has at some coordinates.
  struct Place {
    /// e^(-g/2) and e^((b+g)/2).
    let shrink: Double
    let root: Double
    let u: Double
    let v: Double
    let means: SIMD2<Double>
    let loadings: CovarianceLoadings

    init(
      _ x: StudyDesign.HierarchicalMultipliers, _ coordinates: [Double],
      _ likelihood: HierarchicalLikelihood
    ) {
      var next = 2
      func product(_ multipliers: [Double]) -> Double {
        defer { next += multipliers.count }
        return multipliers.indices.reduce(0) { $0 + multipliers[$1] * coordinates[next + $1] }
      }
      let (lambda, theta) = (product(x.accuracy), product(x.threshold))
      let g = product(x.shape)
      let base = likelihood.meanCount
      let reference = CovarianceLoadings(coordinates[base..<(base + 3)])
      shrink = exp(-0.5 * g)
      root = (reference.tauSpecificity / reference.tauSensitivity).squareRoot() / shrink
      (u, v) = (theta + 0.5 * lambda, 0.5 * lambda - theta)
      means = SIMD2(shrink * coordinates[0] + u / root, coordinates[1] / shrink + v * root)
      loadings = CovarianceLoadings(
        first: reference.first * shrink, cross: reference.cross / shrink,
        second: reference.second / shrink)
    }
  }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    guard SearchLimits.hold(coordinates, loadings: loadingCount) else { return -.infinity }
    let reference = CovarianceLoadings(coordinates[meanCount..<(meanCount + 3)])
    let tau = reference.tauSpecificity
    guard reference.first != 0, tau > 0 else { return -.infinity }
    for k in gradient.indices { gradient[k] = 0 }
    let (accuracy, threshold) = (2, 2 + terms.accuracy.count)
    let shape = threshold + terms.threshold.count
    var (value, ratioSlope) = (0.0, 0.0)
    for group in groups {
      let places = group.rows.map { Place($0, coordinates, self) }
      let loadings = places[0].loadings
      let found = group.exact.evaluate(
        means: places.flatMap { [$0.means.x, $0.means.y] }, loadings: loadings)
      value += found.value
      for (row, (x, place)) in zip(group.rows, places).enumerated() {
        let (first, second) = (found.meanSlopes[2 * row], found.meanSlopes[2 * row + 1])
        gradient[0] += place.shrink * first
        gradient[1] += second / place.shrink
        let (byU, byV) = (first / place.root, second * place.root)
        for (k, a) in x.accuracy.enumerated() {
          gradient[accuracy + k] += 0.5 * a * (byU + byV)
        }
        for (k, t) in x.threshold.enumerated() { gradient[threshold + k] += t * (byU - byV) }
        let byShape = 0.5 * (second * place.means.y - first * place.means.x)
        for (k, w) in x.shape.enumerated() { gradient[shape + k] += w * byShape }
        ratioSlope += 0.5 * (byV * place.v - byU * place.u)
      }
      let scales = SIMD3(places[0].shrink, 1 / places[0].shrink, 1 / places[0].shrink)
      let slopes = found.loadingSlopes
      for k in 0..<3 { gradient[meanCount + k] += slopes[k] * scales[k] }
      let byShape =
        0.5 * (slopes.y * loadings.cross + slopes.z * loadings.second - slopes.x * loadings.first)
      for (k, w) in group.rows[0].shape.enumerated() { gradient[shape + k] += w * byShape }
    }
    // b = log tau_B - log |first|.
    gradient[meanCount] -= ratioSlope / reference.first
    gradient[meanCount + 1] += ratioSlope * reference.cross / (tau * tau)
    gradient[meanCount + 2] += ratioSlope * reference.second / (tau * tau)
    return value
  }
}
