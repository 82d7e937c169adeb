import AccuracyData
import FrequentistFits
import Messages
import StudyDesigns

/// The methods of `compare`, in the order in which they are shown.
public enum ComparisonMethod: String, Sendable, CaseIterable {
  /// The posterior of the fit's options.
  case bayes
  /// Exact binomial maximum likelihood.
  case maximumLikelihood = "ml"
  /// The Laplace approximation.
  case laplace
  /// Restricted maximum likelihood of the normal approximation.
  case restrictedNormal = "reml"
  /// Maximum likelihood of the normal approximation.
  case normalMaximumLikelihood = "ml-normal"
  /// Each margin alone, random effects.
  case univariate
  /// Each margin alone, no heterogeneity.
  case fixed
  /// The common diagnostic odds ratio.
  case mantelHaenszel = "mantel-haenszel"
  /// The simplifications for few studies.
  case ladder

  /// The bivariate method of `FrequentistFits`, where it is one.
  package var bivariate: FrequentistMethod? { FrequentistMethod(rawValue: rawValue) }
}

/// What `compare` does beside the options of the Bayesian fit.
public struct CompareOptions: Sendable {
  /// Data, prior and sampling.
  public var fit: FitOptions
  /// Which methods, in the order asked for.
  public var methods: [ComparisonMethod] = [
    .bayes, .maximumLikelihood, .restrictedNormal, .univariate,
  ]
  /// Of the methods on observed logits.
  public var correction = ContinuityCorrection.all
  /// A column, as `COLUMN` or `COLUMN:continuous`, for the bivariate methods without a prior.
  public private(set) var covariate: CovariateChoice?
  /// Levels of it that come first.
  public private(set) var references: [String] = []
  /// How rows of one study depend on each other in the models of a covariate, independent or shared; nil
  /// for both where a study has several rows.
  public private(set) var rows: RowStructure?
  /// Whether only studies with every level of the covariate are used.
  public var isDirectOnly = false
  /// Rows typed in.
  public var published: [PublishedValue] = []

  /// The defaults for a fit's options.
  ///
  /// - Parameter fit: data, prior and sampling.
  public init(fit: FitOptions) { self.fit = fit }

  /// Reads the names of methods.
  ///
  /// - Parameter list: names separated by commas.
  /// - Throws: `AnalysisError` with code `.usage` that names the wrong one and the right ones.
  public mutating func setMethods(_ list: String) throws(AnalysisError) {
    var chosen: [ComparisonMethod] = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      let plain = String(name.filter { $0 != " " }.lowercased())
      guard let method = ComparisonMethod(rawValue: plain) else {
        let all = ComparisonMethod.allCases.map(\.rawValue).joined(separator: ", ")
        throw AnalysisError(
          .usage,
          "\(argument: .methods) \(list): \"\(plain)\" is not a method; choose from \(all)")
      }
      if !chosen.contains(method) { chosen.append(method) }
    }
    methods = chosen
  }

  /// Sets the covariate. A study with a row for each level is then what is compared, and no longer refused.
  ///
  /// - Parameters:
  ///   - text: as typed; nil for none.
  ///   - references: levels that come first.
  /// - Throws: `AnalysisError` with code `.usage` for a reference without a covariate.
  public mutating func setCovariate(
    _ text: String?, references: [String] = []
  ) throws(AnalysisError) {
    guard text != nil || references.isEmpty else {
      throw AnalysisError(
        .usage,
        "\(argument: .reference) is a level of a covariate; name its column with "
          + "\(argument: .covariate)")
    }
    covariate = text.map { CovariateChoice(parsing: $0) }
    self.references = references
    if text != nil { fit.selection.allowDependent = true }
  }

  /// Sets how rows of one study depend on each other in the models of the covariate; after `setCovariate`.
  ///
  /// - Parameter name: `independent` or `shared`; nil for both where a study has several rows.
  /// - Throws: `AnalysisError` with code `.usage` for another name, and without a covariate.
  public mutating func setRows(_ name: String?) throws(AnalysisError) {
    guard let name else { return }
    guard covariate != nil else {
      throw AnalysisError(
        .usage,
        "\(argument: .rows) is of the models of a covariate; name its column with "
          + "\(argument: .covariate)")
    }
    let structure = RowStructure(rawValue: name)
    guard structure == .independent || structure == .shared else {
      let others: Message =
        structure == nil
        ? "" : "; \(request: .fit) has \(setting: .rows, name), by Bayes alone"
      throw AnalysisError(
        .usage, "\(argument: .rows) \(name): use independent or shared\(others)")
    }
    rows = structure
  }

  /// Reads the continuity correction.
  ///
  /// - Parameter name: all, single or none.
  /// - Throws: `AnalysisError` with code `.usage`.
  public mutating func setCorrection(_ name: String) throws(AnalysisError) {
    guard let correction = ContinuityCorrection(rawValue: name.lowercased()) else {
      throw AnalysisError(.usage, "\(argument: .correction) \(name): use all, single or none")
    }
    self.correction = correction
  }
}
