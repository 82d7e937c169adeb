import Messages
import Testing

@Suite("One message, as each door spells it")
struct MessageTests {
  private func check(
    _ message: Message, commandLine: String, fields: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(message.spelled(by: .commandLine) == commandLine, sourceLocation: place)
    #expect(message.spelled(by: .fields) == fields, sourceLocation: place)
  }

  @Test func anArgumentIsAnOptionOrAField() {
    check(
      "\(argument: .chains) \(0): use 1 to 1024 chains",
      commandLine: "--chains 0: use 1 to 1024 chains", fields: "chains 0: use 1 to 1024 chains")
    check(
      "\(argument: .filter) and \(argument: .allowDependent)",
      commandLine: "--where and --allow-dependent", fields: "where and allow_dependent")
    check("no \(argument: .data)", commandLine: "no DATA", fields: "no data")
  }

  @Test func aSettingIsTypedAsItStands() {
    check(
      "use \(setting: .oneArm, "drop")", commandLine: "use --one-arm drop",
      fields: "use one_arm: drop")
    check(
      "use \(setting: .study, "Author, year")", commandLine: "use --study 'Author, year'",
      fields: "use study: \"Author, year\"")
    check(
      "use \(setting: .by, "it's \"x\" \\")", commandLine: #"use --by 'it'\''s "x" \'"#,
      fields: #"use by: "it's \"x\" \\""#)
    check(
      "\(setting: .by, "-test")", commandLine: "--by=-test", fields: "by: -test")
    check("add \(setting: .force)", commandLine: "add --force", fields: "add force: true")
    check("\(setting: .study, "")", commandLine: "--study ''", fields: "study: \"\"")
  }

  @Test func aRequestIsACommandOrAVerbWithFields() {
    check("see \(request: .check)", commandLine: "see sroc check", fields: "see check")
    check(
      "\(request: .fit, [ArgumentValue(.data, "my file.csv"), ArgumentValue(.out, "DIR"), ArgumentValue(.force)])",
      commandLine: "sroc fit 'my file.csv' --out DIR --force",
      fields: "fit with data: \"my file.csv\", out: DIR, force: true")
    check(
      "\(request: .diagnose, [ArgumentValue(.files, "a b/", pattern: "draws-*.csv")])",
      commandLine: "sroc diagnose 'a b/'draws-*.csv",
      fields: "diagnose with files: \"a b/draws-*.csv\"")
    check(
      "\(request: .diagnose, [ArgumentValue(.files, "", pattern: "draws-*.csv")])",
      commandLine: "sroc diagnose draws-*.csv", fields: "diagnose with files: \"draws-*.csv\"")
  }

  /// A message inside another keeps its pieces: text made too early would be spelled by no door.
  @Test func piecesStayPiecesUntilTheyAreSpelled() {
    let remedy: Message = "add \(setting: .force)"
    let whole: Message = "a" + "b; \(remedy)" + ", or \(argument: .out)"
    check(whole, commandLine: "ab; add --force, or --out", fields: "ab; add force: true, or out")
    #expect(whole.pieces.count == 4)
    check(
      [remedy, "wait"].joined(separator: " or "), commandLine: "add --force or wait",
      fields: "add force: true or wait")
    #expect("a" + "\("b")" == Message("ab") && Message("").isEmpty && !remedy.isEmpty)
    #expect(Message("--force") != "\(setting: .force)")
  }

  @Test func wordsOfACommandAreNotQuoted() {
    let words = CommandLineSpelling.words(
      .fit, [ArgumentValue(.data, "a b"), ArgumentValue(.export, "stan")])
    #expect(words == ["sroc", "fit", "a b", "--export", "stan"])
    #expect(CommandLineSpelling.words(of: ArgumentValue(.noProgress)) == ["--no-progress"])
  }

  /// Two arguments of one name could not be told apart by who reads a message.
  @Test func everyArgumentHasANameOfItsOwn() {
    for spelling in [Spelling.commandLine, .fields] {
      let names = Argument.allCases.map(spelling.name)
      #expect(Set(names).count == names.count && names.allSatisfy { !$0.isEmpty })
    }
  }
}
