/// Draws of all chains in one array, each chain cut into halves.
///
/// Chain-major: draw `t` of split chain `s` is at `s * length + t`, and chain `c` gives the split
/// chains `2 c` and `2 c + 1`. Of an odd number of draws the middle one is dropped.
struct SplitChains: Sendable {
  private(set) var values: [Double]
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
  init(_ chains: [[Double]], using workspace: inout Workspace) {
    let draws = chains.first?.count ?? 0
    precondition(chains.allSatisfy { $0.count == draws }, "chains of equal length")
    let half = draws / 2
    var values = workspace.takeDoubles(2 * half * chains.count)
    values.withUnsafeMutableBufferPointer { values in
      for (index, chain) in chains.enumerated() {
        let start = 2 * half * index
        _ = values[start..<(start + half)].update(fromContentsOf: chain[..<half])
        _ = values[(start + half)..<(start + 2 * half)].update(
          fromContentsOf: chain[(draws - half)...])
      }
    }
    self.init(values: values, chainCount: 2 * chains.count, length: half)
  }

  /// Gives the values away, so that they can be changed without a copy.
  consuming func takeValues() -> [Double] {
    let taken = values
    values = []
    return taken
  }

  /// The same draws in an array of their own.
  func copy(using workspace: inout Workspace) -> SplitChains {
    var copy = workspace.takeDoubles(values.count)
    copy.withUnsafeMutableBufferPointer { copy in
      _ = copy.update(fromContentsOf: values)
    }
    return SplitChains(values: copy, chainCount: chainCount, length: length)
  }
}
