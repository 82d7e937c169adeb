import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import DataReading
import Distributions
import Draws
import ModelInterface
import RepeatableNumbers
import StudyDesigns
import Testing

@testable import HSROCModels
@testable import RegressionModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A built-in data set in the HSROC model.
func hsroc(
  _ data: String, _ formula: String = "", preset: String = "metabayesdta",
  tolerance: Double = 1e-8, filter: String? = nil
) throws -> HSROCModel {
  let studies = try rows(data, filter: filter)
  let design = try StudyDesign(
    DesignRequest(
      formula: formula.isEmpty ? ModelFormula() : try ModelFormula(parsing: formula)),
    studies: studies)
  return HSROCModel(
    studies: studies, design: design, prior: try AccuracyPrior.preset(preset),
    tolerance: tolerance)
}

/// The rows of a built-in data set.
func rows(_ data: String, filter: String? = nil) throws -> [AccuracyStudy] {
  var selection = DataSelection(allowDependent: true)
  selection.filters = try filter.map { [try DataFilter(parsing: $0)] } ?? []
  return try readAccuracyData(DataSource(argument: "example:\(data)"), selection: selection)
    .studies
}

@Suite("HSROC: the scale")
struct HSROCScaleTests {
  private static let points: [BivariatePoint] = {
    var numbers = SplitMix64(seed: 11)
    return (0..<40).map { _ in
      BivariatePoint(
        muSensitivity: 2 * numbers.normal(), muSpecificity: 2 * numbers.normal(),
        tauSensitivity: exp(numbers.normal()), tauSpecificity: exp(numbers.normal()),
        fisherZ: 1.5 * numbers.normal())
    }
  }()

  private static func numbers(_ point: BivariatePoint) -> [Double] {
    [
      point.muSensitivity, point.muSpecificity, point.tauSensitivity, point.tauSpecificity,
      point.correlation,
    ]
  }

  /// The model's own statement, logit P(T+) = (theta +- alpha / 2) exp(-+ beta / 2), gives means, variances
  /// and covariance of logit sensitivity and specificity.
  @Test func theScaleIsThatOfRutterAndGatsonis() {
    for point in Self.points {
      let scale = HSROCPoint.Scale(point)
      let (stretch, va, vt) = (
        exp(0.5 * scale.beta), scale.varianceOfAccuracy, scale.varianceOfThreshold
      )
      // logit Se = (theta + alpha / 2) / stretch, logit Sp = -(theta - alpha / 2) stretch.
      let expected = [
        (scale.theta + scale.lambda / 2) / stretch, -(scale.theta - scale.lambda / 2) * stretch,
        (vt + va / 4).squareRoot() / stretch, (vt + va / 4).squareRoot() * stretch,
        (va / 4 - vt) / (va / 4 + vt),
      ]
      for (found, wanted) in zip(Self.numbers(point), expected) {
        #expect(abs(found - wanted) < 1e-12 * (1 + abs(wanted)))
      }
      for (found, wanted) in zip(Self.numbers(scale.population), Self.numbers(point)) {
        #expect(abs(found - wanted) < 1e-12 * (1 + abs(wanted)))
      }
    }
  }

  /// rho near +-1 is told from 1 by the smaller variance.
  @Test(arguments: [-40.0, -20, 20, 40]) func correlationsNearOneComeBack(fisherZ: Double) {
    let point = BivariatePoint(
      muSensitivity: 1, muSpecificity: 2, tauSensitivity: 0.5, tauSpecificity: 0.7,
      fisherZ: fisherZ)
    #expect(abs(HSROCPoint.Scale(point).population.fisherZ - fisherZ) < 1e-12)
  }

  /// log 4 s_A s_B against differences of the map; without the factor it would be caught.
  @Test func jacobianIsThatOfTheMap() {
    for point in Self.points.prefix(12) {
      func scale(_ values: [Double]) -> [Double] {
        let scale = HSROCPoint.Scale(
          BivariatePoint(
            muSensitivity: values[0], muSpecificity: values[1], tauSensitivity: values[2],
            tauSpecificity: values[3], fisherZ: atanh(values[4])))
        return [
          scale.lambda, scale.theta, scale.beta, scale.varianceOfAccuracy,
          scale.varianceOfThreshold,
        ]
      }
      let here = Self.numbers(point)
      var slopes = [[Double]](repeating: [Double](repeating: 0, count: 5), count: 5)
      for k in 0..<5 {
        let step = 1e-5 * (k == 4 ? 1 - abs(here[4]) : max(abs(here[k]), 0.1))
        var (up, down) = (here, here)
        up[k] += step
        down[k] -= step
        for (i, pair) in zip(scale(up), scale(down)).enumerated() {
          slopes[i][k] = (pair.0 - pair.1) / (2 * step)
        }
      }
      let numeric = log(abs(determinant(slopes)))
      #expect(abs(HSROCPoint.Scale(point).logJacobian - numeric) < 1e-5)
    }
    // A density without the Jacobian is another one: it is no constant.
    let values = Self.points.map { HSROCPoint.Scale($0).logJacobian }
    #expect((values.max() ?? 0) - (values.min() ?? 0) > 1)
  }

