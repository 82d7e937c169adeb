import AccuracyData
import AccuracyModels
import Distributions
import Draws
import Foundation
import FrequentistFits
import ModelInterface
import Testing

@testable import RestrictedModels

/// Studies with both arms, and with one.
let restrictedStudies: [AccuracyStudy] = {
  func study(_ diseased: (Int, Int)?, _ nondiseased: (Int, Int)?) -> AccuracyStudy {
    AccuracyStudy(
      label: "s", row: 1,
      diseased: diseased.map { AccuracyArm(correct: $0.0, incorrect: $0.1) },
      nondiseased: nondiseased.map { AccuracyArm(correct: $0.0, incorrect: $0.1) })
  }
  return [
    study((25, 8), (25, 1)), study((17, 4), (11, 3)), study((88, 16), (31, 16)),
    study((40, 17), (137, 1)), study((23, 19), (12, 0)), study((17, 3), nil),
    study(nil, (30, 2)),
  ]
}()

/// log of the integral of Bin(y | n, expit(mu + tau z)) N(z; 0, 1), by Simpson's rule over 24 SDs.
func simpson(_ correct: Int, _ total: Int, mean: Double, deviation: Double) -> Double {
  let (count, reach) = (4000, 12.0)
  let step = 2 * reach / Double(count)
  let coefficient =
    lgamma(Double(total) + 1) - lgamma(Double(correct) + 1) - lgamma(Double(total - correct) + 1)
  var sum = 0.0
  for k in 0...count {
    let z = -reach + Double(k) * step
    let t = mean + deviation * z
    let logTerm =
      Double(correct) * t - Double(total) * (max(t, 0) + log1p(exp(-abs(t)))) - 0.5 * z * z
    let weight = k == 0 || k == count ? 1.0 : k % 2 == 1 ? 4 : 2
    sum += weight * exp(logTerm + coefficient)
  }
  return log(sum * step / 3 / (2 * Double.pi).squareRoot())
}

@Suite("One margin by itself")
struct MarginTests {
  private let points = [(1.2, 0.7), (-0.4, 0.05), (2.5, 1.9), (0, 4)]

  @Test(arguments: AccuracyMargin.allCases)
  func theLikelihoodIsTheIntegral(kind: AccuracyMargin) {
    let margin = Margin(kind, studies: restrictedStudies, varies: true, threads: 1)
    for (mean, deviation) in points {
      let values = margin.studyLogLikelihoods(mean: mean, deviation: deviation)
      for (study, value) in zip(restrictedStudies, values) {
        let exact =
          kind.arm(of: study).map {
            simpson($0.correct, $0.total, mean: mean, deviation: deviation)
          } ?? 0
        #expect(abs(value - exact) < 2e-6, "\(kind) \(mean) \(deviation)")
      }
    }
  }

  @Test func theFixedLikelihoodIsTheLimitOfASmallDeviation() {
    let fixed = Margin(.sensitivity, studies: restrictedStudies, varies: false, threads: 1)
    let values = fixed.studyLogLikelihoods(mean: 0.8, deviation: 0)
    for (study, value) in zip(restrictedStudies, values) {
      let limit =
        study.diseased.map { simpson($0.correct, $0.total, mean: 0.8, deviation: 1e-5) } ?? 0
      #expect(abs(value - limit) < 1e-7)
    }
    // And the sum goes by the totals.
    let whole = fixed.logLikelihoodAndGradient(mean: 0.8, deviation: 0).value
    #expect(abs(whole - values.reduce(0, +)) < 1e-9)
  }

