import Foundation
import Testing

/// The sources of this package keep the rules.
@Suite struct HouseTests {
  let sources = HouseSources()
  let rules = HouseRules()

  @Test func everyImportIsInTheTable() throws {
    let files = try sources.files(in: "Sources")
    #expect(files.flatMap(rules.wrongImports) == [])
  }

  @Test func everyRoomIsInTheTableAndOnDisk() throws {
    let rooms = try sources.rooms()
    #expect(rules.unknownRooms(rooms) == [])
    #expect(Set(rules.table.rooms.map(\.name)).subtracting(rooms) == [])
  }

  @Test func theTableHasNoCycle() {
    #expect(rules.tableOutOfOrder() == [])
  }

  /// A search that looked in the wrong place would find nothing wrong.
  @Test func theSearchFindsWhatIsKnownToBeThere() throws {
    let files = try sources.files(in: "Sources")
    let imports = files.flatMap { file in file.imports.map { "\(file.room) <- \($0.module)" } }
    for edge in [
      "Samplers <- ModelInterface", "AccuracyModels <- CollapsedLikelihood",
      "Distributions <- SpecialFunctions", "DenseLinearAlgebra <- CLAPACKE",
    ] {
      #expect(imports.contains(edge))
    }
    let swiftRooms = Set(rules.table.rooms.map(\.name).filter { !Self.onlyC.contains($0) })
    #expect(swiftRooms.subtracting(files.map(\.room)) == [])
  }

  /// Their errors are texts of the command line, which `AnalysisError` takes as they are.
  private static let roomsOfData = ["TabularText", "AccuracyData", "DataReading"]

  private static let onlyC: Set<String> = [
    "CMath", "CGSL", "CLAPACKE", "CYAML", "CProcess", "CVectorMath", "CProposalKernels",
    "CStudyIntegrals", "CPosteriorPoints", "CSharedEffects",
  ]

  @Test func paperComputesNoStatistic() throws {
    let files = try sources.files(in: "Sources")
    #expect(files.flatMap(rules.statisticsOnPaper) == [])
  }

  @Test func noParameterIsPickedByItsPosition() throws {
    let files = try sources.files(in: "Sources")
    #expect(files.flatMap(rules.positionalUses) == [])
  }

  @Test func noNameOfAModelOrMethodIsCompared() throws {
    let files = try sources.files(in: "Sources")
    #expect(files.flatMap(rules.comparedNames) == [])
  }

  @Test func streamsAreToldApartByTheirPaths() throws {
    let files = try sources.files(in: "Sources")
    #expect(files.flatMap(rules.streamArithmetic) == [])
    // A search that saw no keys would find nothing wrong.
    let keys = files.flatMap(\.codeLines).filter { $0.contains(".child(.") }
    #expect(keys.count > 10)
  }

  @Test func whatIsDeclaredIsImported() throws {
    let files = try sources.files(in: "Sources")
    let rooms = Set(files.map(\.room)).sorted()
    #expect(rooms.flatMap { rules.unusedImports(of: $0, files: files) } == [])
  }

  @Test func noRoomIsTooLarge() throws {
    let files = try sources.files(in: "Sources", endings: ["swift", "c", "h"])
    let rooms = Set(files.map(\.room)).sorted()
    #expect(rooms.count > 20)
    #expect(rooms.flatMap { rules.excessiveRoom($0, files: files) } == [])
  }

  /// Whoever looks for a room finds it on the map.
  @Test func everyRoomIsOnTheMap() throws {
    let map = try String(
      contentsOf: sources.root.appendingPathComponent("CONTRIBUTING.md"), encoding: .utf8)
    let rows = map.split(separator: "\n").filter { $0.hasPrefix("| ") }
    let named = rows.flatMap { row in
      row.split(separator: "|")[0].split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    #expect(rules.table.rooms.map(\.name).filter { !named.contains($0) } == [])
    #expect(Set(named).subtracting(rules.table.rooms.map(\.name)) == ["room"])
  }

  @Test func noFileIsTooLong() throws {
    let endings: Set<String> = ["swift", "c", "h"]
    let files = try [
      "Sources", "Tests", "Benchmarks/SamplingBenchmarks", "Benchmarks/KernelBenchmarks",
    ].flatMap {
      try sources.files(in: $0, endings: endings)
    }
    #expect(files.flatMap(rules.excessiveLength) == [])
    #expect(Set(rules.longFiles.keys).subtracting(files.map(\.path)) == [])
  }

  @Test func noFunctionIsTooLong() throws {
    var lenient = rules
    lenient.longFunctions = HouseRules.longFunctionsOfToday
    let files = try sources.files(in: "Sources", endings: ["swift", "c", "h"])
    #expect(files.flatMap(lenient.excessiveFunctions) == [])
    // Who shortens one takes it off the list.
    let long = files.flatMap { file in
      file.functions.filter { $0.length > rules.functionLimit }.map { "\(file.path) \($0.name)" }
    }
    #expect(Set(lenient.longFunctions.keys).subtracting(long) == [])
    // A search that found no functions would find no long ones.
    #expect(files.reduce(0) { $0 + $1.functions.count } > 1000)
  }

  @Test func noForbiddenSpelling() throws {
    let manifests = try [".", "Benchmarks"].flatMap { folder in
      try sources.topLevelFiles(in: folder)
    }
    #expect(manifests.count == 2)
    let files = try sources.files(in: "Sources", endings: ["swift", "c", "h"])
    #expect((manifests + files).flatMap(rules.forbiddenSpellings) == [])
  }

  @Test func onlyDoorsSpellOptions() throws {
    let found = try sources.files(in: "Sources").flatMap(rules.spelledOptions)
    func isListed(_ line: String) -> Bool {
      HouseRules.otherOptions.keys.contains { line.hasPrefix($0 + ":") }
        || Self.roomsOfData.contains { line.hasPrefix("Sources/\($0)/") }
    }
    #expect(found.filter { !isListed($0) } == [])
    // Who needs no exception takes the file off the list.
    for path in HouseRules.otherOptions.keys {
      #expect(found.contains { $0.hasPrefix(path + ":") }, "\(path)")
    }
    // A search that saw no literals would find nothing wrong.
    #expect(try sources.files(in: "Sources/sroc").contains { $0.text.contains("\"--") })
  }

  /// The kernels are plain C: what they include is their own, the vector mathematics' or the language's.
  @Test(arguments: ["CVectorMath", "CProposalKernels", "CStudyIntegrals", "CPosteriorPoints"])
  func kernelsIncludeOnlyTheirOwnHeadersAndThoseOfC(_ room: String) throws {
    let files = try ["CVectorMath", room].flatMap {
      try sources.files(in: "Sources/\($0)", endings: ["c", "h"])
    }
    let own = Set(files.map { $0.path.split(separator: "/").last.map(String.init) ?? "" })
    let standard: Set<String> = [
      "math.h", "stddef.h", "stdint.h", "stdbool.h", "string.h", "stdlib.h",
    ]
    let included = files.flatMap(\.includes)
    #expect(!included.isEmpty)
    #expect(Set(included).subtracting(own).subtracting(standard) == [])
  }
}
