import CMath

/// Average of the inverse logit over a normal distribution, `E expit(mean + standardDeviation Z)`.
///
/// This is the sensitivity (or specificity) averaged over studies. Three exact representations,
/// each where it is cheap:
/// - Moderate spread: the trapezoid rule in Z with step 3/4. Its error is `exp(-2 pi^2 / h^2)` for
///   the Gaussian, plus one term per pole of expit at distance `(2k + 1) pi / tau` from the real
///   axis (residue calculus on `cot(pi z / h)`). The pole terms are known in closed form and
///   subtracted, so the step need not shrink as tau grows.
/// - Spread 8 and above: `Phi(mean/tau)` plus the moment expansion of the logistic distribution,
///   `sum_j 2 eta(2j) tau^(-2j) Phi^(2j)(mean/tau)`, eta the alternating zeta function. Taylor's
///   remainder after twelve terms is below 2e-11 there and falls with tau.
/// - Means so far out that the result is 0 or 1.
///
/// Absolute error below 1e-10 for any finite mean and any `standardDeviation >= 0`.
///
/// - Parameters:
///   - mean: mean on the logit scale.
///   - standardDeviation: standard deviation on the logit scale, not negative.
/// - Returns: the average, in [0, 1]; NaN if an argument is NaN or the deviation is negative or
///   infinite.
/// - Complexity: at most 21 divisions and 8 elementary functions; no allocation.
public func expectedExpit(mean: Double, standardDeviation: Double) -> Double {
  guard standardDeviation >= 0, standardDeviation.isFinite, !mean.isNaN else { return .nan }
  let value: Double
  if standardDeviation >= 8 {
    value = momentExpansion(mean: mean, standardDeviation: standardDeviation)
  } else if abs(mean) > 400 {
    // At a spread below 8 the other side of zero is at least 50 standard deviations away.
    value = mean > 0 ? 1 : 0
  } else if standardDeviation < poleFreeDeviation {
    value = trapezoid(mean: mean, standardDeviation: standardDeviation, offset: 0)
  } else {
    value = poleCorrectedTrapezoid(mean: mean, standardDeviation: standardDeviation)
  }
  return min(max(value, 0), 1)
}

private let step = 0.75

/// Poles higher than this above the real axis change the trapezoid sum by less than 1e-11.
private let relevantPoleHeight = 4.6

private let poleFreeDeviation = Double.pi / relevantPoleHeight

/// `h phi(n h)` for n = -10 ... 10.
private let trapezoidWeights: [Double] = [
  1.8257403997717572e-13, 3.8212034691327636e-11, 4.556912137367465e-09, 3.096353241472499e-07,
  1.1987805830179107e-05, 0.00026444676177558407, 0.0033238863089535054, 0.023804738876750563,
  0.09713819674941881, 0.2258530741161033, 0.29920671030107454, 0.2258530741161033,
  0.09713819674941881, 0.023804738876750563, 0.0033238863089535054, 0.00026444676177558407,
  1.1987805830179107e-05, 3.096353241472499e-07, 4.556912137367465e-09, 3.8212034691327636e-11,
  1.8257403997717572e-13,
]

/// Trapezoid sum over `z = offset + n h`, `|n| <= 10`, with `|offset| <= h / 2`.
///
/// `phi(offset + n h)` is the tabulated `phi(n h)` times a power, and so is the odds: the loop has
/// no transcendental function.
private func trapezoid(mean: Double, standardDeviation: Double, offset: Double) -> Double {
  let first = -10.0 * step
  var oddsAgainst = exp(-(mean + standardDeviation * (offset + first)))
  let oddsRatio = exp(-standardDeviation * step)
  var tilt = 1.0
  var tiltRatio = 1.0
  if offset != 0 {
    tilt = exp(-offset * (0.5 * offset + first))
    tiltRatio = exp(-offset * step)
  }
  var sum = 0.0
  for weight in trapezoidWeights {
    sum += weight * tilt / (1 + oddsAgainst)
    tilt *= tiltRatio
    oddsAgainst *= oddsRatio
  }
  return sum
}

