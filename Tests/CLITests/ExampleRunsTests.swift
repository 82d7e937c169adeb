import Testing

/// The reading of documents and the comparison themselves, on documents made up to be wrong: a test that
/// finds nothing to compare would pass every document.
@Suite("Examples of documents made up to be wrong")
struct ExampleRunsTests {
  private static let table = "study,TP,FP,FN,TN\nA,9,1,1,9\nB,8,2,2,18\n"

  private func document(_ parts: String...) -> ShownDocument {
    ShownDocument(parts.joined(separator: "\n"))
  }

  private func problems(_ document: ShownDocument) throws -> [String] {
    let folder = try ScratchDirectory()
    let table = Self.table.split(separator: "\n").map(String.init)
    let file = ShownExample(kind: .file("a.csv"), arguments: [], lines: table, line: 1)
    let runs = ExampleRuns(folder: folder)
    return try ([file] + document.examples).flatMap(runs.problems)
  }

  private let check = [
    "    sroc check a.csv", "", "<!-- example output -->", "    a.csv",
    "    2 studies · 20 diseased, 30 non-diseased", "    ...",
    "    A       9   1   1   9  0.900  0.55 to 0.9975  0.900  0.55 to 0.9975",
  ].joined(separator: "\n")

  @Test func whatThePageShowsIsFound() throws {
    let right = document(check)
    #expect(right.examples.map(\.kind) == [.output] && right.unmarkedCommands == [])
    #expect(try problems(right) == [])
  }

  @Test(arguments: [
    ("20 diseased", "22 diseased"), ("0.900  0.55", "0.950  0.55"), ("A       9", "C       9"),
    ("check a.csv", "check b.csv"), ("2 studies ·", "2 studies"),
  ])
  func anythingElseIsNot(_ change: (from: String, to: String)) throws {
    #expect(check.contains(change.from))
    #expect(
      try !problems(document(check.replacingOccurrences(of: change.from, with: change.to))).isEmpty)
  }

  @Test func messagesNumbersAndTextsAreCompared() throws {
    let error = "    sroc check none.csv\n<!-- example error -->\n    sroc: none.csv: no such file"
    let message = try sroc(["check", "none.csv"]).errors
    let right = "    sroc check none.csv\n<!-- example error -->\n    " + message
    #expect(try problems(document(right)) == [])
    #expect(try !problems(document(error + " today")).isEmpty)
    #expect(try problems(document(check, "<!-- example numbers -->", "> 20 people, 0.900")) == [])
    #expect(try problems(document(check, "<!-- example numbers -->", "> 0.901")).count == 1)
    #expect(try !problems(document("<!-- example text of a.csv -->", "> no such words")).isEmpty)
  }

  @Test func commandsWithoutAMarkAndFalseMarksAreTold() {
    let open = document(
      "    sroc fit a.csv", "", "words", "    sroc check a.csv", "<!-- example x -->")
    #expect(open.unmarkedCommands == ["1: fit a.csv", "4: check a.csv"])
    #expect(open.unknownMarks == ["5: <!-- example x -->"])
    let marked = document(
      "<!-- example command -->", "    sroc fit 'a b' \\", "      --by \"c d\"e")
    #expect(marked.examples.map(\.arguments) == [["fit", "a b", "--by", "c de"]])
    #expect(marked.unmarkedCommands == [])
    #expect(
      document("A 0.904 (0.83), `0.907`,", "    0.905", "> 0.906", "", "1.2345").repeatedNumbers
        == [
          "0.904", "1.2345",
        ])
  }
}
