import Foundation
import Testing

@Suite("sroc compare and sroc verify")
struct CompareTests {
  private func rows(_ arguments: [String], input: String? = nil) throws -> [OrderedJSON] {
    let run = try sroc(
      ["compare"] + arguments + ["--format", "json"], input: input.map { Data($0.utf8) })
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let json = try OrderedJSON(run.output)
    #expect(json["schema"]?.string == "sroc.compare/1")
    return json["rows"]?.elements ?? []
  }

  private func row(_ rows: [OrderedJSON], _ method: String) throws -> OrderedJSON {
    try #require(rows.first { $0["method"]?.string == method })
  }

  @Test func everyRowHasTheKeysOfTheContract() throws {
    let all = "bayes,ml,laplace,reml,ml-normal,univariate,fixed,mantel-haenszel,ladder"
    let rows = try rows([
      "example:auditc", "--methods", all, "--published", "Some review: se=0.9 sp=0.8[0.7,0.9]",
    ])
    #expect(
      Set(rows.compactMap { $0["method"]?.string })
        == Set(all.split(separator: ",").map(String.init) + ["published"]))
    for row in rows {
      expectInOrder(
        [
          "method", "label", "sensitivity", "specificity", "dor", "mu_se", "mu_sp", "se_mu_se",
          "se_mu_sp", "tau_se", "tau_sp", "rho", "log_likelihood", "seconds", "status", "note",
        ], among: row.keys, row["label"]?.string ?? "")
      #expect(["ok", "boundary", "failed"].contains(row["status"]?.string ?? ""))
    }
    let exact = try row(rows, "ml")
    #expect(abs((exact["log_likelihood"]?.number ?? 0) + 122.74671) < 2e-5)
    #expect(abs((exact["sensitivity"]?["estimate"]?.number ?? 0) - 0.92493) < 2e-5)
    let published = try row(rows, "published")
    #expect(published["specificity"]?["upper"]?.number == 0.9)
    #expect(
      published["sensitivity"]?["lower"] == .null && published["label"]?.string == "Some review")
    #expect(rows.count { $0["method"]?.string == "ladder" } == 5)
  }

  @Test func aBoundaryIsSaidInTextAndJSON() throws {
    for name in ["audit4", "scheidler-ct", "telomerase"] {
      let rows = try rows(["example:\(name)", "--methods", "ml"])
      #expect(rows[0]["status"]?.string == "boundary" && rows[0]["rho"]?.number == -1)
    }
    let page = try sroc(["compare", "example:telomerase", "--methods", "ml,reml"]).text
    #expect(page.contains("boundary: rho = -1") && page.contains("To report: the Bayesian fit"))
    let fit = try sroc(["fit", "example:telomerase"]).text
    #expect(fit.contains("exact ML, boundary rho = -1"))
  }

  @Test(arguments: [
    ("study,tp,fp,fn,tn\na,10,2,3,20\n", "one study"),
    ("study,tp,fp,fn,tn\na,,2,,20\nb,,4,,31\n", "no diseased participants"),
    ("study,tp,fp,fn,tn\na,0,0,0,0\nb,5,2,1,7\n", "one study"),
  ])
  func aMethodThatFailsIsARowWithItsReason(_ data: String, _ reason: String) throws {
    let rows = try rows(["-", "--methods", "ml,reml"], input: data)
    for row in rows {
      #expect(row["status"]?.string == "failed" && row["sensitivity"] == .null)
      #expect(row["note"]?.string?.contains(reason) == true, "\(row)")
    }
  }

  @Test func correctionsDiffer() throws {
    let estimates = try ["all", "single"].map { name -> Double in
      let rows = try rows(["example:auditc", "--methods", "reml", "--correction", name])
      return rows[0]["sensitivity"]?["estimate"]?.number ?? .nan
    }
    #expect(abs(estimates[0] - 0.891) < 6e-4 && abs(estimates[1] - 0.899) < 6e-4)
    let none = try rows(["example:auditc", "--methods", "reml", "--correction", "none"])
    #expect(none[0]["status"]?.string == "failed")
  }

  @Test func aCovariateHasARowALevelAndATest() throws {
    let arguments = [
      "compare", "example:smoking-all", "--where", "result_id=1", "--covariate", "type",
      "--methods", "ml",
    ]
    let json = try OrderedJSON(try sroc(arguments + ["--format", "json"]).output)
    let levels = json["rows"]?.elements.compactMap { $0["level"]?.string }
    #expect(levels == ["SAQ", "IAQ"])
    let test = try #require(json["covariate_tests"]?.elements.first)
    #expect(abs((test["statistic"]?.number ?? 0) - 11.17) < 6e-3)
    #expect(test["degrees_of_freedom"]?.number == 2)
    #expect(try sroc(arguments).text.contains("Likelihood-ratio test of type (ml)"))
  }

  @Test func aCovariateHasItsModels() throws {
    let arguments = [
      "compare", "example:anti-ccp", "--covariate", "generation", "--reference", "CCP1",
      "--methods", "ml",
    ]
    let json = try #require(
      try OrderedJSON(try sroc(arguments + ["--format", "json"]).output)["covariate_models"])
    #expect(
      json["models"]?.elements.compactMap { $0["model"]?.string } == ["A", "B", "C", "D", "E"])
    let tests = try #require(json["tests"]?.elements)
    #expect(tests.compactMap { $0["degrees_of_freedom"]?.number } == [2, 1, 1, 3])
    #expect(abs((tests[3]["statistic"]?.number ?? 0) - 8.536) < 2.5e-3)
    #expect(tests[1]["question"]?.string == "Does sensitivity differ between levels?")
    let pair = try #require(json["comparisons"]?.elements.first)
    #expect(pair["first"]?.string == "CCP2" && pair["second"]?.string == "CCP1")
    #expect(abs((pair["sensitivity"]?["ratio"]?["estimate"]?.number ?? 0) - 1.479) < 1e-3)
    let names = json["models"]?.elements[1]["coefficients"]?.elements.compactMap {
      $0["name"]?.string
    }
    #expect(names == ["mu_se[CCP1]", "mu_se[CCP2]", "mu_sp[CCP1]", "mu_sp[CCP2]"])
    let page = try sroc(arguments).text
    for line in [
      "Model  depends on generation", "Does sensitivity differ between levels?       B vs C",
      "CCP2 against CCP1", "  Sensitivity  1.48   1.17 to 1.88",
    ] {
      #expect(page.contains(line), "\(page)")
    }
    let csv = try sroc(arguments + ["--format", "csv"]).text.split(separator: "\n")
    #expect(
      csv[0].hasSuffix(
        "interval_level,parameters,first,second,statistic,degrees_of_freedom,p,"
          + "estimate,lower,upper,rows"))
    let columns = csv[0].split(separator: ",").count
    #expect(
      csv.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == columns }
    )
    #expect(
      csv.contains { $0.hasPrefix("likelihood-ratio,sensitivity,") && $0.contains(",B,C,12.15") })
    #expect(csv.contains { $0.hasPrefix("ratio,sensitivity,") && $0.contains(",CCP2,CCP1,") })
  }

  @Test func aContinuousCovariateHasASlope() throws {
    let arguments = ["compare", "example:catheter", "--covariate", "prevalence", "--methods", "ml"]
    let json = try OrderedJSON(try sroc(arguments + ["--format", "json"]).output)
    #expect(json["rows"]?.elements.count == 1 && json["covariate_tests"]?.elements.isEmpty == true)
    let models = try #require(json["covariate_models"])
    #expect(models["kind"]?.string == "continuous" && models["models"]?.elements.count == 4)
    #expect(abs((models["slopes"]?["sensitivity"]?["estimate"]?.number ?? 0) - 1.0872) < 1e-3)
    let page = try sroc(arguments).text
    #expect(
      page.contains("Does specificity change with it?  B vs D     4.74       1  0.030"), "\(page)")
    #expect(page.contains("! The first two tables leave prevalence out"), "\(page)")
  }

  private static let bothTests = [
    "compare", "example:ascus", "--covariate", "test", "--reference", "RepC", "--methods", "ml",
  ]

  /// Where a study has several rows, the models stand beside each other under both assumptions.
  @Test func modelsOfSharedEffectsStandBeside() throws {
    let page = try sroc(Self.bothTests).text
    for line in [
      "by exact maximum likelihood of independent rows",
      "by exact maximum likelihood of shared effects",
      "which METADAS and metadta take for granted", "No model E: rows of one study have one effect",
      "Does accuracy differ between levels?     B vs A     46.05      2  <0.001",
      "  HC2       0.902  0.86 to 0.93  0.640  0.59 to 0.69",
      "tau_se 0.39, tau_sp 0.31, rho -0.72",
      "-134.98 with independent rows,\n-200.03 with shared effects",
    ] {
      #expect(page.contains(line), "\(line): \(page)")
    }
    let json = try OrderedJSON(try sroc(Self.bothTests + ["--format", "json"]).output)
    #expect(json["schema"]?.string == "sroc.compare/1")
    let (own, shared) = (json["covariate_models"], json["covariate_models_shared"])
    #expect(own?["rows"]?.string == "independent" && shared?["rows"]?.string == "shared")
    #expect(own?["models"]?.elements.count == 5 && shared?["models"]?.elements.count == 4)
    let levels = try #require(shared?["accuracy"]?.elements)
    #expect(levels.map { $0["level"]?.string } == ["RepC", "HC2"])
    #expect(abs((levels[1]["sensitivity"]?["estimate"]?.number ?? 0) - 0.90202) < 1e-4)
    #expect(own?["accuracy"]?.elements.count == 2)
    let csv = csvRows(try sroc(Self.bothTests + ["--format", "csv"]).text)
    func lines(_ method: String, _ rows: String) -> [[String]] {
      csv.filter { $0.first == method && $0.last == rows }
    }
    #expect(csv.first?.last == "rows" && lines("ml", "").count == 3)
    for (rows, models) in [("independent", 5), ("shared", 4)] {
      #expect(lines("model", rows).count == models)
      #expect(lines("accuracy", rows).map { $0[1] } == ["RepC", "HC2"])
    }
  }

  @Test func oneAssumptionIsAskedFor() throws {
    for (rows, key, other) in [
      ("shared", "covariate_models_shared", "covariate_models"),
      ("independent", "covariate_models", "covariate_models_shared"),
    ] {
      let run = Self.bothTests + ["--rows", rows]
      let json = try OrderedJSON(try sroc(run + ["--format", "json"]).output)
      #expect(json[key]?["rows"]?.string == rows && json[other]?["rows"] == nil)
      #expect(try !sroc(run).text.contains("Log likelihood of model B"))
    }
    // With one row in each study there is nothing to assume.
    let page = try sroc([
      "compare", "example:anti-ccp", "--covariate", "generation", "--methods", "ml",
    ]).text
    #expect(!page.contains("shared effects") && !page.contains("independent rows"))
  }

  @Test(arguments: [
    (["--covariate", "test", "--rows", "exchangeable"], "use independent or shared; sroc fit has"),
    (["--covariate", "test", "--rows", "common"], "--rows common: use independent or shared"),
    (["--rows", "shared"], "name its column with --covariate"),
  ])
  func wrongRowsAreTold(_ options: [String], _ words: String) throws {
    let run = try sroc(["compare", "example:ascus", "--methods", "ml"] + options)
    #expect(run.code == 64 && run.output.isEmpty && run.errors.contains(words), "\(run.errors)")
  }

  /// Beside a fit of shared effects stands the maximum of the same likelihood, beside others that of
  /// independent rows, which says so.
  @Test(arguments: [
    ("shared", "Exact ML, shared effects", "covariate_models_shared"),
    ("exchangeable", "Exact ML, independent rows", "covariate_models"),
    ("independent", "Exact ML", "covariate_models"),
  ])
  func theTwinOfAFit(_ rows: String, _ label: String, _ key: String) throws {
    let data = Data(
      """
      study,TP,FP,FN,TN,test
      a,40,2,10,60,x
      a,44,4,6,55,y
      b,20,9,25,40,x
      b,27,14,18,35,y
      c,30,1,4,70,x
      c,31,6,3,60,y
      d,15,18,12,60,x

      """.utf8)
    let arguments = ["-", "--covariate", "test", "--format", "json"]
    let compared = try OrderedJSON(
      try sroc(["compare", "--methods", "ml"] + arguments, input: data).output)
    let model = compared[key]?["models"]?.elements.first { $0["model"]?.string == "B" }
    let maximum = try #require(model?["log_likelihood"]?.number)
    let fit = try OrderedJSON(
      try sroc(["fit", "--rows", rows, "--draws", "250"] + arguments, input: data).output)
    let twins = fit["settings"]?.elements.compactMap { $0["maximum_likelihood"] } ?? []
    #expect(twins.count == 2)
    for twin in twins {
      #expect(twin["label"]?.string == label)
      #expect(abs((twin["log_likelihood"]?.number ?? 0) - maximum) < 1e-6, "\(twin)")
    }
    let others = ["covariate_models", "covariate_models_shared"].compactMap {
      compared[$0]?["models"]?.elements.first { $0["model"]?.string == "B" }?["log_likelihood"]?
        .number
    }
    #expect(others.count == 2 && abs(others[0] - others[1]) > 1e-3, "\(others)")
  }

  @Test(arguments: [
    (["--covariate", "g", "--reference", "z"], 64, "no covariate has the level"),
    (["--reference", "x"], 64, "--reference is a level of a covariate"),
    (["--covariate", "h"], 65, "--where 'h!='"),
    (["--covariate", "g:continuous"], 65, "is not a number"),
  ])
  func wrongCovariatesAreTold(_ options: [String], _ code: Int32, _ words: String) throws {
    let data = "study,TP,FP,FN,TN,g,h\na,10,2,3,20,x,1\nb,11,2,3,20,y,\nc,9,1,4,25,x,2\n"
    let run = try sroc(["compare", "-", "--methods", "ml"] + options, input: Data(data.utf8))
    #expect(run.code == code && run.output.isEmpty, "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  @Test func publishedValuesAreLabelledAsTypedIn() throws {
    let page = try sroc([
      "compare", "example:naf-pet-ct", "--methods", "ml", "--published",
      "Burmeister 2025: review: se=0.903[0.53, 1.00] sp=0.891[0.31,1.00]",
    ]).text
    #expect(page.contains("Published values, typed in; not fits of the studies above"))
    #expect(page.contains("Burmeister 2025: review  "))
  }

  @Test func aPublishedRowThatIsFarOffIsNotSaidToAgree() throws {
    let page = try sroc([
      "compare", "example:auditc", "--methods", "bayes,ml", "--draws", "500", "--published",
      "X: se=0.50[0.45,0.55] sp=0.30[0.25,0.35]",
    ]).text
    let text = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(!text.contains("agree"), "\(page)")
    #expect(text.contains("X puts sensitivity at 0.500, Bayes at 0.9"), "\(page)")
    #expect(text.contains("and specificity at 0.300, Bayes at 0.7"), "\(page)")
  }

  @Test func intervalsOfTwiceTheWidthAreNotSaidToAgree() throws {
    let data = "study,tp,fp,fn,tn\na,20,5,4,30\nb,30,6,5,44\n"
    let page = try sroc(
      ["compare", "-", "--methods", "bayes,ml", "--draws", "2000"], input: Data(data.utf8)
    ).text
    let text = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(!text.contains("agree"), "\(page)")
    #expect(text.contains("Exact ML gives specificity an interval 0.4"), "\(page)")
    #expect(text.contains("The other methods show"))
    let alone = try sroc(["compare", "-", "--methods", "ml"], input: Data(data.utf8)).text
    #expect(!alone.contains("prior keeps Bayes away") && !alone.contains("agree"), "\(alone)")
  }

  @Test func typedIntervalsStandUnderTheirOwnLevel() throws {
    let arguments = [
      "compare", "example:auditc", "--methods", "ml", "--level", "0.8",
      "--published", "Old: se=0.90[0.80,0.95] sp=0.80",
      "--published", "New: se=0.90[0.85,0.93] level=0.8",
    ]
    let lines = try sroc(arguments).text.split(separator: "\n")
    func heading(of label: String) throws -> Substring {
      let index = try #require(lines.firstIndex { $0.hasPrefix(label + " ") })
      return try #require(lines[..<index].last { $0.contains(" Se ") })
    }
    #expect(try heading(of: "Old").contains("95 %") && !heading(of: "Old").contains("80 %"))
    #expect(try heading(of: "New").contains("80 %") && !heading(of: "New").contains("95 %"))
    let rows = try rows(Array(arguments.dropFirst()))
    #expect(rows.map { $0["interval_level"]?.number } == [0.8, 0.95, 0.8])
  }

  @Test(arguments: [
    ["--published", "a: se=0.9 level=95"], ["--published", "a: se=0.9 level=0"],
    ["--published", "a: se=0.9 level=0.9 level=0.8"], ["--published", "a: level=0.9"],
    ["--published", "no colon se=0.9"], ["--published", ": se=0.9"], ["--published", "a: se=1.2"],
    ["--published", "a: se=0.9[0.95,1]"], ["--published", "a: se=0.9[0.5]"],
    ["--published", "a: se=0.9[0.5,1"], ["--published", "a: se=0.9 se=0.8"],
    ["--published", "a: "], ["--published", "a: xy=0.9"], ["--methods", "ml,magic"],
    ["--methods", ""], ["--correction", "some"], ["--covariate", "nothing"],
  ])
  func wrongOptionsAreUsageErrors(_ options: [String]) throws {
    let run = try sroc(["compare", "example:auditc"] + options)
    #expect(run.code == 64 && run.output.isEmpty, "\(options): \(run.code) \(run.errors)")
    #expect(run.errors.contains(options[0]))
  }

  @Test func everyLevelHasItsComparison() throws {
    let run = try sroc([
      "compare", "example:ascus", "--by", "test", "--methods", "ml", "--format", "json",
    ])
    let json = try OrderedJSON(run.output)
    #expect(json["schema"]?.string == "sroc.compare-by/1")
    #expect(json["levels"]?.elements.count == 2)
  }

  @Test func publishedNumbersAreConfirmed() throws {
    let run = try sroc(["verify", "--format", "json"])
    let json = try OrderedJSON(run.output)
    #expect(run.code == 0 && json["ok"]?.boolean == true, "\(run.text)")
    let rows = json["rows"]?.elements ?? []
    #expect(rows.count > 80)
    for row in rows {
      let difference = abs((row["ours"]?.number ?? .nan) - (row["theirs"]?.number ?? .nan))
      #expect(difference <= row["tolerance"]?.number ?? 0)
    }
    #expect(try sroc(["verify"]).text.contains("published numbers confirmed"))
  }

  @Test func reviewManagersTableHasItsNames() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    #expect(try sroc(["fit", "example:auditc", "--out", out, "--quiet"]).code == 0)
    let text = try String(contentsOfFile: out + "/revman.csv", encoding: .utf8)
    let rows = csvRows(text)
    #expect(rows.first == ["Parameter", "Estimate"])
    #expect(
      rows.dropFirst().map { $0[0] } == [
        "Lambda", "Theta", "beta", "Var(accuracy)", "Var(threshold)", "E(logitSe)", "E(logitSp)",
        "Var(logitSe)", "Var(logitSp)", "Cov(logits)", "Corr(logits)", "SE(E(logitSe))",
        "SE(E(logitSp))", "Cov(Es)", "Studies",
      ])
    let values = Dictionary(
      uniqueKeysWithValues: rows.dropFirst().map { ($0[0], Double($0[1]) ?? .nan) })
    // Harbord's signs: beta = log(tau_sp / tau_se), from the variances.
    let beta = 0.5 * log((values["Var(logitSp)"] ?? 0) / (values["Var(logitSe)"] ?? 0))
    #expect(abs(beta - (values["beta"] ?? .nan)) < 0.02)
    #expect(values["Studies"] == 14)
  }
}
