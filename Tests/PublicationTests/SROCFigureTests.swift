import AccuracyData
import Checking
import Drawing
import FigureChecks
import Fitting
import Foundation
import Requests
import Testing

@testable import Documents
@testable import FitFigures

/// Fits that several tests of figures look at.
enum FittedExamples {
  /// A fit in full detail with 1,000 draws a chain, seed 1.
  static func fit(
    _ data: String, _ change: (inout FitOptions) -> Void = { _ in }
  ) throws -> FitResult {
    var options = FitOptions(data: data)
    options.draws = 1000
    change(&options)
    return try runFit(options, detail: .full).single
  }

  /// Runs `body` with the path of a file that holds `text`.
  static func withFile<Result>(
    _ text: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("figures-\(ProcessInfo.processInfo.globallyUniqueString).csv")
    try Data(text.utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try body(path.path)
  }
}

@Suite("SROC plane of a fit")
struct SROCFigureTests {
  private func texts(_ figure: Figure) throws -> String {
    try textBoxes(of: figure).map(\.text).joined(separator: "\n")
  }

  @Test(
    "it is a good drawing for few and many studies, missing arms and zero cells",
    arguments: ["auditc", "naf-pet-ct", "kearon1998-dvt-us", "anti-ccp", "smoking-all"])
  func examples(name: String) throws {
    let fit = try FittedExamples.fit("example:\(name)") {
      $0.selection.allowDependent = true
    }
    var options = FigureOptions()
    for shows in [false, true] {
      (options.showsPrior, options.showsFrequentist) = (shows, shows)
      (options.showsExtrapolation, options.usesHighestDensity) = (shows, shows)
      let figures = fit.figures(.sroc, options: options)
      #expect(figures.map(\.name) == ["sroc"])
      for figure in figures { #expect(problems(of: figure) == []) }
    }
  }

  @Test("the description has the numbers of the fit")
  func description() throws {
    let fit = try FittedExamples.fit("example:auditc")
    let figure = try #require(fit.figures(.sroc).first)
    for name in ["sensitivity", "specificity"] {
      let summary = try #require(fit.parameter(name)?.summary)
      #expect(figure.description.contains(shareText(summary.median)))
      #expect(figure.description.contains(shareInterval(summary.lower, summary.upper)))
    }
    #expect(figure.description.contains("14 studies"))
    #expect(figure.description.contains("SROC curve runs from"))
    #expect(!figure.description.contains("pooled"))
  }

  @Test("fewer than five studies have no curve, and the figure says why")
  func fewStudies() throws {
    let fit = try FittedExamples.fit("example:naf-pet-ct") {
      $0.threshold = .varies
      $0.extrapolates = true
    }
    #expect(fit.curve == nil)
    let figure = try #require(fit.figures(.sroc).first)
    let curve = try elements(of: figure).filter {
      $0.attributes["class"]?.contains("s-curve") ?? false
    }
    #expect(curve.isEmpty)
    #expect(try texts(figure).contains("With 3 studies no curve is drawn"))
    #expect(try !texts(figure).contains("the curve is the summary"))
    #expect(try texts(figure).contains("the point stands for no one threshold"))
  }

  @Test("threshold practice decides what is said and what stands in front")
  func threshold() throws {
    var fit = try FittedExamples.fit("example:auditc")
    func figure(_ practice: ThresholdPractice) throws -> (text: String, curveOnTop: Bool) {
      fit.options.threshold = practice
      let figure = try #require(fit.figures(.sroc).first)
      let shapes = try elements("polyline", "polygon", of: figure).map { $0.attributes["class"] }
      let curve = try #require(shapes.lastIndex(of: "s-curve"))
      let region = try #require(shapes.lastIndex(of: "f-summary s-summary"))
      let text = try texts(figure).replacingOccurrences(of: "\n", with: " ")
      return (text, curve > region)
    }
    let (common, varies, unknown) = (try figure(.common), try figure(.varies), try figure(.unknown))
    #expect(common.text.contains("the point is the summary") && !common.curveOnTop)
    #expect(varies.text.contains("the curve is the summary, not the point") && varies.curveOnTop)
    #expect(unknown.text.contains("here that is not known") && !unknown.curveOnTop)
  }

  @Test(
    "the figure says where studies cannot tell of a trade-off, and warns where they are against it")
  func tradeOff() throws {
    let none = try FittedExamples.fit("example:kearon1998-dvt-us") {
      $0.selection.allowDependent = true
    }
    #expect(none.probabilityRhoPositive > 0.2)
    let some = try FittedExamples.fit("example:auditc")
    #expect(some.probabilityRhoPositive < 0.2)
    let (first, second) = (
      try #require(none.figures(.sroc).first), try #require(some.figures(.sroc).first)
    )
    let warning = "cannot tell whether sensitivity and specificity trade off"
    #expect(first.description.contains(warning) && !second.description.contains(warning))
    var certain = none
    certain.probabilityRhoPositive = 0.999
    let against = try #require(certain.figures(.sroc).first).description
    #expect(
      against.contains("evidence against a trade-off") && against.contains("(P(rho > 0) > 0.99)"))
  }

