import Foundation
import Testing

@Suite("Choosing rows on the command line")
struct SelectionTests {
  private func fit(_ arguments: [String]) throws -> OrderedJSON {
    let run = try sroc(["fit"] + arguments + ["--draws", "300", "--format", "json"])
    #expect(run.code == 0, "\(arguments): \(run.errors)")
    return try OrderedJSON(run.output)
  }

  /// The part of a fit that the posterior decides.
  private func posterior(_ fit: OrderedJSON) -> [OrderedJSON?] {
    [fit["parameters"], fit["covariance_mu"], fit["prior_table"]]
  }

  /// Each level is a fit of its rows with random numbers of its own: the same data, and means that differ
  /// by 4.5 Monte Carlo errors at most; fifteen comparisons.
  @Test func byFitsEachLevelAsWhereWould() throws {
    let data = "example:scheidler"
    let split = try fit([data, "--by", "modality"])
    #expect(split["schema"]?.string == "sroc.fit-by/1")
    let levels = split["levels"]?.elements ?? []
    #expect(levels.count == 3)
    for level in levels {
      let name = try #require(level["level"]?.string)
      let alone = try fit([data, "--where", "modality=\(name)"])
      let inside = try #require(level["fit"])
      for member in ["studies", "diseased", "nondiseased", "one_arm"] {
        #expect(inside["data"]?[member] == alone["data"]?[member], "\(name) \(member)")
      }
      #expect(inside["prior"] == alone["prior"] && inside["data"]?["studies"] != nil)
      for parameter in ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"] {
        func number(_ fit: OrderedJSON, _ key: String) throws -> Double {
          try #require(fit.value(parameter, key))
        }
        let error = try [inside, alone].reduce(0) {
          try $0 + number($1, "mcse_mean") * number($1, "mcse_mean")
        }
        let difference = try number(inside, "mean") - number(alone, "mean")
        #expect(abs(difference) < 4.5 * error.squareRoot(), "\(name) \(parameter): \(difference)")
        #expect(difference != 0, "\(name) \(parameter)")
      }
      #expect(alone["data"]?["where"]?.elements.first?.string == "modality=\(name)")
    }
    let page = try sroc(["fit", data, "--by", "modality", "--draws", "300"])
    #expect(page.code == 0 && page.text.contains("modality = "))
    let table = try sroc(["fit", data, "--by", "modality", "--draws", "300", "--format", "csv"])
    #expect(csvRows(table.text).count == 1 + 3 * parameterNames.count)
    let check = try OrderedJSON(
      try sroc(["check", data, "--by", "modality", "--format", "json"]).output)
    #expect(check["levels"]?.elements.count == 3)
    #expect(try sroc(["check", data, "--by", "modality"]).code == 0)
  }

  /// A condition on the column of `--by` leaves fewer levels, each the fit that it was among all: its random
  /// numbers are those of its own name.
  @Test func conditionsMayNameTheColumnOfTheLevels() throws {
    let data = ["example:scheidler", "--by", "modality"]
    let all = try fit(data)["levels"]?.elements ?? []
    for condition in ["modality=MRI", "modality!=LAG"] {
      let some = try fit(data + ["--where", condition])["levels"]?.elements ?? []
      #expect(some.count == (condition == "modality=MRI" ? 1 : 2))
      for level in some {
        let same = try #require(all.first { $0["level"] == level["level"] }?["fit"])
        #expect(posterior(try #require(level["fit"])) == posterior(same), "\(condition)")
      }
    }
  }

  @Test func crossedLevelsAreWrittenAndReadLikeOthers() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let run = try sroc(
      ["fit", "example:scheidler", "--by", "modality,MODALITY,tp", "--where", "tp>=20"]
        + ["--where", "modality!=LAG", "--draws", "200", "--out", out, "--quiet"])
    #expect(run.code == 0, "\(run.errors)")
    let report = try sroc(["report", out])
    #expect(report.code == 0, "\(report.errors)")
    let page = scratch.text("run/report.html")
    #expect(page.contains("compared by <bdi>modality, tp</bdi>"))
    #expect(page.contains("<bdi>CT, 20</bdi>"))
    let fit = try OrderedJSON(try #require(scratch.data("run/CT__20/fit.json")))
    #expect(fit["data"]?["level"]?.string == "modality, tp=CT, 20")
  }

  @Test func dependentRowsArePooledOnlyWhenAllowed() throws {
    let refused = try sroc(["fit", "example:scheidler"])
    #expect(refused.code == 65 && refused.errors.contains("modality"))
    let allowed = try fit(["example:scheidler", "--allow-dependent"])
    #expect(allowed["data"]?["studies"] == .number(44))
    #expect(allowed.warningCodes.contains("dependent_rows"))
  }

  @Test func oneArmStudiesAreUsedOrDropped() throws {
    let both = [[10, 2, 3, 20], [5, 1, 1, 9], [7, 3, 2, 11]] as [[Int?]]
    let scratch = try ScratchDirectory()
    let file = try scratch.file("all.csv", studyTable(both + [[30, nil, 1, nil]]))
    let used = try fit([file])
    let dropped = try fit([file, "--one-arm", "drop"])
    let without = try fit([try scratch.file("both.csv", studyTable(both))])
    #expect(used["data"]?["studies"] == .number(4) && used["data"]?["one_arm"] == .number(1))
    #expect(dropped["data"]?["studies"] == .number(3))
    #expect(posterior(dropped) == posterior(without))
    #expect(used.value("mu_se", "median") ?? 0 > dropped.value("mu_se", "median") ?? 9)
  }

  @Test func rowsWithoutCountsChangeNothingButTheCounts() throws {
    let printed = try sroc(["datasets", "kearon1998-dvt-us"]).text
    let lines = printed.split(separator: "\n")
    let columns = csvRows(String(lines[0]))[0]
    let counts = ["tp", "fp", "fn", "tn"].map { name in columns.firstIndex(of: name) }
    let kept = lines.enumerated().filter { index, line in
      let cells = csvRows(String(line))[0]
      return index == 0 || !counts.allSatisfy { $0.map { cells[$0].isEmpty } ?? false }
    }
    #expect(lines.count - kept.count == 2)
    let scratch = try ScratchDirectory()
    let options = ["--where", "patients=symptomatic", "--allow-dependent"]
    let whole = try fit([try scratch.file("whole.csv", printed)] + options)
    let text = kept.map { String($0.element) }.joined(separator: "\n") + "\n"
    let without = try fit([try scratch.file("kept.csv", text)] + options)
    #expect(posterior(whole) == posterior(without))
    #expect(whole["studies"] == without["studies"])
    #expect(without["data"]?["empty_rows"] == .number(0))
    #expect(whole["data"]?["empty_rows"]?.number ?? 0 > 0)
    #expect(whole["data"]?["diseased"] == without["data"]?["diseased"])
  }

  @Test func labelsCannotSteerTheTerminal() throws {
    let labels = [
      "\u{1B}[31mred", "\u{202E}right to left \u{5E9}", "\u{1FA7A} test", "=cmd|calc",
      String(repeating: "x", count: 500), "<script>", "line\nbreak", "a\u{7}bell",
    ]
    let table =
      "study,tp,fp,fn,tn\n"
      + labels.enumerated().map { "\"\($1)\",\(9 + $0),1,2,\(20 + $0)\n" }.joined()
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", table)
    for arguments in [["check", file], ["fit", file, "--draws", "100"]] {
      for format in ["text", "json", "csv"] {
        let run = try sroc(arguments + ["--format", format])
        #expect(run.code == 0)
        let controls = run.output.filter { $0 < 0x20 && $0 != 0x0A }
        #expect(controls.isEmpty, "\(arguments[0]) \(format)")
        if format == "text" { #expect(!run.text.contains("\u{202E}")) }
        if format == "json" {
          let studies = try OrderedJSON(run.output)["studies"]?.elements ?? []
          #expect(studies.count == labels.count)
          #expect(studies.last?["study"]?.string?.hasSuffix("bell") == true)
        }
      }
    }
  }

  @Test func theWorkingDirectoryNeedNotBeWritable() throws {
    let run = try sroc(["fit", "example:audit4", "--draws", "100"], directory: "/")
    #expect(run.code == 0 && run.errors.isEmpty)
  }
}
