import AccuracyData
import Messages

/// Which columns of the data the parameters depend on, as `mu_se ~ test + year; mu_sp ~ test; tau ~ test`.
///
/// A side that is not named has one value for all studies. The sides `accuracy`, `threshold` and `shape` are
/// of the HSROC scale, whose parameters move means and covariance together; they exclude the others.
public struct ModelFormula: Sendable, Equatable {
  /// What can depend on covariates.
  public enum Side: String, Sendable, CaseIterable {
    /// The mean of logit sensitivity.
    case muSensitivity = "mu_se"
    /// The mean of logit specificity.
    case muSpecificity = "mu_sp"
    /// Both standard deviations and the correlation between studies.
    case covariance = "tau"
    /// Accuracy on the HSROC scale.
    case accuracy
    /// The threshold on the HSROC scale.
    case threshold
    /// The shape of the HSROC curve.
    case shape

    /// Whether it is of the HSROC scale.
    var isHierarchical: Bool {
      switch self {
      case .accuracy, .threshold, .shape: true
      case .muSensitivity, .muSpecificity, .covariance: false
      }
    }
  }

  /// Columns whose effects add up; a term of two columns is their interaction.
  public struct Term: Sendable, Hashable {
    /// One or two columns, as the header spells them or as they were typed.
    public var columns: [String]

    /// A term.
    ///
    /// - Parameter columns: one, or two for an interaction.
    public init(_ columns: [String]) { self.columns = columns }

    /// As it is typed: `test`, `test:year`, with backquotes where a name is no identifier.
    public var text: String { columns.map(ModelFormula.quoted).joined(separator: ":") }
  }

  /// Terms of the mean of logit sensitivity, in order.
  public var muSensitivity: [Term]
  /// Terms of the mean of logit specificity, in order.
  public var muSpecificity: [Term]
  /// The categorical column by whose levels SDs and correlation differ; nil where all studies share them.
  public var covariance: String?
  /// Terms of accuracy on the HSROC scale, in order.
  public var accuracy: [Term] = []
  /// Terms of the threshold on the HSROC scale, in order.
  public var threshold: [Term] = []
  /// Terms of the shape of the HSROC curve, in order.
  public var shape: [Term] = []

  /// A formula; without arguments, that of the plain model.
  ///
  /// - Parameters:
  ///   - muSensitivity: terms of the mean of logit sensitivity.
  ///   - muSpecificity: terms of the mean of logit specificity.
  ///   - covariance: the column by which SDs and correlation differ.
  public init(muSensitivity: [Term] = [], muSpecificity: [Term] = [], covariance: String? = nil) {
    (self.muSensitivity, self.muSpecificity) = (muSensitivity, muSpecificity)
    self.covariance = covariance
  }

  /// A formula on the HSROC scale.
  ///
  /// - Parameters:
  ///   - accuracy: terms of accuracy.
  ///   - threshold: terms of the threshold.
  ///   - shape: terms of the shape.
  public init(accuracy: [Term], threshold: [Term] = [], shape: [Term] = []) {
    self.init()
    (self.accuracy, self.threshold, self.shape) = (accuracy, threshold, shape)
  }

  /// Whether nothing depends on a covariate.
  public var isPlain: Bool {
    muSensitivity.isEmpty && muSpecificity.isEmpty && covariance == nil && !isHierarchical
  }

  /// Whether something on the HSROC scale depends on a covariate.
  public var isHierarchical: Bool { !(accuracy + threshold + shape).isEmpty }

  /// The columns in the order of the formula, each once.
  public var columns: [String] {
    var known: Set<String> = []
    let terms = muSensitivity + muSpecificity + accuracy + threshold + shape
    return (terms.flatMap(\.columns) + (covariance.map { [$0] } ?? []))
      .filter { known.insert($0).inserted }
  }

  /// As it is typed.
  public var text: String {
    var sides: [String] = []
    for (side, terms) in [
      (Side.muSensitivity, muSensitivity), (.muSpecificity, muSpecificity), (.accuracy, accuracy),
      (.threshold, threshold), (.shape, shape),
    ] where !terms.isEmpty {
      sides.append("\(side.rawValue) ~ \(terms.map(\.text).joined(separator: " + "))")
    }
    if let covariance { sides.append("\(Side.covariance.rawValue) ~ \(Self.quoted(covariance))") }
    return sides.joined(separator: "; ")
  }

  /// A column's name in a formula: as it is where it is an identifier, else between backquotes.
  static func quoted(_ name: String) -> String {
    let isIdentifier =
      name.first.map { $0.isLetter || $0 == "_" } == true
      && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return isIdentifier
      ? name
      : "`\(name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``"))`"
  }
}

/// Why a formula or a design cannot be used.
public struct StudyDesignError: Error, Sendable, Equatable {
  /// What went wrong, by whom it can be mended.
  public enum Kind: Sendable, Equatable {
    /// The request: a formula, a name of a column or level.
    case usage
    /// The data: what the model asks is not in them.
    case data
  }

  /// By whom it can be mended.
  public let kind: Kind
  /// What is wrong and what would be right.
  public let message: Message

  /// An error.
  ///
  /// - Parameters:
  ///   - kind: by whom it can be mended.
  ///   - text: what is wrong and what would be right.
  ///   - words: before the remedy.
  ///   - remedy: an argument that mends it, if there is one.
  public init(
    _ kind: Kind, _ text: String, words: String = "; leave them out with",
    remedy: ArgumentValue? = nil
  ) {
    self.kind = kind
    message =
      remedy.map { "\(text)\(words) \(setting: $0.argument, $0.value)" } ?? Message(text)
  }
}