  @Test("the curve stays in the observed range unless more is asked for")
  func extrapolation() throws {
    let fit = try FittedExamples.fit("example:auditc")
    let curve = try #require(fit.curve)
    let group = fit.planeGroup(FigureOptions())
    let nodes = try #require(group.curve).nodes
    #expect(nodes.map(\.specificity) == curve.points.map { 1 - $0.falsePositiveRate })
    #expect(try #require(group.curve).continuations.isEmpty)
    var options = FigureOptions()
    options.showsExtrapolation = true
    let continuations = try #require(fit.planeGroup(options).curve).continuations
    #expect(continuations.count == 2)
    // Each begins where the curve ends and leads outwards; the curve rises all the way.
    #expect(continuations[0][0].specificity == nodes.first?.specificity)
    #expect(continuations[1][0].specificity == nodes.last?.specificity)
    #expect(continuations[0].allSatisfy { $0.specificity >= nodes[0].specificity })
    #expect(continuations[1].allSatisfy { $0.specificity <= nodes[nodes.count - 1].specificity })
    let whole = continuations[0].reversed() + continuations[1]
    #expect(zip(whole, whole.dropFirst()).allSatisfy { $0.sensitivity <= $1.sensitivity })
  }

  @Test("a study with one arm is at the edge")
  func missingArms() throws {
    let fit = try FittedExamples.fit("example:kearon1998-dvt-us") {
      $0.selection.allowDependent = true
    }
    let group = fit.planeGroup(FigureOptions())
    #expect(group.studies.count { $0.specificity == nil } == 1)
    #expect(group.studies.count { $0.sensitivity == nil } == 1)
    let figure = try #require(fit.figures(.sroc).first)
    #expect(try texts(figure).contains("Sensitivity only (1), right edge"))
    #expect(try texts(figure).contains("Specificity only (1), upper edge"))
  }

  @Test("the prior's region holds its share of the prior, and is not moved by the data")
  func prior() throws {
    let fit = try FittedExamples.fit("example:auditc")
    let region = try #require(fit.priorOutline)
    // Both logits are normal(0, 1.5), so the region is a circle of radius 1.5 sqrt(chi-squared
    // quantile on 2 degrees of freedom), and 0.95 of the points lie inside.
    let radius = 1.5 * (-2 * log(0.05)).squareRoot()
    for point in region.outlines[0] {
      let a = log(point.sensitivity / (1 - point.sensitivity))
      let b = log(point.specificity / (1 - point.specificity))
      #expect(abs((a * a + b * b).squareRoot() / radius - 1) < 0.02)
    }
  }

