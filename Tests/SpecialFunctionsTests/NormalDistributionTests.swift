import SpecialFunctions
import Testing

/// References: mpmath 1.3 at 60 digits.
@Suite struct NormalDistributionTests {
  @Test(arguments: [
    (-1000.0, -500007.8266948121843), (-120.5, -7265.835657143619594),
    (-40, -804.6084420137537882), (-37, -689.0305855768905936), (-36.9, -685.3328831653506646),
    (-20, -203.9171553710972639), (-9, -43.6281491133321155), (-3, -6.607726221510349543),
    (-1, -1.841021645009263506), (-0.1, -0.7761545927302733208), (0, -0.6931471805599453094),
    (0.5, -0.3689464152886563931), (2, -0.02301290932896348847), (8, -6.220960574271786059e-16),
  ])
  func logCDFAgreesWithReference(z: Double, reference: Double) {
    // Rounding of z / sqrt 2 moves the upper tail, which is the result for z > 0, by z^2 1e-16.
    let tolerance = 4e-15 + (z > 0 ? 3e-16 * z * z : 0)
    #expect(isClose(normalLogCDF(z), reference, relative: tolerance))
    #expect(isClose(NormalTails(score: z).logLower, reference, relative: tolerance))
    #expect(isClose(NormalTails(score: -z).logUpper, reference, relative: tolerance))
  }

  @Test(arguments: [
    (1e-300, -37.04709629936119924), (1e-100, -21.27345356096532429),
    (1e-19, -9.013271153126674284), (1e-8, -5.612001244174788728), (1e-6, -4.753424308822898957),
    (0.001, -3.090232306167813535), (0.0749, -1.440238267527963663),
    (0.0751, -1.438825392752539982), (0.2, -0.8416212335729141655),
    (0.4999, -2.506628300880074924e-4), (0.5, 0), (0.75, 0.6744897501960817432),
    (0.975, 1.959963984540053856), (0.999, 3.090232306167813278),
  ])
  func quantileAgreesWithReference(p: Double, reference: Double) {
    #expect(isClose(normalQuantile(p), reference, relative: 5e-16))
    #expect(isClose(normalQuantile(lower: p, upper: 1 - p), reference, relative: 1e-13))
  }

  @Test func quantileInvertsBothTailsFarOut() {
    var z = -1000.0
    while z < 0 {
      let score = normalQuantile(logTail: normalLogCDF(z))
      #expect(isClose(score, z, relative: 1e-14, absolute: 1e-15), "z = \(z), got \(score)")
      z += z < -60 ? 7.3 : 0.37
    }
  }

  @Test func quantileNearTheMedianKeepsItsDigits() {
    // Phi^-1(1/2 + h) = sqrt(2 pi) h (1 + pi h^2 / 3 + ...).
    for h in [1e-300, 1e-20, 1e-9] {
      #expect(isClose(normalQuantile(offsetFromHalf: h), 2.506628274631000502 * h, relative: 1e-15))
    }
  }

  @Test func illegalProbabilitiesAreNotNumbers() {
    #expect(normalQuantile(-0.1).isNaN)
    #expect(normalQuantile(1.1).isNaN)
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
    #expect(normalQuantile(logTail: -.infinity) == -.infinity)
  }

  @Test func scoreOfTailsUsesTheSmallerOne() {
    for z in [-30.0, -8.5, -0.3, 0, 2, 8.5, 30] {
      let tails = NormalTails(score: z)
      #expect(isClose(tails.logTails.normalScore, z, relative: 1e-14, absolute: 1e-15))
      #expect(isClose(tails.mirrored.logTails.normalScore, -z, relative: 1e-14, absolute: 1e-15))
    }
  }

  @Test(arguments: [
    (-0.9, -1.402585092994045884), (-0.26, -0.04110509278392161737),
    (-0.25, -0.03768207245178092744), (-0.1, -5.360515657826301844e-3),
    (-1e-5, -5.000033333583336151e-11), (1e-9, -4.999999996666667292e-19),
    (0.01, -4.966914683191715385e-5), (0.24, -0.02488862038305450155),
    (0.26, -0.02888827903661337256), (3, -1.613705638880109381),
  ])
  func logOnePlusMinusArgumentAgreesWithReference(t: Double, reference: Double) {
    #expect(isClose(logOnePlusMinusArgument(t), reference, relative: 3e-15))
  }

  /// References: half the integral of the absolute difference of both densities, by 8 million points.
  @Test(arguments: [
    (0, 0.5, 0.322_674_568_9), (0, 2, 0.322_674_568_9), (1, 1, 0.382_924_922_5),
    (0.3, 1.000_000_1, 0.119_235_378_9), (-2, 0.3, 0.897_754_882_4), (0.02, 1.01, 0.008_884_572_6),
    (3, 1.5, 0.776_183_283_2), (0, 1, 0),
  ])
  func distanceIsHalfTheIntegratedDifference(mean: Double, deviation: Double, reference: Double) {
    #expect(abs(normalDistance(mean: mean, deviation: deviation) - reference) < 1e-9)
    #expect(abs(normalDistance(mean: -mean, deviation: deviation) - reference) < 1e-9)
  }
}
