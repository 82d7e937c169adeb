/// Mean and variance of each split chain, and the draws with their chain's mean removed.
struct ChainMoments: Sendable {
  /// Draws minus the mean of their split chain, laid out as `SplitChains.values`.
  let centered: [Double]
  /// Means of the split chains, less the very first draw: differences keep their digits where the
  /// draws are far from 0.
  let relativeMeans: [Double]
  /// Sum of squares about the mean, one a split chain.
  let sumsOfSquares: [Double]
  let length: Int

  /// Centres the draws in place where `chains` is not used elsewhere.
  init(_ chains: consuming SplitChains) {
    var relativeMeans: [Double] = []
    var sumsOfSquares: [Double] = []
    let length = chains.length
    var values = chains.takeValues()
    let reference = values.first ?? 0
    values.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: max(length, 1)) {
        let draws = UnsafeMutableBufferPointer(rebasing: values[start..<(start + length)])
        // Sums are taken from the first draw, so that a constant chain has variance exactly 0.
        let origin = draws[0]
        let offset = sum(UnsafeBufferPointer(draws)) { $0 - origin } / Double(length)
        for index in draws.indices { draws[index] = (draws[index] - origin) - offset }
        relativeMeans.append((origin - reference) + offset)
        sumsOfSquares.append(sum(UnsafeBufferPointer(draws)) { $0 * $0 })
      }
    }
    centered = values
    self.length = length
    self.relativeMeans = relativeMeans
    self.sumsOfSquares = sumsOfSquares
  }

  /// Mean of the chains' variances, with divisor `length - 1`.
  var varianceWithin: Double {
    sumsOfSquares.reduce(0, +) / Double(sumsOfSquares.count) / Double(length - 1)
  }

  /// Variance of the chains' means, with divisor one less than their number.
  var varianceOfMeans: Double {
    sampleVariance(relativeMeans)
  }
}

/// Sum of `term` over `values`, in four interleaved partial sums.
@inline(__always)
func sum(
  _ values: UnsafeBufferPointer<Double>, _ term: (SIMD4<Double>) -> SIMD4<Double>
) -> Double {
  var partial = SIMD4<Double>.zero
  let whole = values.count & ~3
  let raw = UnsafeRawBufferPointer(values)
  for index in stride(from: 0, to: whole, by: 4) {
    partial += term(raw.loadUnaligned(fromByteOffset: index * 8, as: SIMD4<Double>.self))
  }
  var total = partial.sum()
  for index in whole..<values.count { total += term(SIMD4(repeating: values[index]))[0] }
  return total
}

/// Sample variance, divisor `n - 1`; NaN for fewer than two values.
func sampleVariance(_ values: [Double]) -> Double {
  guard values.count > 1, let origin = values.first else { return .nan }
  return values.withUnsafeBufferPointer { values in
    let offset = sum(values) { $0 - origin } / Double(values.count)
    let squares = sum(values) { (($0 - origin) - offset) * (($0 - origin) - offset) }
    return squares / Double(values.count - 1)
  }
}
