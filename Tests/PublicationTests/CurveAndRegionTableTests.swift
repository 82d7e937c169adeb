import AccuracyMeasures
import SpecialFunctions
import Testing
import WholeFits

@testable import Checking
@testable import FitFigures
@testable import FitPages
@testable import FitReport
@testable import Fitting
@testable import Requests
@testable import RunFiles

@Suite("sroc.csv and regions.csv")
struct CurveAndRegionTableTests {
  private func fit(_ name: String, extrapolates: Bool = false) throws -> FitResult {
    var options = FitOptions(data: "example:" + name)
    options.draws = 1000
    options.extrapolates = extrapolates
    options.selection.allowDependent = true
    return try runFit(options, detail: .full).single
  }

  @Test("every curve that is not withheld, over the observed rates only")
  func curves() throws {
    let fit = try fit("auditc")
    let rows = tableRows(fit.curveTable)
    #expect(rows.count > 100 && rows.allSatisfy { $0["extrapolated"] == "false" })
    #expect(
      rows.reduce(into: [String]()) { if $0.last != $1["type"] { $0.append($1["type"] ?? "") } }
        == ["rutter-gatsonis", "eta-on-xi", "xi-on-eta", "d-on-s", "major-axis"])
    // 12 of 204 and 3226 of 6203 are the smallest and largest rates of the 14 studies.
    for row in rows {
      let rate = try #require(row["false_positive_rate"].flatMap { Double($0) })
      #expect(rate > 0.0588 && rate < 0.5201)
      let ordinates = [
        "simultaneous_lower", "lower", "sensitivity", "upper", "simultaneous_upper",
      ].compactMap { row[$0].flatMap { Double($0) } }
      #expect(ordinates.count == 5 && ordinates == ordinates.sorted())
    }
  }

  @Test("a curve whose line falls in more than 5 % of the draws is withheld, with a sentence")
  func withheld() throws {
    // Five studies are enough for curves; these show no correlation, so all lines but one kind fall.
    let fit = try fit("scheidler-lag")
    let types = Set(tableRows(fit.curveTable).compactMap { $0["type"] })
    #expect(types == ["rutter-gatsonis"])
    let report = try #require(fit.curveReports.first { $0.kind == .majorAxis })
    #expect(report.isWithheld && report.shareOfFallingLines > 0.2)
    #expect(fit.curveNotes.count == 4)
    #expect(fit.curveNotes.allSatisfy { $0.contains("is withheld") && $0.contains("limit 5 %") })
    let json = fit.json()
    #expect(json["sroc_curves"]?.elements?.count == 5)
    #expect(json["sroc_notes"]?.elements?.count == 4)
  }

  @Test("I2 is withheld in words where the correlation may be -1")
  func withheldISquared() throws {
    let rows = (0..<12).map { k in
      let right = [3 - 0.25 * Double(k), 0.5 + 0.25 * Double(k)].map {
        Int(2000 * inverseLogit($0))
      }
      return "S\(k),\(right[0]),\(2000 - right[1]),\(2000 - right[0]),\(right[1])"
    }
    var options = FitOptions(
      source: .bytes(
        Array(("study,TP,FP,FN,TN\n" + rows.joined(separator: "\n")).utf8), name: "rho.csv"))
    options.draws = 1000
    let fit = try runFit(options, detail: .full).single
    let report = try #require(fit.parameter("i2"))
    #expect(report.withheld?.contains("rho") == true && fit.estimate("i2") == nil)
    let row = try #require(tableRows(summaryTable(of: [report])).first)
    #expect(row["median"] == "" && row["note"] == report.withheld)
    #expect(String(decoding: fit.report(), as: UTF8.self).contains("I2 tends to 0"))
    #expect(try self.fit("auditc").parameter("i2")?.withheld == nil)
  }

  @Test(
    "with fewer than five studies neither the figure nor a file has a curve, and one sentence says so"
  )
  func fewStudies() throws {
    let fit = try fit("naf-pet-ct", extrapolates: true)
    #expect(!fit.showsCurves && fit.curve == nil && fit.curves.isEmpty)
    #expect(fit.extrapolatedCurves.isEmpty && tableRows(fit.curveTable).isEmpty)
    #expect(
      fit.curveNotes == [
        "The SROC curves are withheld: with 3 studies their slopes would come from the prior."
      ])
    let curves = fit.json()["sroc_curves"]?.elements ?? []
    #expect(curves.count == 5 && curves.allSatisfy { $0["withheld"]?.booleanValue == true })
    #expect(fit.planeGroup(FigureOptions()).curve == nil)
    // Regions do not depend on the slope.
    #expect(!tableRows(fit.regionTable).isEmpty)
  }

  @Test("beyond the observed rates only on request, and marked")
  func extrapolation() throws {
    let plain = try fit("auditc")
    let wide = try fit("auditc", extrapolates: true)
    let observed = tableRows(wide.curveTable).filter { $0["extrapolated"] == "false" }
    #expect(observed == tableRows(plain.curveTable))
    let beyond = tableRows(wide.curveTable).filter { $0["extrapolated"] == "true" }
    let rates = beyond.compactMap { $0["false_positive_rate"].flatMap { Double($0) } }
    #expect(abs((rates.min() ?? 0) - 0.001) < 1e-9 && abs((rates.max() ?? 0) - 0.999) < 1e-9)
    #expect(rates.allSatisfy { $0 < 0.0589 || $0 > 0.52 })
    #expect(plain.extrapolatedCurves.isEmpty)
  }

  @Test("ellipses and regions of highest density at two levels, as closed polygons")
  func regions() throws {
    let fit = try fit("auditc")
    let rows = tableRows(fit.regionTable)
    var polygons: [[String]: [[String: String]]] = [:]
    for row in rows {
      let key = ["region", "level", "kind", "polygon"].map { row[$0] ?? "" }
      polygons[key, default: []].append(row)
    }
    for region in ["credible", "prediction"] {
      for level in ["0.95", "0.5"] {
        for kind in ["ellipse", "hdr"] {
          let polygon = try #require(polygons[[region, level, kind, "1"]], "\(region) \(kind)")
          #expect(polygon.count > 40)
          #expect(polygon.first?["sensitivity"] == polygon.last?["sensitivity"])
          #expect(polygon.first?["specificity"] == polygon.last?["specificity"])
          #expect(polygon.map { $0["point"] } == (1...polygon.count).map { "\($0)" })
        }
      }
    }
  }
}
