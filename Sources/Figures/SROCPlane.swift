import Drawing
import SpecialFunctions

/// A plot of sensitivity against specificity: studies, summary point, regions and curve.
///
/// The plane is square. The horizontal axis is specificity, from 1 at the left to 0 at the right, so
/// that the false positive rate grows to the right as in every ROC plot. All values are proportions
/// in [0, 1].
public struct SROCPlane: Sendable {
  /// A place in the plane.
  public struct Point: Sendable, Equatable {
    /// Horizontal.
    public var specificity: Double
    /// Vertical.
    public var sensitivity: Double

    /// A place.
    ///
    /// - Parameters:
    ///   - specificity: horizontal.
    ///   - sensitivity: vertical.
    public init(specificity: Double, sensitivity: Double) {
      (self.specificity, self.sensitivity) = (specificity, sensitivity)
    }
  }

  /// What one study observed. A study with one arm is drawn at the edge of the plane.
  public struct Study: Sendable {
    /// What the data call it; shown as a tooltip.
    public var label: String
    /// Observed sensitivity with the study's own interval; nil without a diseased arm.
    public var sensitivity: IntervalEstimate?
    /// Observed specificity with the study's own interval; nil without a non-diseased arm.
    public var specificity: IntervalEstimate?
    /// Participants of both arms.
    public var participants: Int

    /// A study.
    ///
    /// - Parameters:
    ///   - label: what the data call it.
    ///   - sensitivity: observed; nil without a diseased arm.
    ///   - specificity: observed; nil without a non-diseased arm.
    ///   - participants: of both arms.
    public init(
      label: String, sensitivity: IntervalEstimate?, specificity: IntervalEstimate?,
      participants: Int
    ) {
      (self.label, self.participants) = (label, participants)
      (self.sensitivity, self.specificity) = (sensitivity, specificity)
    }
  }

  /// A closed region of the plane.
  public struct Region: Sendable {
    /// What lies inside with the region's probability.
    public enum Kind: Sendable, Equatable {
      /// The summary point, given the data.
      case credible
      /// The true accuracy of a new study.
      case prediction
      /// The summary point before any data.
      case prior
    }

    /// What lies inside.
    public var kind: Kind
    /// Its probability, in (0, 1).
    public var level: Double
    /// Closed outlines; more than one for a region in several parts or with a hole, which is then drawn
    /// without an inside.
    public var outlines: [[Point]]

    /// A region.
    ///
    /// - Parameters:
    ///   - kind: what lies inside.
    ///   - level: its probability, in (0, 1).
    ///   - outlines: closed outlines.
    public init(kind: Kind, level: Double, outlines: [[Point]]) {
      (self.kind, self.level, self.outlines) = (kind, level, outlines)
    }
  }

  /// A summary ROC curve with its bands.
  public struct Curve: Sendable {
    /// The curve at one specificity; all other members are sensitivities.
    public struct Node: Sendable {
      /// Where.
      public var specificity: Double
      /// The curve with its pointwise interval.
      public var pointwise: IntervalEstimate
      /// Lower edge of the band that holds whole curves.
      public var simultaneousLower: Double
      /// Upper edge of the band that holds whole curves.
      public var simultaneousUpper: Double

      /// The curve at one specificity.
      ///
      /// - Parameters:
      ///   - specificity: where.
      ///   - pointwise: the curve with its pointwise interval.
      ///   - simultaneous: edges of the band that holds whole curves.
      public init(
        specificity: Double, pointwise: IntervalEstimate,
        simultaneous: (lower: Double, upper: Double)
      ) {
        (self.specificity, self.pointwise) = (specificity, pointwise)
        (simultaneousLower, simultaneousUpper) = simultaneous
      }
    }

    /// The curve over the specificities that the studies observed, in order.
    public var nodes: [Node]
    /// Its continuations beyond, each a line from the observed range outwards; drawn dashed.
    public var continuations: [[Point]]

