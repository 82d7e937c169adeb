/// The usable studies of a data file or of one level of it, with where they came from.
public struct AccuracyDataset: Sendable, Equatable {
  /// The path as given, `example:NAME` or `standard input`.
  public var source: String
  /// The title of a built-in data set.
  public var title: String?
  /// The publication of a built-in data set.
  public var citation: String?
  /// SHA-256 of the raw bytes of the whole file, 64 lower-case hexadecimal digits.
  public var sha256: String
  /// The conditions that the rows met.
  public var filters: [DataFilter]
  /// The studies that were left out by name.
  public var excluded: [String]
  /// Which studies were kept because they have every level of a covariate; nil where all were.
  public var direct: DirectComparison?
  /// The column and level if the set is one level of a file.
  public var level: DataFilter?
  /// All columns of the file in order, as the header spells them.
  public var columns: [String]
  /// The usable studies in the order of the file; never empty when read from a file.
  public var studies: [AccuracyStudy]
  /// Selected rows without any usable arm.
  public var emptyRows: Int
  /// Selected studies with exactly one usable arm, whether they were used or dropped.
  public var oneArmStudies: Int
  /// What a reviewer should know, whole file first, then row by row.
  public var warnings: [DataWarning]

  /// Below so many studies the between-study SDs and their correlation come from the prior, and so do
  /// the slopes of all curves.
  public static let fewestStudies = 5

  /// How many studies the tables are of: fewer than there are tables where several rows of one study
  /// were accepted.
  public var distinctStudies: Int { countDistinctStudies(studies) }
  /// Whether there are fewer than `fewestStudies` studies.
  public var hasFewStudies: Bool { distinctStudies < Self.fewestStudies }

  /// Diseased participants of all usable studies.
  public var diseasedTotal: Int { studies.reduce(0) { $0 + ($1.diseased?.total ?? 0) } }
  /// Non-diseased participants of all usable studies.
  public var nondiseasedTotal: Int { studies.reduce(0) { $0 + ($1.nondiseased?.total ?? 0) } }

  /// A data set that was not read from a file, for instance a simulated one.
  ///
  /// - Parameters:
  ///   - source: what the output calls the data.
  ///   - studies: the usable studies.
  ///   - title: a title, if there is one.
  ///   - citation: a publication, if there is one.
  ///   - sha256: digest of the bytes that the studies came from; empty if there are none.
  public init(
    source: String, studies: [AccuracyStudy], title: String? = nil, citation: String? = nil,
    sha256: String = ""
  ) {
    self.source = source
    self.title = title
    self.citation = citation
    self.sha256 = sha256
    self.filters = []
    self.excluded = []
    self.level = nil
    self.columns = []
    self.studies = studies
    self.emptyRows = 0
    self.oneArmStudies = studies.count { ($0.diseased == nil) != ($0.nondiseased == nil) }
    self.warnings = []
  }
}

/// How many studies tables are of.
///
/// - Parameter tables: as the reader leaves them, all spellings of one label as the first of them.
/// - Returns: the number of different labels.
public func countDistinctStudies(_ tables: [AccuracyStudy]) -> Int {
  Set(tables.map(\.label)).count
}
