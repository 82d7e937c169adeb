import Distributions
import FrequentistFits
import Requests
import StudyDesigns
import TabularText
import YAMLFiles

/// Reads the keys of a model file, strictly: what it does not know is an error at its place.
struct ModelFileReader {
  private let text: String

  init(_ text: String) { self.text = text }

  /// The content.
  mutating func model() throws(YAMLProblem) -> ModelFile {
    let root = try YAMLValue(parsing: text)
    let keys = try YAMLKeys(
      root, of: "a model file",
      known: [
        "schema", "name", "summary", "family", "likelihood", "proportion", "random_effects",
        "covariates", "priors",
      ])
    _ = try keys.required("schema", as: ModelFile.schema).choice(["sroc.model/1": ()], of: "schema")
    let name = try keys.required("name").word("name")
    var model = ModelFile(name: name, text: text)
    if let summary = keys["summary"] { model.summary = try summary.line("summary") }
    try readStructure(keys, into: &model)
    if let covariates = keys["covariates"] { try readCovariates(covariates, into: &model) }
    if let priors = keys["priors"] { try readPriors(priors, into: &model) }
    return model
  }

  // MARK: Family, likelihood, random effects

  private enum Family { case bivariate, univariate, hierarchical }
  private enum Distribution { case normal, student, none }