  /// A level's population is the map of the level's own accuracy, threshold and shape.
  @Test func levelsFollowTheScale() {
    for point in Self.points.prefix(10) {
      var whole = HSROCPoint(reference: point)
      (whole.accuracy, whole.threshold, whole.shape) = ([0.7, -1], [0.4], [-0.3])
      let x = StudyDesign.HierarchicalMultipliers(
        accuracy: [1, 0.5], threshold: [2], shape: [1.5])
      var scale = whole.scale
      scale.lambda += 0.7 - 0.5
      scale.theta += 0.8
      scale.beta += -0.45
      let (own, other) = (Self.numbers(whole.population(x)), Self.numbers(scale.population))
      for (found, wanted) in zip(own, other) {
        #expect(abs(found - wanted) < 1e-12 * (1 + abs(wanted)))
      }
    }
  }
}

@Suite("HSROC: likelihood and densities")
struct HSROCDensityTests {
  static let cases = [
    ("auditc", ""), ("scheidler", "accuracy ~ modality; threshold ~ modality"),
    ("catheter", "accuracy ~ type + prevalence; threshold ~ prevalence"),
    ("anti-ccp", "accuracy ~ generation; shape ~ generation"),
    ("catheter", "threshold ~ type:prevalence; shape ~ prevalence"),
  ]

  private static func positions(_ start: [Double], _ count: Int, seed: UInt64) -> [[Double]] {
    var numbers = SplitMix64(seed: seed)
    return (0..<count).map { _ in start.map { $0 + 0.7 * numbers.normal() } }
  }

  /// At mapped points the likelihood is that of the bivariate model, and with accuracy and threshold on one
  /// covariate that of both means on it.
  @Test func likelihoodIsTheBivariateOneAtMappedPoints() throws {
    let (plain, levels) = (
      try hsroc("auditc"), try hsroc("scheidler", "accuracy ~ modality; threshold ~ modality")
    )
    let bivariate = CollapsedLikelihood(studies: plain.studies, tolerance: 1e-8)
    let design = try StudyDesign(
      DesignRequest(
        formula: try ModelFormula(parsing: "mu_se ~ modality; mu_sp ~ modality")),
      studies: levels.studies)
    let regression = RegressionModel(
      studies: levels.studies, design: design, prior: levels.prior, tolerance: 1e-8)
    let (first, second) = (HSROCGradient(model: plain), HSROCGradient(model: levels))
    for position in Self.positions(plain.mode(), 20, seed: 1) {
      let point = first.point(at: position.span)
      let scale = point.scale.population
      let found = plain.logLikelihood(at: HSROCPoint(reference: scale))
      #expect(abs(found - bivariate.logLikelihood(at: point.reference)) < 1e-10 * abs(found))
    }
    for position in Self.positions(levels.mode(), 20, seed: 2) {
      let point = second.point(at: position.span)
      let populations = levels.design.populations.map {
        point.population($0.row.hierarchical)
      }
      #expect(populations.count == 3 && populations[0] == point.reference)
      let other = RegressionPoint(
        coefficients: populations.map(\.muSensitivity) + populations.map(\.muSpecificity),
        covariances: [point.reference])
      let found = levels.logLikelihood(at: point)
      #expect(abs(found - regression.logLikelihood(at: other)) < 1e-10 * abs(found))
    }
  }

