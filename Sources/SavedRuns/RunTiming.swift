import Documents
import Fitting
import Requests

/// `timing.json`: what depends on the machine and the day, apart from the files that the run's id covers.
///
/// - Parameter fits: one fit and its folder below the run's directory, or one a level.
/// - Returns: an ordered JSON object.
package func timingJSON(_ fits: [(folder: String, fit: ModelFit)]) -> JSONValue {
  .object([
    ("schema", "sroc.timing/1"), ("version", .string(programVersion)),
    ("threads", JSONValue(fits.first?.fit.options.threads ?? 1)),
    (
      "fits",
      .array(
        fits.map { .object([("folder", .string($0.folder))] + $0.fit.shared.timings.members) })
    ),
  ])
}

extension FitTimings {
  /// Seconds by name.
  package var members: [(String, JSONValue)] {
    [
      ("warmup_seconds", .number(warmup)), ("sampling_seconds", .number(sampling)),
      ("total_seconds", .number(total)), ("warmup_processor_seconds", .number(warmupProcessor)),
      ("sampling_processor_seconds", .number(samplingProcessor)),
    ]
  }
}
