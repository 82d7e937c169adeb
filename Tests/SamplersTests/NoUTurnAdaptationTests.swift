import RandomStreams
import Samplers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The parts of warm-up: windows, running covariance, step-size adaptation.
struct NoUTurnAdaptationTests {
  /// The schedule that Stan's windowed adaptation gives for these lengths, worked out by hand from
  /// its published rule (75 / 25 / 50; 15 %, 75 %, 10 % below 150).
  @Test(arguments: [
    (1000, [75..<100, 100..<150, 150..<250, 250..<450, 450..<950]),
    (500, [75..<100, 100..<150, 150..<250, 250..<450]),
    (2000, [75..<100, 100..<150, 150..<250, 250..<450, 450..<850, 850..<1950]),
    (499, [75..<100, 100..<150, 150..<449]),
    (160, [75..<100, 100..<110]),
    (150, [75..<100]),
    (149, [22..<135]),
    (20, [3..<18]),
    (19, []), (0, []),
  ])
  func windowsAreStans(warmup: Int, windows: [Range<Int>]) {
    let schedule = WindowedAdaptation(warmup: warmup)
    #expect(schedule.windows == windows)
    for iteration in 0..<warmup {
      #expect(schedule.learns(at: iteration) == windows.contains { $0.contains(iteration) })
      #expect(
        schedule.windowEnds(at: iteration) == windows.contains { $0.upperBound - 1 == iteration })
    }
  }

  /// Points (1, 2), (3, 1), (8, 6): covariance [[13, 8.5], [8.5, 7]], then n/(n+5) = 3/8 and a ridge of
  /// 1e-3 * 5/8; far from the origin as well.
  @Test(arguments: [0.0, 1e8])
  func covarianceWithStansShrinkage(shift: Double) throws {
    for isDense in [false, true] {
      var estimate = RunningCovariance(dimension: 2, isDense: isDense)
      #expect(estimate.regularized() == nil)
      estimate.add([99, 99])
      #expect(estimate.regularized() == nil)
      estimate.reset()
      for point in [[1.0, 2], [3, 1], [8, 6]] { estimate.add(point.map { $0 + shift }) }
      let values = try #require(estimate.regularized())
      let ridge = 1e-3 * 5.0 / 8
      let variances = [13 * 3.0 / 8 + ridge, 7 * 3.0 / 8 + ridge]
      let computed = isDense ? [values[0], values[3]] : values
      for (value, expected) in zip(computed, variances) { #expect(abs(value - expected) < 1e-6) }
      if isDense { #expect(abs(values[2] - 8.5 * 3 / 8) < 1e-6) }
    }
  }

  /// Three iterations from step 1 with target 0.8 and statistics 0.5, 1, NaN (read as 0), the
  /// recursion worked out apart from the program in decimal arithmetic.
  @Test func dualAveragingByHand() {
    var adaptation = DualAveraging(stepSize: 1, targetAcceptance: 0.8)
    #expect(adaptation.averagedStepSize == 1)
    let statistics = [0.5, 1, Double.nan]
    let steps = [5.7957827878480951, 7.9001585792834624, 0.9087919379927365]
    let averages = [5.7957827878480951, 6.9678754037248446, 2.8511381764685647]
    for k in 0..<3 {
      adaptation.learn(acceptance: statistics[k])
      #expect(abs(adaptation.stepSize / steps[k] - 1) < 1e-12)
      #expect(abs(adaptation.averagedStepSize / averages[k] - 1) < 1e-12)
    }
    adaptation.restart(stepSize: 1)
    adaptation.learn(acceptance: 0.5)
    #expect(abs(adaptation.stepSize / steps[0] - 1) < 1e-12)
  }

  /// With a noisy statistic of mean exp(-step), the averaged step settles where the mean is the
  /// target, from starts that are far too small and far too large.
  @Test(arguments: [(0.8, 1e-3), (0.8, 50), (0.95, 1)])
  func dualAveragingReachesTheTarget(target: Double, firstStep: Double) {
    var stream = RandomStream(StreamKey(seed: 11).child(.purpose(.simulation)))
    var adaptation = DualAveraging(stepSize: firstStep, targetAcceptance: target)
    for _ in 0..<4000 {
      let mean = exp(-adaptation.stepSize)
      let halfWidth = min(mean, 1 - mean)
      adaptation.learn(acceptance: mean + halfWidth * (2 * stream.uniform() - 1))
    }
    #expect(abs(exp(-adaptation.averagedStepSize) - target) < 0.01)
  }

  /// A statistic that never changes drives the step size to a bound, not out of floating point.
  @Test(arguments: [0.0, 1])
  func stepSizeStaysFinite(statistic: Double) {
    var adaptation = DualAveraging(stepSize: 1, targetAcceptance: 0.8)
    for _ in 0..<20000 { adaptation.learn(acceptance: statistic) }
    for step in [adaptation.stepSize, adaptation.averagedStepSize] {
      #expect(step > 0 && step.isFinite)
    }
  }
}