  private func readStructure(
    _ keys: YAMLKeys, into model: inout ModelFile
  ) throws(YAMLProblem) {
    let family = try keys.required("family").choice(
      ["bivariate": Family.bivariate, "univariate": .univariate, "hsroc": .hierarchical],
      of: "family")
    let isExact =
      try keys["likelihood"]?.choice(
        ["binomial": true, "normal-approximation": false], of: "likelihood") ?? true
    var distribution = Distribution.normal
    var (correlation, freedom): (YAMLValue?, YAMLValue?)
    var isCorrelated = true
    if let effects = keys["random_effects"] {
      let own = try YAMLKeys(
        effects, of: "random_effects",
        known: ["distribution", "correlation", "degrees_of_freedom"])
      distribution =
        try own["distribution"]?.choice(
          ["normal": .normal, "student_t": .student, "none": Distribution.none],
          of: "distribution") ?? .normal
      (correlation, freedom) = (own["correlation"], own["degrees_of_freedom"])
      isCorrelated =
        try correlation?.choice(["estimated": true, "none": false], of: "correlation") ?? true
    }
    try refuseIdle(
      family, distribution, proportion: keys["proportion"], correlation: correlation,
      freedom: freedom)
    model.proportion = try keys["proportion"]?.choice(
      ["sensitivity": AccuracyMargin.sensitivity, "specificity": .specificity], of: "proportion")
    model.degreesOfFreedom = try freedom?.degreesOfFreedom()
    let choice: ModelChoice? =
      switch (family, isExact, distribution, isCorrelated) {
      case (.univariate, true, .normal, _): .univariate
      case (.hierarchical, true, .normal, true): .hsroc
      case (.bivariate, true, .normal, true): .bivariate
      case (.bivariate, true, .normal, false): .independent
      case (.bivariate, true, .student, true): .robust
      case (.bivariate, true, .none, _): .fixed
      case (.bivariate, false, .normal, true): .normalApproximation
      default: nil
      }
    guard let choice else {
      throw YAMLProblem(
        keys.place("likelihood") ?? keys.place("random_effects") ?? keys.wholePlace,
        "there is no model of this family with this likelihood and these random effects; "
          + "the models are \(ModelChoice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    model.choice = choice
  }

  /// Refuses what the family or the distribution leaves no room for.
  private func refuseIdle(
    _ family: Family, _ distribution: Distribution, proportion: YAMLValue?, correlation: YAMLValue?,
    freedom: YAMLValue?
  ) throws(YAMLProblem) {
    func refuse(_ value: YAMLValue?, _ words: String) throws(YAMLProblem) {
      if let value { throw YAMLProblem(value.place, words) }
    }
    switch family {
    case .bivariate: break
    case .univariate: try refuse(correlation, "one proportion has no correlation; leave it out")
    case .hierarchical:
      try refuse(correlation, "accuracy and threshold have no correlation; leave it out")
    }
    if family != .univariate {
      try refuse(proportion, "proportion is of the family univariate; leave it out")
    }
    if distribution == .none {
      try refuse(correlation, "without variation between studies there is no correlation")
    }
    if distribution != .student {
      try refuse(freedom, "degrees_of_freedom are of the distribution student_t")
    }
  }

  // MARK: Covariates

  private func readCovariates(
    _ value: YAMLValue, into model: inout ModelFile
  ) throws(YAMLProblem) {
    guard model.choice.takesCovariates else {
      throw YAMLProblem(
        value.place, "the model \(model.choice.rawValue) takes no covariates; leave them out")
    }
    let keys = try YAMLKeys(
      value, of: "covariates",
      known: ["columns", "affects", "covariance", "formula", "reference", "at", "rows"])
    var request = CovariateRequest()
    request.covariates = try keys["columns"]?.texts("columns") ?? []
    if let columns = keys["columns"], let twice = Self.repeated(request.covariates) {
      throw YAMLProblem(columns.place, "columns names \(twice) twice; leave one out")
    }
    request.affects = try keys["affects"]?.choice(
      ["se": AffectedMeans.sensitivity, "sp": .specificity, "both": .both], of: "affects")
    request.covariance = try keys["covariance"]?.choice(
      ["common": CovarianceChoice.common, "separate": .separate], of: "covariance")
    if model.choice == .hsroc, let other = keys.place("affects") ?? keys.place("covariance") {
      throw YAMLProblem(
        other,
        "affects and covariance are of the family bivariate; name accuracy, threshold and shape in "
          + "a formula")
    }
    request.references = try keys["reference"]?.texts("reference") ?? []
    request.points = try keys["at"]?.texts("at") ?? []
    if let formula = keys["formula"] {
      guard request.covariates.isEmpty, request.affects == nil, request.covariance == nil else {
        throw YAMLProblem(
          formula.place,
          "formula says what depends on which column, and excludes columns, affects and covariance")
      }
      request.formula = try formulaText(formula, of: model.choice)
    } else if request.covariates.isEmpty {
      throw YAMLProblem(
        value.place, "covariates need columns, as in `columns: [test]`, or a formula")
    }
    if let rows = keys["rows"] {
      request.rows = try rowStructure(rows, of: model.choice, request)
    }
    if let at = keys["at"] {
      for point in request.points {
        do {
          _ = try CovariatePoint(parsing: point)
        } catch {
          throw YAMLProblem(at.place, "\(error.message.spelled(by: .fields))")
        }
      }
    }
    model.covariates = request
  }

  /// How several rows of one study depend on each other, where the model has that.
  private func rowStructure(
    _ value: YAMLValue, of choice: ModelChoice, _ request: CovariateRequest
  ) throws(YAMLProblem) -> RowStructure {
    let structure = try value.choice(
      [
        "exchangeable": RowStructure.exchangeable, "independent": .independent, "shared": .shared,
        "shared+within": .sharedAndWithin,
      ], of: "rows")
    guard structure != .independent else { return structure }
    guard choice == .bivariate else {
      throw YAMLProblem(
        value.place,
        "rows \(structure.rawValue) is of the model bivariate; the model \(choice.rawValue) has rows "
          + "independent")
    }
    guard !request.leavesRowsIndependent else {
      throw YAMLProblem(
        value.place,
        "rows \(structure.rawValue) has one covariance for all levels; where each level has its own, "
          + "rows are independent")
    }
    return structure
  }

  /// A formula whose sides are those of the model.
  private func formulaText(
    _ formula: YAMLValue, of choice: ModelChoice
  ) throws(YAMLProblem) -> String {
    let text = try formula.line("formula")
    let sides: ModelFormula
    do {
      sides = try ModelFormula(parsing: text)
    } catch {
      throw YAMLProblem(formula.place, "\(error.message.spelled(by: .fields))")
    }
    guard sides.isHierarchical == (choice == .hsroc) else {
      throw YAMLProblem(
        formula.place,
        choice == .hsroc
          ? "the sides of the family hsroc are accuracy, threshold and shape"
          : "accuracy, threshold and shape are sides of the family hsroc; here they are mu_se, "
            + "mu_sp and tau")
    }
    return text
  }

  // MARK: Priors

  private func readPriors(
    _ value: YAMLValue, into model: inout ModelFile
  ) throws(YAMLProblem) {
    let keys = try YAMLKeys(value, of: "priors", known: ["preset"] + ModelFile.priorKeys)
    if let preset = keys["preset"] {
      let name = try preset.word("preset")
      guard PriorPreset.named(name) != nil else {
        throw YAMLProblem(
          preset.place, unknownWord("preset", name, among: AccuracyPrior.presetNames))
      }
      model.preset = name
    }
    for key in ModelFile.priorKeys {
      guard let own = keys[key] else { continue }
      let text = try own.line(key)
      do throws(PriorError) {
        switch key {
        case "covariance": _ = try CovariancePrior(parsing: text)
        case "nu": _ = try ScalarPrior(parsing: text, for: .nu)
        case "kappa": _ = try ScalarPrior(parsing: text, for: .kappa)
        case "rho": _ = try ScalarPrior(parsing: text, for: .rho)
        case "tau", "tau_se", "tau_sp": _ = try ScalarPrior(parsing: text, for: .tau)
        default: _ = try ScalarPrior(parsing: text, for: .mu)
        }
      } catch {
        throw YAMLProblem(own.place, error.message)
      }
      if key == "kappa", model.covariates.rows != .sharedAndWithin {
        throw YAMLProblem(
          keys.place(key) ?? own.place,
          "kappa is the prior of SDs within studies, which only covariates with "
            + "`rows: \(RowStructure.sharedAndWithin.rawValue)` have; leave it out, or say so there"
        )
      }
      if key == "nu", let freedom = model.degreesOfFreedom, freedom != "estimated" {
        throw YAMLProblem(
          keys.place(key) ?? own.place,
          "nu is the prior of degrees of freedom that are estimated, and degrees_of_freedom is "
            + "\(freedom); write estimated there, or leave nu out")
      }
      if let absent = Self.absentWords(key, model.choice)
        ?? Self.otherProportion(key, model.proportion)
      {
        throw YAMLProblem(
          keys.place(key) ?? own.place,
          "\(key) is the prior of \(absent), which the model \(model.choice.rawValue) has not; "
            + "leave it out")
      }
      model.priors[key] = text
    }
    try Self.requireTogether(model, at: value.place)
  }

  /// What a prior is of where the model has no such thing.
  private static func absentWords(_ key: String, _ choice: ModelChoice) -> String? {
    switch key {
    case "rho" where !choice.hasCorrelation: "a correlation"
    case "covariance" where !choice.hasCorrelation: "a covariance"
    case "tau" where !choice.hasDeviations, "tau_se" where !choice.hasDeviations,
      "tau_sp" where !choice.hasDeviations:
      "variation between studies"
    case "nu" where choice != .robust: "degrees of freedom"
    case "beta" where !choice.takesCovariates: "coefficients of covariates"
    default: nil
    }
  }
}

extension YAMLValue {
  /// A number above 1 and up to 1000, or `estimated`.
  func degreesOfFreedom() throws(YAMLProblem) -> String {
    let text = try line("degrees_of_freedom")
    guard text == "estimated" || Double(text).map({ $0 > 1 && $0 <= 1000 }) ?? false else {
      throw YAMLProblem(
        place, "degrees_of_freedom \(text): use a number above 1 and up to 1000, or estimated")
    }
    return text
  }
}
