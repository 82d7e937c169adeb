import Foundation
import Testing

/// The keys that other programs read, in their order.
private let fitKeys: [(path: [String], keys: [String])] = [
  (
    [],
    [
      "schema", "version", "command", "data", "model", "prior", "sampler", "integration", "timing",
      "diagnostics", "level", "interval", "parameters", "covariance_mu", "prior_table", "studies",
    ]
  ),
  (
    ["data"],
    [
      "source", "sha256", "where", "studies", "empty_rows", "one_arm", "diseased", "nondiseased",
      "warnings",
    ]
  ),
  (["model"], ["name", "likelihood", "random_effects", "link"]),
  (["prior"], ["preset", "mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "covariance"]),
  (
    ["sampler"],
    [
      "name", "kernel", "kernel_reason", "chains", "warmup", "draws", "seed", "threads",
      "acceptance_rate",
    ]
  ),
  (["integration"], ["rule", "tolerance", "quadrature_error", "fallback_share"]),
  (["timing"], ["warmup_seconds", "sampling_seconds", "total_seconds"]),
  (["diagnostics"], ["ok", "max_rhat", "min_ess_bulk", "min_ess_tail", "problems"]),
]

let parameterNames = [
  "mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "sensitivity", "specificity", "fpr", "lr_positive",
  "lr_negative", "dor", "sensitivity_averaged", "specificity_averaged", "sensitivity_new",
  "specificity_new", "lambda", "theta", "beta", "var_accuracy", "var_threshold", "partial_auc",
  "auc", "i2", "lr_positive_new", "lr_negative_new", "dor_new",
]

private let statisticKeys = [
  "name", "base", "index", "median", "lower", "upper", "mean", "sd", "mad", "q2.5", "q5", "q95",
  "q97.5", "rhat", "ess_bulk", "ess_tail", "mcse_mean", "mcse_median", "mcse_q2.5", "mcse_q97.5",
  "learnt", "prior_distance",
]

@Suite("fit --format json is the contract")
struct FitJSONTests {
  private func fit(_ arguments: [String]) throws -> OrderedJSON {
    let run = try sroc(["fit"] + arguments + ["--format", "json"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    return try OrderedJSON(run.output)
  }

  @Test func everyKeyStandsInItsPlace() throws {
    let fit = try fit(["example:naf-pet-ct", "--draws", "500"])
    for (path, keys) in fitKeys {
      let object = path.reduce(Optional(fit)) { $0?[$1] }
      expectInOrder(keys, among: object?.keys ?? [], path.joined(separator: "."))
    }
    #expect(fit["schema"]?.string == "sroc.fit/1")
    #expect(fit["parameters"]?.elements.compactMap { $0["name"]?.string } == parameterNames)
    for parameter in fit["parameters"]?.elements ?? [] {
      #expect(parameter.keys == statisticKeys)
    }
    for row in fit["prior_table"]?.elements ?? [] {
      expectInOrder(["prior", "sensitivity", "specificity"], among: row.keys, "prior_table")
      expectInOrder(
        ["median", "lower", "upper"], among: row["sensitivity"]?.keys ?? [], "prior_table")
    }
    #expect(fit["prior_table"]?.elements.count == 2)
    let studies = fit["studies"]?.elements ?? []
    #expect(studies.count == 3)
    for study in studies {
      expectInOrder(
        ["study", "tp", "fp", "fn", "tn", "sensitivity", "specificity"], among: study.keys, "study")
      let arm = [
        "observed", "lower", "upper", "posterior_median", "posterior_lower", "posterior_upper",
        "from_model_only",
      ]
      expectInOrder(arm, among: study["sensitivity"]?.keys ?? [], "sensitivity of a study")
      expectInOrder(arm, among: study["specificity"]?.keys ?? [], "specificity of a study")
    }
    for warning in fit["data"]?["warnings"]?.elements ?? [] {
      expectInOrder(["code", "row", "study", "message"], among: warning.keys, "warning")
    }
    #expect(fit["covariance_mu"]?.elements.map(\.elements.count) == [2, 2])
  }

  @Test func learntBelongsToTheFiveBasicParameters() throws {
    let fit = try fit(["example:auditc", "--draws", "500"])
    for (index, parameter) in (fit["parameters"]?.elements ?? []).enumerated() {
      #expect((parameter["learnt"]?.number != nil) == (index < 5))
      #expect((parameter["prior_distance"]?.number != nil) == (index < 5))
    }
    // Moments that may not exist are null, never a number.
    for name in ["lambda", "theta"] {
      #expect(fit.parameter(name)?["mean"] == .null && fit.parameter(name)?["sd"] == .null)
      #expect(fit.value(name, "median") != nil)
    }
    // A half-Cauchy SD with a single study without a zero among the non-diseased: mean, but no SD.
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", studyTable([[10, 2, 3, 20], [5, 0, 1, 9]]))
    let heavy = try self.fit([file, "--draws", "500", "--prior-tau", "half_cauchy(1)"])
    #expect(heavy.value("tau_sp", "mean") != nil)
    #expect(heavy.parameter("tau_sp")?["sd"] == .null)
    #expect(heavy.parameter("tau_sp")?["mcse_mean"] == .null)
    #expect(heavy.value("tau_se", "sd") != nil)
  }

  @Test func optionsReachTheResult() throws {
    let fit = try fit([
      "example:auditc", "--draws", "300", "--chains", "3", "--seed", "18446744073709551615",
      "--threads", "1", "--level", "0.9", "--prior", "cochrane", "--prior-rho", "lkj(4)",
      "--prevalence", "0.3", "--warmup", "2000",
    ])
    #expect(fit["sampler"]?["chains"] == .number(3))
    #expect(fit["sampler"]?["draws"] == .number(300))
    #expect(fit["sampler"]?["threads"] == .number(1))
    #expect(fit["level"] == .number(0.9))
    #expect(fit["prior"]?["rho"] == .string("lkj(4)"))
    #expect(fit["prior"]?["mu_se"] == .string("normal(0, 10)"))
    // 90 % limits are the 5 % and 95 % points.
    // (1 - 0.9) / 2 is a rounding away from 0.05.
    for (name, bound, quantile) in [("mu_se", "lower", "q5"), ("rho", "upper", "q95")] {
      let limit = try #require(fit.value(name, bound))
      let point = try #require(fit.value(name, quantile))
      #expect(limit != 0 && abs(limit - point) <= 1e-14 * abs(point), "\(limit), \(point)")
    }
    let run = try sroc([
      "fit", "example:auditc", "--draws", "300", "--seed", "18446744073709551615", "--format",
      "json",
    ])
    #expect(run.text.contains("\"seed\": 18446744073709551615,"))
  }

  @Test func quantitiesAgreeWithEachOther() throws {
    let fit = try fit(["example:auditc"])
    let mean = { fit.value($0, "mean") ?? .nan }
    // A new study's accuracy has the mean that the averaged accuracy has, by definition.
    for name in ["sensitivity", "specificity"] {
      let difference = mean("\(name)_new") - mean("\(name)_averaged")
      let error = fit.value("\(name)_new", "mcse_mean") ?? .nan
      #expect(abs(difference) < 5 * error, "\(name): \(difference), Monte Carlo error \(error)")
    }
    #expect(abs(mean("fpr") - (1 - mean("specificity"))) < 1e-12)
    let sorted = ["q2.5", "q5", "median", "q95", "q97.5"]
    for name in parameterNames {
      let values = sorted.map { fit.value(name, $0) ?? .nan }
      #expect(values == values.sorted() && values.allSatisfy(\.isFinite), "\(name) \(values)")
    }
    #expect(fit["diagnostics"]?["ok"]?.boolean == true)
    #expect(fit["integration"]?["quadrature_error"]?.number ?? 1 < 1e-3)
  }
}
