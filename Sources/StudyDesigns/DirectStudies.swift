import AccuracyData

extension DesignRequest {
  /// The first categorical covariate, whose levels direct comparisons are of.
  ///
  /// - Parameter studies: the rows of the data, before any was left out.
  /// - Returns: nil where no covariate is categorical.
  /// - Throws: `StudyDesignError` as `Covariate.init`.
  public func firstFactor(in studies: [AccuracyStudy]) throws(StudyDesignError) -> Covariate? {
    for column in formula.columns {
      let kind = kinds.first { $0.column.lowercased() == column.lowercased() }?.kind
      let covariate = try Covariate(
        CovariateChoice(column, kind: kind), in: studies, references: references)
      if covariate.kind == .categorical { return covariate }
    }
    return nil
  }
}

extension AccuracyDataset {
  /// The data of the studies that have a row for every level of a covariate of these data.
  ///
  /// - Parameter covariate: a categorical one.
  /// - Returns: the data; nil for a continuous covariate.
  public func comparedDirectly(by covariate: Covariate) -> AccuracyDataset? {
    guard case .levels(let levels, let ofRows) = covariate.values else { return nil }
    return comparedDirectly(by: covariate.column, levels: levels, levelOfRow: ofRows)
  }
}
