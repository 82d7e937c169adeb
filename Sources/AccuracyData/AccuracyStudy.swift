import TabularText

/// One arm of a 2x2 table: participants with the same true state, by whether the test was right.
public struct AccuracyArm: Sendable, Equatable, Hashable {
  /// Test results that were right: TP among the diseased, TN among the non-diseased; at least 0.
  public var correct: Int
  /// Test results that were wrong: FN among the diseased, FP among the non-diseased; at least 0.
  public var incorrect: Int

  /// The number of participants in the arm.
  public var total: Int { correct + incorrect }

  /// An arm from its two counts.
  ///
  /// - Parameters:
  ///   - correct: TP of the diseased arm or TN of the non-diseased arm, at least 0.
  ///   - incorrect: FN of the diseased arm or FP of the non-diseased arm, at least 0.
  public init(correct: Int, incorrect: Int) {
    precondition(correct >= 0 && incorrect >= 0, "counts of an arm are never negative")
    self.correct = correct
    self.incorrect = incorrect
  }
}

/// A named value of a study that is neither a count nor its label, as text.
public struct StudyCovariate: Sendable, Equatable {
  /// The column's name as the header spells it.
  public var name: String
  /// The trimmed text of the cell; empty where the file has nothing.
  public var value: String

  /// A covariate of one study.
  ///
  /// - Parameters:
  ///   - name: the column's name.
  ///   - value: the trimmed text of the cell.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// One usable row of a data file: the 2x2 table of one study, possibly with one arm only.
public struct AccuracyStudy: Sendable, Equatable {
  /// What the report calls the study.
  public var label: String
  /// The line of the file on which the row starts, from 1.
  public var row: Int
  /// TP and FN; `nil` where the study has no usable diseased arm.
  public var diseased: AccuracyArm?
  /// TN and FP; `nil` where the study has no usable non-diseased arm.
  public var nondiseased: AccuracyArm?
  /// The columns that are neither counts nor the label, in the order of the file.
  public var covariates: [StudyCovariate]

  /// A study from its arms.
  ///
  /// - Parameters:
  ///   - label: what the report calls the study.
  ///   - row: line in the file, from 1.
  ///   - diseased: TP and FN, `nil` if missing.
  ///   - nondiseased: TN and FP, `nil` if missing.
  ///   - covariates: other columns in order.
  public init(
    label: String, row: Int, diseased: AccuracyArm?, nondiseased: AccuracyArm?,
    covariates: [StudyCovariate] = []
  ) {
    self.label = label
    self.row = row
    self.diseased = diseased
    self.nondiseased = nondiseased
    self.covariates = covariates
  }

  /// A study from the four cells of its 2x2 table.
  ///
  /// - Parameters:
  ///   - label: what the report calls the study.
  ///   - row: line in the file, from 1.
  ///   - truePositives: diseased with a positive test, at least 0.
  ///   - falsePositives: non-diseased with a positive test, at least 0.
  ///   - falseNegatives: diseased with a negative test, at least 0.
  ///   - trueNegatives: non-diseased with a negative test, at least 0.
  public init(
    label: String, row: Int = 1, truePositives: Int, falsePositives: Int, falseNegatives: Int,
    trueNegatives: Int
  ) {
    self.init(
      label: label, row: row,
      diseased: AccuracyArm(correct: truePositives, incorrect: falseNegatives),
      nondiseased: AccuracyArm(correct: trueNegatives, incorrect: falsePositives))
  }

  /// Diseased participants with a positive test; `nil` without a diseased arm.
  public var truePositives: Int? { diseased?.correct }
  /// Diseased participants with a negative test; `nil` without a diseased arm.
  public var falseNegatives: Int? { diseased?.incorrect }
  /// Non-diseased participants with a negative test; `nil` without a non-diseased arm.
  public var trueNegatives: Int? { nondiseased?.correct }
  /// Non-diseased participants with a positive test; `nil` without a non-diseased arm.
  public var falsePositives: Int? { nondiseased?.incorrect }

  /// The value of a covariate.
  ///
  /// - Parameter name: the column's name, in any case.
  /// - Returns: the trimmed text of the cell, or `nil` if there is no such covariate.
  public func covariate(_ name: String) -> String? {
    if let exact = covariates.first(where: { $0.name == name }) { return exact.value }
    let wanted = labelKey(trimmedText(name))
    return covariates.first { labelKey($0.name) == wanted }?.value
  }
}
