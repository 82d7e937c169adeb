/// Draws in ascending order, with the place each one came from.
///
/// A radix sort on a monotone integer key, then a comparison sort of the draws that share a key.
/// Equal values stay in no particular order, which average ranks do not see.
struct SortedDraws: Sendable {
  /// The values, ascending.
  var values: [Double]
  /// `positions[i]` is the index of `values[i]` in the unsorted draws.
  var positions: [UInt32]

  private static let digitBits = 11
  private static let digitCount = 1 << digitBits

  /// Sorts `draws`, none of which may be NaN; infinities are legal.
  init(_ draws: [Double], using workspace: inout Workspace) {
    precondition(draws.count <= Int(UInt32.max), "at most 2^32 - 1 draws")
    values = workspace.takeDoubles(draws.count)
    positions = workspace.takePlaces(draws.count)
    guard let key = SortingKey(draws) else {
      for index in draws.indices {
        values[index] = draws[index]
        positions[index] = UInt32(index)
      }
      return
    }
    let packed = Self.radixSorted(draws, key: key, using: &workspace)
    unpack(packed, draws)
    sortRunsOfEqualKeys(packed)
    workspace.giveBack(packed)
  }

  private mutating func unpack(_ packed: [UInt64], _ draws: [Double]) {
    values.withUnsafeMutableBufferPointer { values in
      positions.withUnsafeMutableBufferPointer { positions in
        draws.withUnsafeBufferPointer { draws in
          for (index, entry) in packed.enumerated() {
            let position = UInt32(truncatingIfNeeded: entry)
            positions[index] = position
            values[index] = draws[Int(position)]
          }
        }
      }
    }
  }

  /// `key << 32 | position` of every draw, ordered by key.
  private static func radixSorted(
    _ draws: [Double], key: SortingKey, using workspace: inout Workspace
  ) -> [UInt64] {
    let passes = key.bits / digitBits
    var starts = [Int](repeating: 0, count: passes * digitCount)
    let mask = UInt64(digitCount - 1)
    var packed = workspace.takeWords(draws.count)
    packed.withUnsafeMutableBufferPointer { packed in
      starts.withUnsafeMutableBufferPointer { starts in
        draws.withUnsafeBufferPointer { draws in
          for position in draws.indices {
            let word = key.value(draws[position])
            packed[position] = word << 32 | UInt64(position)
            for pass in 0..<passes {
              let digit = Int(word >> UInt64(pass * digitBits) & mask)
              starts[pass * digitCount + digit] += 1
            }
          }
        }
      }
    }
    for pass in 0..<passes {
      var next = 0
      for digit in 0..<digitCount {
        let size = starts[pass * digitCount + digit]
        starts[pass * digitCount + digit] = next
        next += size
      }
    }
    var scattered = workspace.takeWords(draws.count)
    for pass in 0..<passes {
      let shift = UInt64(32 + pass * digitBits)
      packed.withUnsafeBufferPointer { packed in
        scattered.withUnsafeMutableBufferPointer { scattered in
          starts.withUnsafeMutableBufferPointer { starts in
            for entry in packed {
              let slot = pass * digitCount + Int(entry >> shift & mask)
              scattered[starts[slot]] = entry
              starts[slot] += 1
            }
          }
        }
      }
      swap(&packed, &scattered)
    }
    workspace.giveBack(scattered)
    return packed
  }

  private mutating func sortRunsOfEqualKeys(_ packed: [UInt64]) {
    var start = 0
    while start < packed.count {
      var end = start + 1
      while end < packed.count, packed[end] >> 32 == packed[start] >> 32 { end += 1 }
      if end - start > 1 { sortRun(start..<end) }
      start = end
    }
  }

  private mutating func sortRun(_ run: Range<Int>) {
    // Insertion is quadratic; 32 is about where the library's sort starts to win.
    guard run.count <= 32 else {
      let ordered = run.map { (values[$0], positions[$0]) }.sorted { $0.0 < $1.0 }
      for (slot, entry) in zip(run, ordered) {
        values[slot] = entry.0
        positions[slot] = entry.1
      }
      return
    }
    for next in run.dropFirst() {
      let value = values[next]
      let position = positions[next]
      var slot = next
      while slot > run.lowerBound, values[slot - 1] > value {
        values[slot] = values[slot - 1]
        positions[slot] = positions[slot - 1]
        slot -= 1
      }
      values[slot] = value
      positions[slot] = position
    }
  }
}
