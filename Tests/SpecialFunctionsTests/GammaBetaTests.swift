import Foundation
import SpecialFunctions
import Testing

/// References: mpmath 1.3 at 60 digits (the beta tails by their all-positive series).
@Suite struct GammaBetaTests {
  @Test(arguments: [
    (0.5, 0.3, -0.1953438173144947006), (0.5, 40, -62.48527948151589211),
    (1, 1, -0.6509231993018563389), (3, 7, -5.855670400901758303),
    (15.5, 2, -0.1328926076001865836), (17, 0.01, -3.029376484991776434e-6),
    (100, 300, -260.1608733401726341), (1e4, 50, -0.125005729302079357),
    (1e6, 3, -4.50000224999399999e-6), (2.5, 1000, -1556.346559324201873),
  ])
  func modulusRatioAgreesWithReference(x: Double, y: Double, reference: Double) {
    #expect(isClose(logGammaModulusRatio(x, imaginary: y), reference, relative: 2e-13))
    #expect(logGammaModulusRatio(x, imaginary: y) == logGammaModulusRatio(x, imaginary: -y))
  }

  @Test func modulusRatioIsZeroOnTheRealAxis() {
    for x in [0.1, 3, 50, 1e5] { #expect(logGammaModulusRatio(x, imaginary: 0) == 0) }
    #expect(logGammaModulusRatio(0, imaginary: 1).isNaN)
  }

  @Test func binomialCoefficientsMatchPascalsTriangle() {
    var row = [1.0]
    for trials in 0...60 {
      for (successes, exact) in row.enumerated() {
        let value = logBinomialCoefficient(trials: trials, successes: successes)
        #expect(isClose(value, log(exact), relative: 1e-13, absolute: 1e-14))
      }
      row = zip([0] + row, row + [0]).map { $0 + $1 }
    }
    #expect(logBinomialCoefficient(trials: 5, successes: 6) == -.infinity)
    #expect(logBinomialCoefficient(trials: 5, successes: -1) == -.infinity)
  }

  @Test func gammaFunctionsRefuseTheirPoles() {
    #expect(logGamma(0).isNaN)
    #expect(logGamma(-1).isNaN)
    #expect(logBeta(0, 1).isNaN)
    #expect(isClose(logGamma(0.5), 0.5723649429247000870, relative: 1e-15))
  }

  @Test(arguments: [
    (0.001, 1e-30, -0.06850115919153800232, -2.714959681559744342),
    (0.001, 0.9, -2.604636175250051041e-4, -8.253177599518317298),
    (0.25, 1e-60, -34.44050455848887211, -1.103262651320837858e-15),
    (0.25, 0.3, -0.2596380471604091041, -1.475478514165842958),
    (0.25, 30, -1.965822147357061287e-15, -33.86286584149093707),
    (1, 2, -0.145413457868859057, -2),
    (2, 0.01, -9.910151440191222066, -4.966914683191715385e-5),
    (2, 5000, 0, -4991.482606828581096),
    (5, 5, -0.5806997496314213062, -0.8198600776149130274),
    (9.99, 12, -0.2763086916284118967, -1.421211853704422715),
    (10, 3, -6.810185717036396215, -1.103096317207795633e-3),
    (10.5, 30, -1.277176982386708716e-5, -11.26827969108561391),
    (200, 150, -9.770760983208563704, -5.709851583131213918e-5),
    (200, 201, -0.6208124708608867509, -0.7711250484704633822),
    (5000, 5100, -0.08265239778859543034, -2.534153016423956047),
    (30, 0.5, -95.93639962623402246, -2.164467298149864493e-42),
  ])
  func gammaTailsAgreeWithReference(a: Double, x: Double, lower: Double, upper: Double) {
    let tails = GammaDistribution(shape: a).logTails(logX: log(x))
    // Rounding of log x moves log P by sqrt(a) |log x| 1e-16 near the mean; far from it both
    // logarithms are sums of terms of their own size.
    let tolerance = 3e-14 + 4e-16 * (a.squareRoot() * abs(log(x)) + abs(lower) + abs(upper))
    #expect(isClose(tails.lower, lower, relative: tolerance, absolute: 3e-15), "\(tails.lower)")
    // The complement of a lower tail of 0.9997 keeps twelve digits (shape 0.001).
    let upperTolerance = a < 0.1 ? 1e-12 : tolerance
    #expect(isClose(tails.upper, upper, relative: upperTolerance), "\(tails.upper)")
  }

  @Test(
    arguments: [
      (2, 2, -0.4, -1.038766892931340139, -0.436786746543484381),
      (2, 2, -80, -158.9013877113318903, -9.772465596622563787e-70),
      (0.5, 0.5, 3, -0.1505434860183453415, -1.967830908291048336),
      (0.5, 1.5, -300, -149.7584355247295096, -9.135615930302952989e-66),
      (0.5, 20, -2, -0.02545378158653728976, -3.683590853476003408),
      (1, 1, 5, -6.715348489118068616e-3, -5.006715348489118069),
      (3, 7, 0, -0.09413899091386191004, -2.409683228550412785),
      (3, 7, 40, -8.991819240894901238e-121, -276.41648106154389),
      (50, 50, 0.3, -0.07005455925920011955, -2.693303725471401766),
      (50, 50, -3, -88.67053524077501687, -3.096533890129405161e-39),
      (400, 3, 5, -0.7024326926780691926, -0.68394709654161779),
      (0.5, 5000, -8.5, -0.1669728143633477387, -1.872249281650888316),
      (1e4, 1e4, 0.02, -0.08191955603477779211, -2.542697713619977177),
      (0.2, 0.7, -3, -0.7164250982647076416, -0.6703988206722081496),
    ] as [(Double, Double, Double, Double, Double)])
  func betaTailsAgreeWithReference(
    a: Double, b: Double, logit: Double, lower: Double, upper: Double
  ) {
    let tails = BetaDistribution(a, b).logTails(logit: logit)
    // a log x + b log(1 - x) and log B(a, b), each of size a + b, cancel.
    let tolerance = 3e-14 + 2e-15 * (a + b)
    #expect(isClose(tails.lower, lower, relative: tolerance, absolute: 3e-15), "\(tails.lower)")
    #expect(isClose(tails.upper, upper, relative: tolerance, absolute: 3e-15), "\(tails.upper)")
  }

  @Test(arguments: [0.001, 0.1, 0.25, 0.5, 1, 2, 7.5, 12, 300, 20_000])
  func gammaQuantileInvertsTails(a: Double) {
    let distribution = GammaDistribution(shape: a)
    for z in stride(from: -9.0, through: 9, by: 0.45) {
      let logX = distribution.logQuantile(NormalTails(score: z))
      let score = distribution.logTails(logX: logX).normalScore
      // Rounding of x by 1e-16 moves the score by |d score / d log x| 1e-16, about sqrt(a).
      let allowed = 2e-13 + 1e-14 * (a.squareRoot() + abs(z)) * max(1, abs(logX))
      #expect(abs(score - z) <= allowed, "a = \(a), z = \(z): \(score)")
    }
  }

  @Test(arguments: [
    (0.5, 0.5), (0.5, 2), (2, 2), (1.5, 1.5), (0.5, 15), (0.5, 500), (3, 400), (80, 80), (0.1, 0.2),
    (1, 1), (30, 0.7),
  ])
  func betaQuantileInvertsTails(a: Double, b: Double) {
    let distribution = BetaDistribution(a, b)
    for z in stride(from: -9.0, through: 9, by: 0.45) {
      let logit = distribution.logitQuantile(NormalTails(score: z))
      let score = distribution.logTails(logit: logit).normalScore
      let allowed = (2e-13 + 2e-15 * (a + b)) * max(1, abs(z))
      #expect(abs(score - z) <= allowed, "z = \(z): \(score)")
    }
  }

  @Test(arguments: [
    (0.5, 2, 1.386294361119890619), (0.95, 2, 5.991464547107980211),
    (0.95, 1, 3.841458820694124469), (0.01, 7.5, 1.438158149075879569),
    (1e-10, 3, 5.20939762143448033e-7), (0.999, 100, 149.4492527790387064),
  ])
  func chiSquaredQuantilesAgreeWithReference(p: Double, df: Double, reference: Double) {
    let half = GammaDistribution(shape: 0.5 * df)
    let quantile = 2 * exp(half.logQuantile(NormalTails(score: normalQuantile(p))))
    #expect(isClose(quantile, reference, relative: 1e-13))
    #expect(isClose(half.cdf(0.5 * quantile), p, relative: 1e-13))
    let upper = chiSquaredUpperTail(quantile, degreesOfFreedom: df)
    #expect(isClose(upper, 1 - p, relative: 1e-12))
  }

  /// References: scipy 1.14.
  @Test(arguments: [
    (0, 5, 3, 10, 0.083_333_333_333_333_33), (3, 20, 30, 60, 0.000_125_366_865_865_893_46),
    (40, 100, 90, 200, 0.100_353_800_067_990_37), (10, 30, 20, 50, 0.188_301_375_769_915_2),
    (4000, 10000, 9000, 20000, 3.883_502_809_917_815e-46),
  ])
  func hypergeometricTailAgreesWithReference(
    count: Int, drawn: Int, marked: Int, total: Int, reference: Double
  ) {
    let p = hypergeometricLowerTail(count, drawn: drawn, marked: marked, of: total)
    #expect(isClose(p, reference, relative: 1e-10), "\(p)")
    // The largest count has all below it.
    let most = min(drawn, marked)
    #expect(
      isClose(
        hypergeometricLowerTail(most, drawn: drawn, marked: marked, of: total), 1, relative: 1e-9))
  }
}
