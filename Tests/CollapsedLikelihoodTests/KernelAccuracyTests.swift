import AccuracyData
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

  @Test func posteriorPoints() {
    var numbers = TestNumbers(state: 1)
    for (studies, count) in [(auditC, 60), (sodiumFluoride, 120), (telomerase, 80)] {
      let worst = worstError(studies, (0..<count).map { _ in numbers.posteriorPoint(studies) })
      print("posterior", studies.count, worst)
      #expect(worst < 1e-5, "\(studies.count) studies: \(worst)")
    }
  }

  /// One study of each difficult kind.
  private static let kinds: [(String, AccuracyStudy)] = [
    ("no zero", study((30, 4), (50, 12))), ("one zero", study((18, 0), (38, 1))),
    ("two zeros", study((18, 0), (5, 0))), ("opposite zeros", study((0, 9), (7, 0))),
    ("one patient", study((1, 0), (0, 1))), ("large", study((752, 0), (2977, 3226))),
    ("million", study((930_000, 70_000), (999_999, 1))), ("one arm", study((17, 3), nil)),
    ("other arm, zero", study(nil, (12, 0))),
  ]

  @Test(arguments: 0..<9)
  func scales(kind: Int) {
    let (name, item) = Self.kinds[kind]
    var points: [BivariatePoint] = []
    for tau in [(1e-3, 1e-3), (1e-3, 1.0), (0.1, 5), (3, 3), (10, 0.5), (30, 30), (1000, 1000)] {
      for z in [0.0, -1.2] { points.append(point(1.5, 0.5, tau.0, tau.1, fisherZ: z)) }
    }
    let worst = worstError([item], points)
    print("scales", name, worst)
    #expect(worst < 1e-5, "\(name): \(worst)")
  }

  @Test(arguments: 0..<9)
  func correlations(kind: Int) {
    let (name, item) = Self.kinds[kind]
    // rho = +-0.9, +-0.999, +-0.999999.
    let points = [-7.25, -3.8, -1.47, 1.47, 3.8, 7.25].flatMap { z in
      [point(1, 1, 0.8, 1.1, fisherZ: z), point(2, 0, 4, 0.3, fisherZ: z)]
    }
    let worst = worstError([item], points)
    print("correlations", name, worst)
    #expect(worst < 1e-5, "\(name): \(worst)")
  }

  @Test(arguments: 0..<9)
  func conflict(kind: Int) {
    let (name, item) = Self.kinds[kind]
    let points = [
      point(-6, 6, 0.5, 0.5, fisherZ: 0.4), point(8, -8, 1, 1, fisherZ: 0.4),
      point(-9, -9, 0.3, 2, fisherZ: -0.9), point(12, 12, 1.5, 0.7, fisherZ: 2),
    ]
    let rule = DenseRule()
    let likelihood = CollapsedLikelihood(studies: [item])
    let worst = points.map { p in
      // Where log L is hugely negative the tolerance is relative to it (rounding of 1e5 units).
      let exact = rule.logLikelihood(of: item, at: p)
      return abs(likelihood.logLikelihood(at: p) - exact) / max(1, 1e-4 * abs(exact))
    }.max() ?? .infinity
    print("conflict", name, worst)
    #expect(worst < 1e-5, "\(name): \(worst)")
  }

  /// A smaller tolerance gives a smaller error: the quadrature is controlled, not tuned.
  @Test func toleranceControls() {
    var numbers = TestNumbers(state: 2)
    let points = (0..<30).map { _ in numbers.posteriorPoint(telomerase) }
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
    print("tolerance", coarse, usual, fine)
    #expect(coarse > 10 * usual && usual > 10 * fine)
    #expect(fine < 1e-8, "\(fine)")
  }

  @Test func gradedAgreesWithLattice() {
    var numbers = TestNumbers(state: 3)
    let studies = auditC + telomerase + sodiumFluoride
    let likelihood = CollapsedLikelihood(studies: studies)
    var worst = 0.0
    var onLattice = 0
    for _ in 0..<40 {
      let p = numbers.posteriorPoint(telomerase)
      let (values, graded) = likelihood.studyLogLikelihoods(at: p)
      onLattice += studies.count - graded
      for i in studies.indices {
        worst = max(worst, abs(values[i] - likelihood.gradedLogLikelihood(ofStudy: i, at: p)))
      }
    }
    print("graded vs lattice", worst, onLattice, 40 * studies.count)
    #expect(worst < 3e-6, "\(worst)")
    // Else this would compare the graded rule with itself.
    #expect(onLattice > 30 * studies.count)
  }

  @Test func orderOfStudiesDoesNotMatter() {
    var numbers = TestNumbers(state: 4)
    let studies = auditC + [study((17, 3), nil), study(nil, (12, 0))] + telomerase
    let forwards = CollapsedLikelihood(studies: studies)
    let backwards = CollapsedLikelihood(studies: studies.reversed())
    for _ in 0..<50 {
      let p = numbers.posteriorPoint(telomerase)
      let a = forwards.studyLogLikelihoods(at: p).values
      let b = backwards.studyLogLikelihoods(at: p).values
      // Lattices are shared by eight studies, so the neighbours move a value within the tolerance.
      for (x, y) in zip(a, b.reversed()) { #expect(abs(x - y) < 1e-6) }
      #expect(abs(a.reduce(0, +) - forwards.logLikelihood(at: p)) < 1e-9)
    }
  }

  /// Sensitivity and specificity play the same part.
  @Test func exchange() {
    var numbers = TestNumbers(state: 5)
    let mirrored = CollapsedLikelihood(
      studies: auditC.map { item in
        var swapped = item
        (swapped.diseased, swapped.nondiseased) = (item.nondiseased, item.diseased)
        return swapped
      })
    let likelihood = CollapsedLikelihood(studies: auditC)
    for _ in 0..<50 {
      let p = numbers.posteriorPoint(auditC)
      let q = point(
        p.muSpecificity, p.muSensitivity, p.tauSpecificity, p.tauSensitivity, fisherZ: p.fisherZ)
      #expect(abs(likelihood.logLikelihood(at: p) - mirrored.logLikelihood(at: q)) < 1e-5)
    }
  }
}
