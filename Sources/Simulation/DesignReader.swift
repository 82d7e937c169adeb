import Documents
import Requests
import SpecialFunctions
import TabularText
import YAMLFiles

extension SimulationDesign {
  /// Reads a design.
  ///
  /// - Parameter path: of the file.
  /// - Throws: `AnalysisError` 66 for a missing file, 65 with line, column and what would be right there.
  public init(path: String) throws(AnalysisError) {
    let text = try readYAMLFile(
      path, as: "a design", missing: "\(path): there is no such file; give a design or a directory")
    try self.init(parsing: text, file: path)
  }

  /// Reads the text of a design.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - file: what messages call it, in whose folder files of sizes are looked for.
  /// - Throws: `AnalysisError` 65.
  public init(parsing text: String, file: String) throws(AnalysisError) {
    do throws(YAMLProblem) {
      self = try DesignReader(text, folder: Self.folder(of: file)).design()
    } catch {
      throw error.error(in: file)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }
}

/// Reads the keys of a design, strictly: what it does not know is an error at its place.
private struct DesignReader {
  let text: String
  let folder: String

  init(_ text: String, folder: String) { (self.text, self.folder) = (text, folder) }

  private static let keys = [
    "schema", "studies", "n1", "n0", "se", "sp", "tau_se", "tau_sp", "rho", "effects",
    "prevalence", "missing", "plant", "levels", "replicates", "grid",
  ]
  /// What may be crossed.
  private static let crossable = keys.filter { !["schema", "replicates", "grid"].contains($0) }
  /// What may be drawn from the prior, all or none.
  private static let truths = ["se", "sp", "tau_se", "tau_sp", "rho"]
  private static let mostCells = 10_000
  private static let mostReplicates = 1_000_000

  func design() throws(YAMLProblem) -> SimulationDesign {
    let root = try YAMLValue(parsing: text)
    let keys = try YAMLKeys(root, of: "a design", known: Self.keys)
    _ = try keys.required("schema", as: SimulationDesign.schema)
      .choice([SimulationDesign.schema: ()], of: "schema")
    let replicates = try keys.required("replicates", as: "1000")
      .whole("replicates", in: 1...Self.mostReplicates)
    let grid = try gridKeys(keys)
    var cells = [SimulationDesign.Cell()]
    for key in Self.crossable {
      guard let value = keys[key] else { continue }
      guard grid.contains(key) else {
        for index in cells.indices { try set(key, value, in: &cells[index]) }
        continue
      }
      guard case .list(let values) = value.content, !values.isEmpty else {
        throw YAMLProblem(value.place, "\(key) stands in grid, so it is a list of values")
      }
      guard cells.count * values.count <= Self.mostCells else {
        throw YAMLProblem(value.place, "the grid has more than \(Self.mostCells) cells")
      }
      var crossed: [SimulationDesign.Cell] = []
      for cell in cells {
        for value in values {
          if value.isPrior, Self.truths.contains(key) {
            throw YAMLProblem(
              value.place, "prior is no value to cross; say `\(key): prior` for all cells")
          }
          var next = cell
          try set(key, value, in: &next)
          next.values.append((key, value.flowText))
          crossed.append(next)
        }
      }
      cells = crossed
    }
    let isFromPrior = try truthsFromPrior(keys)
    for cell in cells { try check(cell, keys, isFromPrior: isFromPrior) }
    // Columns of truths are those of the first cell.
    let names = cells[0].levels.map(\.name)
    if let value = keys["levels"], cells.contains(where: { $0.levels.map(\.name) != names }) {
      throw YAMLProblem(value.place, "all values of levels have the same names")
    }
    return SimulationDesign(
      cells: cells, grid: grid, replicates: replicates, isFromPrior: isFromPrior, text: text)
  }

  private func gridKeys(_ keys: YAMLKeys) throws(YAMLProblem) -> [String] {
    guard let value = keys["grid"] else { return [] }
    let names = try value.texts("grid")
    for name in names {
      guard Self.crossable.contains(name) else {
        throw YAMLProblem(value.place, unknownWord("grid", name, among: Self.crossable))
      }
      guard keys[name] != nil else {
        throw YAMLProblem(value.place, "\(name) stands in grid and nowhere else; give its values")
      }
    }
    guard Set(names).count == names.count else {
      throw YAMLProblem(value.place, "a key stands twice in grid")
    }
    return Self.crossable.filter(names.contains)
  }

