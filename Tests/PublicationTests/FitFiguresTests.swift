import AccuracyData
import Drawing
import FigureChecks
import FitPages
import Fitting
import Foundation
import Requests
import TabularText
import Testing

@testable import FitFigures

@Suite("Figures of a fit: parameters, predictive values, nomogram, frequencies, chains")
struct FitFiguresTests {
  static let kinds: [FigureKind] = [
    .parameters, .predictiveValues, .nomogram, .naturalFrequencies, .trace, .ranks,
  ]

  private static func fit(
    _ data: DataSource, prevalences: [Prevalence] = [], preset: String = "default",
    chains: Int = 4, draws: Int = 1000
  ) throws -> FitResult {
    var options = FitOptions(source: data)
    options.prevalences = prevalences
    options.selection.allowDependent = true
    options.preset = preset
    (options.chains, options.draws) = (chains, draws)
    return try runFit(options, detail: .full).single
  }

  private static let two = DataSource.bytes(
    Array("study,tp,fn,fp,tn\nA,10,2,3,20\nB,8,0,1,15\n".utf8),
    name: "<two> \"studies\" & \u{202E}more 🧪.csv")

  private func check(_ fit: FitResult) {
    var names: Set<String> = []
    for kind in Self.kinds {
      for figure in fit.figures(kind) {
        #expect(problems(of: figure) == [], "\(figure.name)")
        #expect(figure.file().count < 150_000, "\(figure.name)")
        #expect(figure.name.hasPrefix(kind.rawValue))
        #expect(!figure.description.contains("nan") && !figure.description.contains("n/a"))
        #expect(names.insert(figure.name).inserted)
      }
    }
  }

  @Test("of two studies whose file has a hostile name, at the default number of draws")
  func twoStudies() throws {
    let fit = try Self.fit(Self.two, prevalences: [.fixed(0.2)], draws: 5000)
    check(fit)
    #expect(Self.kinds.allSatisfy { fit.figures($0).count == 1 })
  }

  @Test(
    "of data sets with missing arms, perfect studies and many studies",
    arguments: ["kearon1998-dvt-us", "naf-pet-ct", "anti-ccp", "auditc"])
  func dataSets(name: String) throws {
    check(try Self.fit(.example(name)))
  }

