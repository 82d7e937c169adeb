import AccuracyData
import RepeatableNumbers
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The kernel's total error against the oracle, class by class.
@Suite struct KernelAccuracyTests {
  private func worstError(
    _ studies: [AccuracyStudy], _ points: [BivariatePoint]
  ) -> Double {
    let likelihood = CollapsedLikelihood(studies: studies)
    let rule = DenseRule()
    return points.map { p in
      let exact = studies.reduce(0) { $0 + rule.logLikelihood(of: $1, at: p) }
      let error = abs(likelihood.logLikelihood(at: p) - exact)
      return error.isFinite ? error : .infinity
    }.max() ?? .infinity
  }

  /// Measured: 7.4e-7, 1.4e-7 and 6.3e-7.
  @Test func posteriorPoints() {
    var numbers = SplitMix64(seed: 1)
    for (studies, count) in [(auditC, 60), (sodiumFluoride, 120), (telomerase, 80)] {
      let points = numbers.posteriorPoints(studies, count: count)
      #expect(points.count == count)
      let worst = worstError(studies, points)
      #expect(worst < 1e-5, "\(studies.count) studies: \(worst)")
    }
  }

  /// Far from the posterior (total log likelihood down to 800 below its maximum), where a study
  /// contradicts the parameters by tens of log units: windows and spacing must follow the conflict.
  /// Measured: 6.5e-7.
  @Test func farPoints() {
    var numbers = SplitMix64(seed: 1)
    let worst = worstError(auditC, (0..<60).map { _ in numbers.scatteredPoint(auditC) })
    #expect(worst < 1e-5, "\(worst)")
  }

  /// One study of each difficult kind.
  private static let kinds: [(name: String, study: AccuracyStudy)] = [
    ("no zero", study((30, 4), (50, 12))), ("one zero", study((18, 0), (38, 1))),
    ("two zeros", study((18, 0), (5, 0))), ("opposite zeros", study((0, 9), (7, 0))),
    ("one patient", study((1, 0), (0, 1))), ("one arm", study((17, 3), nil)),
    ("other arm, zero", study(nil, (12, 0))), ("large", study((752, 0), (2977, 3226))),
    ("million", study((930_000, 70_000), (999_999, 1))),
  ]

  /// Means that the study may have come from: 1.5 and -1 SDs away from its own logits.
  private static func nearby(
    _ item: AccuracyStudy, _ tau1: Double, _ tau2: Double, fisherZ: Double
  ) -> BivariatePoint {
    func logit(_ arm: AccuracyArm?) -> Double {
      guard let arm else { return 1 }
      return log((Double(arm.correct) + 0.5) / (Double(arm.incorrect) + 0.5))
    }
    return point(
      logit(item.diseased) + 1.5 * min(tau1, 2),
      logit(item.nondiseased) + (fisherZ > 0 ? 1 : -1) * min(tau2, 2), tau1, tau2,
      fisherZ: fisherZ)
  }

  /// From a heterogeneity of 1e-3 to 1000. Measured: 1.3e-7.
  @Test(arguments: 0..<9)
  func scales(kind: Int) {
    let (name, item) = Self.kinds[kind]
    var points: [BivariatePoint] = []
    for tau in [(1e-3, 1e-3), (1e-3, 1.0), (0.1, 5), (3, 3), (10, 0.5), (30, 30), (1000, 1000)] {
      for z in [0.0, -1.2] {
        points.append(Self.nearby(item, tau.0, tau.1, fisherZ: z))
        // The last two kinds would contradict any fixed means by thousands of log units.
        if kind < 7 { points.append(point(1.5, 0.5, tau.0, tau.1, fisherZ: z)) }
      }
    }
    let worst = worstError([item], points)
    #expect(worst < 1e-5, "\(name): \(worst)")
  }

  /// rho = +-0.9, +-0.999 and +-0.999999. Measured: 9.4e-8.
  @Test(arguments: 0..<9)
  func correlations(kind: Int) {
    let (name, item) = Self.kinds[kind]
    var points: [BivariatePoint] = []
    for z in [-7.25, -3.8, -1.47, 1.47, 3.8, 7.25] {
      points += [Self.nearby(item, 0.8, 0.9, fisherZ: z), Self.nearby(item, 4, 2, fisherZ: z)]
      if kind < 7 {
        points += [point(1, 1, 0.8, 1.1, fisherZ: z), point(2, 0, 4, 0.3, fisherZ: z)]
      }
    }
    let worst = worstError([item], points)
    #expect(worst < 1e-5, "\(name): \(worst)")
  }

