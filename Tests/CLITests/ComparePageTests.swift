import Foundation
import Testing

@Suite("The page of sroc compare")
struct ComparePageTests {
  private let allMethods =
    "bayes,ml,laplace,reml,ml-normal,univariate,fixed,mantel-haenszel,ladder"

  private func page(_ arguments: [String], data: String? = nil) throws -> String {
    let run = try sroc(
      ["compare"] + (data == nil ? [] : ["-"]) + arguments, input: data.map { Data($0.utf8) })
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    return run.text
  }

  /// The text on one line, so that the place where a sentence breaks does not matter.
  private func unwrapped(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func warningsOfTheDataAreSaid() throws {
    let half = "study,TP,FP,FN,TN\na,10,2,,20\nb,11,2,3,20\nc,9,1,4,25\n"
    #expect(try page(["--methods", "ml"], data: half).contains("! a has only one count"))
    let swapped = "study,TP,FP,FN,TN\na,1,15,9,5\nb,2,17,8,3\nc,1,14,9,6\n"
    #expect(try page(["--methods", "ml"], data: swapped).contains("! Below chance"))
  }

  /// Where exact ML of both margins says the same, the missing correlation is no reason.
  @Test(arguments: [
    ("telomerase", "bayes,ml,univariate", "exact ML of both margins together lies as far off"),
    ("telomerase", "bayes,univariate", "it has no prior, and each margin is fitted"),
    ("naf-pet-ct", "bayes,ml,univariate", "exact ML of both margins together lies as far off"),
  ])
  func univariateFitsAreBlamedForWhatIsTheirs(
    _ name: String, _ methods: String, _ reason: String
  ) throws {
    let text = unwrapped(try page(["example:\(name)", "--methods", methods]))
    let said = try #require(
      text.components(separatedBy: "Univariate, exact ML puts ").dropFirst().first)
    let sentence = said.components(separatedBy: ". ")[0]
    #expect(sentence.contains(reason) && !sentence.contains("correlation"), "\(sentence)")
  }

  @Test func aMarginFitStandsWithoutTheOther() throws {
    let data = "study,TP,FN\na,10,2\nb,20,5\nc,8,1\nd,30,9\n"
    let text = try page(["--methods", "bayes,ml,univariate"], data: data)
    let lines = text.split(separator: "\n").map(String.init)
    let margins = lines.filter { $0.hasPrefix("Univariate") }
    #expect(margins.count == 4 && !margins.contains { $0.contains("failed") }, "\(text)")
    #expect(margins[0].hasSuffix("not estimated") && margins[1].hasSuffix("not estimated"))
    #expect(lines.contains("! Exact ML failed: no non-diseased participants"), "\(text)")
    let run = try sroc(
      ["compare", "-", "--methods", "univariate", "--format", "json"], input: Data(data.utf8))
    for row in try OrderedJSON(run.output)["rows"]?.elements ?? [] {
      #expect(row["status"]?.string != "failed" && row["specificity"] == .null)
      #expect(row["sensitivity"]?["estimate"] != .null)
    }
  }

