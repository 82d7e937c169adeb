import Testing

@testable import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The vector functions against libm.
struct EightLanesTests {
  private func group(_ first: Double, step: Double) -> EightLanes {
    var lanes = EightLanes.zero
    for lane in 0..<8 { lanes[lane] = first + step * Double(lane) }
    return lanes
  }

  @Test func exponentialAgreesWithTheLibrary() {
    for start in stride(from: -699.0, to: 699, by: 0.37) {
      let x = group(start, step: 0.0451)
      for lane in 0..<8 {
        let expected = exp(x[lane])
        #expect(abs(x.exponential[lane] / expected - 1) < 3e-15)
      }
    }
  }

  @Test func exponentialHoldsItsArgument() {
    let x = EightLanes(-1e300, -.infinity, -701, 701, 1e300, .infinity, 0, -0.0)
    let y = x.exponential
    for lane in 0..<3 { #expect(y[lane] > 0 && y[lane] <= exp(-699.9)) }
    for lane in 3..<6 { #expect(y[lane].isFinite && y[lane] >= exp(699.9)) }
    #expect(y[6] == 1 && y[7] == 1)
  }

  @Test func logarithmAgreesWithTheLibrary() {
    for exponent in stride(from: -1020.0, to: 1020, by: 1.3) {
      let x = (group(exponent, step: 0.11) * 0.693147180559945).exponential
      for lane in 0..<8 {
        let expected = log(x[lane])
        #expect(abs(x.logarithm[lane] - expected) < 4e-16 * max(1, abs(expected)))
      }
    }
  }

  @Test func logarithmIsFiniteAtTheEnds() {
    let y = EightLanes(0, .infinity, .leastNonzeroMagnitude, 1, 2, 3, 4, 5).logarithm
    for lane in 0..<8 { #expect(y[lane].isFinite) }
    #expect(y[0] < -700 && y[1] > 700 && y[3] == 0)
  }

  @Test func aLaneDependsOnItselfAlone() {
    let x = group(0.3, step: 1.7)
    for lane in 0..<8 {
      let alone = EightLanes(repeating: x[lane])
      #expect(x.exponential[lane] == alone.exponential[(lane + 3) % 8])
      #expect(x.logarithm[lane] == alone.logarithm[(lane + 3) % 8])
      #expect(x.root[lane] == x[lane].squareRoot())
    }
    #expect((-x).magnitudes == x)
  }
}
