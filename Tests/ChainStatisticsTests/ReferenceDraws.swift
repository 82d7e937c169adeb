#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The draws of `reference.R`, made again by the same integer generator.
enum ReferenceDraws {
  static let all: [String: [[Double]]] = [
    "independent": autoregression(100, 4, 0, 101),
    "ar_half": autoregression(100, 4, 0.5, 102),
    "ar_nine": autoregression(100, 4, 0.9, 103),
    "ar_antithetic": autoregression(100, 4, -0.5, 104),
    "ar_strongly_antithetic": autoregression(400, 2, -0.9, 114),
    "odd": autoregression(101, 3, 0.5, 105),
    "short": autoregression(8, 2, 0.2, 106),
    "ten": autoregression(10, 2, 0.2, 107),
    "twelve": autoregression(12, 3, 0.2, 107),
    "single_chain": autoregression(250, 1, 0.6, 108),
    "ties": mapped(autoregression(100, 4, 0.5, 109)) { $0.rounded(.toNearestOrEven) },
    "repeated": autoregression(100, 4, 0.3, 110).map { chain in
      (0..<100).map { chain[$0 / 2] }
    },
    "shifted": lastChain(of: autoregression(100, 4, 0.5, 111)) { $0 + 2 },
    "scaled": lastChain(of: autoregression(100, 4, 0.5, 112)) { $0 * 6 },
    "heavy": mapped(autoregression(101, 3, 0.4, 113)) { draw in
      (0..<8).reduce(draw) { power, _ in power * draw }
    },
    "trend": autoregression(300, 2, 0.5, 115).map { chain in
      chain.enumerated().map { $1 + Double($0) * (6 / 299.0) }
    },
    "slow": autoregression(2000, 4, 0.98, 116),
    "offset": mapped(autoregression(100, 4, 0.5, 117)) { $0 * 1e-3 + 1e4 },
  ]

  /// The log weights of case `weights_k_n`.
  static func logWeights(shape: Double, count: Int) -> [Double] {
    Uniforms(seed: 200 + UInt64(count)).take(count).map { uniform in
      shape > 0 ? -shape * log(uniform) : log(1 - pow(uniform, -shape))
    }
  }

  /// `x_1 = e_1`, `x_t = rho x_(t-1) + e_t`, with `e` a sum of twelve uniforms less 6.
  static func autoregression(
    _ draws: Int, _ chains: Int, _ rho: Double, _ seed: UInt64
  ) -> [[Double]] {
    var uniforms = Uniforms(seed: seed)
    return (0..<chains).map { _ in
      var draw = 0.0
      return (0..<draws).map { _ in
        draw = rho * draw + ((0..<12).reduce(0) { sum, _ in sum + uniforms.next() } - 6)
        return draw
      }
    }
  }

  private static func mapped(
    _ chains: [[Double]], _ transform: (Double) -> Double
  ) -> [[Double]] {
    chains.map { $0.map(transform) }
  }

  private static func lastChain(
    of chains: [[Double]], _ transform: (Double) -> Double
  ) -> [[Double]] {
    chains.dropLast() + chains.suffix(1).map { $0.map(transform) }
  }
}

/// The 48-bit linear congruential generator of `reference.R`.
struct Uniforms {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> Double {
    state = (25_214_903_917 &* state &+ 11) & (1 << 48 - 1)
    return (Double(state) + 0.5) / 281_474_976_710_656
  }

  func take(_ count: Int) -> [Double] {
    var copy = self
    return (0..<count).map { _ in copy.next() }
  }
}
