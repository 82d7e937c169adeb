/// Which rows of a data file make the data set, and how they are read.
public struct DataSelection: Sendable, Equatable {
  /// What happens to a study with one usable arm.
  public enum OneArm: String, Sendable, CaseIterable {
    /// The study is kept; its missing arm contributes the factor 1 to the likelihood.
    case use
    /// The study is left out.
    case drop
  }

  /// The conditions that a row must meet, all of them.
  public var filters: [DataFilter]
  /// The column whose levels are analysed one by one, or several joined by commas (`test,design`), whose
  /// combinations are; `nil` for one analysis.
  public var by: String?
  /// Lists of studies that are left out, each joined by commas (`Quon 2012,Seifen 2015`).
  public var excluded: [String]
  /// The column that names the study, or several joined by commas (`author,year`); `none` for rows
  /// that are numbered; `nil` for the rule of the data format.
  public var studyColumn: String?
  /// Whether several rows of one study may be pooled as though they were independent.
  public var allowDependent: Bool
  /// What happens to studies with one arm.
  public var oneArm: OneArm

  /// A selection; without arguments every row of the file, with no study in two rows.
  ///
  /// - Parameters:
  ///   - filters: conditions that a row must meet, all of them.
  ///   - by: column whose levels are analysed one by one.
  ///   - studyColumn: column that names the study.
  ///   - allowDependent: pool several rows of one study as though independent.
  ///   - oneArm: what happens to studies with one arm.
  ///   - excluded: lists of studies that are left out.
  public init(
    filters: [DataFilter] = [], by: String? = nil, studyColumn: String? = nil,
    allowDependent: Bool = false, oneArm: OneArm = .use, excluded: [String] = []
  ) {
    self.filters = filters
    self.by = by
    self.studyColumn = studyColumn
    self.allowDependent = allowDependent
    self.oneArm = oneArm
    self.excluded = excluded
  }
}
