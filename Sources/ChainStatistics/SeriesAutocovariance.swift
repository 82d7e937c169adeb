import SpecialFunctions

/// How autocovariances are computed; the results agree to rounding.
enum AutocovarianceMethod: Sendable {
  /// Sums lag by lag, then the Fourier transform if the sequence is long.
  case automatic
  /// Sums lag by lag only.
  case direct
  /// The Fourier transform from lag 0.
  case fourier
}

/// Autocovariances of real-valued draws.
///
/// Chains that mix well end Geyer's sequence after a few lags, which direct sums give for the cost
/// of reading the draws; all lags by Fourier transform cost as much as one or two hundred of them.
struct SeriesAutocovariance: AutocovarianceSequence {
  let chainCount: Int
  let length: Int
  let varianceOfMeans: Double
  private let centered: [Double]
  private let directLimit: Int
  /// Sums over all chains of the lagged products, from lag 0.
  private var sums: [Double]
  private static let block = 4

  init(_ moments: ChainMoments, method: AutocovarianceMethod = .automatic) {
    chainCount = moments.relativeMeans.count
    length = moments.length
    varianceOfMeans = moments.varianceOfMeans
    centered = moments.centered
    sums = [moments.sumsOfSquares.reduce(0, +)]
    switch method {
    case .automatic: directLimit = 128  // measured: the transform costs 115 to 210 lags
    case .direct: directLimit = length
    case .fourier: directLimit = 0
    }
  }

  mutating func autocovariance(lag: Int) -> Double {
    if lag >= sums.count { extend(to: lag) }
    return sums[lag] / Double(length) / Double(chainCount)
  }

  private mutating func extend(to lag: Int) {
    if lag >= directLimit {
      sums = laggedProductSums(centered: centered, chainLength: length)
      return
    }
    while sums.count <= lag {
      var total = SIMD4<Double>.zero
      centered.withUnsafeBufferPointer { values in
        for chain in 0..<chainCount {
          let start = chain * length
          let draws = UnsafeBufferPointer(rebasing: values[start..<(start + length)])
          total += laggedProducts(draws, firstLag: sums.count)
        }
      }
      for index in 0..<Self.block { sums.append(total[index]) }
    }
  }
}

/// `sum_i y_i y_(i + lag)` for four successive lags; lags beyond the series give 0.
private func laggedProducts(
  _ draws: UnsafeBufferPointer<Double>, firstLag lag: Int
) -> SIMD4<Double> {
  let raw = UnsafeRawBufferPointer(draws)
  var first = SIMD4<Double>.zero
  var second = SIMD4<Double>.zero
  var third = SIMD4<Double>.zero
  var fourth = SIMD4<Double>.zero
  // The widest load reads draws index + lag + 3 ... index + lag + 6.
  let whole = max(0, draws.count - lag - 3) & ~3
  for index in stride(from: 0, to: whole, by: 4) {
    let here = raw.loadUnaligned(fromByteOffset: 8 * index, as: SIMD4<Double>.self)
    let there = 8 * (index + lag)
    first += here * raw.loadUnaligned(fromByteOffset: there, as: SIMD4<Double>.self)
    second += here * raw.loadUnaligned(fromByteOffset: there + 8, as: SIMD4<Double>.self)
    third += here * raw.loadUnaligned(fromByteOffset: there + 16, as: SIMD4<Double>.self)
    fourth += here * raw.loadUnaligned(fromByteOffset: there + 24, as: SIMD4<Double>.self)
  }
  var total = SIMD4(first.sum(), second.sum(), third.sum(), fourth.sum())
  for step in 0..<4 {
    for index in whole..<max(whole, draws.count - lag - step) {
      total[step] += draws[index] * draws[index + lag + step]
    }
  }
  return total
}