  /// Means 6 to 12 logits away from the data: the aim for studies of usual size, and a relative
  /// bound for arms of thousands, where log L_i itself is -40 to -2,000.
  @Test(arguments: 0..<9)
  func conflict(kind: Int) {
    let (name, item) = Self.kinds[kind]
    let points = [
      point(-6, 6, 0.5, 0.5, fisherZ: 0.4), point(8, -8, 1, 1, fisherZ: 0.4),
      point(-9, -9, 0.3, 2, fisherZ: -0.9),
    ]
    let rule = DenseRule()
    let likelihood = CollapsedLikelihood(studies: [item])
    for p in points {
      let exact = rule.logLikelihood(of: item, at: p)
      let error = abs(likelihood.logLikelihood(at: p) - exact)
      #expect(error < (kind < 7 ? 1e-5 : 1e-4 * abs(exact)), "\(name): \(error) at \(exact)")
    }
  }

  /// Means a thousand logits and more away, where a search may look once: never above 0, as a log
  /// probability cannot be, and low enough to send the search back (within 10 % of the true value).
  @Test(arguments: [300.0, 1000, 3000, 10_000, 100_000])
  func distantMeans(distance: Double) {
    let likelihood = CollapsedLikelihood(studies: telomerase)
    let rule = DenseRule()
    for (first, second, tau) in [
      (distance, 0, 1.0), (-distance, 0, 0.1), (0, distance, 1), (0, -distance, 1),
      (-distance, -distance, 10), (0, -distance, 10),
    ] {
      let p = point(first, second, tau, tau, fisherZ: 0.2)
      for (item, value) in zip(telomerase, likelihood.studyLogLikelihoods(at: p).values) {
        let exact = rule.logLikelihood(of: item, at: p)
        #expect(value < 1e-6)
        #expect(abs(value - exact) < 0.1 * max(1, abs(exact)), "\(value) for \(exact) at \(p)")
      }
    }
  }

  /// A smaller tolerance gives a smaller error: the quadrature is controlled, not tuned.
  @Test func toleranceControls() {
    var numbers = SplitMix64(seed: 2)
    let points = numbers.posteriorPoints(telomerase, count: 30)
    let rule = DenseRule()
    func worst(_ tolerance: Double) -> Double {
      let likelihood = CollapsedLikelihood(studies: telomerase, tolerance: tolerance)
      return points.map { p in
        abs(
          likelihood.logLikelihood(at: p)
            - telomerase.reduce(0) { $0 + rule.logLikelihood(of: $1, at: p) })
      }.max() ?? .infinity
    }
    let (coarse, usual, fine) = (worst(1e-3), worst(1e-7), worst(1e-11))
    #expect(coarse > 10 * usual && usual > 10 * fine)
    #expect(fine < 1e-8, "\(fine)")
  }

  /// Two rules that share only the level sets and spacings. Measured: 8.5e-7 a study.
  @Test func gradedAgreesWithLattice() {
    var numbers = SplitMix64(seed: 3)
    for studies in [auditC, telomerase, sodiumFluoride] {
      let likelihood = CollapsedLikelihood(studies: studies)
      var worst = 0.0
      var onLattice = 0
      for p in numbers.posteriorPoints(studies, count: 40) {
        let (values, graded) = likelihood.studyLogLikelihoods(at: p)
        onLattice += studies.count - graded
        for i in studies.indices {
          worst = max(worst, abs(values[i] - likelihood.gradedLogLikelihood(ofStudy: i, at: p)))
        }
      }
      #expect(worst < 3e-6, "\(worst)")
      // Else this would compare the graded rule with itself.
      #expect(onLattice > 30 * studies.count)
    }
  }

  @Test func orderOfStudiesDoesNotMatter() {
    var numbers = SplitMix64(seed: 4)
    let studies = auditC + [study((17, 3), nil), study(nil, (12, 0))]
    let forwards = CollapsedLikelihood(studies: studies)
    let backwards = CollapsedLikelihood(studies: studies.reversed())
    for p in numbers.posteriorPoints(studies, count: 50) {
      let a = forwards.studyLogLikelihoods(at: p).values
      let b = backwards.studyLogLikelihoods(at: p).values
      // Lattices are shared by eight studies, so the neighbours move a value within the tolerance.
      for (x, y) in zip(a, b.reversed()) { #expect(abs(x - y) < 5e-6) }
      #expect(abs(a.reduce(0, +) - forwards.logLikelihood(at: p)) < 1e-9)
    }
  }

  /// Sensitivity and specificity play the same part.
  @Test func exchange() {
    var numbers = SplitMix64(seed: 5)
    let mirrored = CollapsedLikelihood(
      studies: auditC.map { item in
        var swapped = item
        (swapped.diseased, swapped.nondiseased) = (item.nondiseased, item.diseased)
        return swapped
      })
    let likelihood = CollapsedLikelihood(studies: auditC)
    for p in numbers.posteriorPoints(auditC, count: 50) {
      let q = point(
        p.muSpecificity, p.muSensitivity, p.tauSpecificity, p.tauSensitivity, fisherZ: p.fisherZ)
      #expect(abs(likelihood.logLikelihood(at: p) - mirrored.logLikelihood(at: q)) < 1e-5)
    }
  }
}
