import DenseLinearAlgebra
import RandomStreams
import Testing

@testable import Samplers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The fit finds a map again from draws of it.
struct TriangularFitTests {
  private func points(_ proposal: TriangularProposal, count: Int, seed: UInt64) -> WeightedPoints {
    var stream = RandomStream(StreamKey(seed: seed).child(.purpose(.simulation)))
    var block = ProposalBlock(dimension: proposal.dimension, count: count)
    DefensiveProposal(pilot: proposal).draw(into: &block, using: &stream)
    return WeightedPoints(
      dimension: proposal.dimension, positions: block.positions,
      weights: [Double](repeating: 1 / Double(count), count: count))
  }

  /// The Kullback-Leibler divergence of a fit from the truth, over fresh draws of the truth.
  private func divergence(of fit: TriangularProposal, from truth: TriangularProposal) -> Double {
    var stream = RandomStream(StreamKey(seed: 99).child(.purpose(.simulation)))
    var block = ProposalBlock(dimension: truth.dimension, count: 40_000)
    DefensiveProposal(pilot: truth).draw(into: &block, using: &stream)
    let fitted = DefensiveProposal(pilot: fit).logDensities(at: block.positions)
    return zip(block.logDensities, fitted).reduce(0) { $0 + $1.0 - $1.1 } / 40_000
  }

  @Test func triangularFitBeatsAffineWhereTheTruthIsBent() throws {
    let truth = TriangularProposalTests.bent()
    let sample = points(truth, count: 20_000, seed: 21)
    let affine = try TriangularProposal.affine(to: sample, noise: .standard)
    let triangular = try TriangularProposal.triangular(
      to: sample, noise: .standard, startingAt: affine.shape)
    let rough = divergence(of: affine, from: truth)
    let fine = divergence(of: triangular, from: truth)
    #expect(rough > 0.05)
    #expect(fine > -1e-3 && fine < 0.01)
  }

  @Test func weightsCountAsRepeatedPoints() throws {
    let truth = TriangularProposalTests.bent()
    let once = points(truth, count: 800, seed: 22)
    var positions: [Double] = []
    for k in 0..<2 {
      let column = once.positions[(k * 800)..<((k + 1) * 800)]
      positions += column + column.prefix(400)
    }
    let repeated = WeightedPoints(
      dimension: 2, positions: positions, weights: [Double](repeating: 1 / 1200.0, count: 1200))
    let weighted = WeightedPoints(
      dimension: 2, positions: once.positions,
      weights: (0..<800).map { ($0 < 400 ? 2 : 1) / 1200.0 })
    let neutral = [SinhArcsinhShape(), SinhArcsinhShape()]
    let first = try TriangularProposal.triangular(
      to: repeated, noise: .standard, startingAt: neutral)
    let second = try TriangularProposal.triangular(
      to: weighted, noise: .standard, startingAt: neutral)
    #expect(abs(divergence(of: first, from: second)) < 1e-6)
  }

  @Test func shapeObjectiveHasItsGradient() {
    let residuals = (0..<400).map { i in
      let u = (Double(i) + 0.5) / 400
      return log(u / (1 - u)) * 0.5 + 0.2 * u
    }
    let histogram = ResidualHistogram(
      residuals, weights: [Double](repeating: 1 / 400.0, count: 400))
    let theta = [0.2, -0.3, 0.4, 0.25]
    var gradient = [Double](repeating: 0, count: 4)
    _ = histogram.objective(theta, &gradient)
    var scratch = gradient
    for k in 0..<4 {
      var (up, down) = (theta, theta)
      up[k] += 1e-5
      down[k] -= 1e-5
      let slope = (histogram.objective(up, &scratch) - histogram.objective(down, &scratch)) / 2e-5
      #expect(abs(slope - gradient[k]) < 1e-8)
    }
  }

  @Test func degenerateWeightsAreAnError() {
    let sample = points(TriangularProposalTests.bent(), count: 80, seed: 23)
    let broken = WeightedPoints(
      dimension: 2, positions: sample.positions, weights: [Double](repeating: .nan, count: 80))
    #expect(throws: LinearAlgebraError.self) {
      try TriangularProposal.affine(to: broken, noise: .studentT(degreesOfFreedom: 8))
    }
  }
}
