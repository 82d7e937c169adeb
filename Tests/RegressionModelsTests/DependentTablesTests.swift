import AccuracyData
import CollapsedLikelihood
import Draws
import FitPages
import Fitting
import ModelInterface
import RandomStreams
import RepeatableNumbers
import RowStructures
import StudyDesigns
import Testing

@testable import RegressionModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Several rows of one study under the structures that tie them together.
@Suite struct DependentTablesTests {
  static let structures: [RowStructure] = [.exchangeable, .shared, .sharedAndWithin]
  static let formula = "mu_se ~ test; mu_sp ~ test"

  private func model(
    _ tables: RowStructure, data: String = "ascus", tolerance: Double = 1e-8
  ) throws -> RegressionModel {
    try regression(data, Self.formula, tolerance: tolerance, tables: tables)
  }

  private func positions(_ start: [Double], _ count: Int, seed: UInt64) -> [[Double]] {
    var numbers = SplitMix64(seed: seed)
    return (0..<count).map { _ in start.map { $0 + 0.6 * numbers.normal() } }
  }

  /// log L + log p(beta) - |x|^2 / 2 + log |d beta / dx|, the last by differences: a dropped Jacobian is seen,
  /// for it varies with the covariance.
  /// Of `schuetz-ct-mri` most studies have one row.
  @Test(arguments: structures, ["ascus", "schuetz-ct-mri"])
  func densityIsLikelihoodPriorAndJacobian(structure: RowStructure, data: String) throws {
    let model = try model(structure, data: data)
    let density = RegressionPosterior(model: model)
    let gradient = RegressionGradient(model: model)
    let p = model.coefficients.count
    let scores = density.dimension - p
    #expect(scores == 3 + (model.dependence?.parameters.count ?? 0))
    func point(_ position: [Double]) -> RegressionPoint {
      let table = DrawTable(
        variables: density.variables, drawsPerChain: 1,
        blocks: [density.block(of: position.span, drawsPerChain: 1)])
      return RegressionDraws(table, of: model).point(at: DrawPlace(chain: 0, draw: 0))
    }
    var jacobians: [Double] = []
    for position in positions(density.start, 5, seed: 13) {
      let here = point(position)
      var jacobian = [[Double]](repeating: [Double](repeating: 0, count: p), count: p)
      for k in 0..<p {
        var (up, down) = (position, position)
        up[scores + k] += 1e-4
        down[scores + k] -= 1e-4
        let (above, below) = (point(up).coefficients, point(down).coefficients)
        for i in 0..<p { jacobian[i][k] = (above[i] - below[i]) / 2e-4 }
      }
      let other = here.coefficients + Array(position[..<scores])
      jacobians.append(log(abs(determinant(jacobian))))
      let value = gradient.logDensity(at: other.span) + (jacobians.last ?? 0)
      #expect(abs(density.logDensity(at: position.span) - value) < 2e-6)
      // In the scores the prior of what rows depend by is the standard normal one.
      var prior = model.logLikelihood(at: here)
      for (coefficient, beta) in zip(model.coefficients, here.coefficients) {
        prior += coefficient.prior.logDensity(beta)
      }
      for score in position[..<scores] { prior -= 0.5 * score * score }
      #expect(abs(gradient.logDensity(at: other.span) - prior) < 2e-6)
    }
    // The rows of `ascus` are too few to settle the means whatever the covariance is.
    #expect(data != "ascus" || (jacobians.max() ?? 0) - (jacobians.min() ?? 0) > 0.1)
  }