  @Test(arguments: [true, false])
  func theGradientIsThatOfTheValue(varies: Bool) {
    for kind in AccuracyMargin.allCases {
      let margin = Margin(kind, studies: restrictedStudies, varies: varies, threads: 1)
      func value(_ mean: Double, _ logDeviation: Double) -> Double {
        margin.logLikelihoodAndGradient(mean: mean, deviation: exp(logDeviation)).value
      }
      for (mean, deviation) in points {
        let own = margin.logLikelihoodAndGradient(mean: mean, deviation: deviation)
        let (h, s) = (1e-4, log(deviation))
        let byMean = (value(mean + h, s) - value(mean - h, s)) / (2 * h)
        #expect(abs(own.mean - byMean) < 1e-3 * max(1, abs(byMean)), "\(kind) \(mean)")
        guard varies else { continue }
        let byDeviation = (value(mean, s + h) - value(mean, s - h)) / (2 * h)
        #expect(abs(own.logDeviation - byDeviation) < 1e-3 * max(1, abs(byDeviation)))
      }
    }
  }
}

/// A density in its coordinates is the posterior of the parameters times the Jacobian.
@Suite("Restricted models: densities")
struct RestrictedDensityTests {
  static let priors: [AccuracyPrior] = {
    let presets = ["default", "cochrane", "meta4diag", "bamdit", "copuladta-brma"]
    let heavy = ScalarPrior.studentT(df: 3, location: 1, scale: 2)
    return presets.compactMap { try? AccuracyPrior.preset($0) } + [
      AccuracyPrior(
        muSensitivity: heavy, muSpecificity: heavy,
        covariance: .separate(
          tauSensitivity: .exponential(rate: 0.8), tauSpecificity: .halfNormal(scale: 2),
          rho: .lkj(eta: 1.5)))
    ]
  }()

  /// The spread over points of log density - log posterior - log |d parameters / d coordinates|; without
  /// the Jacobian too.
  private func spread(
    _ route: IndependenceRoute, _ model: some AccuracyModel, rest: [Variable: Double]
  ) -> (right: Double, withoutJacobian: Double) {
    let d = route.density.dimension
    var (constants, bare): ([Double], [Double]) = ([], [])
    let shifts: [[Double]] = [[0, 0], [1.1, -0.6], [-0.9, 0.8], [0.4, 2.2], [-1.7, -1.2]]
    for shift in shifts {
      let x: [Double] = (0..<d).map { (k: Int) -> Double in
        route.start[k] + shift[k % 2] * (1 - 0.1 * Double(k))
      }
      let density = route.density.logDensity(at: x.span)
      let posterior = model.logPosteriors(
        of: table(route, x, rest), at: [DrawPlace(chain: 0, draw: 0)])[0]
      let jacobian = logJacobian(route, x)
      constants.append(density - posterior - jacobian)
      bare.append(density - posterior)
    }
    func range(_ values: [Double]) -> Double {
      (values.max() ?? .nan) - (values.min() ?? .nan)
    }
    return (range(constants), range(bare))
  }

  /// All variables of a model: those of the route at a position, the others fixed.
  private func table(
    _ route: IndependenceRoute, _ x: [Double], _ rest: [Variable: Double]
  ) -> DrawTable {
    let own = route.density.block(of: x.span, drawsPerChain: 1)
    let others = rest.filter { !route.density.variables.contains($0.key) }
    return DrawTable(
      variables: route.density.variables + others.map(\.key), drawsPerChain: 1,
      blocks: [own + others.map(\.value)])
  }

  /// log |det| by central differences; atanh rho stands for rho, so that its factor is taken off.
  private func logJacobian(_ route: IndependenceRoute, _ x: [Double]) -> Double {
    let variables = route.density.variables
    let kept = variables.indices.filter { variables[$0] != .rho }
    var rows: [[Double]] = []
    for k in x.indices {
      var (low, high) = (x, x)
      (low[k], high[k]) = (low[k] - 1e-4, high[k] + 1e-4)
      let a = route.density.block(of: low.span, drawsPerChain: 1)
      let b = route.density.block(of: high.span, drawsPerChain: 1)
      rows.append(kept.map { (b[$0] - a[$0]) / 2e-4 })
    }
    var factor = 0.0
    if let place = variables.firstIndex(of: .rho) {
      let rho = route.density.block(of: x.span, drawsPerChain: 1)[place]
      factor = log((1 - rho) * (1 + rho))
    }
    return logDeterminant(rows) + factor
  }

