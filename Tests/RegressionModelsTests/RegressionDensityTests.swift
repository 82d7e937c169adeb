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

@testable import RegressionModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A built-in data set under a formula.
func regression(
  _ data: String, _ formula: String, preset: String = "metabayesdta", tolerance: Double = 1e-8,
  effects: RandomEffects = .normal, tables: RowStructure = .independent
) throws -> RegressionModel {
  let dataset = try readAccuracyData(
    DataSource(argument: "example:\(data)"), selection: DataSelection(allowDependent: true))
  let design = try StudyDesign(
    DesignRequest(formula: try ModelFormula(parsing: formula)), studies: dataset.studies)
  return RegressionModel(
    studies: dataset.studies, design: design, prior: try AccuracyPrior.preset(preset),
    effects: effects, tables: tables, tolerance: tolerance)
}

/// The density in its coordinates against likelihood, prior and a numeric Jacobian.
@Suite struct RegressionDensityTests {
  static let cases = [
    ("scheidler", "mu_se ~ modality; mu_sp ~ modality"),
    ("catheter", "mu_se ~ type + prevalence; mu_sp ~ prevalence"),
    ("anti-ccp", "mu_se ~ generation; mu_sp ~ 1; tau ~ generation"),
    ("catheter", "mu_se ~ type:prevalence; mu_sp ~ type; tau ~ type"),
  ]

  /// Positions around the mode.
  private static func positions(_ start: [Double], _ count: Int, seed: UInt64) -> [[Double]] {
    var numbers = SplitMix64(seed: seed)
    return (0..<count).map { _ in start.map { $0 + 0.7 * numbers.normal() } }
  }

  /// In normal scores the prior of a covariance is exp(-|x|^2 / 2), so that the density is
  /// log L + log p(beta) - |x|^2 / 2 + log |d beta / dx|, the last by differences.
  @Test(arguments: cases)
  func densityIsLikelihoodPriorAndJacobian(data: String, formula: String) throws {
    for preset in ["metabayesdta", "cochrane"] {
      let model = try regression(data, formula, preset: preset)
      let density = RegressionPosterior(model: model)
      let gradient = RegressionGradient(model: model)
      let scores = 3 * model.groups.count
      let p = model.coefficients.count
      #expect(density.dimension == scores + p)
      func point(_ position: [Double]) -> RegressionPoint {
        let table = DrawTable(
          variables: density.variables, drawsPerChain: 1,
          blocks: [density.block(of: position.span, drawsPerChain: 1)])
        return RegressionDraws(table, of: model).point(at: DrawPlace(chain: 0, draw: 0))
      }
      for position in Self.positions(density.start, 6, seed: 3) {
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
        let value = gradient.logDensity(at: other.span) + log(abs(determinant(jacobian)))
        #expect(abs(density.logDensity(at: position.span) - value) < 1e-6, "\(preset)")
      }
      // The mode stands where the other density has it.
      let start = point(density.start)
      let mode = model.mode()
      for (found, wanted) in zip(start.coefficients, mode) { #expect(abs(found - wanted) < 1e-8) }
    }
  }

  @Test(arguments: cases)
  func gradientsAreDerivatives(data: String, formula: String) throws {
    let density = RegressionGradient(model: try regression(data, formula))
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
    let density = RegressionPosterior(model: try regression(data, formula))
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

  /// With a single row the coordinates are those of the plain model.
  @Test func oneRowIsThePlainModel() throws {
    let dataset = try readAccuracyData(
      DataSource(argument: "example:auditc"), selection: DataSelection())
    let design = try StudyDesign(DesignRequest(), studies: dataset.studies)
    let prior = try AccuracyPrior.preset("metabayesdta")
    let model = RegressionModel(studies: dataset.studies, design: design, prior: prior)
    let plain = CollapsedPosterior(
      model: BivariateModel(
        likelihood: CollapsedLikelihood(studies: dataset.studies, tolerance: 1e-6), prior: prior))
    let density = RegressionPosterior(model: model)
    for position in Self.positions(plain.start, 20, seed: 9) {
      let (own, other) = (
        density.logDensity(at: position.span), plain.logDensity(at: position.span)
      )
      // The modes that both are standardised at differ by the tolerance of the search.
      #expect(abs(own - other) < 2e-3 * (1 + abs(other)))
    }
  }
}

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
