import Draws
import Testing

@Suite struct DrawTableTests {
  private static let first = Variable("mu_se")
  private static let second = Variable("tau_se", scale: .positive)
  /// Value = 100 chain + 10 variable + draw.
  private static let table = DrawTable(
    variables: [first, second], drawsPerChain: 3,
    blocks: [[0, 1, 2, 10, 11, 12], [100, 101, 102, 110, 111, 112]])

  @Test func columnsAreFoundByName() {
    let table = Self.table
    #expect(table.chainCount == 2 && table.totalDraws == 6)
    #expect(table.column(Self.second, chain: 1) == [110, 111, 112])
    #expect(table.chains(of: Self.first) == [[0, 1, 2], [100, 101, 102]])
    #expect(table.pooled(Self.second) == [10, 11, 12, 110, 111, 112])
    #expect(table.place(of: Variable("rho")) == nil && !table.contains(Variable("rho")))
    #expect(table.contains(Variable("tau_se")), "scale and role are no part of the name")
  }

  @Test func aColumnIsReadWhereItLies() throws {
    let table = Self.table
    let place = try #require(table.place(of: Self.second))
    let sum = table.withColumn(place, chain: 1) { column in
      column.indices.reduce(0) { $0 + column[$1] }
    }
    #expect(sum == 333)
    #expect(table.value(at: place, chain: 0, draw: 2) == 12)
    #expect(table.count(of: Self.second) { $0 > 11 } == 4)
  }

  @Test func someDrawsAreACopyInTheirOrder() {
    let table = Self.table
    let places = [DrawPlace(chain: 1, draw: 2), DrawPlace(chain: 0, draw: 0)]
    #expect(table.column(Self.second, .places(places)) == [112, 10])
    #expect(table.column(Self.second, .chain(0)) == table.column(Self.second, chain: 0))
    #expect(table.column(Self.second, .all) == table.pooled(Self.second))
    #expect([DrawRows.places(places), .chain(1), .all].map(table.count(of:)) == [2, 3, 6])
  }

  @Test func aRepeatedDrawIsOneWithTheSameNumbersInEveryColumn() {
    let table = DrawTable(
      variables: [Self.first, Self.second], drawsPerChain: 3,
      blocks: [[1, 1, 1, 2, 2, 3], [1, 1, 1, 2, 2, 2]])
    func repeated(_ chain: Int, _ draw: Int) -> Bool {
      table.isRepeated(DrawPlace(chain: chain, draw: draw))
    }
    #expect((0..<3).map { repeated(0, $0) } == [false, true, false])
    #expect((0..<3).map { repeated(1, $0) } == [false, true, true])
  }

  @Test func thinnedDrawsAreEvenOverTheChains() {
    let blocks = (0..<4).map { _ in [Double](repeating: 0, count: 10) }
    let table = DrawTable(variables: [Self.first], drawsPerChain: 10, blocks: blocks)
    let thinned = table.thinned(limit: 8)
    #expect(thinned.map(\.chain) == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(thinned.map(\.draw) == [2, 7, 2, 7, 2, 7, 2, 7])
    #expect(table.thinned(limit: 1).count == 1)
    #expect(table.thinned(limit: 1000).count == 40)
  }

  @Test func namesHaveAnIndexWhereThereIsAFamily() {
    #expect(Self.first.name == "mu_se")
    #expect(Self.first([IndexEntry("CT")]).name == "mu_se[CT]")
    let two = [IndexEntry("CT", column: "TEST"), IndexEntry("2010", column: "YEAR")]
    #expect(Self.first(two).name == "mu_se[TEST:CT,YEAR:2010]")
    #expect(Self.first([IndexEntry("CT")]) != Self.first)
    #expect(Self.second([IndexEntry("CT")]).scale == .positive)
  }

  @Test(arguments: [
    (Variable.Scale.real, -1.0, true), (.real, .infinity, false), (.positive, 0, true),
    (.positive, -1e-300, false), (.probability, 1, true), (.probability, 1.1, false),
    (.correlation, -1, true), (.correlation, -1.1, false), (.ratio, .nan, false),
    (.probability, .nan, false), (.correlation, .nan, false), (.real, .nan, false),
  ])
  func scalesKnowTheirValues(scale: Variable.Scale, value: Double, isLegal: Bool) {
    #expect(scale.allows(value) == isLegal)
  }
}
