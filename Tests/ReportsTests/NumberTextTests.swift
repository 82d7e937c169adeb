import Foundation
import RepeatableNumbers
import Testing

@testable import Documents
@testable import Output

@Suite("Numbers as a reviewer reads them")
struct NumberTextTests {
  @Test(
    "fixed decimals",
    arguments: [
      (1.1667, 2, "1.17"), (-0.06, 2, "-0.06"), (-0.004, 2, "0.00"), (0.125, 2, "0.12"),
      (-0.006, 2, "-0.01"), (2.5, 0, "2"), (3.5, 0, "4"), (1e20, 0, "100000000000000000000"),
      (.nan, 2, "n/a"), (.infinity, 2, "\u{221E}"), (-.infinity, 2, "-\u{221E}"), (0, 3, "0.000"),
    ])
  func fixed(value: Double, decimals: Int, expected: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == expected)
  }

  @Test(
    "what is at most so much is rounded up",
    arguments: [
      (1.0005, 3, "1.001"), (1.0001, 3, "1.001"), (1.001, 3, "1.001"), (1.0, 3, "1.000"),
      (0.9999, 2, "1.00"), (1.2, 3, "1.200"), (-0.0004, 3, "0.000"), (.infinity, 3, "\u{221E}"),
    ])
  func roundedUp(value: Double, decimals: Int, expected: String) {
    #expect(NumberText.fixedUp(value, decimals: decimals) == expected)
  }

  @Test("no maximum is printed below itself and no minimum above")
  func roundedAwayFromTheClaim() throws {
    var random = SplitMix64(seed: 23)
    for _ in 0..<5000 {
      let value = 1 + random.fraction() * 0.2
      for decimals in 0...6 {
        let shown = try #require(Double(NumberText.fixedUp(value, decimals: decimals)))
        #expect(shown >= value && shown - value < pow(0.1, Double(decimals)) * 1.0001)
      }
      let size = random.fraction() * 30_000
      for unit in [1, 100] {
        let text = NumberText.countDown(size, unit: unit).filter { $0 != "," }
        let shown = try #require(Double(text))
        #expect(shown <= size && size - shown < Double(unit))
      }
    }
    #expect(NumberText.countDown(13_874.6, unit: 100) == "13,800")
    #expect(NumberText.countDown(399.9, unit: 100) == "399")
    #expect(NumberText.countDown(.nan) == "n/a")
  }

  @Test("the longest numbers fit")
  func longest() {
    let text = NumberText.fixed(-Double.greatestFiniteMagnitude, decimals: 17)
    #expect(text.count == 1 + 309 + 1 + 17)
    #expect(Double(text) == -Double.greatestFiniteMagnitude)
  }

  @Test(
    "proportions show how far they are from 0 and 1",
    arguments: [
      (0.895, 3, "0.895"), (0.98, 2, "0.98"), (0.99, 2, "0.99"), (0.995, 2, "0.995"),
      (0.995, 3, "0.995"), (0.9996, 3, "0.9996"), (0.99957, 3, "0.99957"), (0.9985, 3, "0.9985"),
      (0.99512, 2, "0.9951"), (0.9901, 2, "0.9901"), (0.6, 2, "0.60"), (0.5, 3, "0.500"),
      (0.004, 2, "0.004"), (0.0042, 3, "0.0042"), (0.00042, 3, "0.00042"), (0.01, 2, "0.01"),
      (0.999996, 2, "0.999996"), (0.9999995, 2, ">0.999999"), (1e-9, 3, "<0.000001"),
      (0, 3, "0.000"), (1, 3, "1.000"), (1, 2, "1.00"), (.nan, 3, "n/a"), (0.9899, 2, "0.99"),
    ])
  func proportion(value: Double, decimals: Int, expected: String) {
    #expect(NumberText.proportion(value, decimals: decimals) == expected)
  }

  @Test("no proportion inside (0, 1) is shown as 0 or 1, and none is far from what is shown")
  func proportionsAreHonest() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<20_000 {
      let distance =
        0.5 * Double(sign: .plus, exponent: -Int(random.next() % 18), significand: 1)
        * random.fraction()
      guard distance > 1e-6 else { continue }
      for value in [distance, 1 - distance] {
        let shown = try #require(Double(NumberText.proportion(value, decimals: 2)))
        #expect(shown > 0 && shown < 1)
        // Two significant digits of the distance, one where it is above 0.01.
        #expect(abs(shown - value) <= max(5.01e-7, distance < 0.01 ? 0.051 * distance : 0.00501))
      }
    }
  }

  @Test(
    "ratios",
    arguments: [
      (12.3, "12"), (2.71, "2.7"), (0.117, "0.12"), (107.4, "107"), (0.0312, "0.031"),
      (880.2, "880"), (48.0, "48"), (9.96, "10"), (99.6, "100"), (0.996, "1.0"), (0.0996, "0.10"),
      (999.7, "1,000"), (1234, "1,230"), (12_345, "12,300"), (123_456_789, "123,000,000"),
      (1.25e12, "1.2e+12"), (9.96e12, "1.0e+13"), (3.12e-7, "3.1e-07"), (0.00012, "0.00012"),
      (1, "1.0"), (0.001, "0.0010"), (0, "0"), (.nan, "n/a"), (.infinity, "\u{221E}"),
      (10, "10"), (-2.71, "-2.7"), (0.1, "0.10"),
    ])
  func ratio(value: Double, expected: String) {
    #expect(NumberText.ratio(value) == expected)
  }

  @Test("a ratio is within 5 % of what is shown, and has at most three significant digits")
  func ratiosAreHonest() throws {
    var random = SplitMix64(seed: 4)
    for _ in 0..<20_000 {
      let value = Double(
        sign: .plus, exponent: Int(random.next() % 60) - 30, significand: 1 + random.fraction())
      let text = NumberText.ratio(value)
      let shown = try #require(Double(text.filter { $0 != "," }))
      #expect(abs(shown - value) <= 0.0501 * value)
      let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
      let isWhole = !text.contains(".")
      let digits = isWhole ? String(mantissa.reversed().drop { $0 == "0" }) : String(mantissa)
      #expect(digits.count <= 3)
    }
  }

  @Test(
    "percentages",
    arguments: [
      (0.19, 0, "19 %"), (0, 0, "0 %"), (1, 0, "100 %"), (0.004, 0, "<1 %"), (0.996, 0, ">99 %"),
      (0.005, 0, "<1 %"), (0.995, 0, ">99 %"), (0.985, 0, "98 %"), (0.123, 1, "12.3 %"),
      (0.0004, 1, "<0.1 %"), (0.9998, 1, ">99.9 %"),
      (-0.05, 0, "-5 %"), (.nan, 0, "n/a"),
    ])
  func percent(share: Double, decimals: Int, expected: String) {
    #expect(NumberText.percent(share, decimals: decimals) == expected)
  }

  @Test(
    "p values and probabilities",
    arguments: [
      (0.0004, "<0.001", "<0.01"), (0.0342, "0.034", "0.03"), (0.4249, "0.42", "0.42"),
      (0.0996, "0.10", "0.10"), (0.999, "1.00", ">0.99"), (1, "1.00", "1"), (0, "<0.001", "0"),
      (.nan, "n/a", "n/a"),
    ])
  func probabilities(value: Double, pValue: String, probability: String) {
    #expect(NumberText.pValue(value) == pValue)
    #expect(NumberText.probability(value) == probability)
  }

  @Test(
    "counts",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (20_000, "20,000"), (-1_234_567, "-1,234,567"),
      (123_456, "123,456"), (-100, "-100"),
    ])
  func counts(count: Int, expected: String) {
    #expect(NumberText.count(count) == expected)
  }

  @Test(
    "times",
    arguments: [
      (0, "0.00 s"), (0.118, "0.12 s"), (0.997, "1.0 s"), (3.44, "3.4 s"), (59.97, "1 min 00 s"),
      (125, "2 min 05 s"), (3599.7, "1 h 00 min"), (3720, "1 h 02 min"), (.nan, "n/a"),
    ])
  func durations(seconds: Double, expected: String) {
    #expect(NumberText.duration(seconds: seconds) == expected)
  }

  @Test("intervals")
  func intervals() {
    func format(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
    #expect(NumberText.interval(0.6, 0.98, format: format) == "0.60 to 0.98")
    #expect(NumberText.interval(.nan, .nan, format: format) == "n/a")
    #expect(NumberText.withInterval(0.91, 0.62, 0.99, format: format) == "0.91 (0.62-0.99)")
    #expect(NumberText.withInterval(-0.06, -0.82, 0.77, format: format) == "-0.06 (-0.82 to 0.77)")
    #expect(
      NumberText.withInterval(0.5, 0, 1) { $0 == 0.5 ? "0.50" : $0 < 0.5 ? "<0.01" : ">0.99" }
        == "0.50 (<0.01 to >0.99)")
  }

  @Test(
    "an interval of a standard deviation keeps two digits of its width, a proportion's its width")
  func narrowIntervals() {
    #expect(logitDecimals(0.018, 0.047) == 3 && logitDecimals(1.05, 2.32) == 2)
    #expect(logitDecimals(0.8212, 0.8216) == 5 && logitDecimals(0.5, 0.5) == 2)
    #expect(shareWithInterval(0.8207, 0.8204, 0.8213) == "0.821 (0.820-0.821)")
    #expect(shareWithInterval(0.91, 0.62, 0.99) == "0.91 (0.62-0.99)")
  }

  @Test("a distance within the noise of the draws is about nothing")
  func distances() {
    #expect(
      [0.029, 0.03, 0.854, 0.999].map(priorDistanceText) == [
        "about nothing", "3 %", "85 %", ">99 %",
      ])
  }
}
