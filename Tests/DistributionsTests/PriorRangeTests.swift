import Foundation
import Testing

@testable import Distributions

/// Every argument of every prior has a range: its ends are taken, the next number is refused.
@Suite struct PriorRangeTests {
  static let parameters: [(PriorParameter?, [PriorForm])] = [
    (.mu, PriorForm.mean), (.tau, PriorForm.deviation), (.rho, PriorForm.correlation),
    (nil, PriorForm.covariance),
  ]

  /// Numbers inside all ranges and rules, by form; `uniform` is of tau or of rho.
  private static func usual(_ form: PriorForm, _ parameter: PriorParameter?) -> [Double] {
    switch form.name {
    case "uniform": parameter == .rho ? [-0.5, 0.5] : [0.5, 2]
    case "pc": [3, 0.05]
    case "pc_correlation": [-0.1, 0.5, -0.95, 0.05]
    case "inverse_wishart": [3, 1, 0, 1]
    default: [Double](repeating: 1, count: form.arguments.count)
    }
  }

  private static func read(_ text: String, _ parameter: PriorParameter?) throws(PriorError) {
    if let parameter {
      _ = try ScalarPrior(parsing: text, for: parameter)
    } else {
      _ = try CovariancePrior(parsing: text)
    }
  }

  @Test func endsAreTakenAndNothingBeyond() throws {
    var refused = 0
    for (parameter, forms) in Self.parameters {
      for form in forms {
        for (index, argument) in form.arguments.enumerated() {
          for (end, beyond) in [
            (argument.lower, argument.lower.nextDown), (argument.upper, argument.upper.nextUp),
          ] {
            var values = Self.usual(form, parameter)
            #expect(values.count == form.arguments.count)
            values[index] = end
            // Where the numbers depend on each other, the others give way.
            if form.name == "uniform" {
              values[1 - index] =
                index == 0 ? (parameter == .rho ? 1 : 1e4) : argument.lower - 0.001
            }
            if form.name == "pc", index == 1, end > 0.5 { values[0] = 0.001 }
            if form.name == "inverse_wishart", index == 2 {
              values[1] = 1e4
              values[3] = 1e4
              values[2] = 0.999 * end
            }
            if form.name == "pc_correlation" {
              values = Self.correlationCorner(index, end)
            }
            let good = PriorExpression.text(form.name, values)
            #expect(throws: Never.self, "\(good)") { try Self.read(good, parameter) }

            values[index] = beyond
            let bad = PriorExpression.text(form.name, values)
            let error = try #require(throws: PriorError.self, "\(bad)") {
              try Self.read(bad, parameter)
            }
            let span =
              "from \(PriorExpression.text(argument.lower)) to "
              + PriorExpression.text(argument.upper)
            for phrase in [
              argument.name, "of \(form.name)", "not \(PriorExpression.text(beyond))", span,
            ] {
              #expect(error.message.contains(phrase), "\(error.message)")
            }
            refused += 1
          }
        }
      }
    }
    #expect(refused == 66)
  }

  /// Numbers of pc_correlation with one of them at an end of its range and the rest in keeping.
  private static func correlationCorner(_ index: Int, _ end: Double) -> [Double] {
    switch (index, end < 0.5) {
    case (0, true): [end, 0.01, 0, 0.99999]
    case (0, false): [end, 0.99, 0, 0.00001]
    case (1, true): [0, end, 0.5, 0.2]
    case (1, false): [0, end, -0.5, 0.8]
    case (2, true): [-0.1, 0.5, end, 0.05]
    case (2, false): [0.1, 0.5, end, 0.95]
    case (_, true): [0, 0.5, -0.9, end]
    case (_, false): [0, 0.5, 0.9, end]
    }
  }

  @Test(arguments: [
    ("lkj(1e300)", PriorParameter?.some(.rho), "eta of lkj must be from 0.01 to 10000, not 1e+300"),
    ("gamma_precision(1e300,1e300)", .tau, "shape of gamma_precision must be from 0.0001"),
    ("gamma_precision(1e-10,1e10)", .tau, "not 1e-10"),
    ("inverse_wishart(1e300,1,0,1)", nil, "nu of inverse_wishart must be from 1.1 to 10000"),
    ("normal(1e308,1)", .mu, "mean of normal must be from -20 to 20, not 1e+308"),
    ("normal(0,1e-300)", .mu, "sd of normal must be from 0.001 to 1000000, not 1e-300"),
    ("uniform(0, 1e300)", .tau, "upper of uniform must be from 0.001 to 10000, not 1e+300"),
    ("uniform(1, 1.0005)", .tau, "at least 0.001 above the lower end 1, not 1.0005"),
    ("uniform(0.5, 0.50001)", .rho, "at least 0.001 above"),
    ("pc(1e4, 0.999999)", .tau, "which must be from 0.0001 to 10000"),
    ("pc_correlation(0, 0.5, 0.999, 0.500001)", .rho, "which must be from 0.25 to 10000"),
    ("pc_correlation(0.99, 0.5, 0, 0.3)", .rho, "which must be from 0.25 to 10000"),
    ("inverse_wishart(3, 1, 0.9999, 1)", nil, "of 0.9999, which must be from -0.999 to 0.999"),
    ("inverse_wishart(3, 1e-6, 0.1, 1e-6)", nil, "positive definite"),
  ])
  func extremesAreRefused(text: String, parameter: PriorParameter?, phrase: String) throws {
    let error = try #require(throws: PriorError.self) { try Self.read(text, parameter) }
    #expect(error.message.contains(phrase), "\(error.message)")
  }

  /// Priors as papers, manuals and programs of the field have them.
  @Test func publishedPriorsAreTaken() throws {
    for (parameter, texts) in [
      (
        PriorParameter?.some(.mu),
        [
          "normal(0, 1000)", "normal(0, 100000)", "normal(4, 0.5)", "student_t(1, 0, 2.5)",
          "student_t(1e6, 0, 10)", "logistic(0, 1)", "normal(-6, 0.1)",
        ]
      ),
      (
        .tau,
        [
          "gamma_precision(0.001, 0.001)", "gamma_precision(0.0001, 0.0001)",
          "gamma_precision(1, 5e-5)", "gamma_precision(3, 2)", "inverse_gamma(0.001, 0.001)",
          "inverse_gamma(0.5, 0.0005)", "half_normal(0.25)", "half_cauchy(25)",
          "half_student_t(3, 2.5)", "uniform(0, 1000)", "uniform(0, 2)", "exponential(0.1)",
          "pc(3, 0.05)", "pc(1, 0.01)", "pc(0.31, 0.01)",
        ]
      ),
      (
        .rho,
        [
          "lkj(1)", "lkj(50)", "uniform(-1, 1)", "uniform(-1, 0)", "fisher_z(0, 10)",
          "fisher_z(0, 1.581)", "pc_correlation(-0.1, 0.5, -0.95, 0.05)",
          "pc_correlation(0, 0.5, 0.9, 0.99)", "pc_correlation(-0.2, 0.4, -0.95, 0.05)",
          "pc_correlation(0.7, 0.4, -0.1, 0.05)",
        ]
      ),
      (
        nil,
        [
          "inverse_wishart(2, 1, 0, 1)", "inverse_wishart(3, 0.1, 0, 0.1)",
          "inverse_wishart(1000, 500, -100, 500)", "inverse_wishart(4, 10, 0, 10)",
        ]
      ),
    ] {
      for text in texts {
        #expect(throws: Never.self, "\(text)") { try Self.read(text, parameter) }
      }
    }
  }

  /// A prior of a preset may be written by hand, so it is inside the ranges.
  @Test func presetsAreInside() throws {
    for name in AccuracyPrior.presetNames {
      let prior = try AccuracyPrior.preset(name)
      try Self.read(prior.muSensitivity.expression, .mu)
      if let whole = prior.covariance.expression {
        try Self.read(whole, nil)
      } else {
        try Self.read(prior.covariance.tauSensitivity.expression, .tau)
        try Self.read(try #require(prior.covariance.rho).expression, .rho)
      }
    }
  }

  /// The table of the model's README is this one.
  @Test func documentedTableIsTheProgramsOwn() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let document = try String(
      contentsOf: root.appendingPathComponent("Models/bivariate/README.md"), encoding: .utf8)
    let rows = zip(["mu", "tau", "rho", "covariance"], Self.parameters).flatMap { label, entry in
      entry.1.map { form in
        let ranges = (form.arguments.map(\.range) + (form.rule.map { [$0] } ?? []))
          .joined(separator: "; ").replacingOccurrences(of: "|", with: "\\|")
        return "| \(label) | `\(form.text)` | \(ranges) |"
      }
    }
    let table = (["| of | form | numbers |", "|---|---|---|"] + rows).joined(separator: "\n")
    #expect(document.contains(table + "\n"), "the table must read:\n\(table)")
  }
}
