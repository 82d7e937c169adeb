import AccuracyMeasures
import Foundation
import Testing

@Suite struct SummaryLineKindTests {
  static let parameters = [
    BivariateParameters(
      muSensitivity: 2, muSpecificity: 1, tauSensitivity: 1.2, tauSpecificity: 0.7, rho: -0.6),
    BivariateParameters(
      muSensitivity: 1, muSpecificity: 2, tauSensitivity: 0.5, tauSpecificity: 1.4, rho: 0.3),
  ]

  @Test func everyLinePassesThroughTheSummaryPoint() {
    for parameters in Self.parameters {
      for kind in SummaryLineKind.allCases {
        let line = kind.line(parameters)
        let height = line.intercept - line.slope * parameters.muSpecificity
        #expect(abs(height - parameters.muSensitivity) < 1e-12, "\(kind)")
      }
    }
  }

  /// Least squares on exact quadrature points of the bivariate normal, in the axes (xi, eta).
  @Test func regressionsAgreeWithTheirDefinition() {
    for parameters in Self.parameters {
      let root = 3.0.squareRoot()
      // Nine points whose first and second moments are those of two standard normals.
      let nodes: [(value: Double, weight: Double)] = [
        (-root, 1.0 / 6), (0, 2.0 / 3), (root, 1.0 / 6),
      ]
      var moments = (etaEta: 0.0, xiXi: 0.0, etaXi: 0.0)
      for first in nodes {
        for second in nodes {
          let study = newStudy(
            parameters: parameters, normal1: first.value, normal2: second.value)
          let eta = study.logitSensitivity - parameters.muSensitivity
          let xi = -(study.logitSpecificity - parameters.muSpecificity)
          let weight = first.weight * second.weight
          moments.etaEta += weight * eta * eta
          moments.xiXi += weight * xi * xi
          moments.etaXi += weight * eta * xi
        }
      }
      let (etaEta, xiXi, etaXi) = moments
      #expect(abs(SummaryLineKind.etaOnXi.slope(parameters) - etaXi / xiXi) < 1e-12)
      #expect(abs(SummaryLineKind.xiOnEta.slope(parameters) - etaEta / etaXi) < 1e-12)
      // D = eta - xi on S = eta + xi with slope b gives the line of slope (1 + b) / (1 - b).
      let slope = (etaEta - xiXi) / (etaEta + xiXi + 2 * etaXi)
      #expect(
        abs(SummaryLineKind.differenceOnSum.slope(parameters) - (1 + slope) / (1 - slope)) < 1e-11)
      // The major axis is an eigenvector: the matrix times (1, b) is parallel to (1, b).
      let axis = SummaryLineKind.majorAxis.slope(parameters)
      let image = (xiXi + etaXi * axis, etaXi + etaEta * axis)
      #expect(abs(image.1 - axis * image.0) < 1e-11)
      #expect(image.0 > 0.5 * (xiXi + etaEta))
    }
  }
}
