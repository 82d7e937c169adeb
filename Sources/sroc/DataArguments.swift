import ArgumentParser
import Requests

/// Which data: the argument DATA and the options that choose rows.
struct DataArguments: ParsableArguments {
  @Argument(
    help: "CSV or TSV file, - for standard input, or example:NAME for a built-in data set.")
  var data: String?

  @Option(
    name: .customLong("where"),
    help: "Keep these rows: COLUMN=VALUE, or with !=, <, <=, >, >=; repeatable, all must hold.")
  var filters: [String] = []

  @Option(help: "Leave out these studies, by name, separated by commas; repeatable.")
  var exclude: [String] = []

  @Option(help: "One result a level of this column, or of several that commas separate.")
  var by: String?

  @Option(
    help: """
      The column that names the study, or several separated by commas; none numbers the rows.
      """)
  var study: String?

  @Flag(help: "Accept several rows of one study, pooled as if independent.")
  var allowDependent = false

  @Option(help: "Studies with one arm: use or drop.")
  var oneArm: OneArmChoice = .use

  @Option(help: "Intervals of single studies: exact or wilson.")
  var interval: IntervalChoice = .exact

  @Option(help: "Probability of intervals.")
  var level = 0.95

  /// Fills the data part of the options.
  func apply(to options: inout FitOptions) throws {
    try options.select(
      filters: filters, excluded: exclude, by: by, study: study, allowDependent: allowDependent,
      dropOneArm: oneArm == .drop)
    nameFile(in: &options)
    options.studyInterval = interval == .exact ? .exact : .wilson
    options.level = level
  }

  /// Names the file by its bytes where its name is not UTF-8.
  func nameFile(in options: inout FitOptions) {
    if let data, let path = rawArgument(data) { options.setFile(path: path) }
  }

  /// The data argument, which these verbs need.
  func requiredData() throws -> String {
    guard let data else {
      throw ValidationError(
        "Missing DATA: a CSV file, - for standard input, or example:NAME (see sroc datasets)")
    }
    return data
  }
}

enum OneArmChoice: String, ExpressibleByArgument, CaseIterable { case use, drop }
enum IntervalChoice: String, ExpressibleByArgument, CaseIterable { case exact, wilson }
enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json, csv }
