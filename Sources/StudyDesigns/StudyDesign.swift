import AccuracyData
import Draws

/// How the means of logit sensitivity and specificity depend on covariates:
///
///     E a_i = x_i' beta_se,   E b_i = z_i' beta_sp,   Sigma_i = Sigma of the study's covariance group.
///
/// The first categorical term of a mean is coded by cells: one mean a level and no intercept, so that all
/// levels have the same prior. Further categorical terms are differences from their first level, continuous
/// ones are (z - mean) / SD. See docs/statistics.md, section 10.
public struct StudyDesign: Sendable, Equatable {
  /// What a coefficient stands for, which decides its prior.
  public enum CoefficientKind: Sendable, Equatable {
    /// The mean of a level, or of all studies: has the prior of a mean.
    case mean
    /// A difference of two levels' means.
    case contrast
    /// The change of a mean from one SD of a continuous covariate to the next.
    case slope(covariate: String)
  }

  /// One coefficient of a mean.
  public struct Coefficient: Sendable, Equatable {
    /// The index of its name, as `CT` of `mu_se[CT]`; empty where the mean has no covariate.
    public let index: [IndexEntry]
    /// What it stands for.
    public let kind: CoefficientKind
  }

  /// Studies that have the same means and the same covariance.
  public struct Row: Sendable, Equatable {
    /// What each coefficient of the mean of logit sensitivity is multiplied by.
    public let sensitivity: [Double]
    /// The same of logit specificity.
    public let specificity: [Double]
    /// The covariance group.
    public let group: Int
    /// What the coefficients of the HSROC scale are multiplied by; nothing of other designs.
    public var hierarchical = HierarchicalMultipliers()
  }

  /// What the differences from the reference are multiplied by on the HSROC scale.
  public struct HierarchicalMultipliers: Sendable, Equatable {
    /// Of accuracy.
    public var accuracy: [Double] = []
    /// Of the threshold.
    public var threshold: [Double] = []
    /// Of the shape.
    public var shape: [Double] = []

    /// Multipliers; without arguments, of a design where nothing depends on a covariate.
    ///
    /// - Parameters:
    ///   - accuracy: of accuracy.
    ///   - threshold: of the threshold.
    ///   - shape: of the shape.
    public init(accuracy: [Double] = [], threshold: [Double] = [], shape: [Double] = []) {
      (self.accuracy, self.threshold, self.shape) = (accuracy, threshold, shape)
    }
  }

  /// The differences from a reference on the HSROC scale: accuracy, threshold and shape of a study are those
  /// of the reference, which is the first level of every factor at the means of continuous covariates, plus
  /// its multipliers times these.
  public struct HierarchicalTerms: Sendable, Equatable {
    /// Of accuracy.
    public let accuracy: [Coefficient]
    /// Of the threshold.
    public let threshold: [Coefficient]
    /// Of the shape.
    public let shape: [Coefficient]
    /// The index of the reference.
    public let reference: [IndexEntry]

    /// The terms of a design; without arguments, of one where nothing depends on a covariate.
    ///
    /// - Parameters:
    ///   - accuracy: differences of accuracy.
    ///   - threshold: differences of the threshold.
    ///   - shape: differences of the shape.
    ///   - reference: the index of the reference.
    public init(
      accuracy: [Coefficient] = [], threshold: [Coefficient] = [], shape: [Coefficient] = [],
      reference: [IndexEntry] = []
    ) {
      (self.accuracy, self.threshold, self.shape) = (accuracy, threshold, shape)
      self.reference = reference
    }
  }

  /// A population that is reported: a level, or a combination of levels, at the means of continuous
  /// covariates.
  public struct Population: Sendable, Equatable {
    /// The index of its quantities; empty where there is one population only.
    public let index: [IndexEntry]
    /// Its place in the design.
    public let row: Row
    /// The studies that belong to it, by their places in the data.
    public let studies: [Int]
  }

  /// A point of a continuous covariate at which accuracy is asked for, in one population.
  public struct Point: Sendable, Equatable {
    /// The index of its quantities, as `prevalence=10`, with the levels of its population.
    public let index: [IndexEntry]
    /// The population, by its place.
    public let population: Int
    /// The covariate's column.
    public let column: String
    /// The value in its own unit.
    public let value: Double
    /// What it is, as "lower quartile"; empty where it was asked for.
    public let words: String
    /// Its place in the design.
    public let row: Row
  }

