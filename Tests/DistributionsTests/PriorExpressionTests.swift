import Distributions
import RepeatableNumbers
import Testing

@Suite struct PriorExpressionTests {
  static let kinds: [(PriorParameter, [ScalarPrior])] = [
    (.mu, PriorCatalogue.mu), (.tau, PriorCatalogue.tau), (.rho, PriorCatalogue.rho),
  ]

  @Test func canonicalTextReadsBack() throws {
    for (parameter, priors) in Self.kinds {
      for prior in priors {
        let text = prior.expression
        #expect(try ScalarPrior(parsing: text, for: parameter) == prior, "\(text)")
      }
    }
  }

  @Test(arguments: [
    ("  Half_Normal ( 1 )  ", PriorParameter.tau, "half_normal(1)"),
    ("NORMAL(-0.5,1e-3)", .mu, "normal(-0.5, 0.001)"), ("normal(+2,.5)", .mu, "normal(2, 0.5)"),
    ("uniform(-1,0)", .rho, "uniform(-1, 0)"), ("uniform(0,10)", .tau, "uniform(0, 10)"),
    ("pc(3,0.05)", .tau, "pc(3, 0.05)"), ("lkj(2.0)", .rho, "lkj(2)"),
    ("student_t(3, 0, 2.5)", .mu, "student_t(3, 0, 2.5)"),
  ])
  func writingIsFree(text: String, parameter: PriorParameter, canonical: String) throws {
    #expect(try ScalarPrior(parsing: text, for: parameter).expression == canonical)
  }

  /// Each message quotes the text, points at a character and says what would be right.
  @Test(arguments: [
    ("", PriorParameter.mu, 1, "expected the name of a prior"),
    ("   ", .mu, 4, "expected the name of a prior"), ("(1)", .mu, 1, "found \"(\""),
    ("normal", .mu, 7, "expected \"(\""), ("normal(", .mu, 8, "expected a number"),
    ("normal()", .mu, 8, "expected a number"), ("normal(0,)", .mu, 10, "expected a number"),
    ("normal(0 1)", .mu, 10, "expected \",\" or \")\""),
    ("normal(0, 1", .mu, 12, "found the end"), ("normal(0, 1) x", .mu, 14, "expected nothing"),
    ("normal(0, nan)", .mu, 11, "expected a number"),
    ("normal(inf, 1)", .mu, 8, "expected a number"),
    ("normal(0, 0x1)", .mu, 12, "expected \",\" or \")\""), ("normal(1e999, 1)", .mu, 8, "1e999"),
    ("normal(1e, 1)", .mu, 8, "\"1e\""), ("normal(--1, 1)", .mu, 8, "\"--1\""),
    ("normal(0)", .mu, 8, "takes 2 numbers, normal(mean, sd), not 1"),
    ("lkj(1, 2)", .rho, 8, "takes 1 number, lkj(eta), not 2"),
    ("normal(0, 0)", .mu, 11, "must be greater than 0, not 0"),
    ("normal(0, -2)", .mu, 11, "not -2"), ("half_norml(1)", .tau, 1, "half_normal(scale)"),
    ("half_normal(1)", .mu, 1, "is a prior of tau, not of mu; use one of normal(mean, sd)"),
    ("lkj(2)", .tau, 1, "is a prior of rho, not of tau"),
    ("inverse_wishart(3,1,0,1)", .rho, 1, "is a prior of the covariance, not of rho"),
    ("uniform(0, 1)", .mu, 1, "not of mu"), ("uniform(-1, 1)", .tau, 9, "at least 0, not -1"),
    ("uniform(2, 1)", .tau, 12, "above the lower end 2"),
    ("uniform(-1.5, 1)", .rho, 9, "at least -1 and below 1"),
    ("uniform(0, 2)", .rho, 12, "at most 1"),
    ("uniform(0.2, 0.2)", .rho, 14, "above the lower end"),
    ("pc(3, 1)", .tau, 7, "between 0 and 1"), ("pc(0, 0.5)", .tau, 4, "greater than 0"),
    ("pc_correlation(1, 0.5, -0.95, 0.05)", .rho, 16, "strictly between -1 and 1"),
    ("pc_correlation(0, 0.5, -0.95, 0.6)", .rho, 31, "below left"),
    ("pc_correlation(0, 0.5, 0.95, 0.4)", .rho, 30, "above left"),
    ("pc_correlation(0, 0.5, 0, 0.4)", .rho, 24, "a value other than rho0"),
    ("inverse_gamma(1, 0)", .tau, 18, "greater than 0"),
  ])
  func mistakesAreLocated(
    text: String, parameter: PriorParameter, position: Int, phrase: String
  ) throws {
    let error = try #require(throws: PriorError.self) {
      try ScalarPrior(parsing: text, for: parameter)
    }
    #expect(error.message.hasPrefix("prior \"\(text)\", at character \(position): "), "\(error)")
    #expect(error.message.contains(phrase), "\(error)")
  }

  /// Damaged expressions either fail with a message or give a prior whose text is a fixed point.
  @Test func damagedExpressionsNeverTrap() throws {
    var source = SplitMix64(seed: 77)
    func word(below bound: Int) -> Int { Int(source.uniform() * Double(bound)) }
    let alphabet = Array("()0123456789.,-+eE_ abnormlthfpc\u{e9}\u{1F600}")
    var accepted = 0
    for (parameter, priors) in Self.kinds {
      for prior in priors {
        for _ in 0..<150 {
          var text = Array(prior.expression)
          for _ in 0...word(below: 3) {
            let place = word(below: text.count)
            let letter = alphabet[word(below: alphabet.count)]
            switch word(below: 3) {
            case 0: text[place] = letter
            case 1: text.insert(letter, at: place)
            default: if text.count > 1 { text.remove(at: place) }
            }
          }
          guard let read = try? ScalarPrior(parsing: String(text), for: parameter) else { continue }
          accepted += 1
          let again = try ScalarPrior(parsing: read.expression, for: parameter)
          #expect(again == read)
          #expect(read.support.lower < read.support.upper)
        }
      }
    }
    #expect(accepted > 100, "damage must leave some expressions legal, or nothing was tested")
  }
}
