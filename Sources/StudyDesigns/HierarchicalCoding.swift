import AccuracyData
import Draws
import TabularText

/// How accuracy, threshold and shape depend on covariates, as differences from a reference.
struct HierarchicalCoding {
  private let accuracy: MeanTerms
  private let threshold: MeanTerms
  private let shape: MeanTerms
  private let studies: [AccuracyStudy]
  private let columns: [String]
  private let reference: [IndexEntry]

  /// Codes the sides of a formula.
  ///
  /// - Parameter maker: with the profiles of the studies.
  /// - Throws: `StudyDesignError` for an interaction of two continuous covariates.
  init(_ maker: DesignMaker) throws(StudyDesignError) {
    accuracy = try maker.terms(maker.formula.accuracy, areDifferences: true)
    threshold = try maker.terms(maker.formula.threshold, areDifferences: true)
    shape = try maker.terms(maker.formula.shape, areDifferences: true)
    (studies, columns) = (maker.studies, maker.formula.columns)
    let factors = maker.covariates.indices.filter { maker.covariates[$0].kind == .categorical }
    reference =
      factors.isEmpty
      ? [IndexEntry("intercept", axis: "term")]
      : maker.naming.index(of: factors, factors.map { _ in 0 })
  }

  var coefficientCount: Int {
    accuracy.coefficients.count + threshold.coefficients.count + shape.coefficients.count
  }

  var terms: StudyDesign.HierarchicalTerms {
    StudyDesign.HierarchicalTerms(
      accuracy: accuracy.coefficients, threshold: threshold.coefficients,
      shape: shape.coefficients, reference: reference)
  }

  /// What the coefficients are multiplied by in a row; nil where a combination of levels has no row.
  func multipliers(at profile: Profile) -> StudyDesign.HierarchicalMultipliers? {
    guard let first = accuracy.multipliers(at: profile),
      let second = threshold.multipliers(at: profile), let third = shape.multipliers(at: profile)
    else { return nil }
    return StudyDesign.HierarchicalMultipliers(accuracy: first, threshold: second, shape: third)
  }

  /// Each coefficient must be told apart from the others by the arms that the studies observed.
  ///
  /// With a common factor of each arm the means of a study are those of the reference, plus half the
  /// difference of accuracy, plus (of sensitivity) or minus (of specificity) that of the threshold. The shape
  /// moves both, and their standard deviations; it is told by any arm.
  func requireRank(
    _ rows: [StudyDesign.Row], _ rowOfStudy: [Int]
  ) throws(StudyDesignError) {
    let names =
      accuracy.coefficients.map { ("lambda", $0) } + threshold.coefficients.map { ("theta", $0) }
    var matrix: [[Double]] = []
    var shapes: [[Double]] = []
    for (study, row) in zip(studies, rowOfStudy) {
      let own = rows[row].hierarchical
      for (arm, sign) in [(study.diseased, 1.0), (study.nondiseased, -1.0)]
      where (arm?.total ?? 0) > 0 {
        let means = sign > 0 ? [1.0, 0] : [0.0, 1]
        matrix.append(
          means + own.accuracy.map { 0.5 * $0 } + own.threshold.map { sign * $0 })
        shapes.append([1] + own.shape)
      }
    }
    try require(matrix, names, leading: 2)
    try require(shapes, shape.coefficients.map { ("beta", $0) }, leading: 1)
  }

  private func require(
    _ matrix: [[Double]], _ names: [(base: String, coefficient: StudyDesign.Coefficient)],
    leading: Int
  ) throws(StudyDesignError) {
    // An arm that no study has leaves a column of the reference's means empty; the prior speaks there.
    let used = (0..<(leading + names.count)).filter { k in
      k >= leading || matrix.contains { $0[k] != 0 }
    }
    guard let dependent = firstDependentColumn(matrix.map { row in used.map { row[$0] } }) else {
      return
    }
    let (base, coefficient) = names[used[dependent] - leading]
    let name = "\(base)[\(coefficient.index.map(\.text).joined(separator: ","))]"
    throw StudyDesignError(
      .data,
      "\(name) cannot be told apart from the other differences by these studies and the arms that they "
        + "observed; of the columns \(listedNames(columns, limit: 6)) let fewer act on "
        + "\(base == "beta" ? "shape" : "accuracy and threshold")")
  }
}

extension ModelFormula {
  /// The formula with these terms.
  func onHierarchicalScale(
    accuracy: [Term], threshold: [Term], shape: [Term]
  ) -> ModelFormula {
    var formula = self
    (formula.accuracy, formula.threshold, formula.shape) = (accuracy, threshold, shape)
    return formula
  }
}
