extension ForestPlot {
  /// Studies under a heading of their own, with results below them.
  public struct Group: Sendable {
    /// What they have in common.
    public var title: String
    /// How many they are, in words.
    public var size: String
    /// The studies, by their places in the plot.
    public var studies: Range<Int>
    /// Rows below them.
    public var results: [Result]

    /// A group.
    ///
    /// - Parameters:
    ///   - title: what they have in common.
    ///   - size: how many they are, in words.
    ///   - studies: their places in the plot.
    ///   - results: rows below them.
    public init(title: String, size: String, studies: Range<Int>, results: [Result]) {
      (self.title, self.size, self.studies, self.results) = (title, size, studies, results)
    }
  }

  /// One row above the results of the whole plot.
  enum Row {
    /// The heading of a group, by its place.
    case heading(Int)
    /// A study, by its place.
    case study(Int)
    /// A result of a group, by the places of both.
    case result(Int, Int)
  }

  /// A plot whose studies stand in groups, one after the other.
  ///
  /// - Parameter groups: titles, sizes in words, studies and results.
  public init(groups: [(title: String, size: String, studies: [Study], results: [Result])]) {
    self.init(studies: groups.flatMap(\.studies), results: [])
    var place = 0
    for group in groups {
      let range = place..<(place + group.studies.count)
      place = range.upperBound
      self.groups.append(
        Group(title: group.title, size: group.size, studies: range, results: group.results))
    }
  }

  /// All rows of the plot.
  var allRows: [Row] {
    guard !groups.isEmpty else { return studies.indices.map { .study($0) } }
    return groups.indices.flatMap { number in
      [.heading(number)] + groups[number].studies.map { .study($0) }
        + groups[number].results.indices.map { .result(number, $0) }
    }
  }

  /// Rows of each page: as few pages as 60 rows each allow, all about equally full. No page ends with a
  /// heading, none begins with a result, and one that begins inside a group repeats its heading.
  var pagesOfRows: [[Row]] {
    let (rows, most) = (allRows, 60)
    let count = max((rows.count + most - 1) / most, 1)
    var cuts = (0...count).map { $0 * rows.count / count }
    for k in 1..<max(count, 1) {
      while case .result? = rows[cuts[k]...].first { cuts[k] += 1 }
      while case .heading? = rows[..<cuts[k]].last { cuts[k] -= 1 }
    }
    return (0..<count).map { page in
      let own = Array(rows[cuts[page]..<cuts[page + 1]])
      guard case .study(let first)? = own.first,
        let group = groups.firstIndex(where: { $0.studies.contains(first) })
      else { return own }
      return [.heading(group)] + own
    }
  }

  /// Studies of each page.
  package var pages: [Range<Int>] {
    pagesOfRows.map { rows in
      let studies = rows.compactMap { row in
        if case .study(let place) = row { return place } else { return nil }
      }
      return (studies.first ?? 0)..<((studies.last ?? -1) + 1)
    }
  }

  /// Results of the whole plot and of groups.
  var allResults: [Result] { results + groups.flatMap(\.results) }
}
