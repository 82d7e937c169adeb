/// The arguments of an expression with the checks that their families need.
struct PriorArguments {
  private let written: PriorExpression
  private let form: PriorForm

  /// Checks the number of the arguments, then each against its range.
  ///
  /// - Parameters:
  ///   - written: the expression.
  ///   - form: its form.
  /// - Throws: `PriorError` that names the argument, its value and its range.
  init(_ written: PriorExpression, _ form: PriorForm) throws(PriorError) {
    self.written = written
    self.form = form
    try checkNumber()
    for index in form.arguments.indices where form.name != "uniform" { try checkRange(index) }
  }

  var name: String { form.name }

  subscript(index: Int) -> Double { written.arguments[index].value }

  /// An error at one argument, with its value, its name and its range.
  func error(_ index: Int, _ rule: String) -> PriorError {
    let argument = form.arguments[index]
    return written.error(
      at: written.arguments[index].position,
      "\(rule), not \(PriorExpression.text(self[index])); "
        + "\(argument.name) of \(name) is a number \(argument.span)")
  }

  private func checkNumber() throws(PriorError) {
    let count = written.arguments.count
    let expected = form.arguments.count
    if count == expected { return }
    let position =
      count > expected
      ? written.arguments[expected].position : written.arguments[count - 1].position
    let plural = expected == 1 ? "number" : "numbers"
    throw written.error(
      at: position, "\(name) takes \(expected) \(plural), \(form.text), not \(count)")
  }

  private func checkRange(_ index: Int) throws(PriorError) {
    let argument = form.arguments[index]
    let value = self[index]
    if argument.allows(value) { return }
    // What no such prior can have is told apart from what this program refuses.
    switch argument.name {
    case "nu" where value <= 1: throw error(index, "nu must be greater than 1")
    case "left", "alpha":
      if value <= 0 || value >= 1 {
        throw error(
          index, "\(argument.name) of \(name) is a probability and must be between 0 and 1")
      }
    case "rho0", "u":
      if argument.lower < 0, abs(value) >= 1 {
        throw error(index, "a correlation must be strictly between -1 and 1")
      }
    default: break
    }
    if argument.lower > 0, value <= 0 {
      throw error(index, "\(argument.name) of \(name) must be greater than 0")
    }
    throw written.error(
      at: written.arguments[index].position,
      "\(argument.name) of \(name) must be \(argument.span), not \(PriorExpression.text(value))")
  }

  /// uniform(lower, upper) inside the parameter's range.
  func uniform(
    within low: Double, _ high: Double, _ range: String
  ) throws(PriorError) -> ScalarPrior {
    let least = PriorExpression.text(low)
    let rest = high.isFinite ? " and below \(PriorExpression.text(high))" : ""
    if self[0] < low || self[0] >= high {
      throw error(0, "\(range): the lower end must be at least \(least)\(rest)")
    }
    if self[1] > high {
      throw error(1, "\(range): the upper end must be at most \(PriorExpression.text(high))")
    }
    if self[1] <= self[0] {
      throw error(1, "the upper end must be above the lower end \(PriorExpression.text(self[0]))")
    }
    try checkRange(0)
    try checkRange(1)
    // A width as written in decimals may be short of the limit by rounding.
    if self[1] - self[0] < PriorForm.leastWidth * (1 - 1e-9) {
      throw error(
        1,
        "the upper end must be at least \(PriorExpression.text(PriorForm.leastWidth)) above the "
          + "lower end \(PriorExpression.text(self[0]))")
    }
    return .uniform(lower: self[0], upper: self[1])
  }

  /// pc(u, alpha), whose two numbers make a rate.
  func penalisedComplexity() throws(PriorError) -> ScalarPrior {
    let rate = ScalarPrior.penalisedComplexityRate(upper: self[0], alpha: self[1])
    guard PriorForm.exponentialRate.allows(rate) else {
      throw written.error(
        at: written.arguments[0].position,
        "u and alpha of pc make a rate of -log(alpha) / u = \(PriorExpression.text(rate)), which "
          + "must be \(PriorForm.exponentialRate.span)")
    }
    return .penalisedComplexity(upper: self[0], alpha: self[1])
  }

  /// pc_correlation(rho0, left, u, alpha), whose four numbers must agree on which side u lies.
  func penalisedComplexityCorrelation() throws(PriorError) -> ScalarPrior {
    let (left, alpha) = (self[1], self[3])
    if self[2] == self[0] { throw error(2, "u must be a value other than rho0") }
    if self[2] < self[0], alpha >= left {
      throw error(
        3, "with u below rho0, alpha = P(rho < u) must be below left = P(rho < rho0)")
    }
    if self[2] > self[0], alpha <= left {
      throw error(
        3, "with u above rho0, alpha = P(rho < u) must be above left = P(rho < rho0)")
    }
    let prior = ScalarPrior.penalisedComplexityCorrelation(
      rho0: self[0], left: left, u: self[2], alpha: alpha)
    let limits = PriorForm.distanceRate
    if let rates = prior.distanceRates, limits.allows(rates.below), limits.allows(rates.above) {
      return prior
    }
    let rates = [prior.distanceRates?.below ?? .nan, prior.distanceRates?.above ?? .nan]
    throw written.error(
      at: written.arguments[0].position,
      "the numbers of pc_correlation make the distance from rho0 exponential with rates "
        + rates.map(PriorExpression.text).joined(separator: " below and ")
        + " above it, which must be \(limits.span)")
  }

  /// inverse_wishart(nu, s11, s12, s22) with a positive definite scale matrix.
  func inverseWishart() throws(PriorError) -> InverseWishartPrior {
    let correlation = self[2] / (self[1].squareRoot() * self[3].squareRoot())
    if abs(correlation) >= 1 {
      throw error(2, "S must be positive definite: s12 needs s12^2 < s11 s22")
    }
    if !PriorForm.scaleCorrelation.allows(correlation) {
      throw written.error(
        at: written.arguments[2].position,
        "s12 of inverse_wishart makes a correlation s12 / sqrt(s11 s22) of "
          + "\(PriorExpression.text(correlation)), which must be "
          + "\(PriorForm.scaleCorrelation.span)")
    }
    return InverseWishartPrior(
      degreesOfFreedom: self[0], s11: self[1], s12: self[2], s22: self[3])
  }
}
