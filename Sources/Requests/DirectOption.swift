import AccuracyData
import Messages
import StudyDesigns
import TabularText

extension FitOptions {
  /// The data that are fitted: those of the studies with every level of the first categorical covariate,
  /// where direct comparisons alone are asked for.
  ///
  /// - Parameter dataset: as read.
  /// - Returns: the data; `direct` says who was left out.
  /// - Throws: `AnalysisError` 64 where nothing can be compared within a study, 65 where fewer than two
  ///   studies have every level.
  func directly(_ dataset: AccuracyDataset) throws(AnalysisError) -> AccuracyDataset {
    guard isDirectOnly else { return dataset }
    let factor: Covariate?
    do {
      factor = try design.firstFactor(in: dataset.studies)
    } catch {
      throw AnalysisError(error)
    }
    guard let factor else {
      throw AnalysisError(
        .usage,
        "\(argument: .directOnly) compares the levels of a categorical covariate, and "
          + "\(listedNames(design.formula.columns, limit: 6)) "
          + (design.formula.columns.count == 1 ? "is" : "are")
          + " continuous; leave it out, or take a column as COLUMN:categorical")
    }
    return try directComparison(of: dataset, by: factor)
  }
}

/// The data of the studies that have a row for every level of a categorical covariate.
///
/// - Parameters:
///   - dataset: as read.
///   - factor: the covariate, of these data.
/// - Returns: the data of two studies or more; `direct` says who was left out.
/// - Throws: `AnalysisError` 64 for a covariate that is continuous or has one level, and where no study has
///   several rows; 65 where fewer than two studies have every level.
package func directComparison(
  of dataset: AccuracyDataset, by factor: Covariate
) throws(AnalysisError) -> AccuracyDataset {
  let place = dataset.level.map { " where \($0.column) is \($0.value)" } ?? ""
  let column = quotedForMessage(factor.column)
  guard let part = dataset.comparedDirectly(by: factor), let direct = part.direct else {
    throw AnalysisError(
      .usage,
      "\(argument: .directOnly) compares the levels of a categorical covariate, and \(column) is "
        + "continuous; leave it out, or use \(setting: .covariate, factor.column + ":categorical")")
  }
  guard direct.levels.count > 1 else {
    throw AnalysisError(
      .usage,
      "\(argument: .directOnly) compares levels, and \(column) has only "
        + "\(listedNames(direct.levels, limit: 1))\(place); leave it out")
  }
  guard dataset.distinctStudies < dataset.studies.count else {
    throw AnalysisError(
      .usage,
      "\(argument: .directOnly) keeps studies with a row for every level of \(column), and each "
        + "study has one row\(place); leave it out, or name the column that rows of one study have in "
        + "common with \(setting: .study, "COLUMN")")
  }
  guard direct.kept.count < 2 else { return part }
  let total = direct.kept.count + direct.dropped.count
  let found: String =
    direct.kept.isEmpty
    ? "none of \(total) studies has"
    : "1 of \(total) studies (\(listedNames(direct.kept, limit: 1))) has"
  throw AnalysisError(
    .badData,
    "\(argument: .directOnly): \(found) a row for every level of \(column) "
      + "(\(listedNames(direct.levels, limit: 8)))\(place), and two are needed"
      + partly(dataset, factor, direct) + "leave \(argument: .directOnly) out")
}

/// Of three levels or more, the studies that have at least two of them, and the levels without which two
/// studies have all.
private func partly(
  _ dataset: AccuracyDataset, _ factor: Covariate, _ direct: DirectComparison
) -> Message {
  guard direct.levels.count > 2, case .levels(_, let ofRows) = factor.values else { return "; " }
  var found: [String: Set<Int>] = [:]
  for (study, level) in zip(dataset.studies, ofRows) {
    found[study.label, default: []].insert(level)
  }
  let several = direct.dropped.filter { (found[$0]?.count ?? 0) > 1 }
  guard !several.isEmpty else { return "; no other has two of them; " }
  let names = several.prefix(5).map { label in
    let own = (found[label] ?? []).sorted().map { direct.levels[$0] }
    return "\(quotedForMessage(label)): \(listedNames(own, limit: 8))"
  }
  let rest = several.count - names.count
  let words =
    "; \(several.count) \(several.count == 1 ? "has" : "have") at least two ("
    + names.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "") + ")"
  let without = levelsInTheWay(Array(found.values), of: direct.levels.count)
  guard !without.isEmpty else { return "\(words); " }
  let filters = without.map { level -> Message in
    "\(setting: .filter, "\(factor.column)!=\(direct.levels[level])")"
  }
  return "\(words); compare fewer levels with \(filters.joined(separator: " ")), or "
}

/// The levels, rarest first, without which at least two studies have all of at least two others; none where
/// there are no such levels.
private func levelsInTheWay(_ found: [Set<Int>], of count: Int) -> [Int] {
  func studies(with level: Int) -> Int { found.count { $0.contains(level) } }
  let rarest = (0..<count).sorted { (studies(with: $0), $0) < (studies(with: $1), $1) }
  for dropped in 1..<max(count - 1, 1) {
    let rest = Set(rarest.dropFirst(dropped))
    if found.count(where: rest.isSubset) >= 2 { return Array(rarest.prefix(dropped)) }
  }
  return []
}
