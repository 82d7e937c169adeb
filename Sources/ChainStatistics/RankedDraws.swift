/// The draws of one quantity, sorted once, from which every diagnostic is taken.
///
/// Policy on draws that carry no information: if a draw is NaN or infinite, or if all draws are
/// equal up to rounding (their range is within 2.2e-16 of the largest magnitude), then R-hat, ESS
/// and MCSE are NaN.
struct RankedDraws: Sendable {
  /// All draws, ascending; empty if one of them is NaN.
  let sorted: [Double]
  let split: SplitChains
  /// Number of all draws, those in the middle of odd chains included.
  let count: Int
  /// Whether the diagnostics exist.
  let isInformative: Bool
  /// Draws of the split chains with positions in `split.values`.
  private let splitSorted: SortedDraws

  init(_ chains: [[Double]], using workspace: inout Workspace) {
    split = SplitChains(chains, using: &workspace)
    let length = chains.first?.count ?? 0
    let draws = length % 2 == 0 ? split.values : chains.flatMap { $0 }
    count = draws.count
    guard !draws.contains(where: \.isNaN) else {
      sorted = []
      splitSorted = SortedDraws([], using: &workspace)
      isInformative = false
      return
    }
    let ordered = SortedDraws(draws, using: &workspace)
    sorted = ordered.values
    splitSorted =
      length % 2 == 0 ? ordered : ordered.withoutMiddle(chainLength: length)
    guard let smallest = sorted.first, let largest = sorted.last else {
      isInformative = false
      return
    }
    let resolution = Double.ulpOfOne * max(abs(smallest), abs(largest))
    // An infinite draw makes both sides infinite.
    isInformative = largest - smallest > resolution
  }

  /// Normal scores of the ranks among the split chains' draws, in their original places.
  func bulkScores(using workspace: inout Workspace) -> SplitChains {
    scored(splitSorted.values, splitSorted.positions, using: &workspace)
  }

  /// Normal scores of the ranks of the distances from the median, in the draws' places.
  func foldedScores(using workspace: inout Workspace) -> SplitChains {
    let folded = FoldedDraws(splitSorted, center: median(sorted: sorted), using: &workspace)
    let scores = scored(folded.distances, folded.positions, using: &workspace)
    workspace.giveBack(folded.distances)
    workspace.giveBack(folded.positions)
    return scores
  }

  /// Hands the arrays back; the draws are not to be used afterwards.
  func release(to workspace: inout Workspace) {
    workspace.giveBack(split.values)
    workspace.giveBack(sorted)
    workspace.giveBack(splitSorted.positions)
  }

  /// The split chains' draws ranked with their ties averaged.
  private func scored(
    _ values: [Double], _ positions: [UInt32], using workspace: inout Workspace
  ) -> SplitChains {
    var placed = workspace.takeDoubles(values.count)
    let scores = workspace.scores(count: values.count)
    placed.withUnsafeMutableBufferPointer { placed in
      values.withUnsafeBufferPointer { values in
        positions.withUnsafeBufferPointer { positions in
          scores.table.withUnsafeBufferPointer { untied in
            var first = 0
            while first < values.count {
              var next = first + 1
              while next < values.count, values[next] == values[first] { next += 1 }
              if next - first == 1 {
                placed[Int(positions[first])] = untied[first]
              } else {
                let score = scores.score(ofRank: Double(first + 1 + next) / 2)
                for index in first..<next { placed[Int(positions[index])] = score }
              }
              first = next
            }
          }
        }
      }
    }
    return SplitChains(values: placed, chainCount: split.chainCount, length: split.length)
  }
}

extension SortedDraws {
  /// Drops the middle draw of each chain of odd length and renumbers the places of the others.
  fileprivate func withoutMiddle(chainLength: Int) -> SortedDraws {
    var kept = self
    kept.values.removeAll(keepingCapacity: true)
    kept.positions.removeAll(keepingCapacity: true)
    let length = UInt32(chainLength)
    let middle = length / 2
    for (value, position) in zip(values, positions) {
      let (chain, offset) = position.quotientAndRemainder(dividingBy: length)
      guard offset != middle else { continue }
      kept.values.append(value)
      kept.positions.append(position - chain - (offset > middle ? 1 : 0))
    }
    return kept
  }
}