  @Test(
    "under every preset, at prevalences from one in a million",
    arguments: ["cochrane", "bamdit", "midas", "midas-iwishart", "copuladta-brma", "meta4diag-pc"])
  func presets(preset: String) throws {
    let fit = try Self.fit(
      .example("naf-pet-ct"),
      prevalences: [.fixed(1e-6), .fixed(0.5), .fixed(0.9999), .beta(2.5, 17)], preset: preset)
    check(fit)
    #expect(
      fit.figures(.nomogram).map(\.name)
        == ["nomogram", "nomogram-2", "nomogram-3", "nomogram-4"])
  }

  @Test("of one chain, which has no rank plot, and of ten, of which eight are shown")
  func chains() throws {
    let one = try Self.fit(.example("auditc"), chains: 1)
    check(one)
    #expect(one.figures(.ranks).isEmpty && one.figures(.trace).count == 1)
    let ten = try Self.fit(.example("auditc"), chains: 10)
    check(ten)
    let lines = try elements("polyline", of: try #require(ten.figures(.trace).first))
    #expect(lines.count == 5 * 8)
    let note = try textBoxes(of: try #require(ten.figures(.ranks).first)).map(\.text)
    #expect(note.contains("The first 8 of 10 chains are shown."))
  }

  @Test("no prevalence asked for: one in ten, called an illustration, and no marks on the curves")
  func illustration() throws {
    let fit = try Self.fit(.example("auditc"))
    for kind in [FigureKind.nomogram, .naturalFrequencies] {
      let figures = fit.figures(kind)
      #expect(figures.count == 1)
      #expect(figures[0].description.contains("Illustrative prevalence 10 %"))
    }
    let curves = try #require(fit.figures(.predictiveValues).first)
    #expect(try elements("ellipse", of: curves).isEmpty)
  }

  @Test("predictive values on the curves are those of the report of a prevalence")
  func curvesAgree() throws {
    let asked = [0.001, 0.1, 0.3, 0.8]
    let fit = try Self.fit(
      .example("auditc"), prevalences: asked.map { .fixed($0) }, draws: 1001)
    let (summary, new) = fit.likelihoodRatios
    for (prevalence, report) in zip(asked, fit.prevalences) {
      for (ratios, entries) in [(summary, report.atSummary), (new, report.inNewSetting)] {
        let found = ratios.predictiveValues(prevalence: prevalence)
        for (interval, entry) in zip([found.positive, found.negative], entries.prefix(2)) {
          #expect(abs(interval.estimate - entry.estimate.estimate) < 1e-9, "\(entry.name)")
          #expect(abs(interval.lower - entry.estimate.lower) < 1e-9, "\(entry.name)")
          #expect(abs(interval.upper - entry.estimate.upper) < 1e-9, "\(entry.name)")
        }
      }
      // Bayes' rule on odds, with the fit's own likelihood ratio.
      let ratio = try #require(fit.parameter("lr_positive")).summary.median
      let odds = prevalence / (1 - prevalence) * ratio
      let ppv = summary.predictiveValues(prevalence: prevalence).positive.estimate
      #expect(abs(ppv - odds / (1 + odds)) < 1e-5)
    }
  }

  @Test("the curve that is drawn passes through the marks")
  func drawnCurve() throws {
    let fit = try Self.fit(.example("auditc"), prevalences: [.fixed(0.3)])
    let figure = try #require(fit.figures(.predictiveValues).first)
    let curves = try elements("polyline", of: figure).filter {
      $0.attributes["class"] == "s-summary"
    }
    let marks = try elements("ellipse", of: figure)
    #expect(curves.count == 2 && marks.count == 2)
    for (curve, mark) in zip(curves, marks) {
      let points = (curve.attributes["points"] ?? "").split(separator: " ").map {
        $0.split(separator: ",").compactMap { Double($0) }
      }
      let x = mark.number("cx")
      let segment = zip(points, points.dropFirst()).first { $0[0] <= x && x <= $1[0] }
      let (a, b) = try #require(segment)
      let y = a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1])
      #expect(abs(y - mark.number("cy")) < 0.6)
    }
  }

  @Test("numbers in the descriptions are those of the fit")
  func descriptions() throws {
    let fit = try Self.fit(.example("auditc"), prevalences: [.fixed(0.3)])
    let cells = try #require(fit.frequencies(at: .fixed(0.3))).atSummary
    let counts = [
      cells.truePositives, cells.falseNegatives, cells.falsePositives, cells.trueNegatives,
    ]
    let picture = try #require(fit.figures(.naturalFrequencies).first).description
    for people in counts {
      let text = "\(people.estimate) (95 % interval \(people.lower) to \(people.upper))"
      #expect(picture.contains(text), "\(text)")
    }
    #expect(picture.contains("300 have the disease"))
    let parameters = try #require(fit.figures(.parameters).first).description
    for name in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
      let summary = try #require(fit.parameter(name)).summary
      #expect(parameters.contains("(\(name)): \(String(format: "%.2f", summary.median)) "))
    }
    let trace = try #require(fit.figures(.trace).first).description
    // Rounded up, so that no fit looks better than it is.
    let largest = (fit.diagnostics.maxRHat * 1000).rounded(.up) / 1000
    #expect(trace.contains(String(format: "%.3f", largest)))
  }

  @Test("without a prevalence the frequencies are those of a prevalence of 10 % asked for")
  func proportionalCounts() throws {
    let asked = try Self.fit(.example("anti-ccp"), prevalences: [.fixed(0.1)])
    let none = try Self.fit(.example("anti-ccp"))
    let texts = [asked, none].map { fit in
      fit.figures(.naturalFrequencies).first?.description.split(separator: ":").dropFirst()
        .joined(separator: ":")
    }
    #expect(texts[0] == texts[1] && texts[0]?.isEmpty == false)
  }

  @Test("a title, a size and ranges are taken over")
  func options() throws {
    let fit = try Self.fit(.example("auditc"))
    var options = FigureOptions()
    options.title = "Mine <b>"
    (options.width, options.height) = (900, 800)
    (options.xRange, options.yRange) = (0...0.4, 0.5...1)
    for kind in Self.kinds {
      let figure = try #require(fit.figures(kind, options: options).first)
      #expect(figure.title == "Mine <b>" && figure.width == 900)
      if kind != .naturalFrequencies { #expect(figure.height == 800) }
      #expect(problems(of: figure) == [])
    }
    let texts = try textBoxes(of: fit.figures(.predictiveValues, options: options)[0]).map(\.text)
    // Prevalence from 0 to 0.4, values from 0.5 to 1.
    #expect(texts.contains("0.4") && texts.contains("0.5"))
    #expect(texts.count { $0 == "1.0" } == 2 && texts.count { $0 == "0.2" } == 2)
  }

  @Test("they render", .enabled(if: Renderer.path != nil, "rsvg-convert is not installed"))
  func render() throws {
    let fit = try Self.fit(.example("auditc"), prevalences: [.fixed(0.3)])
    for kind in Self.kinds {
      let figure = try #require(fit.figures(kind).first)
      let drawn = try Renderer.png(figure)
      #expect(drawn.status == 0)
      #expect(Renderer.hasSize(drawn.bytes, of: figure))
    }
  }
}
