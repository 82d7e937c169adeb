import Testing

/// Options that must be refused with 64, and words that the message must have.
struct RefusedUsage: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  let needles: [String]
  var testDescription: String { arguments.joined(separator: " ") }

  init(_ arguments: [String], _ needles: [String]) {
    self.arguments = arguments
    self.needles = needles
  }
}

private func fit(_ options: String..., says needles: [String]) -> RefusedUsage {
  RefusedUsage(["fit", "example:auditc"] + options, needles)
}

private let numbers = [
  fit("--draws=-5", says: ["--draws", "-5"]),
  fit("--draws", "-5", says: ["--draws"]),
  fit("--draws", "99", says: ["--draws", "100"]),
  fit("--draws", "1e4", says: ["--draws", "1e4"]),
  fit("--draws", "9223372036854775807", says: ["--draws"]),
  fit("--draws", "50000000", "--chains", "1000", says: ["--chains", "memory"]),
  fit("--chains", "0", says: ["--chains"]),
  fit("--chains", "9223372036854775807", says: ["--chains"]),
  fit("--warmup", "1", says: ["--warmup", "collapsed"]),
  fit("--warmup", "699", "--sampler", "collapsed-quasi", says: ["--warmup 699", "700"]),
  fit("--threads", "0", says: ["--threads 0"]),
  fit("--threads=-3", says: ["--threads -3"]),
  fit("--threads", "99999999999999999999", says: ["--threads"]),
  fit("--seed", "18446744073709551616", says: ["--seed", "18446744073709551616"]),
  fit("--seed=-1", says: ["--seed", "-1"]),
  fit("--level", "2", says: ["--level", "0.999"]),
  fit("--level", "0", says: ["--level"]),
  fit("--level", "nan", says: ["--level"]),
  fit("--prevalence", "0", says: ["--prevalence 0"]),
  fit("--prevalence", "0.2,1", says: ["--prevalence", "0.2,1"]),
  fit("--prevalence", "nan", says: ["--prevalence"]),
  fit("--prevalence", "beta(0,1)", says: ["beta(0,1)"]),
  fit("--prevalence", "beta(1)", says: ["beta(1)"]),
]

private let names = [
  fit("--prior", "defualt", says: ["\"defualt\"", "default", "midas-iwishart"]),
  fit("--sampler", "gibbs", says: ["gibbs", "collapsed-nuts"]),
  fit("--format", "yaml", says: ["yaml", "json"]),
  fit("--one-arm", "maybe", says: ["maybe", "drop"]),
  fit("--interval", "wald", says: ["wald", "wilson"]),
  fit("--threshold", "some", says: ["some", "varies"]),
  fit("--model", "copula", says: ["copula", "bivariate", "hsroc"]),
  fit("--where", "study", says: ["study", "COLUMN=VALUE"]),
  fit("--where", "center=1", says: ["--where", "center", "study, tp"]),
  fit("--where", "study=Nobody", says: ["Nobody", "study"]),
  fit("--by", "center", says: ["--by", "center", "study, tp"]),
  fit("--study", "center", says: ["--study", "center"]),
  fit("--by", "study,center", says: ["--by", "\"center\"", "study, tp"]),
  fit("--exchange-rate", "0", says: ["--exchange-rate 0", "above 0"]),
  fit("--exchange-rate", "0.1", says: ["needs --prevalence"]),
  fit("--exchange-rate", "0.1", "--prevalence", "0.3", says: ["--covariate or --by"]),
  RefusedUsage(
    ["plot", "example:auditc", "--figure", "sroc", "--regions", "all"],
    ["--regions all", "credible"]),
  RefusedUsage(
    ["plot", "example:auditc", "--figure", "forest", "--regions", "none"],
    ["--regions", "--figure sroc"]),
  fit("--bogus", says: ["--bogus"]),
  fit("second.csv", says: ["second.csv"]),
  RefusedUsage(["fti", "example:auditc"], ["fti"]),
  RefusedUsage(["fit"], ["DATA", "sroc datasets"]),
  RefusedUsage(["check"], ["DATA"]),
  RefusedUsage(["diagnose"], ["files"]),
  RefusedUsage(["check", "example:auditc", "--level", "1"], ["--level"]),
  RefusedUsage(["diagnose", "none.csv", "--level", "1"], ["--level"]),
]

