import AccuracyData
import Comparison
import StudyDesigns
import Testing

@testable import FrequentistFits

/// Exact maximum likelihood of designs: its derivatives, and what it has to agree with.
@Suite struct DesignFitTests {
  private func design(_ formula: String, _ studies: [AccuracyStudy]) throws -> StudyDesign {
    try StudyDesign(
      DesignRequest(formula: try ModelFormula(parsing: formula)), studies: studies)
  }

  /// Gradient against central differences, the slopes by another function of the coordinates for a mutant.
  private func worstSlope(
    _ likelihood: ExactLikelihood, at coordinates: [Double],
    evaluate: (([Double], inout [Double]) -> Double)? = nil
  ) -> Double {
    var gradient = [Double](repeating: 0, count: coordinates.count)
    let step = 1e-4
    if let evaluate {
      _ = evaluate(coordinates, &gradient)
    } else {
      _ = likelihood.evaluate(coordinates, gradient: &gradient)
    }
    return coordinates.indices.map { k in
      var (low, high) = (coordinates, coordinates)
      low[k] -= step
      high[k] += step
      let difference = (value(likelihood, high) - value(likelihood, low)) / (2 * step)
      return abs(gradient[k] - difference) / (1 + abs(difference))
    }.max() ?? 0
  }

  @Test(arguments: [
    "mu_se ~ prevalence; mu_sp ~ type + prevalence",
    "mu_se ~ type:prevalence; mu_sp ~ type; tau ~ type",
  ])
  func derivatives(_ formula: String) throws {
    let studies = try example("catheter")
    let design = try design(formula, studies)
    let layout = LikelihoodLayout(design, studies: studies)
    let likelihood = ExactLikelihood(layout)
    let groups = design.groups.count
    let means = (0..<layout.meanCount).map { [1.4, 0.3, 1.9, -0.4, 0.2, 0.5][$0 % 6] }
    for loadings in [[0.9, -0.4, 0.6], [0.5, 0.7, 0], [0.4, 0, 0], [0, 0, 0.6]] {
      let point = means + (0..<groups).flatMap { g in loadings.map { $0 * (1 + 0.3 * Double(g)) } }
      #expect(worstSlope(likelihood, at: point) < 2e-3, "\(formula) \(loadings)")
    }
    // A likelihood that forgot what a coefficient is multiplied by would be noticed.
    let point = means + (0..<groups).flatMap { _ in [0.9, -0.4, 0.6] }
    let mutant = worstSlope(likelihood, at: point) { coordinates, gradient in
      let value = likelihood.evaluate(coordinates, gradient: &gradient)
      for k in 0..<layout.meanCount {
        let multipliers = layout.groups.flatMap { $0 }.flatMap { $0.margins.flatMap { $0 } }
          .filter { $0.coordinate == k }.map(\.multiplier)
        if multipliers.contains(where: { abs($0) != 1 }) {
          gradient[k] *= Double(multipliers.count) / multipliers.reduce(0) { $0 + abs($1) }
        }
      }
      return value
    }
    #expect(mutant > 0.02, "\(formula): \(mutant)")
  }