  private func logDeterminant(_ matrix: [[Double]]) -> Double {
    var (rows, sum) = (matrix, 0.0)
    for k in rows.indices {
      let pivot = (k..<rows.count).max { abs(rows[$0][k]) < abs(rows[$1][k]) } ?? k
      rows.swapAt(k, pivot)
      sum += log(abs(rows[k][k]))
      for i in rows.indices.dropFirst(k + 1) {
        let factor = rows[i][k] / rows[k][k]
        for j in k..<rows.count { rows[i][j] -= factor * rows[k][j] }
      }
    }
    return sum
  }

  private static let rest: [Variable: Double] = [
    .muSensitivity: 1, .muSpecificity: 2, .tauSensitivity: 0.5, .tauSpecificity: 0.8,
  ]

  @Test(arguments: priors)
  func marginsHaveTheirPosterior(prior: AccuracyPrior) {
    for form in [
      MarginsModel.Form.independent, .fixed, .univariate(.sensitivity), .univariate(.specificity),
    ] {
      let model = MarginsModel(form, studies: restrictedStudies, prior: prior)
      for route in model.independenceRoutes() {
        let found = spread(route, model, rest: Self.rest)
        #expect(found.right < 2e-3, "\(form) \(prior.preset ?? "heavy") \(found)")
        // A density without its Jacobian is another one; that of a common mean is constant but for
        // stretched tails.
        if form != .fixed { #expect(found.withoutJacobian > 0.05, "\(form)") }
      }
    }
  }

  @Test(arguments: priors + [try? AccuracyPrior.preset("midas-iwishart")].compactMap { $0 })
  func theNormalApproximationHasItsPosterior(prior: AccuracyPrior) {
    let model = NormalApproximationModel(studies: restrictedStudies, prior: prior)
    let route = model.independenceRoutes()[0]
    let found = spread(route, model, rest: [:])
    #expect(found.right < 5e-3, "\(prior.preset ?? "heavy") \(found)")
    #expect(found.withoutJacobian > 0.05)
  }

  @Test func gradientsAreThoseOfTheValues() {
    let prior = Self.priors[0]
    let routes = [
      MarginsModel(.independent, studies: restrictedStudies, prior: prior).noUTurnRoute(),
      MarginsModel(.fixed, studies: restrictedStudies, prior: prior).noUTurnRoute(),
      NormalApproximationModel(studies: restrictedStudies, prior: prior).noUTurnRoute(),
    ]
    for route in routes {
      let d = route.density.dimension
      let x = route.start((0..<d).map { 0.7 - 0.3 * Double($0) })
      var gradient = [Double](repeating: 0, count: d)
      var span = gradient.mutableSpan
      _ = route.density.logDensity(at: x.span, gradient: &span)
      for k in 0..<d {
        var (low, high) = (x, x)
        (low[k], high[k]) = (x[k] - 1e-4, x[k] + 1e-4)
        let slope =
          (route.density.logDensity(at: high.span) - route.density.logDensity(at: low.span)) / 2e-4
        #expect(abs(slope - gradient[k]) < 1e-3 * max(1, abs(slope)), "\(k) of \(d)")
      }
    }
  }

  /// At its own maximum the likelihood is that of the frequentist room.
  @Test func theNormalLikelihoodIsTheOneThatIsMaximised() throws {
    let fit = fitBivariate(restrictedStudies, method: .normalMaximumLikelihood)
    let (point, value) = (try #require(fit.point), try #require(fit.logLikelihood))
    let likelihood = NormalLikelihood(restrictedStudies)
    let rho = try #require(point.correlation)
    let own = likelihood.logLikelihood(
      at: .init(
        muSensitivity: point.muSensitivity, muSpecificity: point.muSpecificity,
        tauSensitivity: max(point.tauSensitivity, 1e-9),
        tauSpecificity: max(point.tauSpecificity, 1e-9), fisherZ: atanh(min(rho, 0.999_999_999))))
    #expect(abs(own - value) < 1e-4, "\(own) \(value)")
  }
}