  /// Differences of the threshold and the shape have the prior of coefficients, of accuracy, of which half
  /// moves each logit, one twice as wide.
  @Test func differencesHaveTheirPriors() throws {
    let model = try hsroc(
      "schuetz-ct-mri", "accuracy ~ test; threshold ~ test; shape ~ test")
    let reference = BivariatePoint(
      muSensitivity: 1, muSpecificity: 2, tauSensitivity: 0.5, tauSpecificity: 0.7, fisherZ: 0.2)
    func logPrior(_ differences: [Double]) -> Double {
      model.logPrior(
        at: HSROCPoint(
          reference: reference, accuracy: [differences[0]], threshold: [differences[1]],
          shape: [differences[2]]))
    }
    let none = logPrior([0, 0, 0])
    for (differences, drop) in [
      ([1.5, 0, 0], 1.5 * 1.5 / 8), ([0, 0.7, 0], 0.245), ([0, 0, -0.4], 0.08),
    ] { #expect(abs(none - drop - logPrior(differences)) < 1e-12) }
  }

  /// Without covariates the posterior is that of the bivariate model: on the HSROC scale its density is the
  /// other's divided by the Jacobian.
  @Test(arguments: ["metabayesdta", "bamdit", "midas-iwishart", "meta4diag-pc"])
  func withoutCovariatesThePosteriorIsTheBivariateOne(preset: String) throws {
    let model = try hsroc("auditc", preset: preset)
    let plain = BivariateModel(
      likelihood: CollapsedLikelihood(studies: model.studies, tolerance: 1e-8),
      prior: model.prior)
    let gradient = HSROCGradient(model: model)
    for position in Self.positions(model.mode(), 10, seed: 3) {
      let table = DrawTable(
        variables: gradient.variables, drawsPerChain: 1,
        blocks: [gradient.block(of: position.span, drawsPerChain: 1)])
      let place = [DrawPlace(chain: 0, draw: 0)]
      let reference = gradient.point(at: position.span).reference
      let other = plain.likelihood.logLikelihood(at: reference) + plain.logPrior(at: reference)
      let own = model.logPosteriors(of: table, at: place)[0]
      let jacobian = log(4 * reference.tauSensitivity * reference.tauSpecificity)
      #expect(abs(own - (other - jacobian)) < 1e-8 * (1 + abs(own)))
      // What is weighed by itself is what the bivariate model weighs: the Jacobian is no part of it.
      for part in PriorPart.allCases where part != .jacobian {
        let found = model.logPriors(of: part, at: place, of: table)[0]
        let wanted = model.prior.logDensity(of: part, at: reference)
        #expect(abs(found - wanted) < 1e-8 * (1 + abs(wanted)), "\(part)")
      }
      let parts = PriorPart.allCases.reduce(0) {
        $0 + model.logPriors(of: $1, at: place, of: table)[0]
      }
      #expect(abs(parts - model.logPrior(at: HSROCPoint(reference: reference))) < 1e-8)
    }
  }

  /// In normal scores the density is log L + log p(c) - |scores|^2 / 2 + log |dc / dx|, the last by
  /// differences.
  @Test(arguments: cases)
  func densityIsLikelihoodPriorAndJacobian(data: String, formula: String) throws {
    for preset in ["metabayesdta", "cochrane"] {
      let model = try hsroc(data, formula, preset: preset)
      let density = HSROCPosterior(model: model)
      let gradient = HSROCGradient(model: model)
      let (p, shapes) = (density.coordinates.count, density.coordinates.shapeCount)
      #expect(density.dimension == 3 + shapes + p && gradient.dimension == density.dimension)
      func point(_ position: [Double]) -> HSROCPoint {
        let table = DrawTable(
          variables: density.variables, drawsPerChain: 1,
          blocks: [density.block(of: position.span, drawsPerChain: 1)])
        return model.points(of: table, at: [DrawPlace(chain: 0, draw: 0)])[0]
      }
      func linear(_ point: HSROCPoint) -> [Double] {
        [point.reference.muSensitivity, point.reference.muSpecificity] + point.accuracy
          + point.threshold
      }
      for position in Self.positions(density.start, 5, seed: 3) {
        let here = point(position)
        var jacobian = [[Double]](repeating: [Double](repeating: 0, count: p), count: p)
        for k in 0..<p {
          var (up, down) = (position, position)
          up[3 + shapes + k] += 1e-4
          down[3 + shapes + k] -= 1e-4
          for (i, pair) in zip(linear(point(up)), linear(point(down))).enumerated() {
            jacobian[i][k] = (pair.0 - pair.1) / 2e-4
          }
        }
        // Of a shape's score the density is the normal one, of the shape itself its prior's.
        let scores = zip(position[3..<(3 + shapes)], here.shape).reduce(0) {
          $0 - 0.5 * $1.0 * $1.0 - model.coefficients.shapePrior.logDensity($1.1)
        }
        let other = linear(here) + here.shape + Array(position[..<3])
        let value =
          gradient.logDensity(at: other.span) + scores + log(abs(determinant(jacobian)))
        #expect(abs(density.logDensity(at: position.span) - value) < 1e-6, "\(preset)")
      }
      let start = point(density.start)
      for (found, wanted) in zip(linear(start) + start.shape, model.mode()) {
        #expect(abs(found - wanted) < 1e-7)
      }
    }
  }

  @Test(arguments: cases)
  func gradientsAreDerivatives(data: String, formula: String) throws {
    let density = HSROCGradient(model: try hsroc(data, formula))
    for position in Self.positions(density.model.mode(), 3, seed: 5) {
      var gradient = [Double](repeating: 0, count: position.count)
      var span = gradient.mutableSpan
      let value = density.logDensity(at: position.span, gradient: &span)
      #expect(abs(value - density.logDensity(at: position.span)) < 1e-9)
      for k in position.indices {
        var (up, down) = (position, position)
        up[k] += 1e-4
        down[k] -= 1e-4
        let numeric =
          (density.logDensity(at: up.span) - density.logDensity(at: down.span)) / 2e-4
        #expect(abs(gradient[k] - numeric) < 2e-4 * (1 + abs(numeric)), "\(k)")
      }
    }
  }

  /// Blocks of any length give the values of single points, floors only ever bounds below them.
  @Test(arguments: cases)
  func blocksAgreeWithPoints(data: String, formula: String) throws {
    let density = HSROCPosterior(model: try hsroc(data, formula))
    let positions = Self.positions(density.start, 61, seed: 7)
    let columns = (0..<density.dimension).flatMap { k in positions.map { $0[k] } }
    var values = [Double](repeating: 0, count: positions.count)
    var span = values.mutableSpan
    density.logDensities(at: columns.span, into: &span)
    for (value, position) in zip(values, positions) {
      #expect(abs(value - density.logDensity(at: position.span)) < 1e-6)
    }
    let floors = values.enumerated().map { $1 + ($0 % 2 == 0 ? 50 : -50) }
    var bounded = values
    span = bounded.mutableSpan
    density.logDensities(at: columns.span, floors: floors.span, into: &span)
    for k in values.indices {
      if k % 2 == 0 {
        #expect(bounded[k] < floors[k] && bounded[k] > values[k] - 1e-6)
      } else {
        #expect(abs(bounded[k] - values[k]) < 1e-6)
      }
    }
  }

  /// SDs that differ by more than e^20 have no density, and no draw.
  @Test func extremeShapesAreOutside() throws {
    let density = HSROCPosterior(model: try hsroc("auditc"))
    var position = density.start
    position[0] = -30
    #expect(density.logDensity(at: position.span) == -.infinity)
    let known = density.block(of: position.span, drawsPerChain: 1).filter { !$0.isNaN }
    #expect(known.isEmpty)
  }

  /// The prior of each parameter by itself integrates to 1, and beta's is symmetric where both SDs have one
  /// prior.
  @Test func impliedPriorsAreDensities() throws {
    let model = try hsroc("auditc")
    for parameter in model.parameters {
      guard case .implied(let support, let logDensity) = parameter.prior else {
        Issue.record("\(parameter.variable.name)")
        continue
      }
      var sum = 0.0
      for k in -6000...6000 {
        let y = Double(k) * 0.005
        // Over log x where only positive numbers are possible.
        sum += 0.005 * (support.lower == 0 ? exp(logDensity(exp(y)) + y) : exp(logDensity(y)))
      }
      #expect(abs(sum - 1) < 0.01, "\(parameter.variable.name): \(sum)")
    }
    let beta = model.parameters[2].prior
    #expect(abs(beta.logDensity(1) - beta.logDensity(-1)) < 0.05)
  }
}

/// The determinant by elimination.
func determinant(_ matrix: [[Double]]) -> Double {
  var (rows, result) = (matrix, 1.0)
  for k in rows.indices {
    let pivot = (k..<rows.count).max { abs(rows[$0][k]) < abs(rows[$1][k]) } ?? k
    if pivot != k {
      rows.swapAt(pivot, k)
      result = -result
    }
    result *= rows[k][k]
    for i in (k + 1)..<max(rows.count, k + 1) {
      let factor = rows[i][k] / rows[k][k]
      for j in k..<rows.count { rows[i][j] -= factor * rows[k][j] }
    }
  }
  return result
}
