/// The rules that every source file keeps; each returns what breaks it, as `path:line: what`.
struct HouseRules {
  /// Who may import whom.
  var table = HouseSources().table
  /// The longest a file may be.
  var lineLimit = 400
  /// Files that may be longer, with the reason.
  var longFiles: [String: String] = [:]

  /// The most lines that the sources of a room may have.
  var roomLimit = 3000
  /// Rooms that may be larger, with the reason.
  var largeRooms: [String: String] = [:]

  /// The longest a function may be, from its first line to its last brace.
  var functionLimit = 60
  /// Functions that may be longer, as `path name`, with the reason.
  var longFunctions: [String: String] = [:]

  /// What is too long today; nothing is added.
  static let longFunctionsOfToday = [
    "Sources/CStudyIntegrals/graded_rule.h graded_integral": "77 lines: one study, over two axes"
  ]

  /// Spellings that end the process on bad input, or make a package that nobody can depend on.
  static let forbidden =
    ["try!", "fatalError(", "unsafeFlags", "-Ounchecked"] + threadPools + pathKeepers
  /// The compiler puts the length of the source's own path into the program, so that no two folders
  /// would give the same bytes.
  static let pathKeepers = ["withoutActuallyEscaping", "#filePath"]
  /// Spellings that start a pool of threads, whose work hangs where no thread can be made; `Concurrency`
  /// has what is used instead.
  static let threadPools = ["await ", "async ", "Task {", "Task.", "DispatchQueue"]
  /// Spellings that tie a source to somebody's machine; allowed nowhere, not even in a comment.
  static let homeFolders = ["/home/", "/root/", "/Users/"]

  /// Rooms that only write: they get plain numbers, and work out none of them.
  static let paperRooms: Set<String> = [
    "ComparisonReport", "Documents", "Drawing", "Figures", "FitPages", "FitFigures", "FitReport",
    "ProgramExport", "RunFiles",
  ]
  /// Rooms that make draws or work out something of them.
  static let roomsOfDraws: Set<String> = [
    "AccuracyModels", "CGSL", "CLAPACKE", "CProposalKernels", "CStudyIntegrals", "CVectorMath",
    "ChainStatistics", "CollapsedLikelihood", "DenseLinearAlgebra", "Draws", "PosteriorSampling",
    "RandomStreams", "Samplers",
  ]
  /// The draws of a fit by the names of its members.
  static let drawMembers = ["sample.", "newStudyLogits", "populationColumns", "basicDraws"]

  /// Whether a room that only writes reaches for draws.
  func statisticsOnPaper(of file: SourceFile) -> [String] {
    guard Self.paperRooms.contains(file.room) else { return [] }
    let imports = file.imports.filter { Self.roomsOfDraws.contains($0.module) }.map {
      "\(file.path):\($0.line): \(file.room) only writes and must not import \($0.module)"
    }
    let uses = file.codeLines.enumerated().flatMap { index, line in
      Self.drawMembers.filter { member in
        line.ranges(of: member).contains { range in
          // `example.` ends like `sample.`.
          line[..<range.lowerBound].last.map { !($0.isLetter || $0 == "_") } ?? true
        }
      }.map { "\(file.path):\(index + 1): \(file.room) only writes and must not use \($0)" }
    }
    return imports + uses
  }

  /// Places that are picked by a number where a name picks them: parameters, summaries, columns and
  /// draws of a fit. The rooms below know one model, and those of text and pictures no parameter.
  static let roomsOfFits: Set<String> = [
    "PosteriorSampling", "Fitting", "Comparison", "FitPages", "SavedRuns", "Profiling",
    "ComparisonReport", "FitFigures", "FitReport", "ProgramExport", "RunFiles", "sroc",
  ]

  /// Parameters that are picked by their position.
  func positionalUses(of file: SourceFile) -> [String] {
    guard Self.roomsOfFits.contains(file.room) else { return [] }
    let names =
      "arameters|ummaries|olumns|uantities|ariables|raws|anels|eports|ensities|[Bb]asic\\w*"
    let subscripts = "\\w*(?:\(names))(?:\\.span)?\\[(?:[0-9]|\\.\\.)[^\\]]*\\]"
    let slices = "\\w*(?:\(names))\\.(?:prefix|dropFirst|suffix)\\([0-9]\\)"
    guard let pattern = try? Regex("(?:\(subscripts))|(?:\(slices))") else {
      return ["no pattern"]
    }
    return file.codeLines.enumerated().flatMap { index, line in
      line.matches(of: pattern).map { "\(file.path):\(index + 1): \(line[$0.range])" }
    }
  }

  /// What enumerations of models, kernels and methods call their cases outside; `fixed` is a word of its own.
  static let namesOfKinds = [
    "bivariate", "independence-mh", "independence-quasi", "nuts", "bayes", "ml", "laplace", "reml",
    "ml-normal", "univariate", "mantel-haenszel", "ladder", "published",
  ]

