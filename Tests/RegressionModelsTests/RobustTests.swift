import AccuracyData
import Distributions
import Draws
import Fitting
import Requests
import SpecialFunctions
import Testing

@testable import PosteriorSampling
@testable import RegressionModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Student t as a mixture of normals.
@Suite struct StudentMixtureTests {
  /// Against the density of t at distances up to 30, the error relative.
  @Test(arguments: [1.5, 2.5, 4, 8, 30, 200])
  func isStudentT(nu: Double) {
    let mixture = StudentMixture(degreesOfFreedom: nu)
    for x in [0.0, 0.5, 2, 6, 15, 30] where nu < 100 || x < 10 {
      var sum = LogSum()
      for (node, share) in zip(mixture.nodes, mixture.logShares) {
        let square: Double = x * x * exp(node)
        sum.add(share + 0.5 * (node - square - log(2 * Double.pi)))
      }
      let constant: Double = lgamma(0.5 * (nu + 1)) - lgamma(0.5 * nu) - 0.5 * log(nu * Double.pi)
      let exact: Double = constant - 0.5 * (nu + 1) * log1p(x * x / nu)
      #expect(abs(sum.value - exact) < 2e-5, "\(x): \(sum.value) \(exact)")
    }
    // A step twice as wide, or an end in the middle, is seen: the mutants of this test.
    let coarse = StudentMixture(degreesOfFreedom: nu, refinement: 0.4)
    #expect(abs(log(coarse.logShares.reduce(0) { $0 + exp($1) })) > 1e-5)
  }

  @Test func slopesByDegreesOfFreedom() {
    for x in [-3.0, -0.5, 0.4, 1.2] {
      func logShare(_ nu: Double) -> Double {
        0.5 * nu * log(0.5 * nu) - lgamma(0.5 * nu) + 0.5 * nu * (x - exp(x))
      }
      let numeric = (logShare(5.001) - logShare(4.999)) / 0.002
      #expect(abs(StudentMixture.logShareSlope(x, degreesOfFreedom: 5) - numeric) < 1e-6)
    }
  }
}

@Suite("Robust model")
struct RobustTests {
  static let effects: [RandomEffects] = [
    .student(degreesOfFreedom: 4),
    .studentEstimated(prior: FitOptions.usualDegreesOfFreedomPrior),
  ]

  @Test(arguments: effects)
  func densityAndGradient(effects: RandomEffects) throws {
    let model = try regression(
      "anti-ccp", "mu_se ~ generation; mu_sp ~ 1", tolerance: 1e-6, effects: effects)
    let density = RegressionGradient(model: model)
    let posterior = RegressionPosterior(model: model)
    let mode = model.mode()
    let shifts = [0.3, -0.2, 0.4, -0.5, 0.2, 0.6, -0.4]
    let position = mode.indices.map { mode[$0] + shifts[$0 % shifts.count] }
    var gradient = [Double](repeating: 0, count: position.count)
    var span = gradient.mutableSpan
    let value = density.logDensity(at: position.span, gradient: &span)
    #expect(abs(value - density.logDensity(at: position.span)) < 1e-3)
    for k in position.indices {
      var (up, down) = (position, position)
      up[k] += 1e-3
      down[k] -= 1e-3
      let numeric = (density.logDensity(at: up.span) - density.logDensity(at: down.span)) / 2e-3
      #expect(abs(gradient[k] - numeric) < 3e-3 * (1 + abs(numeric)), "\(k)")
    }
    // The block's likelihood is that of single points, and both that of the finer mixture.
    let positions = (0..<9).map { j in posterior.start.map { $0 + 0.1 * Double(j - 4) } }
    let columns = posterior.start.indices.flatMap { k in positions.map { $0[k] } }
    var values = [Double](repeating: 0, count: positions.count)
    span = values.mutableSpan
    posterior.logDensities(at: columns.span, into: &span)
    for (j, position) in positions.enumerated() {
      #expect(abs(values[j] - posterior.logDensity(at: position.span)) < 1e-4)
      let table = DrawTable(
        variables: posterior.variables, drawsPerChain: 1,
        blocks: [posterior.block(of: position.span, drawsPerChain: 1)])
      let point = RegressionDraws(table, of: model).point(at: DrawPlace(chain: 0, draw: 0))
      let own = model.studyLogLikelihoods(at: point).values.reduce(0, +)
      let fine = try #require(model.mixture(point.degreesOfFreedom, refinement: 2))
      let finer = model.studyLogLikelihoods(at: point, mixture: fine).values.reduce(0, +)
      #expect(abs(own - finer) < 1e-3, "\(own - finer)")
      // What is sampled is ten times nearer than the mixture.
      #expect(abs(model.studentLogLikelihood(at: point) - finer) < 1e-4)
    }
  }

