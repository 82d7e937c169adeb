/// Distances from a centre, ascending, with the place each draw came from.
///
/// Sorted draws fall into two ascending sequences of distances, one on either side of the centre;
/// merging them replaces a second sort.
struct FoldedDraws: Sendable {
  let distances: [Double]
  let positions: [UInt32]

  /// Folds `sorted` at `center`, which must be finite.
  init(_ sorted: SortedDraws, center: Double, using workspace: inout Workspace) {
    let count = sorted.values.count
    var right = firstIndex(in: sorted.values, notBelow: center)
    var left = right - 1
    var distances = workspace.takeDoubles(count)
    var positions = workspace.takePlaces(count)
    positions.withUnsafeMutableBufferPointer { positions in
      sorted.values.withUnsafeBufferPointer { values in
        sorted.positions.withUnsafeBufferPointer { origins in
          distances.withUnsafeMutableBufferPointer { distances in
            var slot = 0
            while left >= 0, right < count {
              let below = center - values[left]
              let above = values[right] - center
              // Selected rather than branched on: which side comes next is a coin toss.
              let takesRight = above <= below
              distances[slot] = takesRight ? above : below
              positions[slot] = origins[takesRight ? right : left]
              right += takesRight ? 1 : 0
              left -= takesRight ? 0 : 1
              slot += 1
            }
            while left >= 0 {
              distances[slot] = center - values[left]
              positions[slot] = origins[left]
              left -= 1
              slot += 1
            }
            while right < count {
              distances[slot] = values[right] - center
              positions[slot] = origins[right]
              right += 1
              slot += 1
            }
          }
        }
      }
    }
    self.distances = distances
    self.positions = positions
  }
}

/// The median distance of sorted values from their median, times 1.4826.
///
/// The factor makes it the standard deviation of normal draws. NaN where the median is not finite.
func medianAbsoluteDeviation(sorted: [Double]) -> Double {
  let center = median(sorted: sorted)
  guard center.isFinite else { return .nan }
  let count = sorted.count
  let upper = distance(ofRank: count / 2, in: sorted, from: center)
  guard count % 2 == 0 else { return 1.4826 * upper }
  return 1.4826 * (distance(ofRank: count / 2 - 1, in: sorted, from: center) + upper) / 2
}

/// The distance from `center` with `rank` smaller ones, found by bisection on how many of them lie
/// on the left.
private func distance(ofRank rank: Int, in sorted: [Double], from center: Double) -> Double {
  let right = firstIndex(in: sorted, notBelow: center)
  let rightCount = sorted.count - right
  var fewest = max(0, rank + 1 - rightCount)
  var most = min(rank + 1, right)
  // `fewest` ends as the smallest number of left draws that leaves no larger draw on the right.
  while fewest < most {
    let taken = (fewest + most) / 2
    let leftNext = center - sorted[right - 1 - taken]
    let rightLast = sorted[right + rank - taken] - center
    if leftNext < rightLast { fewest = taken + 1 } else { most = taken }
  }
  let fromLeft = fewest > 0 ? center - sorted[right - fewest] : 0
  let taken = rank + 1 - fewest
  let fromRight = taken > 0 ? sorted[right + taken - 1] - center : 0
  return max(fromLeft, fromRight)
}

/// The first index of an ascending array whose value is at least `bound`, or the count.
private func firstIndex(in sorted: [Double], notBelow bound: Double) -> Int {
  var low = 0
  var high = sorted.count
  while low < high {
    let middle = (low + high) / 2
    if sorted[middle] < bound { low = middle + 1 } else { high = middle }
  }
  return low
}
