import CProposalKernels
import SpecialFunctions
import Testing

@testable import Samplers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The kernels behind proposals: every instruction set of this processor, against plain Swift.
struct VectorKernelTests {
  private static var sets: [sroc_instruction_set] {
    [SROC_BASELINE, SROC_AVX2, SROC_AVX512].filter {
      $0.rawValue <= sroc_best_instruction_set().rawValue
    }
  }

  @Test func quantilesAreThoseOfTheNormal() {
    var shares: [Double] = [0.5, 0.075, 0.0750001, 0.925, 0.924999, 1e-3, 1 - 1e-3, 1e-9, 2e-11]
    for k in 1..<63 { shares.append(Double(k) / 63) }
    while shares.count % 8 != 0 { shares.append(0.3) }
    for set in Self.sets {
      var found = shares
      sroc_normal_quantiles(&found, found.count, set)
      for (p, z) in zip(shares, found) {
        #expect(abs(z - normalQuantile(p)) < 2e-14 * max(1, abs(z)), "\(p): \(z)")
      }
      // The edges of (0, 1) give finite noise.
      var edges: [Double] = [0, 1e-300, 1e-12, 1, 1 - 1e-16, 0.5, 0.5, 0.5]
      sroc_normal_quantiles(&edges, 8, set)
      #expect(edges.allSatisfy { abs($0) < 6.7 })
    }
  }

  @Test func instructionSetsAgree() {
    let n = 64
    let proposal = TriangularProposalTests.bent()
    let noise = (0..<(2 * n)).map { 4 * sin(Double($0 * $0)) }
    var results: [[Double]] = []
    for set in Self.sets {
      var points = noise
      var logs = [Double](repeating: 0, count: n)
      var again = logs
      proposal.withKernelMap { map in
        sroc_push_noise(map, &points, n, set, &logs)
        sroc_map_log_densities(map, points, n, set, &again)
      }
      for (a, b) in zip(logs, again) { #expect(abs(a - b) < 1e-10 * max(1, abs(a))) }
      results.append(points + logs)
    }
    for other in results {
      for (a, b) in zip(results[0], other) { #expect(abs(a - b) < 1e-11 * max(1, abs(a))) }
    }
  }

  /// log[(1 - p) N(e; 0, I) + p N(e; 0, s^2 I)], near and far, where exp(-r / 2) underflows.
  @Test func stretchedNoiseHasTheDensityOfItsMixture() {
    let (share, stretch) = (0.2, 1.5)
    let proposal = TriangularProposal(
      mean: [0, 0], factor: .init(order: 2, rowMajor: [1, 0, 0, 1]),
      noise: .stretchedNormal(share: share, stretch: stretch))
    for radius in [0, 0.5, 2, 10, 36, 37, 60, 300] as [Double] {
      var points = [Double](repeating: 0, count: 16)
      points[0] = radius
      let square = radius * radius
      let narrow = log(1 - share) - 0.5 * square
      let wide = log(share) - 2 * log(stretch) - 0.5 * square / (stretch * stretch)
      let larger = max(narrow, wide)
      let exact = larger + log1p(exp(min(narrow, wide) - larger)) - log(2 * Double.pi)
      let found = proposal.logDensities(at: points)[0]
      #expect(abs(found - exact) < 1e-12 * max(1, abs(exact)), "\(radius): \(found), \(exact)")
    }
  }
}
