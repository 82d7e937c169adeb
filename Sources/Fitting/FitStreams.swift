import AccuracyData
import RandomStreams
import Requests

extension FitOptions {
  /// The key of all streams of a fit: its seed and, where the data are one level of several, the level,
  /// so that separate fits are independent. The name of the data is no part of it: a fit is a function
  /// of its seed and its data.
  ///
  /// - Parameter dataset: what is fitted.
  /// - Returns: a key that chains and purposes extend.
  package func streamKey(of dataset: AccuracyDataset) -> StreamKey {
    let key = StreamKey(seed: seed)
    guard let level = dataset.level else { return key }
    return key.child(.level(level.value))
  }
}
