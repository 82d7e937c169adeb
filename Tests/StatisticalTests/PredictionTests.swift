import AccuracyData
import AccuracyMeasures
import Testing

@testable import Fitting
@testable import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Identities that tie regions, averages and predictions to the draws.
@Suite(.serialized) struct PredictionTests {
  private func fit(_ name: String, draws: Int) throws -> FitResult {
    var options = FitOptions(data: "example:" + name)
    options.draws = draws
    options.threads = 2
    return try runFit(options, detail: .full).single
  }

  @Test(arguments: ["naf-pet-ct", "auditc", "anti-ccp", "telomerase"])
  func regionsHoldTheirNominalShare(name: String) throws {
    let fit = try fit(name, draws: 5000)
    #expect(fit.regions.count == 4)
    for (kind, region) in fit.regions {
      let (x, y) =
        kind == "credible"
        ? (
          fit.sample.draws.pooled(.muSensitivity), fit.sample.draws.pooled(.muSpecificity)
        ) : fit.newStudyLogits
      let inside = zip(x, y).count {
        region.contains(logitSensitivity: $0.0, logitSpecificity: $0.1)
      }
      let share = Double(inside) / Double(x.count)
      #expect(abs(share - region.level) < 0.005, "\(name) \(kind) \(region.level): \(share)")
    }
  }

  /// The contours themselves, point by point, not the density estimate behind them.
  @Test(arguments: ["naf-pet-ct", "auditc", "anti-ccp", "telomerase"])
  func regionsOfHighestDensityHoldTheirNominalShare(name: String) throws {
    let fit = try fit(name, draws: 5000)
    #expect(fit.densityRegions.map(\.kind) == ["credible", "credible", "prediction", "prediction"])
    for (kind, region) in fit.densityRegions {
      let columns = fit.population
      let (x, y) =
        kind == "credible" ? (columns.muSensitivity, columns.muSpecificity) : fit.newStudyLogits
      let inside = zip(x, y).count {
        region.contains(logitSensitivity: $0.0, logitSpecificity: $0.1)
      }
      let share = Double(inside) / Double(x.count)
      #expect(abs(share - region.level) < 0.005, "\(name) \(kind) \(region.level): \(share)")
    }
  }

  /// The share of draws whose whole line stays in the band of the fit, for every curve that is shown.
  @Test(arguments: ["scheidler-lag", "auditc", "anti-ccp"])
  func simultaneousBandsHoldWholeCurves(name: String) throws {
    let fit = try fit(name, draws: 1000)
    let columns = fit.population
    #expect(fit.curves.first?.kind == .rutterGatsonis && fit.curve?.points == fit.curves[0].points)
    #expect(
      fit.curves.map(\.kind) == fit.curveReports.filter { !$0.isWithheld }.map(\.kind))
    for curve in fit.curves {
      let held = (0..<columns.count).count { index in
        let line = curve.kind.line(columns[index])
        return curve.points.allSatisfy { point in
          let height = line.sensitivity(atFalsePositiveRate: point.falsePositiveRate)
          return height >= point.simultaneousLower - 1e-12
            && height <= point.simultaneousUpper + 1e-12
        }
      }
      let share = Double(held) / Double(columns.count)
      #expect(abs(share - 0.95) < 0.001, "\(name) \(curve.kind): \(share)")
    }
  }

  /// Ratios in a new setting come from the draws of its sensitivity and specificity: LR+ / LR- is the
  /// odds ratio, and the medians are those of the draws put together here.
  @Test func ratiosInANewSetting() throws {
    let fit = try fit("auditc", draws: 2000)
    let (se, sp) = fit.newStudyLogits
    func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      return (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
    }
    func proportion(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    for (name, expected) in [
      ("lr_positive_new", zip(se, sp).map { proportion($0) / (1 - proportion($1)) }),
      ("lr_negative_new", zip(se, sp).map { (1 - proportion($0)) / proportion($1) }),
      ("dor_new", zip(se, sp).map { exp($0) * exp($1) }),
    ] {
      let report = try #require(fit.parameter(name))
      let target = median(expected)
      #expect(abs(report.summary.median - target) < 1e-9 * target, "\(name)")
      #expect(report.moments == .none)
    }
    let summary = try #require(fit.parameter("lr_positive")).summary
    let next = try #require(fit.parameter("lr_positive_new")).summary
    #expect(next.upper > summary.upper && next.lower < summary.lower)
  }

  /// Different targets for sensitivity and specificity, each held against its own draws.
  @Test func targetsMayDiffer() throws {
    var options = FitOptions(data: "example:auditc")
    options.draws = 2000
    options.targets = AccuracyTargets(sensitivity: 0.9, specificity: 0.7)
    let fit = try runFit(options, detail: .page).single
    let columns = fit.population
    let (seLogit, spLogit) = (log(9.0), log(0.7 / 0.3))
    func share(_ x: [Double], _ y: [Double]) -> Double {
      Double(zip(x, y).count { $0.0 > seLogit && $0.1 > spLogit }) / Double(x.count)
    }
    #expect(fit.bothAbove.summary == share(columns.muSensitivity, columns.muSpecificity))
    #expect(
      fit.bothAbove.newSetting
        == share(fit.newStudyLogits.sensitivity, fit.newStudyLogits.specificity))
    #expect(fit.bothAbove.summary > 0.4 && fit.bothAbove.summary < 0.9)
  }

  /// E(new study's sensitivity) is the averaged sensitivity: law of total expectation, at 4 MCSE of
  /// the difference (two comparisons a data set, four sets: 0.05 % false alarms).
  @Test(arguments: ["naf-pet-ct", "auditc", "anti-ccp", "telomerase"])
  func newStudiesAverageToTheAverage(name: String) throws {
    let fit = try fit(name, draws: 20_000)
    for margin in ["sensitivity", "specificity"] {
      let new = try #require(fit.parameter(margin + "_new")).summary
      let averaged = try #require(fit.parameter(margin + "_averaged")).summary
      let error =
        (new.mcseOfMean * new.mcseOfMean + averaged.mcseOfMean * averaged.mcseOfMean)
        .squareRoot()
      #expect(abs(new.mean - averaged.mean) < 4 * error, "\(name) \(margin)")
      #expect(abs(new.mean - averaged.mean) < 0.005)
    }
  }
}
