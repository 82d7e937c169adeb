/// Draws of all chains in one array, each chain cut into halves.
///
/// Chain-major: draw `t` of split chain `s` is at `s * length + t`, and chain `c` gives the split
/// chains `2 c` and `2 c + 1`. Of an odd number of draws the middle one is dropped.
struct SplitChains: Sendable {
  let values: [Double]
  /// Number of split chains, twice the number of chains.
  let chainCount: Int
  /// Draws of one split chain.
  let length: Int

  init(values: [Double], chainCount: Int, length: Int) {
    precondition(values.count == chainCount * length, "one value per draw")
    self.values = values
    self.chainCount = chainCount
    self.length = length
  }

  /// Cuts `chains`, which must be equally long.
  init(_ chains: [[Double]]) {
    let draws = chains.first?.count ?? 0
    precondition(chains.allSatisfy { $0.count == draws }, "chains of equal length")
    let half = draws / 2
    var values: [Double] = []
    values.reserveCapacity(2 * half * chains.count)
    for chain in chains {
      values += chain[..<half]
      values += chain[(draws - half)...]
    }
    self.init(values: values, chainCount: 2 * chains.count, length: half)
  }

  /// The same draws with `transform` applied to each.
  func map(_ transform: (Double) -> Double) -> SplitChains {
    SplitChains(values: values.map(transform), chainCount: chainCount, length: length)
  }
}
