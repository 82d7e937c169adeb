import CMath

/// Autocovariances of split chains, averaged over the chains, computed as far as they are asked for.
protocol AutocovarianceSequence {
  /// Number of split chains.
  var chainCount: Int { get }
  /// Draws of one split chain.
  var length: Int { get }
  /// Variance of the split chains' means, divisor one less than their number.
  var varianceOfMeans: Double { get }
  /// The mean over chains of `(1 / length) sum_i y_i y_(i + lag)`, `y` centred by chain.
  mutating func autocovariance(lag: Int) -> Double
}

/// Effective sample size by Geyer's initial monotone sequence, over split chains.
///
/// `S / tau` with `tau = -1 + 2 sum_t rho_t`, where `rho_t = 1 - (W - acov_t) / var_plus` combines
/// within-chain autocovariances with the variance between chains, and the sum ends at the first
/// pair `rho_(2k) + rho_(2k + 1)` that is not positive (Vehtari et al. 2021, section 3.2 and
/// equation 10; Geyer 1992). `tau` is held above `1 / log10(S)`, so antithetic chains are credited
/// with at most `S log10(S)`. The order of operations is that of R's `posterior`.
///
/// - Returns: NaN with fewer than three draws a split chain.
func effectiveSampleSize<Sequence: AutocovarianceSequence>(_ sequence: inout Sequence) -> Double {
  let length = Double(sequence.length)
  guard sequence.length >= 3 else { return .nan }
  let variance = sequence.autocovariance(lag: 0)
  let within = variance * length / (length - 1)
  let total = variance + sequence.varianceOfMeans
  var correlations = [1, 1 - (within - sequence.autocovariance(lag: 1)) / total]
  var even = correlations[0]
  var odd = correlations[1]
  var last = 0
  while last < sequence.length - 5, even + odd > 0 {
    last += 2
    even = 1 - (within - sequence.autocovariance(lag: last)) / total
    odd = 1 - (within - sequence.autocovariance(lag: last + 1)) / total
    let belongs = even + odd >= 0
    correlations.append(belongs ? even : 0)
    correlations.append(belongs ? odd : 0)
  }
  // The last even term enters the sum once on its own: it lowers the variance of antithetic chains.
  if even > 0 { correlations[last] = even }
  makeMonotone(&correlations, last: last)
  let draws = Double(sequence.chainCount) * length
  // With five draws or fewer no pair is ever reached; posterior then counts the first term twice.
  let summed = last == 0 ? correlations[0] : correlations[..<last].reduce(0, +)
  let time = -1 + 2 * summed + correlations[last]
  return draws / max(time, 1 / log10(draws))
}

/// Replaces each pair that is larger than the pair before it by that pair's mean.
private func makeMonotone(_ correlations: inout [Double], last: Int) {
  for pair in stride(from: 2, through: last - 2, by: 2) {
    let previous = correlations[pair - 2] + correlations[pair - 1]
    if correlations[pair] + correlations[pair + 1] > previous {
      correlations[pair] = previous / 2
      correlations[pair + 1] = previous / 2
    }
  }
}