  private func set(
    _ key: String, _ value: YAMLValue, in cell: inout SimulationDesign.Cell
  ) throws(YAMLProblem) {
    switch key {
    case "studies": cell.studies = try studies(value)
    case "n1": cell.diseased = try size(value, key)
    case "n0": cell.nondiseased = try size(value, key)
    case _ where value.isPrior && Self.truths.contains(key): return
    case "se":
      cell.sensitivity = try value.number(key, above: 0, below: 1)
      cell.logits.0 = logit(cell.sensitivity)
    case "sp":
      cell.specificity = try value.number(key, above: 0, below: 1)
      cell.logits.1 = logit(cell.specificity)
    case "tau_se": cell.tauSensitivity = try value.number(key, from: 0, to: 10)
    case "tau_sp": cell.tauSpecificity = try value.number(key, from: 0, to: 10)
    case "rho": cell.correlation = try value.number(key, from: -1, to: 1)
    case "effects": cell.effects = try effects(value)
    case "prevalence": cell.prevalence = try prevalence(value)
    case "missing": cell.missing = try missing(value)
    case "plant":
      cell.plant = try value.choice(
        ["none": .none, "swapped": .swapped, "duplicate": .duplicate], of: "plant")
    case "levels": cell.levels = try levels(value)
    default: break
    }
  }

  /// A number of studies, or a range.
  private func studies(_ value: YAMLValue) throws(YAMLProblem) -> SimulationDesign.Size {
    let most = 10_000
    guard case .list = value.content else {
      return .fixed(try value.whole("studies", in: 1...most))
    }
    let (low, high) = try value.range("studies", in: 1...most)
    return .range(low, high)
  }

  private func size(_ value: YAMLValue, _ key: String) throws(YAMLProblem) -> SimulationDesign.Size
  {
    let most = 10_000_000
    switch value.content {
    case .text: return .fixed(try value.whole(key, in: 1...most))
    case .list:
      let (low, high) = try value.range(key, in: 1...most)
      return .range(low, high)
    case .members:
      let own = try YAMLKeys(value, of: key, known: ["negbin", "lognormal", "sizes"])
      if case .members(let members) = value.content, members.count != 1 {
        throw YAMLProblem(
          value.place, "\(key) is one of negbin, lognormal, sizes, and not several")
      }
      if let numbers = own["lognormal"] {
        let (median, deviation) = try numbers.pair(
          "lognormal", "[median, SD of the logarithm], both above 0")
        guard median > 0, median <= 1e6, deviation > 0, deviation <= 5 else {
          throw YAMLProblem(
            numbers.place,
            "lognormal is [median, SD of the logarithm], above 0 and up to 10^6 and 5")
        }
        return .lognormal(median: median, deviation: deviation)
      }
      if let numbers = own["negbin"] {
        let (mean, size) = try numbers.pair("negbin", "[mean, size], both above 0")
        guard mean > 0, mean <= 1e6, size > 0, size <= 1e6 else {
          throw YAMLProblem(numbers.place, "negbin is [mean, size], both above 0 and up to 10^6")
        }
        return .negativeBinomial(mean: mean, size: size)
      }
      let file = try own.required("sizes", as: "studies.csv").line("sizes")
      let isOwnPath = file.hasPrefix("/") || file.lowercased().hasPrefix("example:")
      return .sizes(file: isOwnPath ? file : folder + file)
    }
  }

  private func effects(_ value: YAMLValue) throws(YAMLProblem) -> SimulationDesign.Effects {
    guard case .members = value.content else {
      return try value.choice(["normal": SimulationDesign.Effects.normal], of: "effects")
    }
    let own = try YAMLKeys(value, of: "effects", known: ["t", "skew", "outliers"])
    if case .members(let members) = value.content, members.count != 1 {
      throw YAMLProblem(value.place, "effects is one of t, skew, outliers, and not several")
    }
    if let nu = own["t"] {
      return .student(degreesOfFreedom: try nu.number("t", to: 1000, above: 1))
    }
    if let shape = own["skew"] {
      return .skew(shape: try shape.number("skew", from: -100, to: 100))
    }
    let outliers = try own.required("outliers", as: "{share: 0.1, shift: 2}")
    let parts = try YAMLKeys(outliers, of: "outliers", known: ["share", "shift"])
    return .outliers(
      share: try parts.required("share", as: "0.1").number("share", from: 0, to: 1),
      shift: try parts.required("shift", as: "2").number("shift", from: -20, to: 20))
  }

