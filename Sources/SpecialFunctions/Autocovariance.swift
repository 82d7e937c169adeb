import CGSL

/// Sums of lagged products over several series, by fast Fourier transform.
///
/// For every lag `t = 0 ..< n` the sum over series of `sum_i y_i y_(i + t)`. Each series is padded
/// with zeros to at least twice its length, so that products do not wrap around; the power spectra
/// are added up and transformed back once. GSL's mixed-radix real transform does the work, at a
/// length whose only factors are 2, 3 and 5; the sum of spectra is real and even, so that the same
/// transform is its own inverse up to the factor of the length.
///
/// - Parameters:
///   - centered: the series one after another, with their means already removed; the count must
///     be a multiple of `chainLength`.
///   - chainLength: length `n` of each series, at least 1.
/// - Returns: `n` sums; the absolute error is of the order of 1e-15 of the sum at lag 0.
public func laggedProductSums(centered: [Double], chainLength: Int) -> [Double] {
  precondition(chainLength > 0 && centered.count % chainLength == 0, "whole series")
  let size = smoothLength(atLeast: 2 * chainLength)
  guard let workspace = gsl_fft_real_workspace_alloc(size) else { return notComputed(chainLength) }
  defer { gsl_fft_real_workspace_free(workspace) }
  guard let table = gsl_fft_real_wavetable_alloc(size) else { return notComputed(chainLength) }
  defer { gsl_fft_real_wavetable_free(table) }
  var power = [Double](repeating: 0, count: size)
  var padded = [Double](repeating: 0, count: size)
  for start in stride(from: 0, to: centered.count, by: chainLength) {
    for index in 0..<chainLength { padded[index] = centered[start + index] }
    for index in chainLength..<size { padded[index] = 0 }
    gsl_fft_real_transform(&padded, 1, size, table, workspace)
    addPower(of: padded, to: &power)
  }
  gsl_fft_real_transform(&power, 1, size, table, workspace)
  // The real part of term t > 0 of a half-complex array is at 2 t - 1.
  return (0..<chainLength).map { power[$0 == 0 ? 0 : 2 * $0 - 1] / Double(size) }
}

/// Adds `|F_k|^2` of a half-complex array (real part, then pairs, then for an even size the Nyquist
/// term) to the places `k` and `size - k` of `power`.
private func addPower(of transform: [Double], to power: inout [Double]) {
  let size = transform.count
  power[0] += transform[0] * transform[0]
  for frequency in 1..<((size + 1) / 2) {
    let real = transform[2 * frequency - 1]
    let imaginary = transform[2 * frequency]
    power[frequency] += real * real + imaginary * imaginary
    power[size - frequency] += real * real + imaginary * imaginary
  }
  if size % 2 == 0 { power[size / 2] += transform[size - 1] * transform[size - 1] }
}

private func notComputed(_ count: Int) -> [Double] {
  [Double](repeating: .nan, count: count)
}

/// The smallest number of the form 2^a 3^b 5^c that is not below `minimum`.
private func smoothLength(atLeast minimum: Int) -> Int {
  var best = Int.max
  var five = 1
  while five < 2 * minimum {
    var three = five
    while three < 2 * minimum {
      var length = three
      while length < minimum { length *= 2 }
      best = min(best, length)
      three *= 3
    }
    five *= 5
  }
  return best
}
