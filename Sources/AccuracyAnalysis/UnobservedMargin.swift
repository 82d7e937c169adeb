extension FitResult {
  /// What a reader must know where no study observed one of the two arms; nil where both were.
  package var unobservedMarginText: String? {
    if dataset.diseasedTotal == 0 {
      return "No study has diseased participants: sensitivity is the prior's alone."
    }
    if dataset.nondiseasedTotal == 0 {
      return "No study has non-diseased participants: specificity is the prior's alone."
    }
    return nil
  }
}
