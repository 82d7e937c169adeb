import DenseLinearAlgebra
import RandomStreams
import Testing

@testable import Samplers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The proposal's density and its draws belong together.
///
/// By quadrature in two dimensions: the density integrates to 1 (a wrong Jacobian would not), and
/// the share of draws in a cell is the cell's integral (a wrong map would not).
struct TriangularProposalTests {
  /// Strongly bent in two dimensions, so that every coefficient matters.
  static func bent(noise: ProposalNoise = .standard) -> TriangularProposal {
    var proposal = TriangularProposal(
      mean: [0.4, -0.7], factor: LowerTriangularMatrix(order: 2, rowMajor: [0.9, 0, -0.5, 0.6]),
      noise: noise)
    proposal.setBend(0, location: [0.1], logScale: [-0.2])
    proposal.setBend(1, location: [-0.3, 0.2, 0.4], logScale: [0.1, -0.25])
    proposal.shape[0] = SinhArcsinhShape(alpha: 0.2, beta: 0.9, epsilon: 0.3, delta: 1.2)
    proposal.shape[1] = SinhArcsinhShape(alpha: -0.1, beta: 1.3, epsilon: -0.25, delta: 0.85)
    return proposal
  }

  static func defensive() -> DefensiveProposal {
    DefensiveProposal(fitted: bent(), mean: [0.4, -0.7], standardDeviations: [0.9, 1.4])
  }

  /// The integral of a density over cells: the trapezoid rule with spacing 1/40 on [-32, 32]^2.
  private func integrate(
    _ proposal: DefensiveProposal, cell: (Double, Double) -> Int, cells: Int
  ) -> [Double] {
    let (n, h) = (2560, 0.025)
    var result = [Double](repeating: 0, count: cells)
    var positions = [Double](repeating: 0, count: 2 * n)
    // Nodes half a spacing off the lines, so that none lies on the edge of a cell.
    for j in 0..<n { positions[n + j] = (Double(j - n / 2) + 0.5) * h }
    for i in 0..<n {
      let x = (Double(i - n / 2) + 0.5) * h
      for j in 0..<n { positions[j] = x }
      for (j, value) in proposal.logDensities(at: positions).enumerated() {
        result[cell(x, positions[n + j])] += exp(value) * h * h
      }
    }
    return result
  }

  @Test func densitiesIntegrateToOne() {
    for noise in [ProposalNoise.standard, .studentT(degreesOfFreedom: 30)] {
      let fitted = integrate(
        DefensiveProposal(pilot: Self.bent(noise: noise)), cell: { _, _ in 0 }, cells: 1)
      #expect(abs(fitted[0] - 1) < 1e-7)
    }
    let mixture = integrate(Self.defensive(), cell: { _, _ in 0 }, cells: 1)
    // A t with 8 df leaves about 1e-7 of its mass outside.
    #expect(abs(mixture[0] - 1) < 1e-6)
  }

  /// 36 cells, 200,000 draws of a fixed seed; the chi-squared statistic has mean 35 and SD 8.4, and
  /// exceeds 90 with probability 1e-6.
  @Test func drawsFollowTheDensity() {
    func cell(_ x: Double, _ y: Double) -> Int {
      func index(_ v: Double, _ cuts: [Double]) -> Int { cuts.count { $0 < v } }
      return 6 * index(x, [-0.5, 0, 0.5, 1, 1.5]) + index(y, [-2.5, -1.5, -1, -0.5, 0.25])
    }
    let proposal = Self.defensive()
    let expected = integrate(proposal, cell: cell, cells: 36)
    var stream = RandomStream(StreamKey(seed: 11).child(.purpose(.simulation)))
    var block = ProposalBlock(dimension: 2, count: 200_000)
    proposal.draw(into: &block, using: &stream)
    func statistic(_ shift: Double) -> Double {
      var counts = [Double](repeating: 0, count: 36)
      for j in 0..<block.count {
        counts[cell(block.positions[j] + shift, block.positions[block.count + j])] += 1
      }
      return zip(counts, expected).reduce(0) { sum, pair in
        let mean = pair.1 * Double(block.count)
        return sum + (pair.0 - mean) * (pair.0 - mean) / mean
      }
    }
    #expect(statistic(0) < 90)
    // Negative control: draws off by a fiftieth of a unit are seen.
    #expect(statistic(0.02) > 90)
  }

  @Test func densityOfADrawIsTheDensityAtItsPoint() {
    let heavy = Self.bent(noise: .studentT(degreesOfFreedom: 5))
    for proposal in [Self.defensive(), .init(pilot: Self.bent()), .init(pilot: heavy)] {
      var stream = RandomStream(StreamKey(seed: 12).child(.purpose(.simulation)))
      var block = ProposalBlock(dimension: 2, count: 4096)
      proposal.draw(into: &block, using: &stream)
      let again = proposal.logDensities(at: block.positions)
      for j in 0..<block.count { #expect(abs(again[j] - block.logDensities[j]) < 1e-10) }
    }
  }

  @Test func neutralMapIsAMultivariateT() {
    let factor = LowerTriangularMatrix(order: 2, rowMajor: [1.5, 0, 0.4, 0.8])
    let proposal = DefensiveProposal(
      pilot: TriangularProposal(
        mean: [1, 2], factor: factor, noise: .studentT(degreesOfFreedom: 5)))
    var positions = [Double](repeating: 0, count: 16)
    for j in 0..<8 { (positions[j], positions[8 + j]) = (Double(j) - 3, 0.7 * Double(j * j) - 5) }
    for (j, value) in proposal.logDensities(at: positions).enumerated() {
      let first = (positions[j] - 1) / 1.5
      let second = (positions[8 + j] - 2 - 0.4 * first) / 0.8
      // Gamma(7/2) / (Gamma(5/2) 5 pi) = 1 / (2 pi).
      let expected =
        -log(2 * Double.pi) - log(1.5 * 0.8)
        - 3.5 * log1p((first * first + second * second) / 5)
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test func densitiesStayFiniteFarOut() {
    let proposal = Self.defensive()
    for radius in [1e2, 1e6, 1e12, 1e100, 1e150] {
      var positions = [Double](repeating: 0, count: 16)
      for j in 0..<8 {
        positions[j] = radius * cos(Double(j))
        positions[8 + j] = radius * sin(Double(j))
      }
      for value in proposal.logDensities(at: positions) {
        #expect(value.isFinite && value < -10)
      }
    }
  }

  @Test func blocksOfAnySizeHoldTheSameProposals() {
    let proposal = Self.defensive()
    func draws(blockSize: Int) -> [[Double]] {
      var stream = RandomStream(StreamKey(seed: 13).child(.purpose(.simulation)))
      var result: [[Double]] = []
      for _ in 0..<(512 / blockSize) {
        var block = ProposalBlock(dimension: 2, count: blockSize)
        proposal.draw(into: &block, using: &stream)
        for j in 0..<blockSize {
          result.append([
            block.positions[j], block.positions[blockSize + j], block.logDensities[j],
            block.uniforms[j],
          ])
        }
      }
      return result
    }
    let whole = draws(blockSize: 512)
    #expect(draws(blockSize: 8) == whole)
    #expect(draws(blockSize: 64) == whole)
    #expect(Set(whole.map { $0[0] }).count == 512)
  }
}
