import ArgumentParser
import Documents
import FitFigures
import Messages
import Requests

/// Which figure, and how it looks.
struct FigureArguments: ParsableArguments {
  @Option(
    help: """
      sroc, forest, covariates, parameters, predictive-values, nomogram, natural-frequencies, trace or \
      ranks.
      """)
  var figure: String
  @Option(help: "Title instead of the figure's own.")
  var title: String?
  @Option(help: "Width in CSS pixels, 96 to an inch.")
  var width: Double?
  @Option(help: "Height in CSS pixels, 96 to an inch.")
  var height: Double?
  @Option(help: "Range of the horizontal axis: A,B; in the SROC plane the specificity.")
  var xRange: String?
  @Option(help: "Range of the vertical axis: A,B.")
  var yRange: String?
  @Option(
    help: """
      In the SROC plane: none, credible, prediction or both. [default: both; of several levels credible, \
      of more than four none]
      """)
  var regions: String?
  @Flag(help: "In the SROC plane, show what the prior alone would say.")
  var withPrior = false
  @Flag(help: "In the SROC plane, show frequentist fits.")
  var withFrequentist = false
  @Option(
    help: """
      In the SROC plane, "LABEL: se=0.90[0.53,1.00] sp=0.89[0.31,1.00]", and level=0.9 where the \
      intervals are not 95 %; repeatable.
      """)
  var published: [String] = []
  @Option(help: "Of a figure with several pages, this one alone.")
  var page: Int?

  /// The names of these options, which have an effect on saved runs as well.
  static let names = [
    "--figure", "--title", "--width", "--height", "--x-range", "--y-range", "--regions",
    "--with-prior", "--with-frequentist", "--published", "--page",
  ]

  /// The figure's kind.
  func kind() throws(AnalysisError) -> FigureKind {
    let name = figure.lowercased().replacing("_", with: "-")
    guard let kind = FigureKind(rawValue: name) else {
      throw AnalysisError(
        .usage,
        "--figure \(SafeText.visible(figure)): use one of "
          + "\(FigureKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
  }

  /// The figure's options.
  ///
  /// - Parameters:
  ///   - kind: the figure's kind.
  ///   - extrapolates: whether curves go on beyond the studies' range.
  /// - Returns: checked options.
  /// - Throws: `AnalysisError` with code `.usage`.
  func options(_ kind: FigureKind, extrapolates: Bool) throws -> FigureOptions {
    try refuseUnheeded(by: kind)
    var options = FigureOptions()
    options.title = title
    options.width = try Self.size(width, "--width")
    options.height = try Self.size(height, "--height")
    options.xRange = try Self.range(xRange, "--x-range")
    options.yRange = try Self.range(yRange, "--y-range")
    if let regions {
      guard let choice = RegionChoice(rawValue: regions.lowercased()) else {
        throw AnalysisError(
          .usage,
          "--regions \(SafeText.visible(regions)): use none, credible, prediction or both")
      }
      options.regions = choice
    }
    options.showsPrior = withPrior
    options.showsFrequentist = withFrequentist
    options.showsExtrapolation = extrapolates
    options.published = try published.map { try PublishedValue(parsing: $0) }
    if let page, page < 1 {
      throw AnalysisError(.usage, "--page \(page): pages are counted from 1")
    }
    return options
  }

  /// Refuses what a kind of figure would leave unheeded.
  ///
  /// - Throws: `AnalysisError` with code `.usage` that names option and figures.
  private func refuseUnheeded(by kind: FigureKind) throws(AnalysisError) {
    let options: [(name: String, isGiven: Bool, kinds: [FigureKind])] = [
      ("--x-range", xRange != nil, [.sroc, .forest, .predictiveValues]),
      ("--y-range", yRange != nil, [.sroc, .predictiveValues]),
      ("--regions", regions != nil, [.sroc]), ("--with-prior", withPrior, [.sroc]),
      ("--with-frequentist", withFrequentist, [.sroc]),
      ("--published", !published.isEmpty, [.sroc]),
    ]
    for option in options where option.isGiven && !option.kinds.contains(kind) {
      let names = option.kinds.map { "--figure " + $0.rawValue }.joined(separator: ", ")
      throw AnalysisError(
        .usage, "\(option.name) has no effect on --figure \(kind.rawValue); it is for \(names)")
    }
  }

  private static func size(_ value: Double?, _ option: String) throws(AnalysisError) -> Double? {
    guard let value else { return nil }
    guard value >= 100, value <= 10_000 else {
      throw AnalysisError(.usage, "\(option) \(value): use 100 to 10,000 CSS pixels")
    }
    return value
  }

  private static func range(
    _ text: String?, _ option: String
  ) throws(AnalysisError) -> ClosedRange<Double>? {
    guard let text else { return nil }
    let ends = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(String(part.filter { !$0.isWhitespace }))
    }
    guard ends.count == 2, let first = ends[0], let second = ends[1], first.isFinite,
      second.isFinite, first != second
    else {
      throw AnalysisError(
        .usage,
        "\(option) \(SafeText.visible(text)): use two different numbers, as 0.2,1")
    }
    // Every axis that can be chosen is one of probabilities.
    guard (0...1).contains(first), (0...1).contains(second), abs(first - second) >= 1e-3 else {
      throw AnalysisError(
        .usage,
        "\(option) \(SafeText.visible(text)): use numbers from 0 to 1, 0.001 or more apart")
    }
    return min(first, second)...max(first, second)
  }
}
