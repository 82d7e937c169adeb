import AccuracyData
import RepeatableNumbers
import Testing

@testable import CollapsedLikelihood

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Studies that have the means of their design row, against likelihoods of the rows by themselves.
@Suite struct DesignedKernelTests {
  /// 61 studies, so that there are two stretches of windows, with rows of 1 to 20 studies in mixed order.
  private static let studies: [AccuracyStudy] = {
    var numbers = SplitMix64(seed: 11)
    let pool =
      auditC + telomerase + [study((17, 3), nil), study(nil, (12, 0)), study((0, 9), (40, 1))]
    return (0..<61).map { _ in pool[Int(numbers.uniform() * Double(pool.count))] }
  }()
  private static let rows: [Int] = {
    var numbers = SplitMix64(seed: 12)
    return (0..<studies.count).map { $0 < 7 ? $0 : Int(numbers.uniform() * 7) }
  }()

  /// Points with means for each row: those of the point, moved by an amount of the row's and a little.
  private static func points(_ count: Int) -> [(point: BivariatePoint, means: [Double])] {
    var numbers = SplitMix64(seed: 13)
    return numbers.posteriorPoints(auditC, count: count).map { point in
      var means: [Double] = []
      for row in 0..<7 {
        let away = 0.3 * Double(row) - 1
        means.append(point.muSensitivity + away + 0.2 * numbers.uniform())
        means.append(point.muSpecificity - away + 0.2 * numbers.uniform())
      }
      return (point, means)
    }
  }

  /// log L by one likelihood a row.
  private static func separately(_ point: BivariatePoint, _ means: [Double]) -> Double {
    (0..<7).reduce(0) { sum, row in
      let own = studies.indices.filter { rows[$0] == row }.map { studies[$0] }
      var there = point
      (there.muSensitivity, there.muSpecificity) = (means[2 * row], means[2 * row + 1])
      return sum
        + CollapsedLikelihood(studies: own, tabulated: false).logLikelihood(at: there)
    }
  }

  @Test(arguments: InstructionSet.available)
  func blocksAndSinglePoints(set: InstructionSet) {
    let likelihood = CollapsedLikelihood(
      studies: Self.studies, rows: Self.rows, instructionSet: set)
    #expect(likelihood.rowCount == 7)
    let points = Self.points(400)
    var flat = points.map(\.point.muSensitivity) + points.map(\.point.muSpecificity)
    flat += points.map(\.point.tauSensitivity) + points.map(\.point.tauSpecificity)
    flat += points.map(\.point.correlation) + points.map(\.point.complement)
    for k in 0..<14 { flat += points.map { $0.means[k] } }
    var values = [Double](repeating: .nan, count: points.count)
    var span = values.mutableSpan
    let singly = likelihood.logLikelihoods(at: flat.span, floors: Span(), into: &span)
    // Many are worked on in tiles, or the test would be of the other rule alone; the studies contradict
    // the others (54 % measured).
    #expect(singly < points.count * 2 / 3)
    for (value, entry) in zip(values, points) {
      let exact = Self.separately(entry.point, entry.means)
      #expect(abs(value - exact) < 1e-5, "\(value) \(exact)")
      let single = likelihood.logLikelihood(at: entry.point, means: entry.means)
      #expect(abs(single - exact) < 1e-5)
      let each = likelihood.studyLogLikelihoods(at: entry.point, means: entry.means).values
      #expect(abs(each.reduce(0, +) - single) < 1e-9)
    }
    // A floor above all values leaves upper bounds that are below it.
    let floors = values.map { $0 + 1000 }
    var bounds = values
    span = bounds.mutableSpan
    likelihood.logLikelihoods(at: flat.span, floors: floors.span, into: &span)
    for (index, bound) in bounds.enumerated() {
      #expect(bound >= values[index] - 1e-5 && bound < floors[index])
    }
  }

  /// The derivatives by each row's means, and by the covariance, against differences.
  @Test func gradient() {
    let likelihood = CollapsedLikelihood(studies: Self.studies, rows: Self.rows, tolerance: 1e-9)
    for (point, means) in Self.points(4) {
      var slopes = [Double](repeating: 0, count: 14)
      let (value, covariance) = likelihood.logLikelihoodAndGradient(
        at: point, means: means, meanSlopes: &slopes)
      #expect(abs(value - likelihood.logLikelihood(at: point, means: means)) < 1e-9)
      func slope(_ change: (inout BivariatePoint, inout [Double], Double) -> Void) -> Double {
        let values = [-1e-4, 1e-4].map { step in
          var (point, means) = (point, means)
          change(&point, &means, step)
          return likelihood.logLikelihood(at: point, means: means)
        }
        return (values[1] - values[0]) / 2e-4
      }
      for k in 0..<14 {
        let numeric = slope { $1[k] += $2 }
        #expect(abs(slopes[k] - numeric) < 1e-4 * (1 + abs(numeric)), "\(k)")
      }
      let numeric = SIMD3(
        slope { point, _, h in point.tauSensitivity *= exp(h) },
        slope { point, _, h in point.tauSpecificity *= exp(h) },
        slope { point, _, h in point.fisherZ += h })
      for k in 0..<3 { #expect(abs(covariance[k] - numeric[k]) < 1e-4 * (1 + abs(numeric[k]))) }
    }
  }
}
