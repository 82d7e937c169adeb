/// What one quantity's diagnostics leave for the next: normal scores and arrays of the same size.
///
/// Fresh memory for every array costs as much as the arithmetic on it, because arrays of this size
/// come from and go back to the operating system page by page. An array that is not handed back is
/// only allocated again; one that is still referred to elsewhere is copied when written.
struct Workspace: Sendable {
  private var doubles: [[Double]] = []
  private var places: [[UInt32]] = []
  private var words: [[UInt64]] = []
  private var savedScores = NormalScores(count: 0)

  /// The normal scores of `count` ranks, computed unless they are those of the last call.
  mutating func scores(count: Int) -> NormalScores {
    if savedScores.table.count != count { savedScores = NormalScores(count: count) }
    return savedScores
  }

  /// An array of `count` numbers of unspecified value.
  mutating func takeDoubles(_ count: Int) -> [Double] {
    Self.take(count, from: &doubles) ?? [Double](repeating: 0, count: count)
  }

  /// An array of `count` indices of unspecified value.
  mutating func takePlaces(_ count: Int) -> [UInt32] {
    Self.take(count, from: &places) ?? [UInt32](repeating: 0, count: count)
  }

  /// An array of `count` words of unspecified value.
  mutating func takeWords(_ count: Int) -> [UInt64] {
    Self.take(count, from: &words) ?? [UInt64](repeating: 0, count: count)
  }

  mutating func giveBack(_ array: [Double]) {
    doubles.append(array)
  }

  mutating func giveBack(_ array: [UInt32]) {
    places.append(array)
  }

  mutating func giveBack(_ array: [UInt64]) {
    words.append(array)
  }

  private static func take<Element>(_ count: Int, from arrays: inout [[Element]]) -> [Element]? {
    guard let index = arrays.lastIndex(where: { $0.count == count }) else { return nil }
    return arrays.remove(at: index)
  }
}
