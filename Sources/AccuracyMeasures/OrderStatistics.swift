/// Finds a few order statistics of many values without sorting them all.
///
/// A sorted subsample sets the ends of a histogram; only the bins that hold a wanted rank are
/// sorted. The bin is a monotone function of the value also in floating point, so the answer is
/// that of a full sort. Heavy tails cost time, never correctness. Buffers are reused.
struct OrderStatistics {
  private static let binCount = 1024
  private static let subsampleCount = 256

  private var binOfValue: [Int32] = []
  private var countBelow = [Int](repeating: 0, count: OrderStatistics.binCount + 1)
  private var candidates: [Double] = []

  /// The values that a sort would put at the given positions.
  ///
  /// - Parameters:
  ///   - ranks: positions from 0, ascending, below `values.count`.
  ///   - values: no NaN.
  /// - Returns: one value per rank.
  mutating func select(ranks: [Int], from values: [Double]) -> [Double] {
    guard let firstRank = ranks.first, let lastRank = ranks.last else { return [] }
    precondition(firstRank >= 0 && lastRank < values.count, "rank within the values")
    guard values.count >= 8 * Self.subsampleCount,
      let (origin, scale) = histogramScale(values, firstRank: firstRank, lastRank: lastRank)
    else {
      let sorted = values.sorted()
      return ranks.map { sorted[$0] }
    }
    fillHistogram(values, origin: origin, scale: scale)
    return pick(ranks: ranks, from: values)
  }

  /// Brackets the wanted ranks generously by quantiles of a subsample.
  private func histogramScale(
    _ values: [Double], firstRank: Int, lastRank: Int
  ) -> (origin: Double, scale: Double)? {
    let stride = values.count / Self.subsampleCount
    let subsample = (0..<Self.subsampleCount).map { values[$0 * stride] }.sorted()
    let low = firstRank / (2 * stride)
    let high = Self.subsampleCount - 1 - (values.count - 1 - lastRank) / (2 * stride)
    let origin = subsample[min(low, Self.subsampleCount - 1)]
    let scale = Double(Self.binCount) / (subsample[max(high, 0)] - origin)
    return scale.isFinite && scale > 0 && origin.isFinite ? (origin, scale) : nil
  }

  /// Bins every value and leaves in `countBelow[b]` the number of values in bins before `b`.
  private mutating func fillHistogram(_ values: [Double], origin: Double, scale: Double) {
    if binOfValue.count != values.count {
      binOfValue = [Int32](repeating: 0, count: values.count)
    }
    for bin in countBelow.indices { countBelow[bin] = 0 }
    Self.bin(values, origin: origin, scale: scale, into: &binOfValue, counting: &countBelow)
    for bin in 1...Self.binCount { countBelow[bin] += countBelow[bin - 1] }
  }

  /// Spans and the one precondition keep uniqueness and bounds checks out of the loop.
  private static func bin(
    _ values: [Double], origin: Double, scale: Double, into binOfValue: inout [Int32],
    counting counts: inout [Int]
  ) {
    let source = values.span
    var bins = binOfValue.mutableSpan
    var countsAfter = counts.mutableSpan
    precondition(bins.count == source.count)
    let lastBin = Double(binCount - 1)
    for index in source.indices {
      let scaled = (source[index] - origin) * scale
      let floored = scaled > 0 ? scaled : 0
      let bin = Int32(floored < lastBin ? floored : lastBin)
      bins[index] = bin
      countsAfter[Int(bin) + 1] += 1
    }
  }

  private mutating func pick(ranks: [Int], from values: [Double]) -> [Double] {
    var wanted = [Bool](repeating: false, count: Self.binCount)
    var binOfRank: [Int] = []
    var bin = 0
    for rank in ranks {
      while countBelow[bin + 1] <= rank { bin += 1 }
      wanted[bin] = true
      binOfRank.append(bin)
    }
    candidates.removeAll(keepingCapacity: true)
    for index in values.indices where wanted[Int(binOfValue[index])] {
      candidates.append(values[index])
    }
    candidates.sort()
    var result: [Double] = []
    var candidatesBelow = 0
    for position in ranks.indices {
      let current = binOfRank[position]
      if position > 0, binOfRank[position - 1] != current {
        let previous = binOfRank[position - 1]
        candidatesBelow += countBelow[previous + 1] - countBelow[previous]
      }
      result.append(candidates[candidatesBelow + ranks[position] - countBelow[current]])
    }
    return result
  }

  /// Sample quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan,
  /// as in R).
  ///
  /// - Parameters:
  ///   - probabilities: ascending, in [0, 1].
  ///   - values: at least one, no NaN.
  /// - Returns: one quantile per probability.
  mutating func quantiles(_ probabilities: [Double], of values: [Double]) -> [Double] {
    var ranks: [Int] = []
    for probability in probabilities {
      let rank = Int(probability * Double(values.count - 1))
      ranks.append(rank)
      ranks.append(min(rank + 1, values.count - 1))
    }
    // Neighbouring probabilities may interleave their pairs of ranks.
    let ascending = Array(Set(ranks)).sorted()
    let selected = Dictionary(
      uniqueKeysWithValues: zip(ascending, select(ranks: ascending, from: values)))
    return probabilities.indices.map { index in
      let position = probabilities[index] * Double(values.count - 1)
      let fraction = position - position.rounded(.down)
      guard let lower = selected[ranks[2 * index]], let upper = selected[ranks[2 * index + 1]]
      else { return .nan }
      return fraction == 0 ? lower : lower + fraction * (upper - lower)
    }
  }
}
