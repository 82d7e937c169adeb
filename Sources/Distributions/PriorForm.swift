/// One argument of a prior expression and the numbers that it may be, both ends included.
///
/// The ranges hold every prior that has been published for this model, and end where a prior stops
/// being one: where it lies beyond what the likelihood is worked out for, or is a point. Inside them
/// every fit ends, with an answer or with checks that fail.
public struct PriorArgument: Sendable, Equatable {
  /// The name in `PriorForm.text`.
  public let name: String
  /// The smallest number allowed.
  public let lower: Double
  /// The largest number allowed.
  public let upper: Double

  init(_ name: String, _ lower: Double, _ upper: Double) {
    self.name = name
    self.lower = lower
    self.upper = upper
  }

  /// The range in words, as `sd from 0.001 to 1000000`; each number reads back as typed.
  public var range: String {
    "\(name) from \(PriorExpression.text(lower)) to \(PriorExpression.text(upper))"
  }
}

/// The form of a prior expression: a family's name and its arguments with their ranges.
///
/// The messages of the parser, the program's help and the table of the model's README are made from
/// these lists and from nothing else. Their densities: docs/statistics.md, section 2.
public struct PriorForm: Sendable, Equatable {
  /// The family, as it is written.
  public let name: String
  /// Its arguments in order.
  public let arguments: [PriorArgument]
  /// What the arguments owe each other; nil where each is free.
  public let rule: String?

  init(_ name: String, _ arguments: [PriorArgument], rule: String? = nil) {
    self.name = name
    self.arguments = arguments
    self.rule = rule
  }

  /// How it is written, as `normal(mean, sd)`.
  public var text: String { "\(name)(\(arguments.map(\.name).joined(separator: ", ")))" }

  /// The form with its ranges in one line.
  public var description: String {
    let ranges = arguments.map(\.range).joined(separator: ", ")
    return "\(text): \(ranges)" + (rule.map { "; \($0)" } ?? "")
  }

  /// Priors of a logit mean.
  public static let mean = [
    PriorForm("normal", [location("mean"), PriorArgument("sd", 0.001, 1e6)]),
    PriorForm("logistic", [location("location"), PriorArgument("scale", 0.001, 1e6)]),
    PriorForm("student_t", [df, location("location"), PriorArgument("scale", 0.001, 1e6)]),
  ]

  /// Priors of a between-study standard deviation.
  public static let deviation = [
    PriorForm("half_normal", [deviationScale]),
    PriorForm("half_cauchy", [deviationScale]),
    PriorForm("half_student_t", [df, deviationScale]),
    PriorForm("exponential", [exponentialRate]),
    PriorForm(
      "uniform", [PriorArgument("lower", 0, 1000), PriorArgument("upper", leastWidth, 1e4)],
      rule: widthRule),
    PriorForm(
      "pc",
      [PriorArgument("u", 0.001, 1e4), PriorArgument("alpha", 1e-6, 0.999999)],
      rule: "-log(alpha) / u \(exponentialRate.span)"),
    PriorForm("inverse_gamma", gamma),
    PriorForm("gamma_precision", gamma),
  ]

  /// Priors of the between-study correlation.
  public static let correlation = [
    PriorForm("lkj", [PriorArgument("eta", 0.01, 1e4)]),
    PriorForm(
      "uniform",
      [
        PriorArgument("lower", -1, 1 - leastWidth), PriorArgument("upper", -1 + leastWidth, 1),
      ], rule: widthRule),
    PriorForm("fisher_z", [PriorArgument("mean", -10, 10), PriorArgument("sd", 0.001, 100)]),
    PriorForm(
      "pc_correlation",
      [
        PriorArgument("rho0", -0.999, 0.999), PriorArgument("left", 1e-4, 0.9999),
        PriorArgument("u", -0.9999, 0.9999), PriorArgument("alpha", 1e-6, 0.999999),
      ],
      rule: "alpha below left for u < rho0, above it for u > rho0; both rates of the distance "
        + distanceRate.span),
  ]

  /// Priors of degrees of freedom, held above 1.
  public static let degreesOfFreedom = [
    PriorForm("gamma", [PriorArgument("shape", 0.1, 1000), PriorArgument("rate", 1e-3, 1000)])
  ]

  /// Priors of the between-study covariance matrix as a whole.
  public static let covariance = [
    PriorForm(
      "inverse_wishart",
      [
        PriorArgument("nu", 1.1, 1e4), PriorArgument("s11", 1e-6, 1e4),
        PriorArgument("s12", -1e4, 1e4), PriorArgument("s22", 1e-6, 1e4),
      ],
      rule: "s12 / sqrt(s11 s22) \(scaleCorrelation.span)")
  ]

  /// The smallest width of a uniform prior.
  static let leastWidth = 0.001
  /// The rate of an exponential prior, written or implied.
  static let exponentialRate = PriorArgument("rate", 1e-4, 1e4)
  /// The rates on both sides of a penalised complexity prior of rho. The distance grows with the square
  /// root of |atanh rho|: a rate below 0.25 has 0.2 % of the mass and more beyond |atanh rho| = 300,
  /// where no likelihood is worked out, and no table of its quantiles has the density between.
  static let distanceRate = PriorArgument("rate", 0.25, 1e4)
  /// The correlation inside an inverse Wishart prior's scale matrix.
  static let scaleCorrelation = PriorArgument("s12 / sqrt(s11 s22)", -0.999, 0.999)

  private static let widthRule =
    "upper - lower at least \(PriorExpression.text(leastWidth))"
  private static let df = PriorArgument("df", 0.5, 1e6)
  private static let deviationScale = PriorArgument("scale", 0.001, 1e4)
  private static let gamma = [
    PriorArgument("shape", 1e-4, 1e4), PriorArgument("rate", 1e-6, 1e4),
  ]

  // A logit of 20 is a probability of 1 - 2e-9.
  private static func location(_ name: String) -> PriorArgument { PriorArgument(name, -20, 20) }
}

extension PriorArgument {
  /// `from 0.0001 to 10000`.
  var span: String { "from \(PriorExpression.text(lower)) to \(PriorExpression.text(upper))" }

  func allows(_ value: Double) -> Bool { value >= lower && value <= upper }
}
