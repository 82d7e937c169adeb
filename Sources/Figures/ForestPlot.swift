import Drawing
import SpecialFunctions

/// A paired forest plot: the studies one below the other, sensitivity at the left, specificity at the
/// right.
///
/// Each arm shows what the study observed and, below it in another colour, what the model makes of it.
/// Below the studies stand the summary and the prediction for a new setting.
public struct ForestPlot: Sendable {
  /// One study's sensitivity or specificity.
  public struct Arm: Sendable {
    /// Right results of the test, and all participants of the arm; nil where it was not observed.
    public var counts: (correct: Int, total: Int)?
    /// The observed proportion with the study's own interval; nil where the arm was not observed.
    public var observed: IntervalEstimate?
    /// The posterior of the true value; nil where it was not worked out.
    public var posterior: IntervalEstimate?

    /// One arm.
    ///
    /// - Parameters:
    ///   - counts: right results and all participants; nil where it was not observed.
    ///   - observed: proportion with interval; nil where it was not observed.
    ///   - posterior: of the true value.
    public init(
      counts: (correct: Int, total: Int)?, observed: IntervalEstimate?, posterior: IntervalEstimate?
    ) {
      (self.counts, self.observed, self.posterior) = (counts, observed, posterior)
    }
  }

  /// One row.
  public struct Study: Sendable {
    /// What the data call it.
    public var label: String
    /// Diseased participants.
    public var sensitivity: Arm
    /// Non-diseased participants.
    public var specificity: Arm

    /// One row.
    ///
    /// - Parameters:
    ///   - label: what the data call it.
    ///   - sensitivity: diseased participants.
    ///   - specificity: non-diseased participants.
    public init(label: String, sensitivity: Arm, specificity: Arm) {
      (self.label, self.sensitivity, self.specificity) = (label, sensitivity, specificity)
    }
  }

  /// A row below the studies.
  public struct Result: Sendable {
    /// How it is drawn.
    public enum Kind: Sendable {
      /// A diamond.
      case summary
      /// A bar.
      case prediction
    }

    /// How it is drawn.
    public var kind: Kind
    /// What it is.
    public var label: String
    /// Sensitivity with interval; nil where it was not estimated.
    public var sensitivity: IntervalEstimate?
    /// Specificity with interval; nil where it was not estimated.
    public var specificity: IntervalEstimate?

    /// A row below the studies.
    ///
    /// - Parameters:
    ///   - kind: how it is drawn.
    ///   - label: what it is.
    ///   - sensitivity: with interval; nil where it was not estimated.
    ///   - specificity: with interval; nil where it was not estimated.
    public init(
      kind: Kind, label: String, sensitivity: IntervalEstimate?, specificity: IntervalEstimate?
    ) {
      (self.kind, self.label) = (kind, label)
      (self.sensitivity, self.specificity) = (sensitivity, specificity)
    }
  }

  /// Name of the figure, the start of its ids; pages after the first add `-2`, `-3`, ...
  public var name = "forest"
  /// Title.
  public var title = "Sensitivity and specificity of the studies"
  /// A second line: the data.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description = ""
  /// The rows.
  public var studies: [Study]
  /// The rows below the studies, repeated on each page.
  public var results: [Result]
  /// Groups that the studies stand in, one after the other and all of them; empty for none.
  public var groups: [Group] = []
  /// What stands where a study has no such arm, and where there is no result of it.
  public var absent = (study: "not observed", result: ForestPlot.notEstimated)
  /// Sentences below the key.
  public var notes: [String] = []
  /// Probability of all intervals.
  public var level = 0.95
  /// Width in CSS pixels; at least 680.
  public var width: Double?
  /// Height of a page in CSS pixels; more where rows would become unreadable.
  public var height: Double?
  /// Proportions shown, within [0, 1]; what lies outside is marked with an arrow.
  public var range = 0.0...1.0

  /// A forest plot.
  ///
  /// - Parameters:
  ///   - studies: the rows.
  ///   - results: the rows below the studies.
  public init(studies: [Study], results: [Result]) {
    (self.studies, self.results) = (studies, results)
  }

  /// Draws the pages.
  ///
  /// - Returns: one figure a page.
  public func figures() -> [Figure] {
    let labels = shownLabels
    return pagesOfRows.indices.map { page(at: $0, labels: labels) }
  }
}