  @Test("maximum likelihood lies where compare puts it, inside its region")
  func maximumLikelihood() throws {
    let fit = try FittedExamples.fit("example:auditc")
    let estimate = try #require(fit.maximumLikelihoodComparison)
    // auditc: exact ML sensitivity 0.925.
    #expect(abs(estimate.sensitivity.estimate - 0.925) < 0.001)
    let sensitivities = estimate.outline.map(\.sensitivity)
    let specificities = estimate.outline.map(\.specificity)
    // The region's shadow is wider than the interval: sqrt(5.99) against 1.96 standard errors.
    #expect(try #require(sensitivities.min()) < estimate.sensitivity.lower)
    #expect(try #require(sensitivities.max()) > estimate.sensitivity.upper)
    #expect(try #require(specificities.min()) < estimate.specificity.lower)
    func logit(_ share: Double) -> Double { log(share / (1 - share)) }
    let reach = logit(estimate.sensitivity.upper) - logit(estimate.sensitivity.estimate)
    let shadow =
      logit(try #require(sensitivities.max())) - logit(estimate.sensitivity.estimate)
    #expect(abs(shadow / reach - (-2 * log(0.05)).squareRoot() / 1.959964) < 0.01)
  }

  @Test("published values and options of a reader are followed")
  func options() throws {
    let fit = try FittedExamples.fit("example:naf-pet-ct")
    var options = FigureOptions()
    options.published = [
      try PublishedValue(parsing: "<b>A review</b>: se=0.903[0.53,1.00] sp=0.891[0.31,1.00]"),
      try PublishedValue(parsing: "Half: se=0.9"),
    ]
    (options.title, options.width, options.height) = ("Our <title> & more", 700, 900)
    (options.xRange, options.yRange) = (0.4...1, 0.5...1)
    let figure = try #require(fit.figures(.sroc, options: options).first)
    #expect(problems(of: figure) == [])
    #expect(figure.title == "Our <title> & more" && figure.width == 700 && figure.height == 900)
    #expect(try texts(figure).contains("<b>A review</b>"))
    #expect(try !texts(figure).contains("Half"))
    #expect(try !texts(figure).contains("0.2"))
  }

  @Test("labels and file names that try to break a drawing are text")
  func hostile() throws {
    let labels = [
      String(repeating: "x", count: 500), "<script>alert(1)</script>", "a \"\"quoted\"\" & 'label'",
      "🧪👩‍🔬", "دراسة عن الدقة", "\u{202E}reversed",
    ]
    let rows = labels.enumerated().map { index, label in
      "\"\(label)\",\(20 + index),\(3 + index),\(2 + index),\(40 - index),\"\(label)\""
    }
    let text = "study,tp,fp,fn,tn,group\n" + rows.joined(separator: "\n") + "\n"
    try FittedExamples.withFile(text) { path in
      let fit = try FittedExamples.fit(path)
      for kind in [FigureKind.sroc, .forest] {
        for figure in fit.figures(kind) { #expect(problems(of: figure) == []) }
      }
      var options = FitOptions(data: path)
      (options.draws, options.selection.by) = (300, "group")
      let fits = settings(of: try runFitByLevel(options, detail: .full))
      for figure in figures(.sroc, byLevel: fits, options: FigureOptions()) {
        #expect(problems(of: figure) == [])
        #expect(try texts(figure).contains("<script>alert(1)</script> (1 study)"))
      }
    }
  }

  @Test("the levels of --by share one plane, each with its point and region")
  func byLevel() throws {
    var options = FitOptions(data: "example:scheidler")
    (options.draws, options.selection.by) = (1000, "modality")
    let fits = settings(of: try runFitByLevel(options, detail: .full))
    let drawn = figures(.sroc, byLevel: fits, options: FigureOptions())
    #expect(drawn.count == 1)
    let figure = try #require(drawn.first)
    #expect(problems(of: figure) == [])
    let text = try texts(figure).replacingOccurrences(of: "\n", with: " ")
    for entry in fits {
      #expect(text.contains("\(entry.level) (\(entry.fit.studies.count) studies)"))
      #expect(figure.description.contains(entry.fit.summarySentences))
    }
    #expect(text.contains("ignores pairing within studies"))
    for color in ["summary", "prediction", "curve"] {
      let regions = try elements("polygon", of: figure).filter {
        $0.attributes["class"] == "f-\(color) s-\(color)" && $0.attributes["fill-opacity"] == "0.14"
      }
      #expect(regions.count == 1)
    }
  }

  @Test(
    "rsvg-convert draws planes and forests",
    .enabled(if: Renderer.path != nil, "rsvg-convert is not installed"))
  func renders() throws {
    let fit = try FittedExamples.fit("example:kearon1998-dvt-us") {
      $0.selection.allowDependent = true
    }
    for figure in fit.figures(.sroc) + fit.figures(.forest) {
      let picture = try Renderer.png(figure)
      #expect(picture.status == 0 && Renderer.hasSize(picture.bytes, of: figure))
    }
  }
}
