import AccuracyData
import CollapsedLikelihood

/// The likelihood as fits use it: its error of a few 1e-6 in the total log density is far below what
/// any number of draws can see, and is measured in every run.
///
/// - Parameters:
///   - studies: the data.
///   - threads: at work at once in a block of points.
/// - Returns: the likelihood with its tables.
public func samplingLikelihood(
  _ studies: [AccuracyStudy], threads: Int = 1
) -> CollapsedLikelihood {
  CollapsedLikelihood(studies: studies, tolerance: 1e-6, threads: threads)
}
