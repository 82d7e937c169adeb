import AccuracyData
import StudyDesigns

/// Studies by covariance and by means, as a likelihood takes them: coordinates are the coefficients of
/// means, then three loadings a covariance.
package struct LikelihoodLayout: Sendable {
  /// A coefficient of a mean with its multiplier.
  package struct Term: Sendable, Hashable {
    package let coordinate: Int
    /// Not 0.
    package let multiplier: Double
  }

  /// Studies that have the same means and the same covariance.
  package struct Row: Sendable {
    package let studies: [AccuracyStudy]
    package let sensitivity: [Term]
    package let specificity: [Term]

    /// The terms of both margins.
    var margins: [[Term]] { [sensitivity, specificity] }

    /// The row with some of its studies; nil with none.
    ///
    /// - Parameter isKept: which.
    /// - Returns: the same means.
    package func keeping(_ isKept: (AccuracyStudy) -> Bool) -> Row? {
      let own = studies.filter(isKept)
      return own.isEmpty
        ? nil : Row(studies: own, sensitivity: sensitivity, specificity: specificity)
    }
  }

  /// How many coefficients both means have together.
  package let meanCount: Int
  /// The rows of each covariance.
  package let groups: [[Row]]

  /// All studies, in the order of the rows.
  var studies: [AccuracyStudy] { groups.flatMap { $0.flatMap(\.studies) } }

  /// Two means a level and one covariance; coefficients are (mu_se, mu_sp) of each level.
  ///
  /// - Parameter levels: the studies of each level, none empty.
  init(levels: [[AccuracyStudy]]) {
    meanCount = 2 * levels.count
    groups = [
      levels.enumerated().map { level, studies in
        Row(
          studies: studies, sensitivity: [Term(coordinate: 2 * level, multiplier: 1)],
          specificity: [Term(coordinate: 2 * level + 1, multiplier: 1)])
      }
    ]
  }

  /// The layout of a design; coefficients of mean logit sensitivity, then of specificity.
  ///
  /// - Parameters:
  ///   - design: how means depend on covariates.
  ///   - studies: the rows of the data that it was made of.
  init(_ design: StudyDesign, studies: [AccuracyStudy]) {
    let first = design.sensitivity.count
    func terms(_ multipliers: [Double], from base: Int) -> [Term] {
      multipliers.enumerated().compactMap {
        $1 == 0 ? nil : Term(coordinate: base + $0, multiplier: $1)
      }
    }
    meanCount = first + design.specificity.count
    groups = design.groups.indices.map { group in
      design.rows.indices.filter { design.rows[$0].group == group }.map { row in
        Row(
          studies: studies.indices.filter { design.rowOfStudy[$0] == row }.map { studies[$0] },
          sensitivity: terms(design.rows[row].sensitivity, from: 0),
          specificity: terms(design.rows[row].specificity, from: first))
      }
    }
  }
}

extension [LikelihoodLayout.Term] {
  /// The mean at a point.
  package func mean(at coordinates: [Double]) -> Double {
    reduce(0) { $0 + $1.multiplier * coordinates[$1.coordinate] }
  }
}
