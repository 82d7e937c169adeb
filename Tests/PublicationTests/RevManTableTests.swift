import AccuracyData
import Fitting
import Foundation
import Requests
import Testing

@testable import RunFiles

@Suite("revman.csv")
struct RevManTableTests {
  /// Eight uneven studies, where the medians of Lambda, Theta and beta lie far from the values of the
  /// medians.
  static let eight = DataSource.bytes(
    Array(
      """
      study,TP,FP,FN,TN
      A,9,0,3,31
      B,22,5,1,44
      C,14,1,6,12
      D,31,2,0,60
      E,5,4,4,25
      F,40,1,3,19
      G,12,0,1,8
      H,18,9,2,35

      """.utf8), name: "eight")

  private func values(_ source: DataSource) throws -> (
    fit: FitResult, rows: [String: Double]
  ) {
    var options = FitOptions(source: source)
    options.draws = 1000
    let fit = try runFit(options, detail: .full).single
    let text = String(decoding: fit.revManTable.serializedBytes(), as: UTF8.self)
    var values: [String: Double] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",")
      values[String(cells[0])] = Double(cells[1])
    }
    return (fit, values)
  }

  @Test(
    "the covariance of the logits is the product of their SDs and correlation, to the table's digits"
  )
  func products() throws {
    let (_, rows) = try values(.example("auditc"))
    let correlation = try #require(rows["Corr(logits)"])
    let variances = try #require(rows["Var(logitSe)"]) * #require(rows["Var(logitSp)"])
    let covariance = try #require(rows["Cov(logits)"])
    #expect(abs(covariance - correlation * variances.squareRoot()) < 1e-12)
    #expect(rows["Studies"] == 14)
  }

  @Test(
    "either set of parameters draws the same point, curve and regions, as Review Manager works them out",
    arguments: [eight, .example("auditc"), .example("naf-pet-ct")])
  func sameDrawing(source: DataSource) throws {
    let (fit, rows) = try values(source)
    func row(_ name: String) throws -> Double { try #require(rows[name], "\(name)") }
    let (lambda, theta, beta) = (try row("Lambda"), try row("Theta"), try row("beta"))
    // The summary point: alpha = 0 in logit TPR = (theta + alpha/2) exp(-beta/2) and
    // logit FPR = (theta - alpha/2) exp(beta/2), with alpha = lambda.
    let sensitivity = exp(-beta / 2) * (theta + lambda / 2)
    let specificity = -exp(beta / 2) * (theta - lambda / 2)
    #expect(abs(sensitivity - (try row("E(logitSe)"))) < 1e-12)
    #expect(abs(specificity - (try row("E(logitSp)"))) < 1e-12)
    // The curve runs through the point with slope s_A / s_B.
    let slope = (try row("Var(logitSe)") / row("Var(logitSp)")).squareRoot()
    for rate in [0.02, 0.1, 0.4, 0.8] {
      let x = log(rate / (1 - rate))
      let hierarchical = lambda * exp(-beta / 2) + exp(-beta) * x
      let bivariate = try row("E(logitSe)") + slope * (x + row("E(logitSp)"))
      #expect(abs(hierarchical - bivariate) < 1e-10)
    }
    // Between-study spread, which the prediction region needs.
    let (accuracy, threshold) = (try row("Var(accuracy)"), try row("Var(threshold)"))
    #expect(abs(exp(-beta) * (threshold + accuracy / 4) - (try row("Var(logitSe)"))) < 1e-12)
    #expect(abs(exp(beta) * (threshold + accuracy / 4) - (try row("Var(logitSp)"))) < 1e-12)
    #expect(abs(accuracy / 4 - threshold - (try row("Cov(logits)"))) < 1e-12)
    // Standard errors and their covariance are those of one distribution.
    let product = try row("SE(E(logitSe))") * row("SE(E(logitSp))")
    #expect(abs(try row("Cov(Es)")) < product)
    // The point is the one that the fit reports.
    let reported = try #require(fit.parameter("sensitivity")).summary.median
    // Interpolation between two order statistics does not commute with a curved function.
    #expect(abs(1 / (1 + exp(-sensitivity)) - reported) < 1e-6)
  }

  @Test("the fit keeps the posterior medians of lambda, theta and beta under its own names")
  func ownMedians() throws {
    let (fit, rows) = try values(.example("naf-pet-ct"))
    let median = try #require(fit.parameter("lambda")).summary.median
    #expect(abs(median - (try #require(rows["Lambda"]))) > 0.3)
    let page = try ReportDocument(fit.report())
    let text = try #require(page.element(id: "hsroc")?.text)
    #expect(text.contains("the same summary point and curve"))
  }
}
