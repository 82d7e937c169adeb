import Foundation
import Testing

/// Studies that try one test each, five of them both, in years of their own.
private let table: String = {
  var lines = ["study,TP,FP,FN,TN,test,year,dose"]
  for number in 0..<14 {
    let isPaired = number < 5
    for test in isPaired ? ["A", "B"] : [number % 2 == 0 ? "A" : "B"] {
      let found = (test == "A" ? 30 : 36) - number % 4
      lines.append(
        "S\(number),\(found),\(8 + number % 3),\(44 - found),50,\(test),\(2000 + number),7")
    }
  }
  return lines.joined(separator: "\n") + "\n"
}()

@Suite("Covariates: nothing that is asked for is dropped without a word")
struct CovariateRefusalTests {
  private let folder: ScratchDirectory
  private let path: String

  init() throws {
    folder = try ScratchDirectory()
    path = try folder.file("data.csv", table)
  }

  private func fit(_ arguments: String...) throws -> ProgramRun {
    try sroc(["fit", path] + arguments + quickOptions)
  }

  /// Each level by itself has nothing to compare, in whatever words the column is named.
  @Test(arguments: [
    ["--covariate", "test"], ["--covariate", "TEST:categorical"], ["--formula", "mu_se ~ test"],
    ["--formula", "accuracy ~ test; threshold ~ test"], ["--model", "comparison"],
    ["--formula", "mu_se ~ year; tau ~ test"],
  ])
  func aColumnIsSplitOrCompared(arguments: [String]) throws {
    for by in ["test", "dose,test"] {
      let run = try sroc(["fit", path, "--by", by] + arguments + quickOptions)
      #expect(run.code == 64 && run.text.isEmpty)
      let told = run.errors.lowercased().contains("leave --by out, or the covariate test")
      #expect(told, "\(run.errors)")
    }
  }

  @Test func anotherColumnIsSplit() throws {
    let other = try sroc(["fit", path, "--by", "test", "--covariate", "year"] + quickOptions)
    #expect(other.code == 0, "\(other.errors)")
  }

  @Test func aColumnIsNamedOnce() throws {
    let run = try fit("--covariate", "test", "--covariate", "TEST")
    #expect(run.code == 64 && run.text.isEmpty && run.errors.contains("twice"), "\(run.errors)")
  }

