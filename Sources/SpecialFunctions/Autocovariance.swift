import CGSL

/// Sums of lagged products over several series, by fast Fourier transform.
///
/// For every lag `t = 0 ..< n` the sum over series of `sum_i y_i y_(i + t)`. Each series is padded
/// with zeros to at least twice its length, so that products do not wrap around; the power spectra
/// are added up and transformed back once. GSL's mixed-radix real transforms do the work, at a
/// length whose only factors are 2, 3 and 5.
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
  guard let forward = gsl_fft_real_wavetable_alloc(size) else { return notComputed(chainLength) }
  defer { gsl_fft_real_wavetable_free(forward) }
  guard let backward = gsl_fft_halfcomplex_wavetable_alloc(size) else {
    return notComputed(chainLength)
  }
  defer { gsl_fft_halfcomplex_wavetable_free(backward) }
  var spectrum = [Double](repeating: 0, count: size)
  var padded = [Double](repeating: 0, count: size)
  for start in stride(from: 0, to: centered.count, by: chainLength) {
    for index in 0..<chainLength { padded[index] = centered[start + index] }
    for index in chainLength..<size { padded[index] = 0 }
    gsl_fft_real_transform(&padded, 1, size, forward, workspace)
    addPower(of: padded, to: &spectrum)
  }
  gsl_fft_halfcomplex_inverse(&spectrum, 1, size, backward, workspace)
  return Array(spectrum[..<chainLength])
}

/// Adds `|F_k|^2` of a half-complex spectrum (real part, then pairs, then for an even size the
/// Nyquist term) to the real places of `spectrum`.
private func addPower(of transform: [Double], to spectrum: inout [Double]) {
  let size = transform.count
  spectrum[0] += transform[0] * transform[0]
  for real in stride(from: 1, to: size - 1, by: 2) {
    spectrum[real] += transform[real] * transform[real] + transform[real + 1] * transform[real + 1]
  }
  if size % 2 == 0 { spectrum[size - 1] += transform[size - 1] * transform[size - 1] }
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