  /// Without a covariate, and with one coded by levels, the fit is that of `fitBivariate`.
  @Test func plainAndByLevels() throws {
    let studies = try example("anti_ccp")
    let plain = fitBivariate(studies, method: .maximumLikelihood)
    let own = fitDesign(try design("mu_se ~ 1; mu_sp ~ 1", studies), studies: studies)
    expectClose(own.logLikelihood, try #require(plain.logLikelihood), 1e-9)
    expectClose(own.point?.sensitivity[0], try #require(plain.point?.muSensitivity), 1e-8)
    let levels = fitBivariate(studies, method: .maximumLikelihood, covariate: "generation")
    let both = try design("mu_se ~ generation; mu_sp ~ generation", studies)
    let fit = fitDesign(both, studies: studies)
    expectClose(fit.logLikelihood, try #require(levels.logLikelihood), 1e-8)
    // What is known of the levels is taken over as it is, in the design's order.
    let taken = DesignFit(
      both,
      fitLevels(
        both.populations.map { own in
          (own.index[0].value, own.studies.map { studies[$0] })
        }, method: .maximumLikelihood))
    expectClose(taken.logLikelihood, try #require(fit.logLikelihood), 1e-9)
    for k in 0..<2 {
      expectClose(taken.point?.sensitivity[k], try #require(fit.point?.sensitivity[k]), 1e-6)
      expectClose(
        taken.standardError { $0.specificity[k] - $0.sensitivity[1 - k] },
        try #require(fit.standardError { $0.specificity[k] - $0.sensitivity[1 - k] }), 1e-5)
    }
    for population in both.populations {
      let one = fit.plainFit(at: population.row)
      let group = try #require(levels.levels.firstIndex(of: population.index[0].value))
      let (a, b) = (
        try #require(one.sensitivity(level: 0.95)),
        try #require(levels.sensitivity(level: 0.95, group: group))
      )
      expectClose(a.estimate, b.estimate, 1e-6)
      expectClose(a.lower, b.lower, 1e-5)
      expectClose(
        one.standardError { $0.muSpecificity },
        try #require(levels.standardError { $0.means[group].y }), 1e-5)
      expectClose(one.point?.correlation, try #require(levels.point?.correlation), 1e-5)
      expectClose(
        one.standardError { $0.tauSensitivity },
        try #require(levels.standardError { $0.tauSensitivity }), 1e-5)
    }
  }

  /// Levels that share no parameter: fitted one by one their maxima add up, and the search over all
  /// parameters together finds the same.
  @Test(arguments: [("smoking_all", "type"), ("anti_ccp", "generation"), ("scheidler", "modality")])
  func separateLevels(_ name: String, _ column: String) throws {
    let studies =
      name == "smoking_all" ? try example(name, where: "result_id=1") : try example(name)
    let separate = try design("mu_se ~ \(column); mu_sp ~ \(column); tau ~ \(column)", studies)
    let fit = fitDesign(separate, studies: studies)
    let parts = separate.populations.map { population in
      fitBivariate(population.studies.map { studies[$0] }, method: .maximumLikelihood)
    }
    let sum = parts.reduce(0) { $0 + ($1.logLikelihood ?? .nan) }
    expectClose(fit.logLikelihood, sum, 1e-9)
    let joint = DesignFit(separate, jointMaximum(separate, studies))
    expectClose(joint.logLikelihood, sum, 1e-6)
    #expect(joint.edges == fit.edges)
    let (a, b) = (try #require(fit.point), try #require(joint.point))
    for k in a.sensitivity.indices {
      expectClose(b.sensitivity[k], a.sensitivity[k], 2e-4)
      expectClose(b.specificity[k], a.specificity[k], 2e-4)
      expectClose(
        joint.standardError { $0.sensitivity[k] },
        try #require(fit.standardError { $0.sensitivity[k] }), 2e-4)
    }
    for (k, population) in separate.populations.enumerated() {
      let plain = fit.plainFit(at: population.row)
      #expect(plain.status == parts[k].status)
      expectClose(
        plain.standardError { $0.muSensitivity },
        try #require(parts[k].standardError { $0.muSensitivity }), 1e-7)
    }
  }

  /// One mean for all, covariances of their own: between the models that it contains and that contain it.
  @Test func separateCovariancesWithACommonMean() throws {
    let studies = try example("anti_ccp")
    let fit = fitDesign(
      try design("mu_se ~ generation; tau ~ generation", studies), studies: studies)
    #expect(fit.status == .converged && fit.parameterCount == 9)
    let value = try #require(fit.logLikelihood)
    // Models D and E.
    #expect(value > -267.3549 && value < -262.2974, "\(value)")
    let likelihood = ExactLikelihood(LikelihoodLayout(fit.design, studies: studies))
    var gradient = [Double](repeating: 0, count: fit.coordinates.count)
    _ = likelihood.evaluate(fit.coordinates, gradient: &gradient)
    #expect(gradient.allSatisfy { abs($0) < 1e-4 }, "\(gradient)")
  }

  @Test func whatHasNoMaximumSaysWhy() throws {
    func group(_ name: String, _ tables: [((Int, Int), (Int, Int))]) -> [AccuracyStudy] {
      tables.map { study($0.0, $0.1, group: name) }
    }
    let usual = group("a", [((20, 3), (30, 4)), ((15, 5), (22, 6)), ((9, 1), (40, 9))])
    let never = group("b", [((20, 0), (30, 4)), ((15, 0), (22, 6)), ((9, 0), (40, 9))])
    let studies = usual + never
    let models = try fitCovariateModels(studies, covariate: CovariateChoice("group"))
    let failures = models.models.map(\.failure)
    #expect(failures[0] == nil && failures[2] == nil)
    #expect(failures[1]?.hasPrefix("no diseased participant in b tested negative") == true)
    #expect(failures[3] == failures[1])
    #expect(failures[4]?.hasPrefix("b: no diseased participant tested negative") == true)
    #expect(models.tests.isEmpty && models.ratios(level: 0.95).isEmpty)
    // A level without an arm is a matter of the models that have a mean there.
    let oneArm = usual + (1...3).map { study(nil, (20 + $0, 4), group: "b") }
    let others = try fitCovariateModels(oneArm, covariate: CovariateChoice("group"))
    #expect(others.models.map { $0.failure == nil } == [true, false, true, false, false])
    #expect(others.models[1].failure?.contains("no study of it has diseased") == true)
    #expect(throws: StudyDesignError.self) {
      try fitCovariateModels(studies, covariate: CovariateChoice("nothing"))
    }
    #expect(throws: StudyDesignError.self) {
      try fitCovariateModels(studies, covariate: CovariateChoice("group"), references: ["c"])
    }
  }

  /// A slope of one level whose other studies say nothing of it: what is missing is named as a place, not by
  /// the name of the parameter, which reads like a level.
  @Test func aSlopeIsNoLevel() throws {
    func study(_ name: String, _ test: String, _ year: String, missed: Int) -> AccuracyStudy {
      AccuracyStudy(
        label: name, row: 1, diseased: AccuracyArm(correct: 20, incorrect: missed),
        nondiseased: AccuracyArm(correct: 20, incorrect: 3),
        covariates: [StudyCovariate(name: "test", value: test), .init(name: "year", value: year)])
    }
    // The mean is 4, so that level b has its studies at 0 and above.
    let years = ["0", "1", "2", "3", "5", "7", "4", "10"]
    let studies = years.enumerated().map { place, year in
      study("S\(place)", place < 6 ? "a" : "b", year, missed: place == 7 ? 0 : 2 + place % 3)
    }
    let fit = fitDesign(
      try design("mu_se ~ test + test:year; mu_sp ~ 1", studies), studies: studies)
    guard case .failed(let reason) = fit.status else {
      Issue.record("\(fit.status)")
      return
    }
    #expect(
      reason.contains("no diseased participant where year is above its mean in b tested negative"),
      "\(reason)")
    #expect(!reason.contains("per SD"))
  }
}
