import Foundation
import RepeatableNumbers

/// Uniform numbers in an interval, and normals made of them.
struct TestStream: RandomNumberGenerator {
  private var words: SplitMix64

  init(seed: UInt64) { words = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { words.next() }

  mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    Double.random(in: lower..<upper, using: &self)
  }

  /// Box-Muller, the cosine half.
  mutating func normal() -> Double {
    (-2 * log(1 - uniform(0, 1))).squareRoot() * cos(2 * .pi * uniform(0, 1))
  }

  mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }
}

func plainExpit(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

func plainLogit(_ p: Double) -> Double { log(p / (1 - p)) }

/// Type-7 quantile by a full sort.
func sortedQuantile(_ values: [Double], _ probability: Double) -> Double {
  let sorted = values.sorted()
  let position = probability * Double(sorted.count - 1)
  let lower = Int(position)
  let upper = min(lower + 1, sorted.count - 1)
  return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
}

func isClose(_ value: Double, _ target: Double, relative tolerance: Double) -> Bool {
  abs(value - target) <= tolerance * abs(target)
}