  private func prevalence(_ value: YAMLValue) throws(YAMLProblem) -> SimulationDesign.Prevalence {
    switch value.content {
    case .text: return .fixed(try value.number("prevalence", above: 0, below: 1))
    case .list:
      let (low, high) = try value.pair("prevalence", "two shares, as [0.1, 0.4]")
      guard low > 0, high < 1, low < high else {
        throw YAMLProblem(value.place, "prevalence is two shares, the lower one first")
      }
      return .range(low, high)
    case .members:
      let own = try YAMLKeys(value, of: "prevalence", known: ["beta"])
      let numbers = try own.required("beta", as: "[2, 8]")
      let (a, b) = try numbers.pair("beta", "[a, b], both above 0")
      guard a > 0, b > 0, a < 1e6, b < 1e6 else {
        throw YAMLProblem(numbers.place, "beta is [a, b], both above 0")
      }
      return .beta(a, b)
    }
  }

  /// A share of studies, of which one arm or the other is missing; or a share for each arm.
  private func missing(
    _ value: YAMLValue
  ) throws(YAMLProblem) -> (diseased: Double, nondiseased: Double) {
    guard case .members = value.content else {
      let share = try value.number("missing", from: 0, to: 1)
      return (0.5 * share, 0.5 * share)
    }
    let own = try YAMLKeys(value, of: "missing", known: ["se", "sp"])
    let shares = (
      try own["se"]?.number("se", from: 0, to: 1) ?? 0,
      try own["sp"]?.number("sp", from: 0, to: 1) ?? 0
    )
    guard shares.0 + shares.1 <= 1 else {
      throw YAMLProblem(
        value.place, "no study misses both arms: both shares together are at most 1")
    }
    return shares
  }

  private func levels(_ value: YAMLValue) throws(YAMLProblem) -> [SimulationDesign.Level] {
    guard case .members(let members) = value.content, (2...50).contains(members.count) else {
      throw YAMLProblem(
        value.place, "levels is two to 50 names with accuracy, as CT: {se: 0.8, sp: 0.9}")
    }
    var levels: [SimulationDesign.Level] = []
    for member in members {
      guard !trimmedText(member.key).isEmpty, SafeText.visible(member.key) == member.key else {
        throw YAMLProblem(member.keyPlace, "the name of a level is text on one line")
      }
      let own = try YAMLKeys(member.value, of: member.key, known: ["se", "sp"])
      levels.append(
        SimulationDesign.Level(
          name: member.key,
          sensitivity: try own.required("se", as: "0.8").number("se", above: 0, below: 1),
          specificity: try own.required("sp", as: "0.9").number("sp", above: 0, below: 1)))
    }
    return levels
  }

  /// Whether truths come from the prior, which is asked for of all of them.
  private func truthsFromPrior(_ keys: YAMLKeys) throws(YAMLProblem) -> Bool {
    let asked = Self.truths.filter { keys[$0]?.isPrior ?? false }
    guard !asked.isEmpty else { return false }
    if let other = Self.truths.first(where: { !asked.contains($0) }) {
      throw YAMLProblem(
        keys.place(other) ?? keys.wholePlace,
        "\(other) is `prior` too where \(asked[0]) is: the prior is one of all parameters")
    }
    for key in ["levels", "effects", "plant"] {
      if let place = keys.place(key) {
        throw YAMLProblem(
          place, "\(key) is the model's where truths come from its prior; leave it out")
      }
    }
    return true
  }

  /// What keys ask of each other.
  private func check(
    _ cell: SimulationDesign.Cell, _ keys: YAMLKeys, isFromPrior: Bool
  ) throws(YAMLProblem) {
    for key in ["studies", "n1"] where keys[key] == nil { _ = try keys.required(key, as: "20") }
    guard (cell.nondiseased == nil) != (cell.prevalence == nil) else {
      throw YAMLProblem(
        keys.place("prevalence") ?? keys.wholePlace,
        "give n0, or prevalence, from which n0 follows, and not both")
    }
    if cell.levels.isEmpty {
      for key in ["se", "sp"] where keys[key] == nil { _ = try keys.required(key, as: "0.9") }
    } else if let place = keys.place("se") ?? keys.place("sp") {
      throw YAMLProblem(place, "levels have se and sp of their own; leave this one out")
    }
    for key in ["tau_se", "tau_sp", "rho"] where keys[key] == nil {
      _ = try keys.required(key, as: key == "rho" ? "-0.3" : "0.5")
    }
    if case .skew(let shape) = cell.effects,
      abs(cell.correlation) > SkewEffects(shape: shape).largestCorrelation
    {
      throw YAMLProblem(
        keys.place("effects") ?? keys.wholePlace,
        "skew \(shape) leaves room for correlations of at most "
          + "\(SkewEffects(shape: shape).largestCorrelation); a smaller rho or less skew")
    }
  }
}
