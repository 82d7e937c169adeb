import AccuracyData
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import RepeatableNumbers
import Testing

@testable import AccuracyModels

/// Positions become the same named parameters in blocks as one by one, wherever they are written.
@Suite struct DecodingTests {
  private static func model() throws -> BivariateModel {
    BivariateModel(
      likelihood: CollapsedLikelihood(studies: testStudies),
      prior: try AccuracyPrior.preset("default"))
  }

  private static func check(_ target: some DecodableDensity, count: Int) {
    var numbers = SplitMix64(seed: 91)
    let points = (0..<count).map { _ in numbers.normals(target.dimension) }
    let positions = (0..<target.dimension).flatMap { k in points.map { $0[k] } }
    let (stride, offset) = (count + 5, 3)
    var columns = [Double](repeating: -7, count: target.variables.count * stride)
    var span = columns.mutableSpan
    target.decode(positions.span, count: count, into: &span, stride: stride, offset: offset)
    for (j, point) in points.enumerated() {
      let alone = target.block(of: point.span, drawsPerChain: 1)
      for v in target.variables.indices {
        #expect(columns[v * stride + offset + j] == alone[v], "\(target.variables[v].name) of \(j)")
      }
    }
    // Nothing beside the columns is written.
    for v in target.variables.indices {
      for j in 0..<stride where !(offset..<(offset + count)).contains(j) {
        #expect(columns[v * stride + j] == -7)
      }
    }
  }

  @Test(arguments: [1, 7, 8, 13]) func collapsed(count: Int) throws {
    Self.check(CollapsedPosterior(model: try Self.model()), count: count)
  }

  @Test func aBlockLongerThanTheKernels() throws {
    Self.check(
      CollapsedPosterior(model: try Self.model()), count: CollapsedLikelihood.largestBlock + 9)
  }

  @Test func gradient() throws {
    Self.check(GradientPosterior(model: try Self.model()), count: 5)
  }

  @Test func joint() throws {
    let model = try Self.model()
    let mode = GradientPosterior(model: model).point(at: model.mode().span)
    Self.check(JointPosterior(model: model, reference: mode), count: 5)
  }

  /// The column called rho is the correlation, and so on: each against the point itself.
  @Test func everyColumnHasItsOwnName() throws {
    let target = GradientPosterior(model: try Self.model())
    let position = [0.3, -0.4, 0.5, -0.6, 0.7]
    let point = target.point(at: position.span)
    let table = DrawTable(
      variables: target.variables, drawsPerChain: 1,
      blocks: [target.block(of: position.span, drawsPerChain: 1)])
    #expect(table.pooled(.muSensitivity) == [point.muSensitivity])
    #expect(table.pooled(.muSpecificity) == [point.muSpecificity])
    #expect(table.pooled(.tauSensitivity) == [point.tauSensitivity])
    #expect(table.pooled(.tauSpecificity) == [point.tauSpecificity])
    #expect(table.pooled(.rho) == [point.correlation])
    #expect(table.pooled(.fisherZ) == [point.fisherZ])
    #expect(BivariateDraws(table).point(chain: 0, draw: 0) == point)
  }
}
