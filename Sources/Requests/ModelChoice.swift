import FrequentistFits

/// The model file of a fit, for its record.
public struct ModelRecord: Sendable, Equatable {
  /// The name that the file gives the model.
  public var name: String
  /// The file as it was read.
  public var text: String

  /// A record.
  ///
  /// - Parameters:
  ///   - name: that the file gives the model.
  ///   - text: the file as it was read.
  public init(name: String, text: String) { (self.name, self.text) = (name, text) }
}

/// The models that can be asked for; the raw value is the name in requests, files and records.
public enum ModelChoice: String, Sendable, CaseIterable {
  /// The bivariate binomial-normal model.
  case bivariate
  /// The same with t-distributed study effects, which weigh outlying studies down.
  case robust
  /// The hierarchical summary ROC model: the bivariate one by accuracy, threshold and shape.
  case hsroc
  /// Sensitivity and specificity independent between studies.
  case independent
  /// One proportion alone.
  case univariate
  /// No variation between studies.
  case fixed
  /// The bivariate model with a normal likelihood of observed logits.
  case normalApproximation = "normal-approximation"

  /// What refuses any other name.
  public static let known =
    "the models are \(allCases.map(\.rawValue).joined(separator: ", "))"

  /// Whether its means may depend on covariates.
  package var takesCovariates: Bool {
    switch self {
    case .bivariate, .robust, .hsroc: true
    case .independent, .univariate, .fixed, .normalApproximation: false
    }
  }
  /// Whether studies differ.
  package var hasDeviations: Bool { self != .fixed }
  /// Whether the two proportions are correlated between studies.
  package var hasCorrelation: Bool {
    switch self {
    case .bivariate, .robust, .hsroc, .normalApproximation: true
    case .independent, .univariate, .fixed: false
    }
  }
}
