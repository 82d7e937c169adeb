/// Draws of several chains: a column for each variable and chain.
///
/// One block of memory a chain, column after column. The chains are never joined, since joining them
/// costs more than what reads them.
public struct DrawTable: Sendable {
  /// What the columns hold, in the order of the blocks.
  public let variables: [Variable]
  /// The number of draws n of each chain.
  public let drawsPerChain: Int
  /// Variable v of draw i of chain c is at `blocks[c][v * n + i]`.
  private let blocks: [[Double]]
  private let places: [Variable: Int]

  /// A table of blocks.
  ///
  /// - Parameters:
  ///   - variables: what the columns hold; two of the same name are a programmer error.
  ///   - drawsPerChain: number of draws of each chain.
  ///   - blocks: for each chain its columns one after the other.
  public init(variables: [Variable], drawsPerChain: Int, blocks: [[Double]]) {
    precondition(
      blocks.allSatisfy { $0.count == variables.count * drawsPerChain },
      "a block has one number for each variable and draw")
    self.variables = variables
    self.drawsPerChain = drawsPerChain
    self.blocks = blocks
    places = Dictionary(
      uniqueKeysWithValues: variables.enumerated().map { ($0.element, $0.offset) })
  }

  /// The number of chains.
  public var chainCount: Int { blocks.count }
  /// The number of draws of all chains.
  public var totalDraws: Int { chainCount * drawsPerChain }

  /// Where a variable's columns are, to be looked up once and not for every draw.
  ///
  /// - Parameter variable: what is asked for.
  /// - Returns: nil where the table has no such variable.
  public func place(of variable: Variable) -> Int? { places[variable] }

  /// Whether the table has a variable.
  public func contains(_ variable: Variable) -> Bool { places[variable] != nil }

  /// One number.
  ///
  /// - Parameters:
  ///   - place: from `place(of:)`.
  ///   - chain: in `0 ..< chainCount`.
  ///   - draw: in `0 ..< drawsPerChain`.
  /// - Returns: the value.
  public func value(at place: Int, chain: Int, draw: Int) -> Double {
    blocks[chain][place * drawsPerChain + draw]
  }

  /// Reads a column where it lies.
  ///
  /// - Parameters:
  ///   - place: from `place(of:)`.
  ///   - chain: in `0 ..< chainCount`.
  ///   - body: is given the column's `drawsPerChain` numbers.
  /// - Returns: what the body returns.
  /// - Throws: what the body throws.
  public func withColumn<Result, Failure: Error>(
    _ place: Int, chain: Int, _ body: (Span<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let (block, begin) = (blocks[chain], place * drawsPerChain)
    return try body(block.span.extracting(begin..<(begin + drawsPerChain)))
  }

  /// One chain's draws of a variable; a variable that the table has not is a programmer error.
  ///
  /// - Parameters:
  ///   - variable: what is asked for.
  ///   - chain: in `0 ..< chainCount`.
  /// - Returns: a copy of the column.
  public func column(_ variable: Variable, chain: Int) -> [Double] {
    let begin = required(variable) * drawsPerChain
    return Array(blocks[chain][begin..<(begin + drawsPerChain)])
  }

  /// All chains' draws of a variable; a variable that the table has not is a programmer error.
  ///
  /// - Parameter variable: what is asked for.
  /// - Returns: one array a chain.
  public func chains(of variable: Variable) -> [[Double]] {
    (0..<chainCount).map { column(variable, chain: $0) }
  }

  /// All draws of a variable, chains one after the other; a variable that the table has not is a
  /// programmer error.
  ///
  /// - Parameter variable: what is asked for.
  /// - Returns: `totalDraws` numbers.
  public func pooled(_ variable: Variable) -> [Double] {
    let begin = required(variable) * drawsPerChain
    var all: [Double] = []
    all.reserveCapacity(totalDraws)
    for block in blocks { all += block[begin..<(begin + drawsPerChain)] }
    return all
  }

  /// How many draws of all chains hold a condition.
  ///
  /// - Parameters:
  ///   - variable: what is asked for.
  ///   - condition: of its value.
  /// - Returns: their number.
  public func count(of variable: Variable, where condition: (Double) -> Bool) -> Int {
    let begin = required(variable) * drawsPerChain
    return blocks.reduce(0) { $0 + $1[begin..<(begin + drawsPerChain)].count(where: condition) }
  }

  /// Evenly thinned draws over all chains.
  ///
  /// - Parameter limit: at most so many, but one of each chain at least.
  /// - Returns: where they are, in order.
  public func thinned(limit: Int) -> [DrawPlace] {
    let perChain = max(1, min(drawsPerChain, limit / chainCount))
    return (0..<chainCount).flatMap { chain in
      (0..<perChain).map { k in
        DrawPlace(chain: chain, draw: (2 * k + 1) * drawsPerChain / (2 * perChain))
      }
    }.prefix(max(limit, 1)).map { $0 }
  }

  /// Some draws of a variable; a variable that the table has not is a programmer error.
  ///
  /// - Parameters:
  ///   - variable: what is asked for.
  ///   - rows: which draws.
  /// - Returns: one number a row.
  public func column(_ variable: Variable, _ rows: DrawRows) -> [Double] {
    switch rows {
    case .all: return pooled(variable)
    case .chain(let chain): return column(variable, chain: chain)
    case .places(let places):
      let begin = required(variable) * drawsPerChain
      return places.map { blocks[$0.chain][begin + $0.draw] }
    }
  }

  /// How many numbers a column of some draws has.
  ///
  /// - Parameter rows: which draws.
  /// - Returns: their number.
  public func count(of rows: DrawRows) -> Int {
    switch rows {
    case .all: totalDraws
    case .chain: drawsPerChain
    case .places(let places): places.count
    }
  }

  /// Whether a draw is the one before it in its chain again, as after a rejected proposal.
  ///
  /// - Parameter place: of the draw.
  /// - Returns: false for the first of a chain.
  public func isRepeated(_ place: DrawPlace) -> Bool {
    guard place.draw > 0 else { return false }
    let block = blocks[place.chain]
    return variables.indices.allSatisfy {
      let index = $0 * drawsPerChain + place.draw
      return block[index] == block[index - 1]
    }
  }

  private func required(_ variable: Variable) -> Int {
    guard let place = places[variable] else {
      preconditionFailure("no draws of \(variable.name) among \(variables.map(\.name))")
    }
    return place
  }
}
