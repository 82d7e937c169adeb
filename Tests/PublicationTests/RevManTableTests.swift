import AccuracyAnalysis
import Testing

@testable import Publication

@Suite("revman.csv")
struct RevManTableTests {
  @Test(
    "the covariance of the logits is the product of their SDs and correlation, to the table's digits"
  )
  func products() throws {
    var options = FitOptions(data: "example:auditc")
    options.draws = 1000
    let fit = try runFit(options, detail: .full)
    let text = String(decoding: fit.revManTable.serializedBytes(), as: UTF8.self)
    var values: [String: Double] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",")
      values[String(cells[0])] = Double(cells[1])
    }
    let correlation = try #require(values["Corr(logits)"])
    let variances = try #require(values["Var(logitSe)"]) * #require(values["Var(logitSp)"])
    let covariance = try #require(values["Cov(logits)"])
    #expect(abs(covariance - correlation * variances.squareRoot()) < 1e-12)
    #expect(values["Studies"] == 14)
  }
}