  /// Blocks give the values of single points, floors only ever bounds below them.
  /// Of `schuetz-ct-mri` most studies have one row.
  @Test(arguments: structures, ["ascus", "schuetz-ct-mri"])
  func blocksAgreeWithPoints(structure: RowStructure, data: String) throws {
    let density = RegressionPosterior(model: try model(structure, data: data))
    let positions = positions(density.start, data == "ascus" ? 21 : 5, seed: 17)
    let columns = (0..<density.dimension).flatMap { k in positions.map { $0[k] } }
    var values = [Double](repeating: 0, count: positions.count)
    var span = values.mutableSpan
    density.logDensities(at: columns.span, into: &span)
    for (value, position) in zip(values, positions) {
      #expect(abs(value - density.logDensity(at: position.span)) < 1e-6)
    }
    let floors = values.enumerated().map { $1 + ($0 % 2 == 0 ? 80 : -80) }
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

  /// Scores are quantiles of the prior, far out too: phi is uniform, kappa half normal.
  @Test func scoresHaveTheirPriors() throws {
    let phi = try #require(try model(.exchangeable).dependence).parameters[0]
    let kappa = try #require(try model(.sharedAndWithin).dependence).parameters[0]
    for (score, below) in [
      (-6.0, 9.865_876_450_376_98e-10), (-1.5, 0.066_807_201_268_858_1), (0, 0.5),
      (2.5, 0.993_790_334_674_224),
    ] {
      #expect(abs(phi.value(atScore: score) / below - 1) < 1e-9)
      // P(kappa < x) = erf(x / sqrt 2) under half_normal(1).
      #expect(abs(erf(kappa.value(atScore: score) / 2.0.squareRoot()) / below - 1) < 1e-9)
    }
  }

  /// phi near 1 is independent rows, near 0 a shared effect, as kappa near 0 is.
  @Test func limits() throws {
    let independent = try model(.independent)
    let (exchangeable, shared) = (try model(.exchangeable), try model(.shared))
    let within = try model(.sharedAndWithin)
    var numbers = SplitMix64(seed: 19)
    for _ in 0..<4 {
      var point = RegressionPoint(
        coefficients: [0.8, 2.1, 0.7, 0.5].map { $0 + 0.2 * numbers.normal() },
        covariances: [
          BivariatePoint(
            muSensitivity: 0, muSpecificity: 0, tauSensitivity: 0.5 + 0.3 * numbers.uniform(),
            tauSpecificity: 0.4 + 0.3 * numbers.uniform(), fisherZ: -0.5)
        ], degreesOfFreedom: nil)
      let (rows, one) = (
        independent.logLikelihood(at: point), shared.logLikelihood(at: point)
      )
      point.structure = [1 - 1e-9]
      #expect(abs(exchangeable.logLikelihood(at: point) - rows) < 1e-3)
      point.structure = [1e-14]
      #expect(abs(exchangeable.logLikelihood(at: point) - one) < 1e-6)
      point.structure = [1e-7, 1e-7]
      #expect(abs(within.logLikelihood(at: point) - one) < 1e-6)
      #expect(abs(rows - one) > 1)
    }
  }

  /// Where every study has one row there is nothing to depend: the model is that of independent rows.
  @Test func oneRowAStudyIsThePlainModel() throws {
    let tied = try regression("scheidler", "mu_se ~ modality", tables: .exchangeable)
    let studies = Set(tied.studies.map(\.label)).count
    #expect(studies < tied.studies.count)
    #expect(tied.dependence != nil)
    let free = try regression("anti-ccp", "mu_se ~ generation", tables: .exchangeable)
    #expect(free.dependence == nil && free.tables == .independent)
    #expect(free.parameters.allSatisfy { $0.variable.base != "phi" })
  }

  /// What leaving a study out takes off is what the likelihood of all has of its tables.
  @Test(arguments: structures) func tablesAloneHaveTheirShare(structure: RowStructure) throws {
    let model = try model(structure)
    let dependence = try #require(model.dependence)
    let values =
      [0.8, 2.1, 0.7, 0.5] + [0.7, 0.6, tanh(-0.5)]
      + (structure == .exchangeable ? [0.6] : structure == .shared ? [] : [0.3, 0.5]) + [-0.5]
    let table = DrawTable(variables: model.drawnVariables, drawsPerChain: 1, blocks: [values])
    let place = [DrawPlace(chain: 0, draw: 0)]
    let all = model.studyLogLikelihoods(of: table, at: place)[0]
    for tables in dependence.studies.map(\.tables) + dependence.singleStudies.map({ [$0] }) {
      let own = model.logLikelihoods(ofTables: tables, of: table, at: place)
      #expect(own == [tables.reduce(0) { $0 + all[$1] }] && own[0] < 0)
    }
  }

  /// E[p | data] of a table's sensitivity is the ratio of two likelihoods: of one more success in one more
  /// patient, over that of the data.
  @Test(arguments: structures)
  func drawnEffectsHaveTheRightMean(structure: RowStructure) throws {
    let model = try model(structure)
    let point = RegressionPoint(
      coefficients: [0.8, 2.1, 0.7, 0.5],
      covariances: [
        BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: 0.7, tauSpecificity: 0.6,
          fisherZ: -0.5)
      ], degreesOfFreedom: nil,
      structure: structure == .exchangeable ? [0.6] : structure == .shared ? [] : [0.3, 0.5])
    let dependence = try #require(model.dependence)
    let values =
      point.coefficients + [0.7, 0.6, tanh(-0.5)] + point.structure + [-0.5]
    let draws = 4000
    let table = DrawTable(
      variables: model.drawnVariables, drawsPerChain: draws,
      blocks: [values.flatMap { [Double](repeating: $0, count: draws) }])
    let places = (0..<draws).map { DrawPlace(chain: 0, draw: $0) }
    for number in [0, 4] {
      let study = dependence.studies[number]
      var stream = testStream(number)
      let effects = model.studyEffects(
        of: study.tables[0], from: table, at: places, using: &stream)
      let shares = effects.logitSensitivities.map { 1 / (1 + exp(-$0)) }
      let mean = shares.reduce(0, +) / Double(draws)
      let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
      var tables = study.tables.map { model.studies[$0] }
      let arm = try #require(tables[0].diseased)
      let split = dependence.effects(point.covariances[0], point.structure)
      let means = model.means(ofTables: study.tables, at: point)
      func logLikelihood(_ tables: [AccuracyStudy]) -> Double {
        SharedEffectLikelihood(tables: tables, rows: Array(tables.indices), tolerance: 1e-9)
          .logLikelihood(at: split, means: means)
      }
      let before = logLikelihood(tables)
      tables[0].diseased = AccuracyArm(correct: arm.correct + 1, incorrect: arm.incorrect)
      // The coefficient of y + 1 of n + 1 is (n + 1) / (y + 1) times that of y of n.
      let expected = exp(
        logLikelihood(tables) - before
          - log(Double(arm.total + 1) / Double(arm.correct + 1)))
      #expect(
        abs(mean - expected) < 4 * (variance / Double(draws)).squareRoot(),
        "\(structure) \(number): \(mean) for \(expected)")
    }
  }

  /// A study with one row has the variances within studies too.
  @Test func effectsOfASingleRowHaveBothVariances() throws {
    let model = try regression("schuetz-ct-mri", Self.formula, tables: .sharedAndWithin)
    let dependence = try #require(model.dependence)
    let study = try #require(dependence.singleStudies.first { model.studies[$0].diseased != nil })
    let structure = [0.9, 0.7]
    let covariance = BivariatePoint(
      muSensitivity: 0, muSpecificity: 0, tauSensitivity: 0.4, tauSpecificity: 0.5, fisherZ: 0.3)
    let point = RegressionPoint(
      coefficients: [2.5, 3.5, 1, 2], covariances: [covariance], degreesOfFreedom: nil,
      structure: structure)
    let values = point.coefficients + [0.4, 0.5, covariance.correlation] + structure + [0.3]
    let draws = 6000
    let table = DrawTable(
      variables: model.drawnVariables, drawsPerChain: draws,
      blocks: [values.flatMap { [Double](repeating: $0, count: draws) }])
    var stream = testStream(7)
    let effects = model.studyEffects(
      of: study, from: table, at: (0..<draws).map { DrawPlace(chain: 0, draw: $0) }, using: &stream)
    let shares = effects.logitSensitivities.map { 1 / (1 + exp(-$0)) }
    let mean = shares.reduce(0, +) / Double(draws)
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws - 1)
    // The covariance by hand: variances add, what is shared between the margins stays.
    let (first, second) = ((0.16 + 0.81).squareRoot(), (0.25 + 0.49).squareRoot())
    var own = model.point(ofStudy: study, at: point)
    (own.tauSensitivity, own.tauSpecificity) = (first, second)
    own.fisherZ = atanh(covariance.correlation * 0.4 * 0.5 / (first * second))
    var data = model.studies[study]
    let arm = try #require(data.diseased)
    let before = DenseRule().logLikelihood(of: data, at: own)
    #expect(abs(model.studyLogLikelihoods(at: point).values[study] - before) < 1e-6)
    data.diseased = AccuracyArm(correct: arm.correct + 1, incorrect: arm.incorrect)
    let expected = exp(
      DenseRule().logLikelihood(of: data, at: own) - before
        - log(Double(arm.total + 1) / Double(arm.correct + 1)))
    #expect(
      abs(mean - expected) < 4 * (variance / Double(draws)).squareRoot(),
      "\(mean) for \(expected)")
  }

  /// The structures stand beside each other on the page and in JSON, the fit's own marked.
  @Test func structuresStandBesideEachOther() throws {
    let fit = try covariateFit("schuetz-ct-mri", { $0.covariates = ["test"] }, draws: 500)
    #expect(fit.structures.map(\.isDirect) == [true, false, false, false, false])
    #expect(fit.structures[0].studies == 5 && fit.structures[0].rows == 10)
    #expect(fit.structures[1].isHeadline && fit.structures[1].structure == .exchangeable)
    #expect(fit.structures.allSatisfy { $0.pairs.map(\.label) == ["MRI vs CT"] })
    let own = try #require(fit.comparisons.first?.quantity("relative_sensitivity"))
    let pair = fit.structures[1].pairs[0]
    #expect(abs(pair.relativeSensitivity.estimate - own.summary.median) < 1e-12)
    #expect(fit.parameters.contains { $0.name == "phi" })
    let page = fit.page(verbose: false, width: 100)
    for text in ["direct, 5 studies with all", "exchangeable, as above", "shared+within"] {
      #expect(page.contains(text), "\(text)")
    }
    let json = String(decoding: fit.json().serializedBytes(), as: UTF8.self)
    #expect(json.contains("\"row_structures\""))
  }
}

private func testStream(_ number: Int) -> RandomStream {
  RandomStream(StreamKey(seed: 29).child(.purpose(.studyEffects), .index(number)))
}
