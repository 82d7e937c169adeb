/// A monotone map from draws to small integers, for the radix sort.
///
/// Linear in the value where the draws spread over their range, so that few draws share a key.
/// Where they do not (a heavy tail takes the range for itself, or an infinity makes it infinite),
/// the leading bits of the floating-point pattern serve: they are close to the logarithm.
struct SortingKey: Sendable {
  private enum Map: Sendable {
    case linear(origin: Double, scale: Double, largest: Double)
    case pattern(origin: UInt64, shift: UInt64)
  }

  /// Number of bits of the key: a multiple of 11, at most 22.
  let bits = 22
  private let map: Map

  /// Chooses the map; `nil` if there are no two different draws.
  init?(_ draws: [Double]) {
    guard let first = draws.first else { return nil }
    var smallest = first
    var largest = first
    for draw in draws {
      smallest = draw < smallest ? draw : smallest
      largest = draw > largest ? draw : largest
    }
    guard smallest < largest else { return nil }
    let top = Double(1 << 22 - 1)
    let scale = top / (largest - smallest)
    if scale > 0, scale.isFinite, Self.spreads(draws, from: smallest, scale: scale / top) {
      map = .linear(origin: smallest, scale: scale, largest: top)
    } else {
      let origin = Self.pattern(smallest)
      let width = 64 - (Self.pattern(largest) - origin).leadingZeroBitCount
      map = .pattern(origin: origin, shift: UInt64(max(0, width - 22)))
    }
  }

  /// Whether no sixteenth of the range holds nearly all of a sample of the draws.
  private static func spreads(_ draws: [Double], from origin: Double, scale: Double) -> Bool {
    var cells = [Int](repeating: 0, count: 17)
    let step = max(1, draws.count / 128)
    var sampled = 0
    for index in stride(from: 0, to: draws.count, by: step) {
      cells[Int((draws[index] - origin) * scale * 16)] += 1
      sampled += 1
    }
    return (cells.max() ?? 0) * 10 < sampled * 9
  }

  private static func pattern(_ draw: Double) -> UInt64 {
    // Adding zero turns -0 into +0, which would otherwise come before an origin of +0.
    let bits = (draw + 0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  @inline(__always)
  func value(_ draw: Double) -> UInt64 {
    switch map {
    case .linear(let origin, let scale, let largest):
      return UInt64(min((draw - origin) * scale, largest))
    case .pattern(let origin, let shift):
      return (Self.pattern(draw) - origin) >> shift
    }
  }
}