/// The trapezoid sum with the grid centred half a step off the centre of symmetry of expit, less
/// the contribution of the poles.
///
/// With `x = mean / tau` and `y_k = (2k + 1) pi / tau` the poles lie at `-x +- i y_k`, with residue
/// `phi / tau`. The half step makes `exp(2 pi i (z_k - offset) / h)` the real number
/// `-exp(-2 pi y_k / h)`, and the sum exceeds the integral by
/// `4 pi / (tau sqrt(2 pi)) sum_k exp((y_k^2 - x^2) / 2) sin(x y_k) / (1 + exp(2 pi y_k / h))`.
private func poleCorrectedTrapezoid(mean: Double, standardDeviation: Double) -> Double {
  let center = mean / standardDeviation
  let shift = -center / step - 0.5
  let offset = step * (shift - shift.rounded())
  let sum = trapezoid(mean: mean, standardDeviation: standardDeviation, offset: offset)
  // exp(-32) is below the error that the rule has anyway.
  guard center * center < 64 else { return sum }

  let lowest = Double.pi / standardDeviation
  let lowestSquared = lowest * lowest
  var growth = exp(0.5 * (lowestSquared - center * center))
  var growthRatio = exp(4 * lowestSquared)
  let growthRatioRatio = growthRatio
  var decay = exp(-2 * Double.pi * lowest / step)
  let decayRatio = decay * decay
  var sine = sin(center * lowest)
  var cosine = cos(center * lowest)
  let sineOfTurn = 2 * sine * cosine
  let cosineOfTurn = (cosine - sine) * (cosine + sine)
  var height = lowest
  var correction = 0.0
  while height < relevantPoleHeight {
    correction += growth * sine * decay / (1 + decay)
    growth *= growthRatio
    growthRatio *= growthRatioRatio
    decay *= decayRatio
    (sine, cosine) = (
      sine * cosineOfTurn + cosine * sineOfTurn, cosine * cosineOfTurn - sine * sineOfTurn
    )
    height += 2 * lowest
  }
  return sum - 2 * (2 * Double.pi).squareRoot() / standardDeviation * correction
}

/// `2 eta(2j)` for j = 1 ... 12: the even moments of the logistic distribution over `(2j)!`.
private let logisticMoments: [Double] = [
  1.6449340668482264, 1.8940656589944918, 1.9711021825948702, 1.9924660037052957,
  1.998079015196543, 1.9995153702877164, 1.9998783406919594, 1.9999695284298122,
  1.9999923757392202, 1.9999980932231631, 1.9999995232264616, 1.9999998807977848,
]

/// `Phi(x) + sum_j 2 eta(2j) tau^(-2j) Phi^(2j)(x)` at `x = mean / tau`.
///
/// `Phi^(2j)(x) = -He_(2j-1)(x) phi(x)`; the Hermite polynomials are carried divided by
/// `tau^n`, so that nothing overflows.
private func momentExpansion(mean: Double, standardDeviation: Double) -> Double {
  let center = mean / standardDeviation
  guard abs(center) < 12 else { return center > 0 ? 1 : 0 }
  let inverse = 1 / standardDeviation
  let inverseSquared = inverse * inverse
  let scaledCenter = center * inverse
  var previous = 1.0
  var current = scaledCenter
  var degree = 1.0
  var series = 0.0
  for moment in logisticMoments {
    series += moment * current
    // Two steps of He_(n+1) = x He_n - n He_(n-1) reach the next odd degree.
    previous = scaledCenter * current - degree * inverseSquared * previous
    current = scaledCenter * previous - (degree + 1) * inverseSquared * current
    degree += 2
  }
  let density = exp(-0.5 * center * center) / (2 * Double.pi).squareRoot()
  return 0.5 * erfc(-center / 2.0.squareRoot()) - density * inverse * series
}
