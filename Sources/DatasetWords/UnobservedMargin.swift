import AccuracyData
import FrequentistFits

extension AccuracyDataset {
  /// The proportion that no study observed; nil where both were.
  package var unobservedMargin: AccuracyMargin? {
    diseasedTotal == 0 ? .sensitivity : nondiseasedTotal == 0 ? .specificity : nil
  }
}