  @Test(arguments: [
    ("ml,laplace", "all", "No correction was added."),
    ("ml,reml", "all", "Methods on observed logits add 0.5 (--correction all)"),
    ("ml,univariate", "single", "Methods on observed logits add 0.5 (--correction single)"),
    ("ml,univariate", "none", "No correction was added."),
  ])
  func zeroCellsAreSaidToBeCorrectedOnlyWhereTheyAre(
    _ methods: String, _ correction: String, _ words: String
  ) throws {
    let text = try page(["example:auditc", "--methods", methods, "--correction", correction])
    let line = try #require(
      unwrapped(text).components(separatedBy: "! Zero cells: ").dropFirst().first)
    #expect(line.contains(words), "\(text)")
    #expect(line.contains("No correction") != line.contains("add 0.5"))
  }

  @Test func aReasonForFailureIsSaidOnceWithAllThatFailed() throws {
    let data = "study,TP,FP,FN,TN\na,,2,,20\nb,,4,,31\nc,,3,,12\n"
    let text = try page(["--methods", allMethods, "--draws", "200"], data: data)
    let plain = unwrapped(text)
    // Once of all rows, and once where the recommendation rests on it.
    #expect(plain.components(separatedBy: "no diseased participants").count == 3, "\(text)")
    #expect(plain.contains("because maximum likelihood fails (no diseased participants)."))
    #expect(plain.contains("ML, normal; Ladder failed: no diseased participants"))
    // Words in place of a number stand over it and its interval and push no numbers further apart.
    let header = try #require(text.split(separator: "\n").first { $0.contains("DOR") })
    #expect(header.count < 96, "\(header)")
  }

  @Test func aFailedCovariateNamesItsMethod() throws {
    let data =
      "study,TP,FP,FN,TN,g\n" + (1...3).map { "a\($0),10,0,0,10,x\n" }.joined()
      + (4...6).map { "b\($0),\(10 + $0),\($0),\($0 - 1),\(20 + $0),y\n" }.joined()
    let text = unwrapped(try page(["--methods", "ml,laplace", "--covariate", "g"], data: data))
    #expect(text.contains("! Exact ML, by g; Laplace (glmer), by g failed: "), "\(text)")
  }

  @Test func oneStudyIsNotSaidToVary() throws {
    let data = "study,TP,FP,FN,TN\na,10,2,3,20\n"
    let text = unwrapped(try page(["--methods", "bayes,fixed", "--draws", "500"], data: data))
    #expect(text.contains("one study cannot show how much studies vary"), "\(text)")
    #expect(!text.contains("large studies dominate"))
  }

  @Test func agreementIsSaidBesideTheLadderToo() throws {
    let data = "study,TP,FP,FN,TN\n" + (1...12).map { "s\($0),8,2,2,8\n" }.joined()
    let text = unwrapped(try page(["--methods", "ml,reml,ladder"], data: data))
    #expect(text.contains("All estimates of sensitivity and specificity agree"), "\(text)")
  }

  @Test func anIntervalKeepsItsWidthInPrint() throws {
    let data =
      "study,TP,FP,FN,TN\n"
      + (1...4).map { "s\($0),9\($0)0000,100000,50000,8\($0)0000\n" }.joined()
    let row = try #require(
      try page(["--methods", "fixed"], data: data).split(separator: "\n")
        .first { $0.hasPrefix("Fixed, binomial") })
    let words = row.split(separator: " ")
    let to = try #require(words.firstIndex(of: "to"))
    #expect(words[to - 1] != words[to + 1], "\(row)")
  }

  @Test(arguments: [["--prior", "nothing"], ["--prior-tau", "half_normal(-1)"]])
  func aWrongPriorIsWrongUsageWithoutBayesToo(_ options: [String]) throws {
    let run = try sroc(["compare", "example:auditc", "--methods", "ml"] + options)
    #expect(run.code == 64 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
  }

  @Test func aConstantCovariateNamesTheLevelOfBy() throws {
    let run = try sroc([
      "compare", "example:ascus", "--by", "test", "--covariate", "test", "--methods", "ml",
    ])
    #expect(run.code == 64 && run.output.isEmpty)
    #expect(run.errors.contains("all studies where test is RepC"), "\(run.errors)")
  }

  @Test func fiftyLevelsTakeSeconds() throws {
    let data =
      "study,TP,FP,FN,TN,g\n"
      + (0..<100).map {
        "s\($0),\(20 + $0 % 7),\(3 + $0 % 5),\(4 + $0 % 3),\(25 + $0 % 11),g\($0 % 50)\n"
      }
      .joined()
    let run = try sroc(
      ["compare", "-", "--methods", "ml", "--covariate", "g", "--format", "json"],
      input: Data(data.utf8))
    let rows = try OrderedJSON(run.output)["rows"]?.elements ?? []
    #expect(rows.count == 51)
    #expect(rows.first?["profile"] != .null && rows.last?["profile"] == .null)
  }

  @Test func messagesCannotSteerTheTerminal() throws {
    for options in [
      ["--published", "\u{1B}[31m"], ["--methods", "\u{1B}[31m"], ["--covariate", "\u{1B}[31m"],
    ] {
      let run = try sroc(["compare", "example:auditc"] + options)
      #expect(run.code == 64 && !run.errors.contains("\u{1B}"), "\(options[0])")
    }
  }

  @Test func hexadecimalIsNoPublishedValue() throws {
    let run = try sroc(["compare", "example:auditc", "--published", "a: se=0x1p-1"])
    #expect(run.code == 64 && run.output.isEmpty)
  }

  @Test func theReasonForNoMaximumDoesNotWidenTheTableOfPriors() throws {
    let data = "study,TP,FP,FN,TN\n" + (1...5).map { "s\($0),1\($0),0,0,2\($0)\n" }.joined()
    let run = try sroc(["fit", "-", "--draws", "300"], input: Data(data.utf8))
    let lines = run.text.split(separator: "\n")
    let header = try #require(lines.first { $0.contains("prior") && $0.hasSuffix("Sp") })
    #expect(lines.contains { $0.contains("exact ML: none (") } && header.count < 80, "\(header)")
  }
}
