import AccuracyData
import AccuracyMeasures
import FrequentistFits
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The vignette of the R package mada (Doebler and Holling, "Meta-analysis of diagnostic accuracy with
/// mada"): AUDIT-C, 14 studies (Kriston et al. 2008). mada models the false positive rate, so its
/// second mean is minus ours and its correlation has the other sign.
@Suite struct MadaVignetteTests {
  private func restricted() throws -> FrequentistFit {
    fitBivariate(try example("auditc"), method: .restrictedNormal)
  }

  @Test func reitsmaModel() throws {
    let fit = try restricted()
    let point = try #require(fit.point)
    expectPublished(point.muSensitivity, 2.100, within: 5e-4, "logit Se")
    expectPublished(fit.standardError { $0.muSensitivity }, 0.338, within: 5e-4)
    expectPublished(-point.muSpecificity, -1.264, within: 5e-4, "logit FPR")
    expectPublished(fit.standardError { $0.muSpecificity }, 0.174, within: 5e-4)
    expectPublished(fit.sensitivity(level: 0.95), 0.891, 0.808, 0.941, within: 6e-4, "Se")
    let specificity = try #require(fit.specificity(level: 0.95))
    expectPublished(1 - specificity.estimate, 0.220, within: 6e-4, "FPR")
    expectPublished(1 - specificity.upper, 0.167, within: 6e-4)
    expectPublished(1 - specificity.lower, 0.285, within: 6e-4)
    expectPublished(point.tauSensitivity, 1.175, within: 6e-4, "SD of logit Se")
    expectPublished(point.tauSpecificity, 0.638, within: 6e-4, "SD of logit FPR")
    expectPublished(-(try #require(point.correlation)), 0.854, within: 6e-4, "correlation")
  }

  /// mada reports the likelihood of the observed rates rather than of their logits: the restricted
  /// likelihood plus the log derivative of the logit, 1 / (p (1 - p)), at every corrected rate.
  @Test func logLikelihoodOnMadasScale() throws {
    let jacobian = try example("auditc").reduce(0.0) { sum, study in
      [study.diseased, study.nondiseased].compactMap { $0 }.reduce(sum) { sum, arm in
        let p = (Double(arm.correct) + 0.5) / (Double(arm.total) + 1)
        return sum - log(p * (1 - p))
      }
    }
    let own = try #require(try restricted().logLikelihood)
    expectPublished(own + jacobian, 31.564, within: 1e-3)
  }

  /// Medians and quantiles of simulated values in the vignette: 1 % at the middle, 2 % at the ends.
  @Test func likelihoodAndOddsRatios() throws {
    let fit = try restricted()
    for (interval, estimate, lower, upper) in [
      (fit.positiveLikelihoodRatio(level: 0.95), 4.03, 3.26, 4.99),
      (fit.negativeLikelihoodRatio(level: 0.95), 0.14, 0.0811, 0.234),
      (fit.diagnosticOddsRatio(level: 0.95), 28.9, 18.4, 45.3),
    ] {
      expectPublished(interval?.estimate, estimate, within: 0.02 * estimate)
      expectPublished(interval?.lower, lower, within: 0.08 * lower)
      expectPublished(interval?.upper, upper, within: 0.08 * upper)
    }
  }

  /// Correction and normal approximation both move the estimate: .899 with `single`, .889 with `all`
  /// and ML, .925 by exact ML.
  @Test func correctionAndApproximationMoveSensitivity() throws {
    let studies = try example("auditc")
    for (method, correction, published) in [
      (FrequentistMethod.restrictedNormal, ContinuityCorrection.single, 0.899),
      (.normalMaximumLikelihood, .all, 0.889), (.maximumLikelihood, .all, 0.925),
    ] {
      let fit = fitBivariate(studies, method: method, correction: correction)
      expectPublished(fit.sensitivity(level: 0.95)?.estimate, published, within: 6e-4)
    }
  }

  /// The area is .8879, and .8700 over the observed range of rates. mada prints .887 and .861: it
  /// sums the trapezoid rule over 99 points from .01 to .99 and divides by 99 intervals, one too many.
  @Test func areaUnderTheCurveAndMadasDiscretisation() throws {
    let point = try #require(try restricted().point)
    let lambda = point.hierarchical.lambda
    let beta = point.hierarchical.beta
    expectPublished(
      rutterGatsonisAUC(lambda: lambda, beta: beta, lowerFPR: 0, upperFPR: 1), 0.8879, within: 6e-5)
    let rates = try example("auditc").compactMap { study in
      study.nondiseased.map { Double($0.incorrect) / Double($0.total) }
    }
    let (low, high) = (try #require(rates.min()), try #require(rates.max()))
    expectPublished(
      rutterGatsonisAUC(lambda: lambda, beta: beta, lowerFPR: low, upperFPR: high), 0.8700,
      within: 1e-4)
    let line = RutterGatsonisLine(lambda: lambda, beta: beta)
    func madasDiscretisation(from low: Double, to high: Double) -> Double {
      let heights = (0..<99).map { k -> Double in
        let rate = low + (high - low) * Double(k) / 98
        return 1 / (1 + exp(-line.intercept - line.slope * log(rate / (1 - rate))))
      }
      let sum = zip(heights, heights.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 }
      return sum / 99
    }
    expectPublished(madasDiscretisation(from: 0.01, to: 0.99), 0.887, within: 6e-4)
    expectPublished(madasDiscretisation(from: low, to: high), 0.861, within: 6e-4)
  }

  /// I2 of Zhou and Dendukuri (2014) is 84 %; mada prints 40.4 %, with the squared standard errors of
  /// the means for tau^2 and the numbers of test positives and negatives for those of diseased and
  /// non-diseased.
  @Test func heterogeneityAndMadasVersion() throws {
    let studies = try example("auditc")
    let fit = try restricted()
    let point = try #require(fit.point)
    func share(
      _ determinant: Double, _ tau: SIMD2<Double>, sizes: [SIMD2<Double>]
    ) -> Double {
      let within = (0..<2).map { k -> Double in
        let mu = k == 0 ? point.muSensitivity : point.muSpecificity
        let half = tau[k] * tau[k] / 2
        return sizes.reduce(0) { $0 + (exp(half + mu) + exp(half - mu) + 2) / $1[k] }
          / Double(sizes.count)
      }
      let between = determinant.squareRoot()
      return between / (between + (within[0] * within[1]).squareRoot())
    }
    let arms = studies.map {
      SIMD2(Double($0.diseased?.total ?? 0), Double($0.nondiseased?.total ?? 0))
    }
    let tau = SIMD2(point.tauSensitivity, point.tauSpecificity)
    let variance = tau.x * tau.x * tau.y * tau.y
    expectPublished(
      share(variance - point.covariance * point.covariance, tau, sizes: arms), 0.841, within: 6e-4)
    expectPublished(
      share(
        variance - point.covariance * point.covariance, tau,
        sizes: arms.map { $0 + SIMD2(1, 1) }), 0.843, within: 6e-4)
    // What the engine reports is the first of the two.
    let estimate = BivariateParameters(
      muSensitivity: point.muSensitivity, muSpecificity: point.muSpecificity,
      tauSensitivity: point.tauSensitivity, tauSpecificity: point.tauSpecificity,
      rho: try #require(point.correlation))
    expectPublished(
      iSquared(
        parameters: estimate, diseasedTotals: studies.map { $0.diseased?.total ?? 0 },
        nondiseasedTotals: studies.map { $0.nondiseased?.total ?? 0 }), 0.841, within: 6e-4)
    // mada's rule; never shipped.
    let errors = SIMD2(
      try #require(fit.standardError { $0.muSensitivity }),
      try #require(fit.standardError { $0.muSpecificity }))
    let correlation = try #require(point.correlation)
    let results = studies.map { study -> SIMD2<Double> in
      let positive = (study.diseased?.correct ?? 0) + (study.nondiseased?.incorrect ?? 0)
      let negative = (study.diseased?.incorrect ?? 0) + (study.nondiseased?.correct ?? 0)
      return SIMD2(Double(positive), Double(negative))
    }
    let determinant =
      errors.x * errors.x * errors.y * errors.y * (1 - correlation * correlation)
    expectPublished(share(determinant, errors, sizes: results), 0.404, within: 6e-4)
  }
}
