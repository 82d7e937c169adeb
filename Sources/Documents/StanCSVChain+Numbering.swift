/// Columns that number chains and iterations, as data frames of draws have them.
extension StanCSVChain {
  /// The chain with the columns that number chains, iterations and draws under the names of R's
  /// posterior: `chain`, `draw`, `iteration` and `iter` in any case (ArviZ, ggmcmc, coda), where their
  /// values are such numbers. A parameter of that name stays one.
  var withNumbering: StanCSVChain {
    let roles = [
      "chain": ".chain", "iteration": ".iteration", "iter": ".iteration", "draw": ".draw",
    ]
    var names = columnNames
    func rename(_ index: Int, to role: String) {
      if !names.contains(role) { names[index] = role }
    }
    let candidates = names.indices.filter { roles[names[$0].lowercased()] != nil }
    for index in candidates where names[index].lowercased() == "chain" {
      if column("chain__") == nil, Self.numbersChains(columns[index]) {
        rename(index, to: ".chain")
      }
    }
    let chains = names.firstIndex(of: ".chain").map { columns[$0] } ?? column("chain__")
    for index in candidates {
      guard let role = roles[names[index].lowercased()], role != ".chain" else { continue }
      if Self.numbersDraws(columns[index], of: chains) { rename(index, to: role) }
    }
    return StanCSVChain(
      file: file, columnNames: names, columns: columns, warmupRows: warmupRows,
      settings: settings)
  }

  /// Whether values are whole numbers, few of them, each in as many rows.
  private static func numbersChains(_ values: [Double]) -> Bool {
    var rows: [Int: Int] = [:]
    for value in values {
      guard let number = Int(exactly: value), number >= 0 else { return false }
      rows[number, default: 0] += 1
    }
    return Set(rows.values).count == 1 && 2 * rows.count <= values.count
  }

  /// Whether values are whole numbers that grow from row to row of each chain.
  private static func numbersDraws(_ values: [Double], of chains: [Double]?) -> Bool {
    var last: [Double: Int] = [:]
    for (row, value) in values.enumerated() {
      guard let number = Int(exactly: value), number >= 0 else { return false }
      let chain = chains?[row] ?? 0
      if let before = last[chain], before >= number { return false }
      last[chain] = number
    }
    return !last.isEmpty
  }

  /// The chains of a file that numbers them in a column `.chain` (R's posterior) or `chain__` (CmdStanPy),
  /// in the order of the numbers; the chain itself where there is no such column.
  ///
  /// - Returns: chains of one length, each in the order of its iterations.
  /// - Throws: `StanCSVError.mismatch` where a number is not whole, or chains differ in length.
  func splitByChain() throws(StanCSVError) -> [StanCSVChain] {
    guard let numbers = column(".chain") ?? column("chain__") else { return [self] }
    var rows: [Int: [Int]] = [:]
    for (row, number) in numbers.enumerated() {
      guard let chain = Int(exactly: number) else {
        throw .mismatch(
          file: file, message: "draw \(row + 1): \(number) is not the number of a chain")
      }
      rows[chain, default: []].append(row)
    }
    let iterations = column(".iteration") ?? column("iter__")
    var chains: [StanCSVChain] = []
    for (_, var own) in rows.sorted(by: { $0.key < $1.key }) {
      if let iterations {
        // By iteration, and in the file's order where two are alike.
        own.sort { (iterations[$0], $0) < (iterations[$1], $1) }
      }
      chains.append(
        StanCSVChain(
          file: file, columnNames: columnNames,
          columns: columns.map { column in own.map { column[$0] } },
          warmupRows: warmupRows, settings: settings))
    }
    let lengths = Set(chains.map(\.drawCount)).sorted()
    if lengths.count > 1 {
      throw .mismatch(
        file: file,
        message:
          "its chains have from \(lengths[0]) to \(lengths[lengths.count - 1]) draws; all chains "
          + "of a run have the same length")
    }
    return chains
  }

  /// Whether every parameter has the same draws, bit for bit, in another chain; a parameter must vary.
  func hasSameDraws(as other: StanCSVChain) -> Bool {
    var varies = false
    for (name, values) in zip(columnNames, columns)
    where !name.hasPrefix(".") && !name.hasSuffix("__") {
      guard let others = other.column(name), others.count == values.count else { return false }
      for (a, b) in zip(values, others) where a.bitPattern != b.bitPattern { return false }
      varies = varies || values.contains { $0 != values[0] }
    }
    return varies
  }

  /// What is wrong with a chain that has the draws of another.
  func repeatsWords(of twin: StanCSVChain) -> String {
    file == twin.file
      ? "two of its chains have the same draws; were they run with the same seed?"
      : "the same draws as \(SafeText.visible(twin.file)); give each chain once (or was the same seed "
        + "used for both?)"
  }
}
