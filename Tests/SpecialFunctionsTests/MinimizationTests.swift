import Foundation
import SpecialFunctions
import Testing

@Suite struct MinimizationTests {
  private func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
    let bend = x[1] - x[0] * x[0]
    gradient[0] = -400 * x[0] * bend - 2 * (1 - x[0])
    gradient[1] = 200 * bend
    return 100 * bend * bend + (1 - x[0]) * (1 - x[0])
  }

  @Test func findsTheMinimumOfTheCurvedValley() {
    let result = minimizeBFGS(
      start: [-1.2, 1], stepSize: 0.1, tolerance: 1e-8, maxIterations: 200,
      objectiveWithGradient: rosenbrock)
    #expect(result.converged)
    #expect(isClose(result.position[0], 1, absolute: 1e-7))
    #expect(isClose(result.position[1], 1, absolute: 1e-7))
    #expect(result.gradientNorm < 1e-8)
    #expect(result.value < 1e-15)
  }

  /// x - log x in each coordinate, infinite or NaN outside the positive quadrant.
  @Test(arguments: [Double.infinity, Double.nan])
  func survivesAnObjectiveThatIsNotFiniteOutsideItsDomain(outside: Double) {
    var refused = 0
    let result = minimizeBFGS(
      start: [0.05, 12], stepSize: 100, tolerance: 1e-9, maxIterations: 200
    ) { x, gradient in
      if x.contains(where: { $0 <= 0 }) {
        refused += 1
        gradient = [.nan, .nan]
        return outside
      }
      gradient = x.map { 1 - 1 / $0 }
      return x.reduce(0) { $0 + $1 - log($1) }
    }
    #expect(refused > 0, "the start must lead out of the domain for this test to mean anything")
    #expect(result.converged, "\(result)")
    #expect(result.position.allSatisfy { isClose($0, 1, absolute: 1e-8) })
  }

  @Test func saysWhyItStopped() {
    let limited = minimizeBFGS(
      start: [-1.2, 1], stepSize: 0.1, tolerance: 1e-8, maxIterations: 3,
      objectiveWithGradient: rosenbrock)
    #expect(limited.reason == .iterationLimit)
    #expect(limited.iterations == 3)
    let lost = minimizeBFGS(start: [1], stepSize: 1, tolerance: 1e-8, maxIterations: 9) { _, _ in
      .nan
    }
    #expect(lost.reason == .nonFiniteStart)
    #expect(lost.position == [1])
    let wrongGradient = minimizeBFGS(
      start: [1], stepSize: 1, tolerance: 1e-8, maxIterations: 50
    ) { x, gradient in
      gradient[0] = -2 * x[0]
      return x[0] * x[0]
    }
    #expect(wrongGradient.reason == .noProgress)
  }

  @Test func theCallerCanStopIt() {
    var asked: [Int] = []
    let stopped = minimizeBFGS(
      start: [-1.2, 1], stepSize: 0.1, tolerance: 1e-8, maxIterations: 50,
      stopping: { position, iterations in
        asked.append(iterations)
        return position[0] > 0
      }, objectiveWithGradient: rosenbrock)
    #expect(stopped.reason == .stopped)
    #expect(stopped.position[0] > 0 && stopped.gradientNorm > 1e-8)
    #expect(asked == Array(1...stopped.iterations))
  }

  @Test func startAtTheMinimumEndsAtOnce() {
    let result = minimizeBFGS(
      start: [1, 1], stepSize: 0.1, tolerance: 1e-8, maxIterations: 10,
      objectiveWithGradient: rosenbrock)
    #expect(result.converged)
    #expect(result.iterations == 0)
  }
}
