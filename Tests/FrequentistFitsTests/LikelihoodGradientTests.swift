import AccuracyData
import Testing

@testable import FrequentistFits

/// The derivatives of every likelihood against central differences, inside and at the edges.
@Suite struct LikelihoodGradientTests {
  /// (mu_se, mu_sp) of one level, then the loadings.
  static let points: [[Double]] = [
    [2, 1.3, 1.5, -0.4, 0.3], [2, 1.3, -1.5, -0.4, -0.3], [0.5, 0.2, 0.3, 0.5, 0.8],
    [1, 3, 0.1, -2, 0.5], [2, 1, 2, 0.5, 0.02], [1.5, 2, 0.6, 0, 0.4],
  ]

  private func check(
    _ likelihood: some MarginalLikelihood, _ coordinates: [Double], tolerance: Double,
    at location: SourceLocation = #_sourceLocation
  ) {
    var gradient = [Double](repeating: 0, count: coordinates.count)
    let center = likelihood.evaluate(coordinates, gradient: &gradient)
    let step = 1e-4
    for k in coordinates.indices {
      var (low, high) = (coordinates, coordinates)
      low[k] -= step
      high[k] += step
      let difference = (value(likelihood, high) - value(likelihood, low)) / (2 * step)
      #expect(
        abs(gradient[k] - difference) < tolerance * (1 + abs(difference) + 0.01 * abs(center)),
        "coordinate \(k): \(gradient[k]), by differences \(difference)", sourceLocation: location)
    }
  }

  @Test(arguments: points + [[1, 2, 0, -0.6, 0.5], [1, 2, 0, 0.4, 0]]) func exact(_ point: [Double])
    throws
  {
    check(ExactLikelihood(levels: [try example("auditc")]), point, tolerance: 2e-5)
  }

  @Test(arguments: points + [[1, 2, 0, 0, 0.5], [1, 2, 0.5, 0.5, 0], [1, 2, 0, 0, 0]])
  func laplace(_ point: [Double]) throws {
    check(LaplaceLikelihood(levels: [try example("telomerase")]), point, tolerance: 1e-6)
  }

  @Test(arguments: points, [true, false])
  func normalApproximation(_ point: [Double], restricted: Bool) throws {
    let studies = try example("telomerase") + [study((9, 2), nil), study(nil, (20, 3))]
    check(
      NormalApproximation(levels: [studies], correction: .all, restricted: restricted), point,
      tolerance: 1e-6)
  }

  @Test func withTwoLevels() throws {
    let levels = [try example("telomerase"), try example("audit4")]
    let point = [1.2, 2.1, 0.4, 3, 0.5, -0.6, 0.7]
    check(ExactLikelihood(levels: levels), point, tolerance: 2e-5)
    check(LaplaceLikelihood(levels: levels), point, tolerance: 1e-6)
    check(
      NormalApproximation(levels: levels, correction: .single, restricted: true), point,
      tolerance: 1e-6)
  }

  /// The limit that is taken near |rho| = 1 joins the interior without a step.
  @Test func theExactLikelihoodIsContinuousTowardsItsEdges() throws {
    let likelihood = ExactLikelihood(levels: [try example("telomerase")])
    for (inside, edge) in [
      ([1.2, 2.3, 0.4, -1.8, 0.00019], [1.2, 2.3, 0.4, -1.8, 0.00017]),
      ([1.2, 2.3, 1.1e-7, -1, 0.5], [1.2, 2.3, 0.9e-7, -1, 0.5]),
      ([1.2, 2.3, 0.4, 0.8e-7, 0.8e-7], [1.2, 2.3, 0.4, 0.5e-7, 0.5e-7]),
    ] {
      expectClose(value(likelihood, inside), value(likelihood, edge), 2e-5)
    }
  }
}
