import TabularText

/// Something a reviewer should know about the data, which does not stop the analysis.
public struct DataWarning: Sendable, Equatable {
  /// What the warning is about; the raw values are the codes of the machine-readable output.
  public enum Code: String, Sendable, CaseIterable {
    /// A cell of the 2x2 table is 0.
    case zeroCell = "zero_cell"
    /// A study has only one arm.
    case missingArm = "missing_arm"
    /// One count of an arm is missing, so the arm is not used.
    case halfArm = "half_arm"
    /// A row has no usable arm.
    case emptyRow = "empty_row"
    /// Two rows have the same four counts; of a fit, where chance would hardly make them.
    case duplicateRow = "duplicate_row"
    /// Sensitivity and specificity add up to less than 1, beyond chance.
    case belowChance = "below_chance"
    /// The test may tell nothing; found by the analysis, as are all from here to `failedCheck`.
    case nearChance = "near_chance"
    /// The studies are evidence against a trade-off of sensitivity and specificity.
    case againstTradeOff = "against_trade_off"
    /// One study holds most of the information on sensitivity or specificity.
    case dominantStudy = "dominant_study"
    /// Without one study the result is another.
    case influentialStudy = "influential_study"
    /// A study differs from what the others predict.
    case differingStudy = "differing_study"
    /// Cells of a study that differs seem to be exchanged.
    case swappedCells = "swapped_cells"
    /// The maximum of the likelihood is nearly reached at a correlation of 1 or -1.
    case nearBoundary = "near_boundary"
    /// The maximum of the likelihood is on the edge of the parameter space.
    case onBoundary = "on_boundary"
    /// Replications do not look like the data.
    case failedCheck = "failed_check"
    /// Fewer than five usable studies.
    case fewStudies = "few_studies"
    /// An arm has more than a million participants.
    case largeArm = "large_arm"
    /// Several rows of one study are pooled as though they were independent.
    case dependentRows = "dependent_rows"
    /// The result depends on the prior; found by the analysis, never by the reader.
    case priorPull = "prior_pull"
    /// The prior of a SD reaches beyond the largest SD that is worked out; found by the analysis.
    case priorTruncated = "prior_truncated"
    /// The file is not UTF-8.
    case encoding = "encoding"
    /// Rows above the header were skipped.
    case titleRows = "title_rows"
    /// A study has a case-control design.
    case design = "design"
    /// No column names the study, or not in every row, so rows are studies of their own.
    case rowsNumbered = "rows_numbered"
    /// Blank labels were taken as the study above.
    case filledLabels = "filled_labels"
    /// Labels that differ in case, spaces or dashes were taken as one study.
    case mergedLabels = "merged_labels"
    /// Rows have no value in a column by which rows are selected or split.
    case missingLevel = "missing_level"
    /// Studies were left out by name.
    case excludedStudy = "excluded_study"
    /// Counts were given by codes such as `-` or `NR` as missing.
    case missingCode = "missing_code"
    /// Groups of three digits were read as thousands.
    case thousands = "thousands_separator"
    /// `1.000` was read as 1.
    case decimalZeros = "decimal_zeros"
    /// A count was given as `1e3`.
    case scientificCount = "scientific_count"
    /// A column is there twice, with equal cells.
    case duplicateColumn = "duplicate_column"
    /// Rows have more or fewer separators at their end than the header.
    case trailingSeparators = "trailing_separators"
    /// Lines of one field below the table were skipped.
    case footnote = "footnote"
    /// The file has no columns for one arm.
    case missingColumns = "missing_columns"
    /// Rows that are studies by their labels share a publication or a trial by another column.
    case possibleDependence = "possible_dependence"
    /// A size of an arm has a name that tests with that result may have too.
    case ambiguousSize = "ambiguous_size"
    /// The file has a further set of count columns.
    case unusedCounts = "unused_counts"
    /// A level of a covariate has one study; found by the analysis.
    case smallLevel = "small_level"
    /// A column whose levels are to be compared has one.
    case oneLevel = "one_level"
    /// Accuracy is asked for at a value of a covariate that lies beyond all studies.
    case beyondData = "beyond_data"
    /// Effects that rows of one study share are asked for, and no study has several rows.
    case singleRows = "single_rows"
  }

  /// The codes that a fit adds; the reader of data does not know them.
  package static let fromAnalysis: [Code] = [
    .priorPull, .priorTruncated, .nearChance, .againstTradeOff, .dominantStudy, .influentialStudy,
    .differingStudy, .swappedCells, .nearBoundary, .onBoundary, .failedCheck,
  ]

  /// Those whose error rates simulation shows, as `sroc calibrate` counts them.
  package static let calibrated: [Code] =
    [.belowChance, .duplicateRow] + fromAnalysis.filter { $0 != .priorTruncated }

  /// What the warning is about.
  public var code: Code
  /// The line of the file, from 1; `nil` if the warning is about the whole file.
  public var row: Int?
  /// The study's label; `nil` if the warning is about the whole file.
  public var study: String?
  /// One or two sentences for the reviewer.
  public var message: String
  /// For how many rows the warning stands; more than 1 where the rest of a kind is only counted.
  public var count: Int

  /// A warning.
  ///
  /// - Parameters:
  ///   - code: what it is about.
  ///   - row: line of the file from 1, or `nil`.
  ///   - study: the study's label, or `nil`.
  ///   - message: a sentence for the reviewer.
  ///   - count: for how many rows it stands.
  public init(
    code: Code, row: Int? = nil, study: String? = nil, message: String, count: Int = 1
  ) {
    self.code = code
    self.row = row
    self.study = study
    self.message = message
    self.count = count
  }
}

extension DataWarning {
  /// That a set is too small for its between-study variation.
  ///
  /// - Parameter count: how many usable studies there are.
  /// - Returns: a warning about the whole file.
  package static func fewStudies(_ count: Int) -> DataWarning {
    DataWarning(
      code: .fewStudies,
      message: "Only \(count) usable \(count == 1 ? "study" : "studies"): how much accuracy "
        + "varies between studies will come largely from the prior.")
  }

  /// That several rows of one study are pooled as though independent.
  ///
  /// - Parameter labels: of such studies, at least one.
  /// - Returns: a warning about the whole file.
  package static func dependentRows(of labels: [String]) -> DataWarning {
    DataWarning(
      code: .dependentRows,
      message: (labels.count == 1 ? "1 study has" : "\(labels.count) studies have")
        + " several rows (\(listedForMessage(labels, limit: 5))), taken as though they were "
        + "independent; the intervals are too narrow.")
  }
}
