import AccuracyData
import CMath
import RandomStreams

/// Draws a study's true logit sensitivity and specificity from their distribution given the five
/// parameters and the study's counts.
///
///     p(t1, t2 | counts, psi) is proportional to
///     Bin(TP | expit t1) Bin(TN | expit t2) N2((t1, t2); mu, Sigma)
///
/// The draw is exact and independent of all others: rejection from a radial envelope around the
/// mode (`StudyEffectEnvelope`), and where that envelope is poor, one effect after the other
/// (`NestedEffects`). Which of two exact ways gives a draw does not depend on its value, so the
/// mixture is exact too.
///
/// - Parameters:
///   - study: a missing arm contributes nothing; its effect is drawn given that of the other arm.
///   - point: SDs positive and finite.
///   - stream: consumes four uniforms a trial, so how many depends on the draw.
/// - Returns: (logit sensitivity, logit specificity).
/// - Complexity: a Newton search, then about two trials and no allocation for usual data; bounded by
///   a few hundred evaluations for any SD.
public func drawStudyEffects(
  study: AccuracyStudy, point: BivariatePoint, using stream: inout RandomStream
) -> SIMD2<Double> {
  let target = StudyEffectDensity(study: study, point: point)
  if max(point.tauSensitivity, point.tauSpecificity) < largestRadialDeviation {
    let envelope = StudyEffectEnvelope(target)
    if envelope.isAtMode {
      for _ in 0..<radialTrials(area: envelope.area) {
        let radius = envelope.radius(choice: stream.uniform(), uniform: stream.uniform())
        let angle = 2 * Double.pi * stream.uniform()
        let position = envelope.position(SIMD2(radius * cos(angle), radius * sin(angle)))
        let drop = target.value(at: position) - envelope.modeValue
        if log(stream.uniform()) < drop - envelope.logBound(radius) {
          return target.effects(at: position)
        }
      }
    }
  }
  var nested = NestedEffects(target)
  return nested.draw(using: &stream)
}

/// Beyond this SD the standardised coordinates of the radial envelope lose digits of the logit.
private let largestRadialDeviation = 1e4

/// Trials of the radial envelope before the nested draw, which costs as much as a few hundred: none
/// where the envelope is known to be poor.
private func radialTrials(area: Double) -> Int { area < 200 ? 300 : 0 }

extension StudyEffectDensity {
  /// The log density alone, up to the same constant as `expansion(at:)`.
  func value(at z: SIMD2<Double>) -> Double {
    let t = effects(at: z)
    func logFactor(_ arm: (correct: Double, total: Double), _ t: Double) -> Double {
      arm.correct * t - arm.total * (max(t, 0) + log1p(exp(-abs(t))))
    }
    return logFactor(first, t.x) + logFactor(second, t.y) - 0.5 * (z * z).sum()
  }
}
