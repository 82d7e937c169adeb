import CGSL
import CMath

/// The logarithm of the gamma function.
///
/// - Parameter x: positive.
/// - Returns: log Gamma(x); NaN where x is not positive, infinity where the result overflows.
public func logGamma(_ x: Double) -> Double {
  guard gslReady, x > 0 else { return .nan }
  var result = gsl_sf_result()
  return gsl_sf_lngamma_e(x, &result) == 0 ? result.val : (x > 1 ? .infinity : .nan)
}

/// The logarithm of the beta function, log B(a, b), without cancellation for large arguments.
///
/// - Parameters:
///   - a: positive.
///   - b: positive.
/// - Returns: log Gamma(a) + log Gamma(b) - log Gamma(a + b); NaN outside the domain.
public func logBeta(_ a: Double, _ b: Double) -> Double {
  guard gslReady, a > 0, b > 0 else { return .nan }
  var result = gsl_sf_result()
  return gsl_sf_lnbeta_e(a, b, &result) == 0 ? result.val : .nan
}

/// The logarithm of the binomial coefficient "trials choose successes".
///
/// - Parameters:
///   - trials: number of trials, at least 0.
///   - successes: from 0 to trials.
/// - Returns: the logarithm, exactly 0 at both ends; `-infinity` for successes outside 0...trials.
public func logBinomialCoefficient(trials: Int, successes: Int) -> Double {
  guard successes >= 0, successes <= trials else { return -.infinity }
  let smaller = min(successes, trials - successes)
  if smaller == 0 { return 0 }
  return -log(Double(trials) + 1) - logBeta(Double(smaller) + 1, Double(trials - smaller) + 1)
}

/// log |Gamma(x + i y) / Gamma(x)|, never positive.
///
/// The recurrence gives `-1/2 log(1 + y^2 / x^2)` for each unit step of x up to 16, then Stirling's
/// series of both logarithms is subtracted term by term, so that nothing of size log Gamma(x)
/// cancels. It is the log modulus of the Fourier transform of a log-gamma (and, in pairs, of a
/// binomial) likelihood on its natural scale. Source: NIST DLMF 5.4.3, 5.5.1 and 5.11.1.
///
/// - Parameters:
///   - x: the real part, positive.
///   - y: the imaginary part, any number; only its magnitude matters.
/// - Returns: the log modulus of the ratio, 0 at y = 0; NaN where x is not positive.
public func logGammaModulusRatio(_ x: Double, imaginary y: Double) -> Double {
  guard x > 0 else { return .nan }
  if y == 0 { return 0 }
  var base = x
  var sum = 0.0
  // One logarithm of a product instead of one a factor, short of overflow.
  var product = 1.0
  while base < 16 {
    product *= 1 + (y / base) * (y / base)
    if product > 1e150 {
      sum -= 0.5 * log(product)
      product = 1
    }
    base += 1
  }
  sum -= 0.5 * log(product)
  let ratio = y / base
  let norm = 1 + ratio * ratio
  sum += 0.5 * (base - 0.5) * log1p(ratio * ratio) - y * atan(ratio)
  // Re(1/z^k) - 1/x^k with 1/z = (1 - i ratio) / (x norm), by repeated multiplication by 1/z^2.
  let squareReal = (1 - ratio * ratio) / (base * base * norm * norm)
  let squareImaginary = -2 * ratio / (base * base * norm * norm)
  var powerReal = 1 / (base * norm)
  var powerImaginary = -ratio / (base * norm)
  var realPower = 1 / base
  for coefficient in stirlingCoefficients {
    sum += coefficient * (powerReal - realPower)
    let nextReal = powerReal * squareReal - powerImaginary * squareImaginary
    powerImaginary = powerReal * squareImaginary + powerImaginary * squareReal
    powerReal = nextReal
    realPower /= base * base
  }
  return sum
}

/// B_2k / (2k (2k - 1)), the coefficients of Stirling's series (NIST DLMF 5.11.1).
private let stirlingCoefficients = [
  1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156,
]

/// log Gamma(x + 1) - (x log x - x + log sqrt(2 pi x)), the error of Stirling's formula.
///
/// - Parameter x: at least 10, where seven terms of the series reach 1e-16.
/// - Returns: the correction, near 1 / (12 x).
func stirlingCorrection(_ x: Double) -> Double {
  let inverseSquare = 1 / (x * x)
  var sum = 0.0
  for coefficient in stirlingCoefficients.reversed() { sum = sum * inverseSquare + coefficient }
  return sum / x
}