  static func fit(
    _ data: String, nu: String? = nil, draws: Int = 5000
  ) throws -> ModelFit {
    var options = FitOptions(data: "example:\(data)")
    try options.setModel("robust", degreesOfFreedom: nu, prior: nil)
    options.preset = "metabayesdta"
    options.draws = draws
    options.seed = 20_261_129
    options.threads = 2
    return try runFit(options, detail: .page)
  }

  /// Means within 4 combined errors and 0.03 SD of long JAGS runs, the weights of all studies within 0.03.
  @Test(arguments: [
    ("auditc_t4", "auditc", nil), ("anti_ccp_t4", "anti-ccp", nil),
    ("auditc_tnu", "auditc", "estimated"),
  ])
  func agreesWithTheReference(set: String, data: String, nu: String?) throws {
    let fit = try Self.fit(data, nu: nu)
    #expect(fit.diagnostics.ok)
    let weights = try #require(fit.studyWeights())
    for row in try #require(RegressionFitTests.references[set]) {
      if row.name.hasPrefix("w[") {
        let index = try #require(Int(row.name.dropFirst(2).dropLast()))
        #expect(abs(weights[index - 1].mean - row.mean) < 0.03, "\(row.name)")
        continue
      }
      let report = try #require(fit.parameters.first { $0.name == row.name }, "\(row.name)")
      let own = report.summary.mcseOfMean
      // A page has no error of the mean for what is derived; that of the reference is as large.
      let error = own.isFinite ? (row.mcse * row.mcse + own * own).squareRoot() : 1.5 * row.mcse
      #expect(
        abs(report.summary.mean - row.mean) < 4 * error + 0.03 * row.sd,
        "\(row.name): \(report.summary.mean) against \(row.mean)")
    }
  }

  /// With many degrees of freedom the fit is the normal one.
  @Test func manyDegreesOfFreedomAreNormal() throws {
    let robust = try Self.fit("auditc", nu: "1000")
    let plain = try covariateFit("auditc", { _ in })
    for name in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
      let (a, b) = (
        try #require(robust.parameters.first { $0.name == name }).summary,
        try #require(plain.parameters.first { $0.name == name }).summary
      )
      let error = (a.mcseOfMean * a.mcseOfMean + b.mcseOfMean * b.mcseOfMean).squareRoot()
      #expect(abs(a.mean - b.mean) < 4.5 * error, "\(name)")
    }
  }

  /// 9 % of four degrees of freedom.
  @Test func priorProbabilityOfAnOutlier() {
    #expect(abs(RegressionModel.priorOutlierProbability(degreesOfFreedom: 4) - 0.0902) < 1e-4)
  }

  @Test func optionsAreChecked() throws {
    func message(_ name: String, _ nu: String?, _ prior: String?) throws -> String {
      var options = FitOptions(data: "example:auditc")
      let error = #expect(throws: AnalysisError.self) {
        try options.setModel(name, degreesOfFreedom: nu, prior: prior)
      }
      return try #require(error).message.spelled(by: .commandLine)
    }
    #expect(try message("robst", nil, nil).contains("bivariate, robust"))
    #expect(try message("bivariate", "4", nil).contains("--nu is of the robust model"))
    #expect(try message("robust", "1", nil).contains("above 1"))
    #expect(try message("robust", "4", "gamma(2, 0.1)").contains("leave --nu out"))
    #expect(try message("robust", nil, "normal(0, 1)").contains("gamma"))
    var options = FitOptions(data: "example:auditc")
    try options.setModel("robust", degreesOfFreedom: nil, prior: "gamma(3, 0.2)")
    #expect(options.degreesOfFreedom == nil)
  }
}
