import Distributions

/// The shape and rate of an inverse gamma distribution of a variance.
struct VarianceFactor {
  package let shape: Double
  package let rate: Double
}

/// The Bartlett factors: `Sources/Distributions/InverseWishartPrior.swift` has the equations.
extension InverseWishartPrior {
  /// tau_se^2.
  var firstVarianceFactor: VarianceFactor {
    VarianceFactor(shape: 0.5 * (degreesOfFreedom - 1), rate: 0.5 * s11)
  }

  /// The variance of logit specificity given logit sensitivity.
  var residualVarianceFactor: VarianceFactor {
    VarianceFactor(shape: 0.5 * degreesOfFreedom, rate: 0.5 * (s22 - s12 * s12 / s11))
  }
}

/// The penalised complexity prior of rho, on the scale z = atanh(rho), in both languages.
///
/// With delta = rho - rho0, s = 1 - rho0^2, m = (rho + rho0) / s and t = m delta the distance is
/// `k |delta|`, `k^2 = 1 / s + m^2 h(t)`, `h(t) = -(log(1 - t) + t) / t^2 = 1/2 + t/3 + t^2/4 + ...`;
/// 1 - t = (1 - rho^2) / s is taken from log cosh z. The density of z is, up to a constant,
/// `exp(-rate k |delta|) (1 + rho0 rho) / k`, since both sides have the same slope at rho0.
/// Source: Guo, Riebler and Rue (2017), Statistics in Medicine 36(19), 3039-3058.
enum PenalisedCorrelationText {
  /// The number of terms after the first of the series of h for |t| < 0.1: the rest is below 1e-17.
  private static let terms = 16

  static let stanFunction = """
    functions {
      // Penalised complexity prior of a correlation, as a density of z = atanh(rho) up to a constant:
      // the distance from rho0 is exponential with one rate below rho0 and one above.
      // Guo, Riebler and Rue (2017), Statistics in Medicine 36, 3039-3058.
      real penalised_correlation_lpdf(real z, real rho0, real rate_below, real rate_above) {
        real rho = tanh(z);
        real log_cosh = log_sum_exp(z, -z) - log(2);
        real s = (1 - rho0) * (1 + rho0);
        real delta = rho - rho0;
        real m = (rho + rho0) / s;
        real t = m * delta;
        real rate = rate_above;
        real h = 0;
        real k;
        if (rho < rho0) rate = rate_below;
        if (fmax(t, -t) < 0.1) {
          for (n in 0:\(terms)) h = h * t + inv(\(terms + 2) - n);
        } else {
          h = (2 * log_cosh + log(s) - t) / square(t);
        }
        k = sqrt(1 / s + square(m) * h);
        return -rate * k * fmax(delta, -delta) + log1p(rho0 * rho) - log(k);
      }
    }

    """

  /// The lines of a JAGS program that give `log_density`, a density of `fisher_z`.
  static func jagsLines(rho0: String, below: String, above: String) -> [String] {
    var series = "1 / \(terms + 2)"
    for n in stride(from: terms + 1, through: 2, by: -1) {
      series = "(\(series)) * near + 1 / \(n)"
    }
    return [
      "rho0 <- \(rho0)",
      "scale <- (1 - rho0) * (1 + rho0)",
      "delta <- rho - rho0",
      "m <- (rho + rho0) / scale",
      "t <- m * delta",
      "near <- ifelse(abs(t) < 0.1, t, 0)",
      "far <- ifelse(abs(t) < 0.1, 1, t)",
      "series <- \(series)",
      "h <- ifelse(abs(t) < 0.1, series, (2 * log_cosh + log(scale) - far) / pow(far, 2))",
      "k <- sqrt(1 / scale + pow(m, 2) * h)",
      "rate <- ifelse(rho < rho0, \(below), \(above))",
      "log_density <- -rate * k * abs(delta) + log(1 + rho0 * rho) - log(k)",
    ]
  }
}
