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

  /// The same slopes from studies simulated with that covariance, by computing regressions and the
  /// major axis from them; the Moses-Littenberg line from the regression of eta - xi on eta + xi. The
  /// slopes have Monte Carlo errors below 1 %.
  @Test func slopesOfSimulatedStudies() {
    var stream = TestStream(seed: 41)
    for parameters in Self.parameters {
      let count = 100_000
      let studies = (0..<count).map { _ in
        newStudy(parameters: parameters, normal1: stream.normal(), normal2: stream.normal())
      }
      let etas = studies.map(\.logitSensitivity)
      let xis = studies.map { -$0.logitSpecificity }
      func covariance(_ one: [Double], _ two: [Double]) -> Double {
        let meanOne = one.reduce(0, +) / Double(count)
        let meanTwo = two.reduce(0, +) / Double(count)
        return zip(one, two).reduce(0) { $0 + ($1.0 - meanOne) * ($1.1 - meanTwo) } / Double(count)
      }
      let differences = zip(etas, xis).map { $0 - $1 }
      let sums = zip(etas, xis).map { $0 + $1 }
      let regression = covariance(differences, sums) / covariance(sums, sums)
      let (etaEta, xiXi) = (covariance(etas, etas), covariance(xis, xis))
      // The direction of largest variance, found by trying all.
      let angles = (1..<18_000).map { Double($0) * .pi / 18_000 }
      let etaXi = covariance(etas, xis)
      func variance(_ angle: Double) -> Double {
        let (x, y) = (cos(angle), sin(angle))
        return x * x * xiXi + 2 * x * y * etaXi + y * y * etaEta
      }
      let direction = angles.max { variance($0) < variance($1) } ?? 0
      for (kind, slope) in [
        (SummaryLineKind.rutterGatsonis, (etaEta / xiXi).squareRoot()),
        (.etaOnXi, etaXi / xiXi), (.xiOnEta, etaEta / etaXi),
        (.differenceOnSum, (1 + regression) / (1 - regression)), (.majorAxis, tan(direction)),
      ] {
        let exact = kind.slope(parameters)
        #expect(abs(slope - exact) < 0.02 * (1 + abs(exact)), "\(kind): \(slope) against \(exact)")
      }
    }
  }

  /// The Rutter-Gatsonis line is what a study runs along when only its threshold moves: with
  /// `x = exp(-beta/2)`, `logit Se = x (theta + alpha/2)` and `logit Sp = (alpha/2 - theta) / x`.
  @Test func thresholdsMoveAlongTheRutterGatsonisLine() {
    for parameters in Self.parameters {
      let model = HierarchicalParameters(parameters)
      let line = SummaryLineKind.rutterGatsonis.line(parameters)
      let scale = exp(-model.beta / 2)
      for theta in [-2.0, 0, 1.5] {
        let logitSensitivity = scale * (theta + model.lambda / 2)
        let logitFalsePositiveRate = -(model.lambda / 2 - theta) / scale
        let height = line.intercept + line.slope * logitFalsePositiveRate
        #expect(abs(height - logitSensitivity) < 1e-12)
      }
    }
  }

  @Test func namesAreDistinctAndPlain() {
    let names = SummaryLineKind.allCases.map(\.name)
    #expect(
      names == ["rutter-gatsonis", "eta-on-xi", "xi-on-eta", "d-on-s", "major-axis"])
    #expect(Set(SummaryLineKind.allCases.map(\.label)).count == names.count)
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
