import AccuracyData
import CollapsedLikelihood
import FrequentistFits
import StudyDesigns

/// Estimates a design by exact maximum likelihood where all rows of a study share one effect: rows r of study i
/// have logit accuracies (x_r' beta_se, z_r' beta_sp) + e_i with e_i ~ N2(0, Sigma). See docs/statistics.md,
/// section 15.
///
/// With one row in each study it is `fitDesign`. The search is the same: from several starts, then over each
/// edge of the parameter space.
///
/// - Parameters:
///   - design: how means depend on covariates, and which studies share a covariance.
///   - studies: the rows of the data that the design was made of; those of one label belong to one study.
/// - Returns: the fit; failure is a status with its reason, never a number.
/// - Complexity: some hundred evaluations of the likelihood, each some thousand nodes a study and row.
public func fitSharedEffects(_ design: StudyDesign, studies: [AccuracyStudy]) -> DesignFit {
  fitDesign(design, studies: studies, unless: reasonAgainstSharing(design, studies)) {
    SharedEffectSum($0)
  }
}

/// Whether no study has rows of two covariances, so that its effect has one.
///
/// - Parameters:
///   - design: of the data.
///   - studies: the rows of the data.
/// - Returns: true of a design with one covariance.
public func hasOneCovariancePerStudy(_ design: StudyDesign, studies: [AccuracyStudy]) -> Bool {
  var groups: [String: Int] = [:]
  return studies.indices.allSatisfy { study in
    let group = design.rows[design.rowOfStudy[study]].group
    defer { groups[studies[study].label] = group }
    return groups[studies[study].label, default: group] == group
  }
}

/// Why the likelihood has no maximum, or is none.
private func reasonAgainstSharing(_ design: StudyDesign, _ studies: [AccuracyStudy]) -> String? {
  let counts = Dictionary(grouping: studies, by: \.label).mapValues(\.count)
  let most = SharedEffectLikelihood.mostTables
  if let study = studies.first(where: { counts[$0.label, default: 0] > most }) {
    return "study \(study.label) has more than \(most) rows, which cannot share an effect"
  }
  guard hasOneCovariancePerStudy(design, studies: studies) else {
    return "a study has rows of several levels, and one effect cannot have the covariance of each"
  }
  for isSensitivity in [true, false] {
    for group in design.groups.indices
    where !isSpreadSeen(design, studies, isSensitivity: isSensitivity, group: group) {
      let name = design.groups[group].map(\.text).joined(separator: ", ")
      let people = isSensitivity ? "diseased" : "non-diseased"
      return (name.isEmpty ? "" : "\(name): ") + "too few studies with \(people) participants: the "
        + "variance between studies cannot be estimated"
    }
  }
  return nil
}

/// Whether studies of a covariance differ by more than the coefficients of a mean can explain: whether the
/// indicator of some study is no combination of the design's columns over the rows that have the arm.
private func isSpreadSeen(
  _ design: StudyDesign, _ studies: [AccuracyStudy], isSensitivity: Bool, group: Int
) -> Bool {
  let observed = studies.indices.filter { study in
    ((isSensitivity ? studies[study].diseased : studies[study].nondiseased)?.total ?? 0) > 0
  }
  let rows = observed.map { design.rows[design.rowOfStudy[$0]] }
  let coefficients = (isSensitivity ? design.sensitivity : design.specificity).count
  var basis: [[Double]] = []
  /// What is left of a column beside the ones before it; nil where that is nothing.
  func rest(_ column: [Double]) -> [Double]? {
    var left = column
    // Twice, for what rounding leaves.
    for _ in 0..<2 {
      for known in basis {
        let share = zip(left, known).reduce(0) { $0 + $1.0 * $1.1 }
        for k in left.indices { left[k] -= share * known[k] }
      }
    }
    func squares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    guard squares(left) > 1e-16 * squares(column) else { return nil }
    let scale = 1 / squares(left).squareRoot()
    return left.map { $0 * scale }
  }
  for k in 0..<coefficients {
    let column = rows.map { isSensitivity ? $0.sensitivity[k] : $0.specificity[k] }
    if let next = rest(column) { basis.append(next) }
  }
  var labels: Set<String> = []
  for (place, study) in observed.enumerated()
  where rows[place].group == group && labels.insert(studies[study].label).inserted {
    let indicator = observed.map { studies[$0].label == studies[study].label ? 1.0 : 0 }
    if rest(indicator) != nil { return true }
  }
  return false
}