  /// Names of models, kernels and methods that are compared as text, or picked from a list of texts.
  func comparedNames(of file: SourceFile) -> [String] {
    guard Self.roomsOfFits.union(["Checking", "Requests"]).contains(file.room) else { return [] }
    let names = Self.namesOfKinds.joined(separator: "|")
    let places = "(?:[!=~]=\\s*|\\bcase [^:=]*|\\[[^\\]]*)"
    guard let pattern = try? Regex("\(places)\"(?:\(names))\"") else { return ["no pattern"] }
    return file.linesWithoutComments.enumerated().flatMap { index, line in
      line.matches(of: pattern).map { "\(file.path):\(index + 1): \(line[$0.range])" }
    }
  }

  /// Streams that arithmetic or a number of somebody's choice tells apart, where a component of their path
  /// is there for it.
  func streamArithmetic(of file: SourceFile) -> [String] {
    let imports = table.rooms.first { $0.name == file.room }?.imports ?? []
    guard imports.contains("RandomStreams") else { return [] }
    let component = "[ (,\\[]\\.(?:index|chain|replicate)\\((?!\\w+:)"
    let arithmetic = "\(component)[^,]*[-+*/%&|^<>][^,]*\\)"
    let chosen = "\(component)[0-9_]+\\)"
    let seeds = "[sS]eed &?[-+*/%|^] "
    guard let pattern = try? Regex("(?:\(arithmetic))|(?:\(chosen))|(?:\(seeds))") else {
      return ["no pattern"]
    }
    return file.codeLines.enumerated().flatMap { index, line in
      line.matches(of: pattern).map { "\(file.path):\(index + 1): \(line[$0.range])" }
    }
  }

  /// Imports that the table does not allow.
  func wrongImports(of file: SourceFile) -> [String] {
    file.imports.filter { !table.allows($0.module, in: file.room) }.map {
      "\(file.path):\($0.line): \(file.room) must not import \($0.module)"
    }
  }

  /// Forbidden spellings. Comments and literals may name them, but for compiler flags, which only
  /// literals can hold, and for folders of a machine.
  func forbiddenSpellings(of file: SourceFile) -> [String] {
    var found: [String] = []
    for (index, (code, line)) in zip(file.codeLines, file.lines).enumerated() {
      for spelling in Self.forbidden {
        let hit = spelling.hasPrefix("-") ? line.contains(spelling) : code.contains(spelling)
        if hit { found.append("\(file.path):\(index + 1): \(spelling)") }
      }
      for folder in Self.homeFolders where line.contains(folder) {
        found.append("\(file.path):\(index + 1): \(folder)")
      }
    }
    return found
  }

  /// Whether the file is too long.
  func excessiveLength(of file: SourceFile) -> [String] {
    let count = file.lines.count
    guard count > lineLimit, longFiles[file.path] == nil else { return [] }
    return ["\(file.path):\(count): more than \(lineLimit) lines; split it by idea"]
  }

  /// Whether a room has grown too large.
  func excessiveRoom(_ room: String, files: [SourceFile]) -> [String] {
    let count = files.filter { $0.room == room }.reduce(0) { $0 + $1.lines.count }
    guard count > roomLimit, largeRooms[room] == nil else { return [] }
    return ["\(room): \(count) lines, more than \(roomLimit); split it by idea"]
  }

  /// Rooms that a room declares to need and no file of it imports.
  func unusedImports(of room: String, files: [SourceFile]) -> [String] {
    let imported = Set(files.filter { $0.room == room }.flatMap { $0.imports.map(\.module) })
    let declared = table.rooms.first { $0.name == room }?.imports ?? []
    return declared.filter { !imported.contains($0) }.map { "\(room) does not import \($0)" }
  }

  /// Functions that are too long.
  func excessiveFunctions(of file: SourceFile) -> [String] {
    file.functions.filter {
      $0.length > functionLimit && longFunctions["\(file.path) \($0.name)"] == nil
    }.map {
      "\(file.path):\($0.line): \($0.name) has \($0.length) lines, more than \(functionLimit)"
    }
  }

  /// Rooms on disk that the table does not know.
  func unknownRooms(_ rooms: [String]) -> [String] {
    let known = Set(table.rooms.map(\.name))
    return rooms.filter { !known.contains($0) }.sorted()
  }

  /// Imports of the table that point to a room at the same height or below.
  func tableOutOfOrder() -> [String] {
    var above: Set<String> = []
    var found: [String] = []
    for room in table.rooms {
      found += room.imports.filter { !above.contains($0) }.map { "\(room.name) before \($0)" }
      above.insert(room.name)
    }
    return found
  }
}
