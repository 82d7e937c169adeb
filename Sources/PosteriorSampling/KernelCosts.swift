import ModelInterface
import RandomStreams

/// What one evaluation costs, in nanoseconds of one core, measured at posterior draws.
public struct KernelCosts: Sendable, Equatable {
  /// One log density, in blocks where the sampler has blocks.
  public var logDensity: Double?
  /// One log density with its gradient.
  public var gradient: Double?
  /// One proposal with its density; nil for kernels without proposals.
  public var proposal: Double?
  /// One draw of one study's effects given the parameters.
  public var studyEffects: Double?

  package init() {}
}

/// Nanoseconds of one unit of work: the median over passes, of which there are at least five and as
/// many as 0.15 s take.
///
/// - Parameters:
///   - units: units of work in a pass.
///   - pass: does the work; its result keeps the compiler from leaving it out.
/// - Returns: wall-clock nanoseconds.
package func nanoseconds(units: Int, pass: () throws -> Double) rethrows -> Double {
  var times: [Double] = []
  var results = 0.0
  let all = Stopwatch()
  // The first pass warms the caches.
  results += try pass()
  while times.count < 5 || all.seconds < 0.15 {
    let watch = Stopwatch()
    results += try pass()
    times.append(watch.seconds)
  }
  return withExtendedLifetime(results) {
    times.sorted()[times.count / 2] * 1e9 / Double(units)
  }
}

/// The cost of drawing one study's effects, over all studies and a few posterior points.
package func costOfStudyEffects(
  _ model: some AccuracyModel, sample: PosteriorSample, key: StreamKey
) -> Double {
  let studies = Set(model.settings.flatMap(\.studies)).sorted()
  // Some ten thousand draws a pass, whatever the number of studies.
  let places = sample.draws.thinned(limit: max(1, min(1000, 10_000 / studies.count)))
  return nanoseconds(units: places.count * studies.count) {
    var stream = RandomStream(key.child(.purpose(.timing)))
    return studies.reduce(0) { sum, study in
      let effects = model.studyEffects(
        of: study, from: sample.draws, at: places, using: &stream)
      return sum + effects.logitSensitivities.reduce(0, +)
    }
  }
}
