import ChainStatistics
import Foundation
import SpecialFunctions
import Testing

@Suite("Kernel density of draws")
struct KernelDensityTests {
  /// The quantiles at (k - 1/2) / n: a sample without noise.
  private static func sample(_ count: Int, _ quantile: (Double) -> Double) -> [Double] {
    (0..<count).map { quantile((Double($0) + 0.5) / Double(count)) }
  }

  private static let normal = sample(20_000) { normalQuantile($0) }

  /// The area under a curve by the trapezoid rule.
  private func area(_ curve: [(x: Double, density: Double)]) -> Double {
    zip(curve, curve.dropFirst()).reduce(0) {
      $0 + 0.5 * ($1.1.x - $1.0.x) * ($1.0.density + $1.1.density)
    }
  }

  @Test("normal draws: area 1, and the normal density convolved with the kernel")
  func normalDensity() {
    let density = KernelDensity(Self.normal)
    let curve = density.curve(over: -6...6, count: 601)
    #expect(abs(area(curve) - 1) < 1e-4)
    let variance = 1 + density.bandwidth * density.bandwidth
    for point in curve {
      let exact = exp(-0.5 * point.x * point.x / variance) / (2 * .pi * variance).squareRoot()
      #expect(abs(point.density - exact) < 1e-3)
    }
  }

  @Test("The normal reference bandwidth, by hand")
  func bandwidth() {
    // SD of 20,000 normal quantiles 0.99993, interquartile range 1.34898 / 1.34 > SD.
    let expected = 1.06 * 0.99993 * pow(20_000, -0.2)
    #expect(abs(KernelDensity(Self.normal).bandwidth - expected) < 1e-5)
    let fewer = KernelDensity(Self.normal, effectiveCount: 625).bandwidth
    #expect(abs(fewer / KernelDensity(Self.normal).bandwidth - pow(32, 0.2)) < 1e-9)
    // Two outliers double the SD and leave the quartiles alone.
    let wild = KernelDensity(Self.normal + [150, -150]).bandwidth
    #expect(abs(wild - 1.06 * 1.34898 / 1.34 * pow(20_002, -0.2)) < 1e-4)
  }

  @Test("a standard deviation: no mass is lost at 0")
  func halfNormal() {
    let draws = Self.normal.map(abs)
    let density = KernelDensity(draws, support: (0, .infinity))
    let curve = density.curve(over: 0...6, count: 401)
    #expect(abs(area(curve) - 1) < 1e-4)
    // Reflection makes it twice the normal density convolved with the kernel.
    let h = density.bandwidth
    let exact = 2 / (2 * .pi * (1 + h * h)).squareRoot()
    #expect(abs(curve[0].density - exact) < 1e-3)
    #expect(density.curve(over: -1...1, count: 3)[0].density == 0)
  }

  @Test("a flat correlation stays flat up to both ends")
  func flat() {
    let draws = Self.sample(10_000) { 2 * $0 - 1 }
    let curve = KernelDensity(draws, support: (-1, 1)).curve(over: -1...1, count: 201)
    #expect(abs(area(curve) - 1) < 1e-4)
    #expect(curve.allSatisfy { abs($0.density - 0.5) < 1e-3 })
  }

  @Test("without reflection half of the density at the end is gone: the tests above can fail")
  func withoutReflection() {
    let curve = KernelDensity(Self.normal.map(abs)).curve(over: 0...6, count: 401)
    #expect(curve[0].density < 0.45)
    #expect(abs(area(curve) - 1) > 0.01)
  }

  @Test("a window shows the same density as the whole, and heavy tails cost no detail")
  func window() {
    let density = KernelDensity(Self.normal + [1e9, -1e9])
    let whole = KernelDensity(Self.normal).curve(over: -1...1, count: 101)
    for (a, b) in zip(density.curve(over: -1...1, count: 101), whole) {
      #expect(abs(a.density - b.density) < 1e-3)
    }
  }

  @Test("draws that are all equal are a spike of finite height")
  func constant() {
    let curve = KernelDensity([0.3, 0.3, 0.3], support: (0, .infinity)).curve(
      over: 0...1, count: 101)
    #expect(curve.allSatisfy { $0.density.isFinite })
    #expect(abs(area(curve) - 1) < 0.1)
  }
}
