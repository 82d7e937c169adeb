/// The arguments of an expression with the checks that their families need.
struct PriorArguments {
  private let written: PriorExpression

  init(_ written: PriorExpression) { self.written = written }

  var name: String { written.name }

  subscript(index: Int) -> Double { written.arguments[index].value }

  /// An error at one argument, with its value.
  func error(_ index: Int, _ rule: String) -> PriorError {
    written.error(
      at: written.arguments[index].position, "\(rule), not \(PriorExpression.text(self[index]))")
  }

  /// Checks the number of arguments.
  func expect(_ names: [String]) throws(PriorError) {
    let count = written.arguments.count
    if count == names.count { return }
    let position =
      count > names.count
      ? written.arguments[names.count].position : written.arguments[count - 1].position
    let plural = names.count == 1 ? "number" : "numbers"
    let form = "\(name)(\(names.joined(separator: ", ")))"
    throw written.error(
      at: position, "\(name) takes \(names.count) \(plural), \(form), not \(count)")
  }

  /// A positive argument.
  func positive(_ index: Int) throws(PriorError) -> Double {
    if self[index] > 0 { return self[index] }
    throw error(index, "this number of \(name) must be greater than 0")
  }

  /// An argument strictly between 0 and 1.
  func probability(_ index: Int) throws(PriorError) -> Double {
    if self[index] > 0, self[index] < 1 { return self[index] }
    throw error(index, "this number of \(name) is a probability and must be between 0 and 1")
  }

  /// uniform(lower, upper) inside the parameter's range.
  func uniform(
    within low: Double, _ high: Double, _ range: String
  ) throws(PriorError) -> ScalarPrior {
    try expect(["lower", "upper"])
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
    return .uniform(lower: self[0], upper: self[1])
  }

  /// pc_correlation(rho0, left, u, alpha), whose four numbers must agree on which side u lies.
  func penalisedComplexityCorrelation() throws(PriorError) -> ScalarPrior {
    try expect(["rho0", "left", "u", "alpha"])
    for index in [0, 2] where abs(self[index]) >= 1 {
      throw error(index, "a correlation must be strictly between -1 and 1")
    }
    let left = try probability(1)
    let alpha = try probability(3)
    if self[2] == self[0] { throw error(2, "u must be a value other than rho0") }
    if self[2] < self[0], alpha >= left {
      throw error(
        3, "with u below rho0, alpha = P(rho < u) must be below left = P(rho < rho0)")
    }
    if self[2] > self[0], alpha <= left {
      throw error(
        3, "with u above rho0, alpha = P(rho < u) must be above left = P(rho < rho0)")
    }
    return .penalisedComplexityCorrelation(rho0: self[0], left: left, u: self[2], alpha: alpha)
  }
}