  /// The values of a continuous covariate that the studies of one population have, from end to end.
  public struct ObservedRange: Sendable, Equatable {
    /// The covariate's column.
    public let column: String
    /// The population, by its place.
    public let population: Int
    /// The lowest and the highest value, in the covariate's own unit; the first is below the second.
    public let ends: (lowest: Double, highest: Double)
    /// The places of the ends in the design, between which means are linear where the shape is the same.
    public let rows: (lowest: Row, highest: Row)

    /// Ranges are the same where all of it is.
    public static func == (first: ObservedRange, second: ObservedRange) -> Bool {
      first.column == second.column && first.population == second.population
        && first.ends == second.ends && first.rows == second.rows
    }
  }

  /// What parameters depend on.
  public let formula: ModelFormula
  /// The covariates, in the order of the formula.
  public let covariates: [Covariate]
  /// Coefficients of the mean of logit sensitivity.
  public let sensitivity: [Coefficient]
  /// Coefficients of the mean of logit specificity.
  public let specificity: [Coefficient]
  /// What depends on covariates on the HSROC scale; nil where nothing does.
  public var hierarchical: HierarchicalTerms?
  /// The different rows of the design.
  public let rows: [Row]
  /// The row of each study.
  public let rowOfStudy: [Int]
  /// The indices of the covariance groups; one empty index where all studies share a covariance.
  public let groups: [[IndexEntry]]
  /// The populations that are reported, at least one.
  public let populations: [Population]
  /// Values of continuous covariates at which accuracy is reported beside.
  public let points: [Point]
  /// What studies observed of continuous covariates, population by population.
  public let ranges: [ObservedRange]
  /// What a reviewer should know of the design.
  public let warnings: [DataWarning]

  /// Whether populations share no parameter: the levels are then fitted one by one.
  public var isSeparate: Bool {
    guard hierarchical == nil else { return false }
    let populations = Set(populations.map(\.row.group)).count
    return populations == self.populations.count && hasOwnMeans(\.sensitivity)
      && hasOwnMeans(\.specificity) && rows.count == populations
  }

  /// Whether each row has means of its own.
  private func hasOwnMeans(_ arm: KeyPath<Row, [Double]>) -> Bool {
    let used = rows.map { row in row[keyPath: arm].indices.filter { row[keyPath: arm][$0] != 0 } }
    return used.allSatisfy { $0.count == 1 } && Set(used.map { $0[0] }).count == rows.count
  }
}

/// What a design is made from.
public struct DesignRequest: Sendable, Equatable {
  /// Which columns parameters depend on.
  public var formula: ModelFormula
  /// Kinds of columns that are not to be recognised.
  public var kinds: [CovariateChoice]
  /// Levels that come first.
  public var references: [String]
  /// Points of continuous covariates at which accuracy is asked for.
  public var points: [CovariatePoint]

  /// A request; without arguments, for the plain model.
  ///
  /// - Parameters:
  ///   - formula: which columns parameters depend on.
  ///   - kinds: kinds of columns that are not to be recognised.
  ///   - references: levels that come first.
  ///   - points: points at which accuracy is asked for.
  public init(
    formula: ModelFormula = ModelFormula(), kinds: [CovariateChoice] = [],
    references: [String] = [], points: [CovariatePoint] = []
  ) {
    (self.formula, self.kinds, self.references) = (formula, kinds, references)
    self.points = points
  }

  /// Whether nothing depends on a covariate.
  public var isPlain: Bool { formula.isPlain }
}

/// A value of a continuous covariate, as `prevalence=10`.
public struct CovariatePoint: Sendable, Equatable {
  /// The column, in any case.
  public var column: String
  /// The value in the column's unit.
  public var value: Double

  /// A point.
  ///
  /// - Parameters:
  ///   - column: the column, in any case.
  ///   - value: in the column's unit.
  public init(column: String, value: Double) { (self.column, self.value) = (column, value) }

  /// Reads `COLUMN=VALUE`.
  ///
  /// - Parameter text: as typed.
  /// - Throws: `StudyDesignError` where it is no such thing.
  public init(parsing text: String) throws(StudyDesignError) {
    guard let mark = text.lastIndex(of: "="), mark > text.startIndex,
      let value = Double(text[text.index(after: mark)...].trimmed), value.isFinite
    else {
      throw StudyDesignError(
        .usage, "\"\(text)\" is no value of a covariate; write COLUMN=NUMBER, as year=2010")
    }
    self.init(column: String(text[..<mark].trimmed), value: value)
  }

  /// As it is typed.
  public var text: String { "\(column)=\(value)" }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
