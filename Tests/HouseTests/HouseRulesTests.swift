import Testing

/// The rules themselves, on sources made up to break them: a rule that reports nothing would pass
/// every house.
@Suite struct HouseRulesTests {
  let rules = HouseRules()

  private func file(_ path: String, _ lines: String...) -> SourceFile {
    SourceFile(path: path, text: lines.map { $0 + "\n" }.joined())
  }

  @Test func aSamplerThatImportsAModelIsReported() {
    let offending = file(
      "Sources/Samplers/Offending.swift", "import ModelInterface", "import AccuracyModels")
    #expect(
      rules.wrongImports(of: offending)
        == ["Sources/Samplers/Offending.swift:2: Samplers must not import AccuracyModels"])
  }

  @Test(arguments: [
    "private import AccuracyModels", "@testable import AccuracyModels",
    "@preconcurrency public import AccuracyModels", "  import AccuracyModels",
    "import struct AccuracyModels.BivariateModel", "import AccuracyModels  // for the mode",
    "import AccuracyModels.Inner", "\timport AccuracyModels;",
  ])
  func everySpellingOfAnImportIsSeen(_ line: String) {
    let offending = file("Sources/ChainStatistics/Offending.swift", line)
    #expect(offending.imports.map(\.module) == ["AccuracyModels"])
    #expect(rules.wrongImports(of: offending).count == 1)
  }

  @Test(arguments: [
    "// import AccuracyModels", "/// We import AccuracyModels",
    "let text = \"import AccuracyModels\"",
    "let important = AccuracyModels", "func import_(AccuracyModels: Int)",
  ])
  func whatIsNoImportIsNotSeen(_ line: String) {
    #expect(file("Sources/ChainStatistics/Fine.swift", line).imports.isEmpty)
  }

  @Test func commonAndExternalModulesAreAllowedWhereTheTableSays() {
    #expect(rules.table.allows("Glibc", in: "Documents"))
    #expect(rules.table.allows("ArgumentParser", in: "sroc"))
    #expect(!rules.table.allows("ArgumentParser", in: "Fitting"))
    #expect(!rules.table.allows("Samplers", in: "sroc"))
    #expect(!rules.table.allows("Glibc", in: "NoSuchRoom"))
  }

  @Test func aPageThatComputesIsReported() {
    let lines = ["import ChainStatistics", "let n = fit.sample.chains.count", "let example.x = 1"]
    func found(_ room: String) -> [String] {
      rules.statisticsOnPaper(
        of: file("Sources/\(room)/Offending.swift", lines[0], lines[1], lines[2]))
    }
    #expect(
      found("FitReport") == [
        "Sources/FitReport/Offending.swift:1: FitReport only writes and must not import ChainStatistics",
        "Sources/FitReport/Offending.swift:2: FitReport only writes and must not use sample.",
      ])
    #expect(found("Fitting").isEmpty)
    #expect(
      HouseRules.paperRooms.union(HouseRules.roomsOfDraws).allSatisfy { name in
        rules.table.rooms.contains { $0.name == name }
      })
  }

  @Test(arguments: [
    "let rho = parameters[4]", "let two = panels[0..<2]", "for x in fit.parameters.prefix(5) {}",
    "let s = summaries[1].median", "let b = basicDraws[0]", "let c = columns[..<5]",
  ])
  func aParameterPickedByItsPositionIsReported(_ line: String) {
    #expect(rules.positionalUses(of: file("Sources/Fitting/Offending.swift", line)).count == 1)
    #expect(rules.positionalUses(of: file("Sources/AccuracyModels/Fine.swift", line)).isEmpty)
  }

  @Test(arguments: [
    "if fit.kernel == \"nuts\" {", "case \"ml\", .laplace: 1", "row.method != \"published\"",
    "[\"reml\", \"x\"].contains(method)", "guard model == \"bivariate\" else {",
  ])
  func aNameThatIsComparedIsReported(_ line: String) {
    #expect(rules.comparedNames(of: file("Sources/FitPages/Offending.swift", line)).count == 1)
    #expect(rules.comparedNames(of: file("Sources/FrequentistFits/Fine.swift", line)).isEmpty)
  }

  @Test func aNameThatIsSpelledOnceIsFine() {
    for line in [
      "case noUTurn = \"nuts\"", "(\"model\", .string(name))", "// kernel == \"nuts\"",
      "case .noUTurn: \"nuts\"",
    ] {
      #expect(rules.comparedNames(of: file("Sources/FitPages/Fine.swift", line)).isEmpty, "\(line)")
    }
  }

  @Test func whatIsPickedByAnIndexOrANameIsFine() {
    for line in ["let a = parameters[k]", "let b = fit.parameter(\"rho\")", "let c = chains[0]"] {
      #expect(rules.positionalUses(of: file("Sources/Fitting/Fine.swift", line)).isEmpty)
    }
  }

  @Test(arguments: [
    "let stream = RandomStream(key.child(.chain(1_000_000 + index)))",
    "let key = key.child(.purpose(.prevalence), .index(2 * number))",
    "let key = key.child(.replicate(rounds.count + 1))", "let key = key.child(.index(2_000_000))",
    "let key = key.child(.chain(start(of: chain) + 1), .purpose(.sampling))",
    "let key = StreamKey(seed: seed &+ 1)", "settings.seed = seed ^ 0x9e37",
    "let other = options.seed &+ UInt64(round)",
  ])
  func aStreamToldApartByArithmeticIsReported(_ line: String) {
    #expect(rules.streamArithmetic(of: file("Sources/Fitting/Offending.swift", line)).count == 1)
    #expect(rules.streamArithmetic(of: file("Sources/RandomStreams/Fine.swift", line)).isEmpty)
  }

  @Test(arguments: [
    "let stream = RandomStream(key.child(.chain(chain), .purpose(.sampling)))",
    "let key = key.child(.purpose(.studyEffects), .index(index))",
    "let key = StreamKey(seed: options.seed)", "let place = values.index(after: first) + 1",
    "let file = try StanCSVReader.chain(bytes: bytes, file: path + name)", "let x = seeds + 1",
    "gradient[4] = map.fisherZ.chain(fisherZ + prior.z)",
    "// `.index(1_000_000 + index)` is what it must not be",
  ])
  func aStreamNamedByItsPathIsFine(_ line: String) {
    #expect(rules.streamArithmetic(of: file("Sources/Fitting/Fine.swift", line)) == [])
  }

  @Test func theManifestIsReadAsItStands() {
    let table = ImportTable(
      manifest: """
        let package = Package(name: "x", products: [.library(name: "L", targets: ["A"])], targets: [
          .systemLibrary(name: "CX", pkgConfig: "x", providers: [.apt(["libx-dev"])]),
          .target(name: "A"),
          .target(
            name: "B",
            dependencies: [
              "A", "CX",
            ], resources: [.embedInCode("Data")]),
          .executableTarget(
            name: "program",
            dependencies: ["B", .product(name: "Parser", package: "parser")]),
          .testTarget(name: "BTests", dependencies: ["B", "Z"]),
          .target(name: "Checks", dependencies: ["B"], path: "Tests/Checks"),
        ])
        """)
    #expect(table.rooms.map(\.name) == ["CX", "A", "B", "program"])
    #expect(table.rooms.map(\.imports) == [[], [], ["A", "CX"], ["B"]])
    #expect(table.external == ["program": ["Parser"]])
  }

  @Test func whatIsDeclaredAndNotImportedIsReported() {
    let files = [file("Sources/Drawing/A.swift", "import Documents")]
    let unused = rules.unusedImports(of: "Drawing", files: files)
    #expect(unused.contains("Drawing does not import SpecialFunctions"))
    #expect(!unused.contains("Drawing does not import Documents"))
  }

  @Test func aLargeRoomIsReportedUnlessItIsListed() {
    let files = (0..<8).map { _ in
      SourceFile(path: "Sources/Drawing/Long.swift", text: String(repeating: "\n", count: 376))
    }
    #expect(rules.excessiveRoom("Drawing", files: files).count == 1)
    #expect(rules.excessiveRoom("Figures", files: files).isEmpty)
    var lenient = rules
    lenient.largeRooms = ["Drawing": "made up"]
    #expect(lenient.excessiveRoom("Drawing", files: files).isEmpty)
  }

  @Test func aRoomThatNobodyEnteredInTheTableIsReported() {
    #expect(rules.unknownRooms(["Samplers", "Attic"]) == ["Attic"])
  }

  @Test func aCycleInTheTableIsReported() throws {
    var cyclic = rules
    let index = try #require(cyclic.table.rooms.firstIndex { $0.name == "ModelInterface" })
    cyclic.table.rooms[index].imports = ["Samplers"]
    #expect(cyclic.tableOutOfOrder() == ["ModelInterface before Samplers"])
  }

  @Test func aLongFileIsReportedUnlessItIsListed() {
    let long = SourceFile(
      path: "Sources/Documents/Long.swift", text: String(repeating: "\n", count: 401))
    #expect(rules.excessiveLength(of: long).count == 1)
    var lenient = rules
    lenient.longFiles = [long.path: "made up"]
    #expect(lenient.excessiveLength(of: long) == [])
    let limit = SourceFile(path: long.path, text: String(repeating: "\n", count: 400))
    #expect(rules.excessiveLength(of: limit) == [])
  }

  /// A function with so many lines between the first and the last.
  private func function(_ head: [String], inner: Int, indentation: String = "") -> SourceFile {
    let lines = head + Array(repeating: "  work(\"}\")", count: inner) + ["}"]
    return SourceFile(
      path: "Sources/Documents/Long.swift",
      text: lines.map { indentation + $0 + "\n" }.joined())
  }

  @Test(arguments: [
    ["func grow() {"], ["public static func grow<T: P>(", "  _ a: T = { 1 }", ") throws -> Int {"],
    ["private mutating func grow(a: Int)", "where A: B {"], ["init?(grow: Int) {"],
    ["var grow:", "  [Int]", "{"], ["@inlinable package subscript(i: Int) -> Int {"], ["deinit {"],
    ["package var grow: Int {"],
  ])
  func aLongFunctionIsReportedUnlessItIsListed(_ head: [String]) throws {
    for indentation in ["", "    "] {
      let long = function(head, inner: 60 - head.count, indentation: indentation)
      let found = try #require(long.functions.first, "\(head)")
      #expect(long.functions.count == 1 && found.line == 1 && found.length == 61)
      #expect(
        rules.excessiveFunctions(of: long)
          == ["\(long.path):1: \(found.name) has 61 lines, more than 60"])
      var lenient = rules
      lenient.longFunctions = ["\(long.path) \(found.name)": "made up"]
      #expect(lenient.excessiveFunctions(of: long) == [])
      let limit = function(head, inner: 59 - head.count, indentation: indentation)
      #expect(limit.functions.first?.length == 60 && rules.excessiveFunctions(of: limit) == [])
    }
  }

  @Test func functionsInsideOthersAndShortOnesAreSeenAndWhatIsNoneIsNot() {
    let source = file(
      "Sources/Documents/Short.swift", "protocol P {", "  func required(a: Int)",
      "  var read: Int { get }", "}", "struct S: P {", "  var stored = [1, 2]", "  let made = {",
      "    1", "  }()", "", "  func outer() {", "    func inner() {", "      work()", "    }",
      "    let initial = { 1 }", "  }", "", "  func brief() { work() }", "}")
    #expect(
      source.functions == [
        SourceFunction(name: "read", line: 3, length: 1),
        SourceFunction(name: "outer", line: 11, length: 6),
        SourceFunction(name: "inner", line: 12, length: 3),
        SourceFunction(name: "brief", line: 18, length: 1),
      ])
  }

  @Test func functionsOfCAreSeen() {
    let source = file(
      "Sources/CProcess/a.c", "#define F(x) {", "static const int t[] = {f(1), {", "};",
      "int declared(int a);", "static int grow(int a,", "                int b) {", "  if (a) {",
      "  }", "}", "void end(void)", "{", "}")
    #expect(
      source.functions == [
        SourceFunction(name: "grow", line: 5, length: 5),
        SourceFunction(name: "end", line: 10, length: 3),
      ])
  }

  @Test func forbiddenSpellingsAreReportedInCodeOnly() {
    let offending = file(
      "Sources/Documents/Offending.swift", "let a = try! read()", "default: fatalError(\"no\")",
      "swiftSettings: [.unsafeFlags([\"-Ounchecked\"])]", "// never fatalError(",
      "let b = \"try!\"",
      "// see /home/somebody/notes", "withoutActuallyEscaping(body) { keep($0) }")
    #expect(
      rules.forbiddenSpellings(of: offending).map { $0.split(separator: ":", maxSplits: 1)[1] }
        == [
          "1: try!", "2: fatalError(", "3: unsafeFlags", "3: -Ounchecked", "6: /home/",
          "7: withoutActuallyEscaping",
        ])
  }

  @Test func optionsAndCommandsBelowTheDoorsAreReported() {
    let lines = [
      "/// As `--chains 3`, or sroc fit.", "let a = \"--chains \\(count): use more\"  // --draws",
      "let b = \"see https://example.org, then \" + \"use --one-arm drop\"", "let c = \"\"\"",
      "  see https://example.org or sroc check, --by", "  \"\"\"  ", "let d = a // sroc report",
      "let e = \"sroc.fit/1, sroc fits, a--b? -- no\"",
      "let f = \"\\(argument: .chains) \\(count)\"",
    ]
    let text = lines.map { $0 + "\n" }.joined()
    let path = "Sources/Fitting/Offending.swift"
    #expect(
      rules.spelledOptions(of: SourceFile(path: path, text: text)) == [
        "\(path):2: --chains", "\(path):3: --one-arm", "\(path):5: --by",
        "\(path):5: sroc check", "\(path):8: --b",
      ])
    #expect(
      rules.spelledOptions(of: SourceFile(path: "Sources/sroc/Door.swift", text: text)) == [])
  }

  @Test func includesOfCAreSeen() {
    let header = file(
      "Sources/CStudyIntegrals/a.h", "#include <math.h>", "  #  include \"b.h\"",
      "// #include <c.h>")
    #expect(header.includes == ["math.h", "b.h"])
  }
}
