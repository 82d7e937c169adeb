import SpecialFunctions

/// Autocovariances of the indicator `draw <= threshold`, from packed bits.
///
/// With `C_t` the number of pairs `t` apart that are both below the threshold and `m` the share
/// below, `sum (I_i - m)(I_(i + t) - m) = C_t - m (head + tail) + (n - t) m^2`, where head and tail
/// count the ones among the first and last `n - t` draws. Sixty-four draws a word make a lag about
/// seven times cheaper than one of real-valued draws.
struct IndicatorAutocovariance: AutocovarianceSequence {
  let chainCount: Int
  let length: Int
  let varianceOfMeans: Double
  /// Whether all draws fall on one side of the threshold.
  let isConstant: Bool
  private let directLimit: Int
  private let words: Int
  private let bits: [UInt64]
  private let ones: [Int]
  private var onesAmongFirst: [Int]
  private var onesAmongLast: [Int]
  private var sums: [Double] = []

  init(_ chains: SplitChains, threshold: Double, method: AutocovarianceMethod = .automatic) {
    let length = chains.length
    // Two words of zeros follow each chain, so that a shifted read never meets the next chain.
    let words = (length + 63) / 64 + 2
    bits = Self.packed(chains, threshold: threshold, words: words)
    let bits = bits
    let ones = (0..<chains.chainCount).map { chain in
      bits[(chain * words)..<((chain + 1) * words)].reduce(0) { $0 + $1.nonzeroBitCount }
    }
    let total = ones.reduce(0, +)
    isConstant = total == 0 || total == length * chains.chainCount
    varianceOfMeans = sampleVariance(ones.map { Double($0) / Double(length) })
    onesAmongFirst = [Int](repeating: 0, count: chains.chainCount)
    onesAmongLast = onesAmongFirst
    self.ones = ones
    self.words = words
    self.length = length
    chainCount = chains.chainCount
    switch method {
    case .automatic: directLimit = 1024  // measured: the transform costs 700 to 1,500 lags
    case .direct: directLimit = length
    case .fourier: directLimit = 0
    }
  }

  mutating func autocovariance(lag: Int) -> Double {
    while sums.count <= lag {
      if sums.count >= directLimit {
        sums = laggedProductSums(centered: centeredValues(), chainLength: length)
      } else {
        appendNextLag()
      }
    }
    return sums[lag] / Double(length) / Double(chainCount)
  }

  private mutating func appendNextLag() {
    let lag = sums.count
    var total = 0.0
    for chain in 0..<chainCount {
      if lag > 0 {
        onesAmongFirst[chain] += bit(chain, lag - 1)
        onesAmongLast[chain] += bit(chain, length - lag)
      }
      let share = Double(ones[chain]) / Double(length)
      let ends = 2 * ones[chain] - onesAmongFirst[chain] - onesAmongLast[chain]
      let pairs = Double(coincidences(chain, lag: lag))
      total += pairs - share * Double(ends) + Double(length - lag) * share * share
    }
    sums.append(total)
  }

  private func bit(_ chain: Int, _ index: Int) -> Int {
    Int(bits[chain * words + index >> 6] >> UInt64(index & 63) & 1)
  }

  /// The number of `i` with ones at both `i` and `i + lag`.
  private func coincidences(_ chain: Int, lag: Int) -> Int {
    let skip = lag >> 6
    let shift = UInt64(lag & 63)
    return bits.withUnsafeBufferPointer { bits in
      let here = UnsafeBufferPointer(rebasing: bits[(chain * words)..<((chain + 1) * words)])
      let there = UnsafeBufferPointer(rebasing: here[skip...])
      var count = 0
      for word in 0..<(there.count &- 1) {
        // In two steps, because a shift by 64 is no shift at all.
        let shifted = there[word] &>> shift | (there[word &+ 1] &<< 1) &<< (63 - shift)
        count &+= (here[word] & shifted).nonzeroBitCount
      }
      return count
    }
  }

  private func centeredValues() -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(chainCount * length)
    for chain in 0..<chainCount {
      let share = Double(ones[chain]) / Double(length)
      for index in 0..<length { values.append(Double(bit(chain, index)) - share) }
    }
    return values
  }

  private static func packed(_ chains: SplitChains, threshold: Double, words: Int) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: words * chains.chainCount)
    bits.withUnsafeMutableBufferPointer { bits in
      chains.values.withUnsafeBufferPointer { values in
        for chain in 0..<chains.chainCount {
          let draws = UnsafeBufferPointer(
            rebasing: values[(chain * chains.length)..<((chain + 1) * chains.length)])
          for start in stride(from: 0, to: draws.count, by: 64) {
            var word: UInt64 = 0
            for index in start..<min(start + 64, draws.count) {
              word |= (draws[index] <= threshold ? 1 : 0) &<< UInt64(index & 63)
            }
            bits[chain * words + start >> 6] = word
          }
        }
      }
    }
    return bits
  }
}