private let priors = [
  fit("--prior-mu", "normal(0,)", says: ["\"normal(0,)\"", "character 10", "number"]),
  fit("--prior-mu", "gauss(0,1)", says: ["\"gauss(0,1)\"", "character 1", "logistic"]),
  fit("--prior-mu", "", says: ["prior \"\"", "character 1"]),
  fit("--prior-mu-se", "normal(0,-1)", says: ["normal(0,-1)", "character 10", "greater than 0"]),
  fit("--prior-mu-sp", "normal(0,1", says: ["character 11"]),
  fit("--prior-mu", "normal(0,1) x", says: ["character 13"]),
  fit("--prior-mu", "normal(nan,1)", says: ["character 8"]),
  fit("--prior-mu", "normal(0,1e400)", says: ["1e400"]),
  fit("--prior-tau", "normal(0,1)", says: ["not of tau", "half_normal"]),
  fit("--prior-tau-se", "uniform(3,1)", says: ["uniform(3,1)", "character"]),
  fit("--prior-tau-sp", "half_cauchy()", says: ["half_cauchy()", "character 13"]),
  fit("--prior-rho", "lkj(0)", says: ["character 5", "greater than 0"]),
  fit("--prior-rho", "lkj(1e300)", says: ["character 5", "eta", "1e+300", "0.01 to 10000"]),
  fit("--prior-mu", "normal(1e308,1)", says: ["mean", "1e+308", "from -20 to 20"]),
  fit("--prior-tau", "gamma_precision(1e300,1e300)", says: ["shape", "from 0.0001 to 10000"]),
  fit("--prior-tau", "gamma_precision(1e-10,1e10)", says: ["shape", "not 1e-10"]),
  fit("--prior-covariance", "inverse_wishart(1e300,1,0,1)", says: ["nu", "from 1.1 to 10000"]),
  fit("--prior-rho", "uniform(-2,1)", says: ["uniform(-2,1)", "character 9"]),
  fit("--prior-covariance", "inverse_wishart(3,1,5,1)", says: ["positive definite"]),
  fit(
    "--prior-covariance", "inverse_wishart(3,1,0,1)", "--prior-tau", "half_normal(1)",
    says: ["inverse_wishart", "cannot be combined"]),
  fit("--prior-mu", String(repeating: "normal(", count: 10_000), says: ["character"]),
]

@Suite("Wrong usage: exit 64, and a message that says what would be right")
struct UsageTests {
  @Test(arguments: numbers + names + priors)
  func isRefused(_ example: RefusedUsage) throws {
    let run = try sroc(example.arguments)
    #expect(run.code == 64, "\(run.errors)")
    #expect(run.output.isEmpty)
    // The parser of options adds lines with the usage; the program's own messages are one line.
    let own = run.messages.filter { !["Usage:", "  See ", "Help: "].contains($0.prefix(6)) }
    #expect(own.count == 1, "\(run.errors)")
    for needle in example.needles {
      #expect(run.errors.contains(needle), "\(needle) is not in: \(run.errors.prefix(600))")
    }
  }

  @Test func helpAndVersionGoToStandardOutput() throws {
    for arguments in [["--help"], ["fit", "--help"], ["--version"], []] {
      let run = try sroc(arguments)
      #expect(run.code == 0 && run.errors.isEmpty && !run.output.isEmpty)
    }
    #expect(try sroc(["fit", "--help"]).text.contains("--prior-rho"))
  }

  @Test func optionsBesideASavedRunAreRefused() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:audit4", "--draws", "100", "--out", out]).code == 0)
    for option in [["--seed", "3"], ["--draws=200"], ["--prior", "uniform"], ["--by", "study"]] {
      let run = try sroc(["fit", "--config", out] + option)
      #expect(run.code == 64 && run.output.isEmpty && run.errors.contains("--config"))
    }
    for (content, code) in [("{}", 65), ("not json", 65), ("", 65)] as [(String, Int32)] {
      let file = try scratch.file("run.json", content)
      #expect(try sroc(["fit", "--config", file]).code == code)
    }
    #expect(try sroc(["fit", "--config", scratch.path("none")]).code == 66)
  }
}
