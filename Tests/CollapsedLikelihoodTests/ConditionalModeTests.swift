import AccuracyData
import CollapsedLikelihood
import RepeatableNumbers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ConditionalModeTests {
  /// At the mode y - n p equals the normal's pull: Sigma (y - n p) = t - mu, arm by arm.
  @Test func scoreEquationHolds() {
    var numbers = SplitMix64(seed: 31)
    let studies =
      auditC + sodiumFluoride + [
        study((17, 3), nil), study(nil, (12, 0)), study((0, 900), (900_000, 3)),
      ]
    for item in studies {
      for _ in 0..<20 {
        var p = numbers.scatteredPoint(telomerase)
        p.fisherZ *= 3
        let t = conditionalMode(of: item, at: p)
        func score(_ arm: AccuracyArm?, _ t: Double) -> Double {
          guard let arm else { return 0 }
          return Double(arm.correct) - Double(arm.total) / (1 + exp(-t))
        }
        let (a, b) = (score(item.diseased, t.x), score(item.nondiseased, t.y))
        let (s1, s2) = (p.tauSensitivity, p.tauSpecificity)
        let c = p.correlation * s1 * s2
        // Newton stops at a decrement of 1e-18, 1e-9 SD from the mode; the score's own rounding is
        // 1e-16 n. Both reach these equations times a variance.
        let n = Double(item.diseased?.total ?? 0) + Double(item.nondiseased?.total ?? 0)
        let rounding = 1e-9 * (1 + s1 + s2) * (1 + s1 + s2) * (1 + sqrt(n))
        #expect(abs(s1 * s1 * a + c * b - (t.x - p.muSensitivity)) < rounding)
        #expect(abs(c * a + s2 * s2 * b - (t.y - p.muSpecificity)) < rounding)
      }
    }
  }

  @Test func withoutDataItIsTheMean() {
    let p = point(1.5, -2, 0.7, 3, fisherZ: 0.9)
    #expect(conditionalMode(of: study(nil, nil), at: p) == SIMD2(1.5, -2))
  }
}
