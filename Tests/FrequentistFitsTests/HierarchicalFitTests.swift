import AccuracyData
import StudyDesigns
import Testing

@testable import FrequentistFits

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Maximum likelihood on the HSROC scale")
struct HierarchicalFitTests {
  private func design(_ formula: String, _ studies: [AccuracyStudy]) throws -> StudyDesign {
    try StudyDesign(
      DesignRequest(formula: formula.isEmpty ? ModelFormula() : try ModelFormula(parsing: formula)),
      studies: studies)
  }

  /// Rheumatoid factor without covariates: the exact maximum of the bivariate model. The R package
  /// dtametaTMB prints for these data, by Laplace's approximation, -2 log L 806.934, Lambda 2.6016 (SE .186),
  /// Theta -.4370 (.147), beta .2267 (.162), v_a 1.3014, v_t .5423.
  @Test func rheumatoidFactorWithoutCovariates() throws {
    let studies = RheumatoidFactor.studies
    let fit = fitHierarchical(try design("", studies), studies: studies)
    let found = try #require(fit.estimates)
    expectClose(fit.logLikelihood, -403.1010, 2e-4)
    let plain = fitBivariate(studies, method: .maximumLikelihood)
    expectClose(fit.logLikelihood, plain.logLikelihood ?? 1, 1e-5)
    // Laplace's approximation is off by a tenth of a standard error at most.
    expectClose(found.lambda, 2.6016, 0.0186)
    expectClose(found.theta, -0.4370, 0.0147)
    expectClose(found.beta, 0.2267, 0.0162)
    expectClose(found.varianceOfAccuracy, 1.3014, 0.06)
    expectClose(found.varianceOfThreshold, 0.5423, 0.03)
    // Of the exact maximum: mu .77122, 1.94652, SDs .83288, 1.04683, rho -.24838.
    let (root, product) = ((1.04683 / 0.83288).squareRoot(), 1.04683 * 0.83288)
    expectClose(found.lambda, root * 0.77122 + 1.94652 / root, 2e-4)
    expectClose(found.theta, (root * 0.77122 - 1.94652 / root) / 2, 2e-4)
    expectClose(found.beta, 2 * log(root), 2e-4)
    expectClose(found.varianceOfAccuracy, 2 * product * (1 - 0.24838), 5e-4)
    expectClose(found.varianceOfThreshold, product * (1 + 0.24838) / 2, 5e-4)
  }

  /// Accuracy and threshold on one covariate have the likelihood of both means on it with a common
  /// covariance, whose maxima `CovariateModelTests` has as well: smoking by type, CT and MRI.
  @Test func accuracyAndThresholdAreBothMeans() throws {
    for (studies, column, value) in [
      (try example("smoking-all", where: "result_id=1"), "type", -202.7272),
      (try example("schuetz-ct-mri"), "test", -475.4281),
    ] {
      let own = fitHierarchical(
        try design("accuracy ~ \(column); threshold ~ \(column)", studies), studies: studies)
      expectClose(own.logLikelihood, value, 2e-4)
      let other = fitDesign(
        try design("mu_se ~ \(column); mu_sp ~ \(column)", studies), studies: studies)
      expectClose(own.logLikelihood, other.logLikelihood ?? 1, 1e-5)
      for population in own.design.populations {
        let row = try #require(
          other.design.populations.first { $0.index == population.index }?.row)
        let (first, second) = (own.plainFit(at: population.row), other.plainFit(at: row))
        for quantity in [\EstimatedPoint.coordinates[0], \.coordinates[1], \.coordinates[4]] {
          expectClose(
            first.estimate { $0[keyPath: quantity] },
            try #require(second.estimate { $0[keyPath: quantity] }), 2e-4)
          expectClose(
            first.standardError { $0[keyPath: quantity] },
            try #require(second.standardError { $0[keyPath: quantity] }), 5e-4)
        }
      }
      // Each side by itself lies between no covariate and both; shape adds to both.
      let plain = try #require(
        fitBivariate(studies, method: .maximumLikelihood).logLikelihood)
      for side in ["accuracy", "threshold"] {
        let single = try #require(
          fitHierarchical(try design("\(side) ~ \(column)", studies), studies: studies)
            .logLikelihood)
        #expect(single > plain && single < value)
      }
      let whole = fitHierarchical(
        try design(
          "accuracy ~ \(column); threshold ~ \(column); shape ~ \(column)", studies),
        studies: studies)
      let largest = try #require(whole.logLikelihood)
      #expect(largest > value)
      let separate = fitDesign(
        try design("mu_se ~ \(column); mu_sp ~ \(column); tau ~ \(column)", studies),
        studies: studies)
      #expect(largest < separate.logLikelihood ?? 0)
    }
  }

  /// The derivatives against central differences.
  @Test func gradientIsThatOfTheLikelihood() throws {
    let studies = try example("scheidler")
    let own = try design("accuracy ~ modality; threshold ~ modality; shape ~ modality", studies)
    let likelihood = HierarchicalLikelihood(
      own, terms: try #require(own.hierarchical), studies: studies)
    for loadings in [[0.9, -0.4, 0.6], [-0.8, 0.3, 0.7], [0.7, -0.9, 0]] {
      let point = [0.1, 2.5, 0.4, -0.3, 0.6, 0.2, 0.3, -0.2] + loadings
      var gradient = [Double](repeating: 0, count: point.count)
      _ = likelihood.evaluate(point, gradient: &gradient)
      var other = gradient
      // At second = 0 the likelihood is even in it.
      for k in point.indices.dropLast(loadings[2] == 0 ? 1 : 0) {
        var (low, high) = (point, point)
        low[k] -= 1e-4
        high[k] += 1e-4
        let difference =
          (likelihood.evaluate(high, gradient: &other)
            - likelihood.evaluate(low, gradient: &other)) / 2e-4
        expectClose(gradient[k], difference, 2e-3 * (1 + abs(difference)))
      }
    }
  }
}