    /// A curve.
    ///
    /// - Parameters:
    ///   - nodes: over the observed range, in order.
    ///   - continuations: lines beyond.
    public init(nodes: [Node], continuations: [[Point]] = []) {
      (self.nodes, self.continuations) = (nodes, continuations)
    }
  }

  /// The studies of one fit and what it says.
  public struct Group: Sendable {
    /// What sets it apart from the other groups; of no account for a single one.
    public var label: String
    /// The studies.
    public var studies: [Study]
    /// How many they are, in words.
    public var size: String
    /// The summary point.
    public var summary: Point?
    /// Regions, the large ones first.
    public var regions: [Region]
    /// The curve, where there is one to show.
    public var curve: Curve?

    /// A group.
    ///
    /// - Parameters:
    ///   - label: what sets it apart.
    ///   - studies: its studies.
    ///   - summary: its summary point.
    ///   - regions: its regions, the large ones first.
    ///   - curve: its curve.
    ///   - size: how many studies they are; nil to count them.
    public init(
      label: String = "", studies: [Study], summary: Point?, regions: [Region] = [],
      curve: Curve? = nil, size: String? = nil
    ) {
      self.size = size ?? (studies.count == 1 ? "1 study" : "\(studies.count) studies")
      (self.label, self.studies, self.summary) = (label, studies, summary)
      (self.regions, self.curve) = (regions, curve)
    }
  }

  /// A value from elsewhere, with its interval or region where there is one.
  public struct Comparison: Sendable {
    /// Whose.
    public var label: String
    /// Sensitivity with its interval; both ends the estimate where none is known.
    public var sensitivity: IntervalEstimate
    /// Specificity with its interval; both ends the estimate where none is known.
    public var specificity: IntervalEstimate
    /// A confidence region, drawn instead of the intervals.
    public var outline: [Point]

    /// A value from elsewhere.
    ///
    /// - Parameters:
    ///   - label: whose.
    ///   - sensitivity: with its interval.
    ///   - specificity: with its interval.
    ///   - outline: a confidence region, drawn instead of the intervals.
    public init(
      label: String, sensitivity: IntervalEstimate, specificity: IntervalEstimate,
      outline: [Point] = []
    ) {
      (self.label, self.outline) = (label, outline)
      (self.sensitivity, self.specificity) = (sensitivity, specificity)
    }
  }

  /// How studies are drawn.
  public enum StudyMarks: String, CaseIterable, Sendable {
    /// Crosses that span the studies' own intervals.
    case crosshairs
    /// Circles whose area grows with the number of participants.
    case circles
  }

  /// Which of point and curve a reader should see first.
  public enum Emphasis: Sendable {
    /// The studies shared a threshold: the point.
    case point
    /// Thresholds vary: the curve.
    case curve
    /// Not known.
    case both
  }

  /// Name of the figure, the start of its ids.
  public var name = "sroc"
  /// Title.
  public var title = "Summary ROC plane"
  /// A second line: the data.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description = ""
  /// One group, or several that are told apart by colour, shape and line pattern.
  public var groups: [Group]
  /// Tables of one study each, which a thin line joins.
  public var links: [[Point]] = []
  /// Values from elsewhere.
  public var comparisons: [Comparison] = []
  /// How studies are drawn; nil chooses crosshairs for a single group of at most 20.
  public var marks: StudyMarks?
  /// What a reader should see first.
  public var emphasis = Emphasis.both
  /// Sentences below the key.
  public var notes: [String] = []
  /// Probability of the studies' intervals and of the curve's bands.
  public var level = 0.95
  /// Width in CSS pixels; at least 320.
  public var width: Double?
  /// Height in CSS pixels; more where the key needs it.
  public var height: Double?
  /// Specificities shown, within [0, 1].
  public var specificityRange = 0.0...1.0
  /// Sensitivities shown, within [0, 1].
  public var sensitivityRange = 0.0...1.0

  /// A plane.
  ///
  /// - Parameter groups: one, or several to compare.
  public init(groups: [Group]) { self.groups = groups }
}
