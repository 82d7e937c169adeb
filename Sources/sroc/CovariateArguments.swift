import ArgumentParser
import Requests

/// What the parameters depend on.
struct CovariateArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare the levels of this column, or fit its slope; repeatable.",
      discussion: "A column of numbers with six or more different values is continuous, any other "
        + "categorical; COLUMN:categorical or COLUMN:continuous says otherwise.",
      valueName: "column"))
  var covariate: [String] = []

  @Option(help: "Which means the covariates affect: se, sp or both. [default: both]")
  var affects: AffectedOption?

  @Option(
    help: """
      SDs and correlation between studies: common to all, or separate for each level of the first \
      categorical covariate. [default: common]
      """)
  var covariance: CovarianceOption?

  @Option(
    help: """
      All of it in one: "mu_se ~ test + year; mu_sp ~ test; tau ~ test". a:b is an interaction. The \
      sides accuracy, threshold and shape are those of the HSROC model.
      """)
  var formula: String?

  @Option(
    help: ArgumentHelp(
      "The level that the others are compared with; repeatable. [default: the first of the data]",
      valueName: "level"))
  var reference: [String] = []

  @Option(
    help: ArgumentHelp(
      "Accuracy at this value of a continuous covariate too, in its own unit; repeatable.",
      valueName: "column=value"))
  var at: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      How several rows of one study depend on each other: exchangeable, independent, shared or \
      shared+within. [default: exchangeable]
      """,
      valueName: "structure"))
  var rows: String?

  @Option(
    help: ArgumentHelp(
      "Prior of the SDs of rows around their study, of --rows shared+within, as half_normal(1).",
      discussion: PriorHelp.deviation))
  var priorKappa: String?

  @Flag(help: "Only studies that have every level of the first categorical covariate.")
  var directOnly = false

  @Option(
    help: "A difference of shares that does not matter, for probabilities of no less than it.")
  var margin: Double?

  /// Fills the covariate part of the options, over what the model file says, which gives way.
  func apply(to options: inout FitOptions, over file: CovariateRequest) throws {
    var request = CovariateRequest()
    request.covariates = covariate
    request.affects = affects.flatMap { AffectedMeans(rawValue: $0.rawValue) }
    request.covariance = covariance.flatMap { CovarianceChoice(rawValue: $0.rawValue) }
    request.formula = formula
    request.references = reference
    request.points = at
    if let rows { try request.setRows(rows) }
    // The same as independent rows, typed, so that it wins over the file too.
    if options.selection.allowDependent, rows == nil, file.rows != nil {
      request.rows = .independent
    }
    try options.setCovariates(request.over(file))
    options.margin = margin
    options.isDirectOnly = directOnly
    options.setKappaPrior(priorKappa, over: file.rows)
  }
}

enum AffectedOption: String, ExpressibleByArgument, CaseIterable {
  case sensitivity = "se"
  case specificity = "sp"
  case both
}

enum CovarianceOption: String, ExpressibleByArgument, CaseIterable { case common, separate }