  @Test func whatIsOfComparisonsNeedsOne() throws {
    for arguments in [["--margin", "0.1"], ["--exchange-rate", "0.1", "--prevalence", "0.2"]] {
      let run = try sroc(["fit", path, "--covariate", "year"] + arguments + quickOptions)
      #expect(run.code == 64 && run.errors.contains("is of a comparison"), "\(run.errors)")
    }
    // A proportion that the model gives both levels alike has no margin; the other has.
    let run = try fit(
      "--covariate", "test", "--affects", "se", "--margin", "0.1", "--where", "year<2002")
    #expect(
      run.code == 0 && run.text.contains("B vs A, with a margin of 0.1: P(not less sensitive)"))
    #expect(!run.text.contains("not less specific"))
    #expect(run.text.contains("the same in this model"))
    let rows = run.text.split(separator: "\n").filter { $0.contains("shared+within") }
    #expect(rows.count == 1 && rows[0].contains("the same in this model"), "\(rows)")
    let json = try OrderedJSON(
      try fit(
        "--covariate", "test", "--affects", "se", "--margin", "0.1", "--where", "year<2002",
        "--format", "json"
      )
      .output)
    let margin = json["comparisons"]?.elements.first?["margin"]
    #expect(margin?["probability_sensitivity_higher"]?.number != nil)
    #expect(margin?["probability_specificity_higher"] == .null)
    for row in json["row_structures"]?.elements ?? [] {
      let pair = try #require(row["comparisons"]?.elements.first)
      #expect(pair["relative_specificity"] == .null && pair["relative_sensitivity"] != .null)
    }
  }

  /// The years of the five studies with both tests are few, and a number all the same.
  @Test func aPartIsReadAsTheWhole() throws {
    let json = try OrderedJSON(
      try fit(
        "--covariate", "test", "--covariate", "year", "--where", "year<2007", "--format", "json"
      ).output)
    let rows = json["row_structures"]?.elements ?? []
    #expect(rows.count == 5 && rows.first?["direct"]?.boolean == true)
    for row in rows {
      #expect(row["comparisons"]?.elements.compactMap { $0["index"]?.string } == ["B vs A"])
    }
  }

  /// What rows of one study share is told to be of no account where each study has one.
  @Test func sharedEffectsNeedSeveralRows() throws {
    for rows in ["shared", "shared+within"] {
      let run = try fit("--where", "test=A", "--covariate", "year", "--rows", rows)
      #expect(run.code == 0 && run.text.contains("! No study has several rows"), "\(run.text)")
    }
    let usual = try fit("--where", "test=A", "--covariate", "year", "--rows", "exchangeable")
    #expect(!usual.text.contains("No study has several rows"))
  }

  @Test func theDataAreNamed() throws {
    let gap = try folder.file(
      "gap.csv", table.replacingOccurrences(of: "50,B,2000", with: "50,,2000"))
    let run = try sroc(["fit", gap, "--covariate", "test"] + quickOptions)
    #expect(
      run.code == 65 && run.errors.contains("gap.csv, line 3: \"S0\" has no value of \"test\""))
    #expect(run.errors.contains("with --where 'test!='"), "\(run.errors)")
    let mended = try sroc(
      [
        "fit", gap, "--covariate", "test", "--rows", "independent", "--where", "test!=",
        "--where", "year<2003",
      ]
        + quickOptions)
    #expect(mended.code == 0, "\(mended.errors)")
  }

  /// A design's warnings stand in the record as on the page.
  @Test func warningsOfTheDesignAreInTheJSON() throws {
    let arguments = [
      "fit", path, "--where", "test=A", "--covariate", "test", "--covariate", "year",
    ]
    let far = arguments + ["--at", "year=1950"] + quickOptions
    let json = try OrderedJSON(try sroc(far + ["--format", "json"]).output)
    let codes = json["data"]?["warnings"]?.elements.compactMap { $0["code"]?.string } ?? []
    #expect(codes.contains("one_level") && codes.contains("beyond_data"), "\(codes)")
    let page = try sroc(far)
    #expect(
      page.text.contains("! \"test\" is \"A\" in every row; there is nothing to compare it with"))
    #expect(page.text.contains("accuracy at 1950 goes by the straight line alone"))
  }

  /// Of the prior alone nothing is learnt, and no number of it is withheld.
  @Test func thePriorOfCovariatesIsShownWhole() throws {
    let run = try fit("--covariate", "test", "--prior-only")
    #expect(run.code == 0 && !run.text.contains("not estimated"))
    let json = try OrderedJSON(
      try fit("--covariate", "test", "--prior-only", "--format", "json").output)
    let parameters = json["parameters"]?.elements ?? []
    #expect(!parameters.isEmpty)
    for parameter in parameters {
      #expect(parameter["learnt"] == .null && parameter["from_prior_only"] == nil)
    }
    let hierarchical = try fit("--where", "test=A", "--model", "hsroc", "--prior-only")
    #expect(hierarchical.code == 0 && !hierarchical.text.contains("not estimated"))
  }

  @Test func aReportOfSeveralLevelsHasItsCommand() throws {
    let run = folder.path("run")
    let one = [
      "fit", path, "--covariate", "test", "--where", "year<2002", "--quiet", "--out", run,
    ]
    #expect(try sroc(one + quickOptions).code == 0)
    let file = try sroc(["report", run, "--out", folder.path("r.html")])
    #expect(
      file.code == 64 && file.errors.contains("sroc report \(run) writes them"), "\(file.errors)")
    #expect(try sroc(["report", run]).code == 0)
    let figure = try sroc(
      ["plot", run, "--figure", "covariates", "--out", folder.path("c.svg")])
    #expect(figure.code == 64 && figure.errors.contains("no continuous covariate"))
    // The names of files are taken apart again into base and index.
    let json = try OrderedJSON(try sroc(["diagnose", run, "--format", "json"]).output)
    let bases = json["parameters"]?.elements.compactMap { $0["base"]?.string } ?? []
    #expect(bases.contains("mu_se") && !bases.contains { $0.contains("[") }, "\(bases)")
    let first = json.parameter("mu_se[A]")
    #expect(first?["index"]?["index"]?.string == "A")
  }
}
