import Documents
import FrequentistFits
import StudyDesigns

extension CovariateModel {
  /// What depends on the covariate, in words.
  var words: String {
    switch self {
    case .neither: "nothing"
    case .bothMeans: "sensitivity and specificity"
    case .specificity: "specificity"
    case .sensitivity: "sensitivity"
    case .separate: "sensitivity, specificity, SDs and correlation"
    }
  }
}

extension RowStructure {
  /// What models of a covariate take for granted of the rows of one study.
  ///
  /// - Parameter hasSeveralRows: whether a study has several.
  /// - Returns: the end of a heading, and lines below it.
  func modelWords(hasSeveralRows: Bool) -> (heading: String, assumption: String) {
    if self == .shared {
      return (
        " of shared effects",
        """
          All rows of a study share its effect: levels differ by as much in every study, on the logit
          scale, which METADAS and metadta take for granted.

        """
      )
    }
    return hasSeveralRows
      ? (
        " of independent rows",
        "  Each row is taken as a study of its own: rows of one study are no more alike than others.\n"
      ) : ("", "")
  }
}

extension CovariateModels {
  /// Whether model E is left out because rows of one study share an effect.
  var lacksSeparate: Bool {
    covariate.kind == .categorical && !models.contains { $0.model == .separate }
  }
}

extension CovariateQuestion {
  /// The question as a reader would ask it.
  ///
  /// - Parameter kind: of the covariate.
  /// - Returns: a sentence with its question mark.
  func words(_ kind: Covariate.Kind) -> String {
    let what =
      switch self {
      case .accuracy: "accuracy"
      case .sensitivity: "sensitivity"
      case .specificity: "specificity"
      case .covariance: "SDs or correlation"
      }
    return switch kind {
    case .categorical:
      "\(self == .covariance ? "Do" : "Does") \(what) differ between levels?"
    case .continuous: "Does \(what) change with it?"
    }
  }

  /// The two models, as `B vs A`.
  var models: String { "\(larger.rawValue) vs \(smaller.rawValue)" }
}

extension FittedCovariateModel {
  /// How it ended.
  var status: ComparisonRow.Status {
    guard let fit, fit.point != nil else { return .failed }
    return fit.status == .converged ? .ok : .boundary
  }

  /// Where the maximum is on the edge of the parameter space, as `rho = -1 in CT`, or why there is none; empty
  /// for a maximum inside.
  var note: String {
    if let failure { return failure }
    guard let fit, let point = fit.point else { return "" }
    let words = fit.edges.enumerated().compactMap { group, edge -> String? in
      guard let edge else { return nil }
      let name = fit.design.groups[group].map(\.text).joined(separator: ", ")
      return edge.words(point.covariances[group]) + (name.isEmpty ? "" : " in \(name)")
    }
    return words.joined(separator: ", ")
  }
}

extension BoundarySpace {
  /// The edge with the sign of its correlation.
  func words(_ loadings: CovarianceLoadings) -> String {
    switch self {
    case .bothTausZero: "tau_se = tau_sp = 0"
    case .tauSensitivityZero: "tau_se = 0"
    case .tauSpecificityZero: "tau_sp = 0"
    case .perfectCorrelation: loadings.covariance < 0 ? "rho = -1" : "rho = 1"
    }
  }
}
